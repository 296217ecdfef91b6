//===- Auditor.cpp - From IR to a summary ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Local variables become values, marked pointers are followed into callees as
// for windows, and then each function is looked at after those that it calls.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Summarize/Auditor.h"
#include "Addresses.h"
#include "FunctionAuditor.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/Scalar/SROA.h"

using namespace llvm;

namespace kpkeys {

static void prepare(Module &M, const ModuleConfig &Config) {
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  PassBuilder PB;
  MAM.registerPass([] { return ConfigAnalysis(); });
  PB.registerModuleAnalyses(MAM);
  PB.registerCGSCCAnalyses(CGAM);
  PB.registerFunctionAnalyses(FAM);
  PB.registerLoopAnalyses(LAM);
  PB.crossRegisterProxies(LAM, FAM, CGAM, MAM);
  ModulePassManager MPM;
  MPM.addPass(ApplyTagsPass());
  MPM.addPass(AttachConfigPass(
      std::shared_ptr<const ModuleConfig>(std::shared_ptr<void>(), &Config)));
  MPM.addPass(PruneMarkersPass());
  MPM.addPass(
      createModuleToFunctionPassAdaptor(SROAPass(SROAOptions::PreserveCFG)));
  MPM.addPass(SpecializeCalleesPass());
  // Functions of which only clones are called.
  MPM.addPass(GlobalDCEPass());
  MPM.run(M, MAM);
}

namespace {
/// The functions of a module, callees before their callers.
class CalleesFirst {
  DenseSet<Function *> Seen;
  SmallVector<Function *, 0> Order;

public:
  explicit CalleesFirst(Module &M) {
    for (Function &F : M)
      visit(F);
  }
  ArrayRef<Function *> order() const { return Order; }

private:
  void visit(Function &Root) {
    SmallVector<std::pair<Function *, bool>, 16> Waiting{{&Root, false}};
    while (!Waiting.empty()) {
      auto [F, IsDone] = Waiting.pop_back_val();
      if (IsDone) {
        Order.push_back(F);
        continue;
      }
      if (F->isDeclaration() || !Seen.insert(F).second)
        continue;
      Waiting.push_back({F, true});
      for (Instruction &I : instructions(*F))
        if (auto *Call = dyn_cast<CallBase>(&I))
          if (auto *Callee = const_cast<Function *>(calledFunction(*Call)))
            Waiting.push_back({Callee, false});
    }
  }
};
} // namespace

static void print(raw_ostream &OS, ArrayRef<GuardCall> Calls) {
  constexpr int None = -1;
  for (const GuardCall &C : Calls) {
    OS << C.Function << ' ' << int(C.When);
    OS << ' ' << (C.Argument ? int(*C.Argument) : None);
    OS << ' ' << (C.Level ? int(*C.Level) : None);
    if (C.Value)
      OS << ' ' << *C.Value;
    OS << '\n';
  }
  OS << '\n';
}

static void print(raw_ostream &OS, ArrayRef<std::string> Functions) {
  for (const std::string &Name : Functions)
    OS << Name << '\n';
  OS << '\n';
}

/// The same for summaries that may be judged together. The policy's digest is
/// of what code depends on, without what it says of guards.
static std::string policyId(const Policy &Rules) {
  std::string Text;
  raw_string_ostream OS(Text);
  const GuardRules &G = Rules.guards();
  print(OS, G.Enter);
  print(OS, G.Leave);
  for (const BatchFlag &Flag : G.Flags)
    OS << Flag.Function << ' ' << Flag.Level << '\n';
  print(OS, G.Interrupt);
  print(OS, G.Sleeps);
  for (const ObjectRule &O : G.Objects) {
    OS << O.Domain << ' ' << O.Moves << '\n';
    for (const auto *Names : {&O.Allocate, &O.Commit, &O.Release, &O.Fails})
      print(OS, *Names);
  }
  return toHex(Rules.digest(), /*LowerCase=*/true) + "-" +
         utohexstr(xxh3_64bits(OS.str()), /*LowerCase=*/true);
}

/// What of the policy is not in the file, which may be misspelt.
static std::vector<std::string> unseenIn(const Module &M,
                                         const ModuleContext &Context) {
  std::vector<std::string> All;
  for (const std::string &Name : Context.Table.unseenIn(M))
    All.push_back("function '" + Name + "'");
  for (const auto &[Number, Domain] : enumerate(Context.Rules.domains()))
    if (!Context.Accessed.contains(Number))
      All.push_back("access to domain '" + Domain.Name + "'");
  return All;
}

audit::Summary auditModule(Module &M, const ModuleConfig &Config) {
  audit::Summary File;
  File.File = M.getSourceFileName();
  File.Policy = policyId(Config.Rules);
  prepare(M, Config);
  ModuleContext Context(M, Config);
  CalleesFirst Functions(M);
  for (Function *F : Functions.order())
    FunctionAuditor(*F, Context, File).run();
  File.Addresses = addressesTaken(M);
  File.Unseen = unseenIn(M, Context);
  return File;
}

} // namespace kpkeys
