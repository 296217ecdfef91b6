//===- Pipeline.cpp - The passes in order ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list, and the names for -passes=. Windows are placed after the optimizer: a
// window orders all memory accesses and would block what runs after it.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Plugin/Pipeline.h"
#include "kpkeys/Analysis/Printers.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/Plugin/Options.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys {

static void addEarlyPasses(ModulePassManager &MPM,
                           const std::shared_ptr<const ModuleConfig> &Config) {
  if (Config)
    MPM.addPass(AttachConfigPass(Config));
  MPM.addPass(PruneMarkersPass());
}

static void addLatePasses(ModulePassManager &MPM) {
  MPM.addPass(SpecializeCalleesPass());
  MPM.addPass(ReportEscapesPass());
  MPM.addPass(FormWindowsPass());
  MPM.addPass(VerifyWindowsPass());
  MPM.addPass(LowerWindowsPass());
  MPM.addPass(EmitRecordsPass());
}

static void dropModuleFlag(Module &M, StringRef Key) {
  SmallVector<Module::ModuleFlagEntry, 8> Entries;
  M.getModuleFlagsMetadata(Entries);
  if (NamedMDNode *Flags = M.getModuleFlagsMetadata())
    Flags->clearOperands();
  for (const Module::ModuleFlagEntry &E : Entries)
    if (E.Key->getString() != Key)
      M.addModuleFlag(E.Behavior, E.Key->getString(), E.Val);
}

namespace {
struct StripLocationsPass : RequiredModulePass<StripLocationsPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    StripDebugInfo(M);
    dropModuleFlag(M, "Debug Info Version");
    return PreservedAnalyses::all();
  }
};
} // namespace

/// Reads the parameters of kpkeys-attach-config<...>, the user's options
/// separated by `;`.
static std::shared_ptr<const ModuleConfig> configFrom(StringRef Parameters) {
  std::vector<std::string> Arguments;
  SmallVector<StringRef, 4> Parts;
  Parameters.split(Parts, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Part : Parts)
    Arguments.push_back(Part.str());
  auto Fail = [](const std::string &Text) {
    errs() << "error: kpkeys: " << Text << "\n";
    std::exit(1);
  };
  UserOptions Options = *parseOptions(Arguments, Fail);
  auto Config = std::make_shared<ModuleConfig>();
  Config->Target = Options.Target.value_or(TargetKind::Pku);
  Config->Windows = Options.Windows;
  Config->Escape = Options.Escape;
  if (Options.PolicyFile.empty())
    return Config;
  auto Buffer = MemoryBuffer::getFile(Options.PolicyFile, /*IsText=*/true);
  if (!Buffer)
    Fail("cannot read policy file '" + Options.PolicyFile +
         "': " + Buffer.getError().message());
  Config->Rules =
      *Policy::parse((*Buffer)->getBuffer(), Options.PolicyFile, Config->Target,
                     [&](const SMDiagnostic &D) { Fail(formatDiagnostic(D)); });
  return Config;
}

static bool addByName(StringRef Name, ModulePassManager &MPM) {
  StringRef Parameters = Name;
  if (Parameters.consume_front("kpkeys-attach-config<") &&
      Parameters.consume_back(">")) {
    MPM.addPass(AttachConfigPass(configFrom(Parameters)));
    return true;
  }
  if (Name == "kpkeys") {
    addEarlyPasses(MPM, nullptr);
    addLatePasses(MPM);
    return true;
  }
  auto Add = [&](StringRef PassName, auto Pass) {
    if (Name != PassName)
      return false;
    MPM.addPass(std::move(Pass));
    return true;
  };
  return Add("kpkeys-prune-markers", PruneMarkersPass()) ||
         Add("kpkeys-specialize-callees", SpecializeCalleesPass()) ||
         Add("kpkeys-report-escapes", ReportEscapesPass()) ||
         Add("kpkeys-form-windows", FormWindowsPass()) ||
         Add("kpkeys-verify-windows", VerifyWindowsPass()) ||
         Add("kpkeys-lower-windows", LowerWindowsPass()) ||
         Add("kpkeys-emit-records", EmitRecordsPass()) ||
         Add("print<kpkeys-provenance>", ProvenancePrinterPass(errs())) ||
         Add("print<kpkeys-accesses>", AccessPrinterPass(errs()));
}

void registerPipeline(PassBuilder &PB,
                      const std::shared_ptr<const ModuleConfig> &Config,
                      bool StripLocations) {
  PB.registerPipelineStartEPCallback(
      [Config](ModulePassManager &MPM, auto &&...) {
        addEarlyPasses(MPM, Config);
      });
  PB.registerOptimizerLastEPCallback(
      [StripLocations](ModulePassManager &MPM, auto &&...) {
        addLatePasses(MPM);
        if (StripLocations)
          MPM.addPass(StripLocationsPass());
      });
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM, auto &&...) {
        return addByName(Name, MPM);
      });
}

} // namespace kpkeys
