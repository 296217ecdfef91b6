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
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/Scalar/SROA.h"

using namespace llvm;

namespace kpkeys {

static void prepare(Module &M, const ModuleConfig &Config) {
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  PassBuilder PB;
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

/// True if \p F is there only because a clone of it is called instead.
static bool isReplaced(const Function &F) {
  return F.hasLocalLinkage() && F.use_empty();
}

audit::Summary auditModule(Module &M, const ModuleConfig &Config) {
  audit::Summary File;
  File.File = M.getSourceFileName();
  File.Policy = toHex(Config.Rules.digest(), /*LowerCase=*/true);
  prepare(M, Config);
  ModuleContext Context(M, Config);
  CalleesFirst Functions(M);
  for (Function *F : Functions.order())
    if (!isReplaced(*F))
      FunctionAuditor(*F, Context, File).run();
  File.Addresses = addressesTaken(M);
  return File;
}

} // namespace kpkeys
