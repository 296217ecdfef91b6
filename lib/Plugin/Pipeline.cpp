//===- Pipeline.cpp - The passes in order ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list, and the names for -passes=. Windows are placed after the optimizer: a
// window orders all memory accesses and would block what runs after it. With
// -flto that is at the end of the link; the compile step leaves a link guard.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Plugin/Pipeline.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Analysis/Printers.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/LinkGuard.h"
#include "kpkeys/Plugin/Options.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys {

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
/// Takes out locations that nobody but these passes asked for: from modules
/// that have nothing to do with us before the optimizer carries them along,
/// from others at the end.
class StripLocationsPass : public RequiredModulePass<StripLocationsPass> {
  bool IsEarly;

public:
  explicit StripLocationsPass(bool IsEarly) : IsEarly(IsEarly) {}
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    if (hasLinkGuard(M) || (IsEarly && concernsUs(M)))
      return PreservedAnalyses::all(); // messages, the link's too, need them
    StripDebugInfo(M);
    dropModuleFlag(M, "Debug Info Version");
    return PreservedAnalyses::all();
  }
};
} // namespace

static void addEarlyPasses(ModulePassManager &MPM, const CompileJob &Job) {
  if (Job.Unmarked)
    MPM.addPass(CheckUnmarkedPass(Job.Unmarked));
  if (Job.Places)
    MPM.addPass(GivePlacesPass(Job.Places));
  MPM.addPass(ApplyTagsPass());
  if (Job.Config)
    MPM.addPass(AttachConfigPass(Job.Config, Job.Windows != Finish::ByCompile));
  MPM.addPass(PruneMarkersPass());
  MPM.addPass(createModuleToFunctionPassAdaptor(HideComparisonsPass()));
  if (Job.Places)
    MPM.addPass(StripLocationsPass(/*IsEarly=*/true));
}

static void addLatePasses(ModulePassManager &MPM, bool MayBeSplit = false) {
  MPM.addPass(SpecializeCalleesPass());
  MPM.addPass(ReportEscapesPass());
  MPM.addPass(PinReadsPass());
  MPM.addPass(ReportCopiesPass());
  MPM.addPass(FormWindowsPass());
  MPM.addPass(PinCallsPass());
  MPM.addPass(VerifyWindowsPass());
  MPM.addPass(CheckRestrictionsPass());
  MPM.addPass(CheckCallsAtPass());
  MPM.addPass(LowerWindowsPass());
  MPM.addPass(EmitRecordsPass(MayBeSplit));
}

/// The late passes at a link.
static void addLinkPasses(ModulePassManager &MPM, bool MayBeSplit) {
  MPM.addPass(RequireConfigPass());
  addLatePasses(MPM, MayBeSplit);
}

namespace {
/// Reads the configuration for the functions of a module that was linked.
struct KeepConfigPass : RequiredModulePass<KeepConfigPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &AM) {
    if (hasConfig(M))
      configOf(M, AM);
    return PreservedAnalyses::all();
  }
};

/// The late passes, or in a module that a link finishes what comes before it.
struct FinishPass : RequiredModulePass<FinishPass> {
  ModulePassManager Late, BeforeLink;

  explicit FinishPass(const CompileJob &Job) {
    addLatePasses(Late);
    if (Job.Windows == Finish::ByThinLink)
      BeforeLink.addPass(RequestImportsPass());
  }
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &AM) {
    return hasLinkGuard(M) ? BeforeLink.run(M, AM) : Late.run(M, AM);
  }
};
} // namespace

/// Reads the parameters of kpkeys-attach-config<...>, the user's options
/// separated by `;`.
static std::shared_ptr<const ModuleConfig> configFrom(StringRef Parameters) {
  std::vector<std::string> Arguments;
  SmallVector<StringRef, 4> Parts;
  Parameters.split(Parts, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Part : Parts) {
    Arguments.push_back(Part.str());
    // A comma would end the pass.
    std::replace(Arguments.back().begin(), Arguments.back().end(), '+', ',');
  }
  auto Fail = [](const std::string &Text) {
    errs() << "error: kpkeys: " << Text << "\n";
    std::exit(1);
  };
  UserOptions Options = *parseOptions(Arguments, Fail);
  auto Config = std::make_shared<ModuleConfig>();
  Config->Target = Options.Target.value_or(TargetKind::Pku);
  Config->Windows = Options.Windows;
  Config->Escape = Options.Escape;
  Config->ScopeCalls = Options.ScopeCalls;
  Config->MaxClones = Options.MaxClones;
  Config->Report = Options.Report;
  Config->Exposed = Options.Exposed.value_or(Exposure());
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
    addEarlyPasses(MPM, CompileJob());
    MPM.addPass(createModuleToFunctionPassAdaptor(ShowObjectSizesPass()));
    addLatePasses(MPM);
    return true;
  }
  if (Name == "kpkeys-hide-comparisons") {
    MPM.addPass(createModuleToFunctionPassAdaptor(HideComparisonsPass()));
    return true;
  }
  auto Add = [&](StringRef PassName, auto Pass) {
    if (Name != PassName)
      return false;
    MPM.addPass(std::move(Pass));
    return true;
  };
  if (Name == "kpkeys-show-object-sizes") {
    MPM.addPass(createModuleToFunctionPassAdaptor(ShowObjectSizesPass()));
    return true;
  }
  return Add("kpkeys-apply-tags", ApplyTagsPass()) ||
         Add("kpkeys-prune-markers", PruneMarkersPass()) ||
         Add("kpkeys-request-imports", RequestImportsPass()) ||
         Add("kpkeys-specialize-callees", SpecializeCalleesPass()) ||
         Add("kpkeys-report-escapes", ReportEscapesPass()) ||
         Add("kpkeys-pin-reads", PinReadsPass()) ||
         Add("kpkeys-report-copies", ReportCopiesPass()) ||
         Add("kpkeys-form-windows", FormWindowsPass()) ||
         Add("kpkeys-pin-calls", PinCallsPass()) ||
         Add("kpkeys-verify-windows", VerifyWindowsPass()) ||
         Add("kpkeys-check-restrictions", CheckRestrictionsPass()) ||
         Add("kpkeys-check-calls-at", CheckCallsAtPass()) ||
         Add("kpkeys-lower-windows", LowerWindowsPass()) ||
         Add("kpkeys-emit-records", EmitRecordsPass()) ||
         Add("print<kpkeys-provenance>", ProvenancePrinterPass(errs())) ||
         Add("print<kpkeys-accesses>", AccessPrinterPass(errs()));
}

/// The extension points of a compilation, with or without -flto.
static void registerCompile(PassBuilder &PB, const CompileJob &Job,
                            const std::shared_ptr<bool> &IsCompile) {
  PB.registerPipelineStartEPCallback(
      [Job, IsCompile](ModulePassManager &MPM, auto &&...) {
        *IsCompile = true;
        addEarlyPasses(MPM, Job);
      });
  PB.registerPeepholeEPCallback(
      [](FunctionPassManager &FPM, OptimizationLevel) {
        FPM.addPass(ShowObjectSizesPass());
        FPM.addPass(HideComparisonsPass());
      });
  // After the inliner, and before what follows it in each function.
  PB.registerCGSCCOptimizerLateEPCallback(
      [](CGSCCPassManager &CGPM, OptimizationLevel) {
        CGPM.addPass(createCGSCCToFunctionPassAdaptor(HideComparisonsPass()));
      });
  PB.registerOptimizerLastEPCallback([Job, IsCompile](ModulePassManager &MPM,
                                                      OptimizationLevel,
                                                      auto... Phase) {
    if (isPreLink(Phase...).value_or(*IsCompile))
      MPM.addPass(FinishPass(Job));
    else if (*IsCompile)
      addLatePasses(MPM);
    else
      addLinkPasses(MPM, /*MayBeSplit=*/false);
    if (Job.Places)
      MPM.addPass(StripLocationsPass(/*IsEarly=*/false));
  });
}

/// Those of an LTO link. The backend of a thin link drops the bodies it has
/// imported before its OptimizerLast, so clones are made before that as well.
static void registerLink(PassBuilder &PB,
                         const std::shared_ptr<bool> &IsCompile) {
  PB.registerPipelineEarlySimplificationEPCallback(
      [IsCompile](ModulePassManager &MPM, auto &&...) {
        if (!*IsCompile)
          MPM.addPass(SpecializeCalleesPass());
        MPM.addPass(createModuleToFunctionPassAdaptor(HideComparisonsPass()));
      });
  PB.registerFullLinkTimeOptimizationEarlyEPCallback(
      [](ModulePassManager &MPM, auto &&...) {
        MPM.addPass(KeepConfigPass());
      });
  PB.registerFullLinkTimeOptimizationLastEPCallback(
      [](ModulePassManager &MPM, auto &&...) {
        addLinkPasses(MPM, /*MayBeSplit=*/true);
      });
}

/// Those of a compilation for a machine that has no windows.
static void registerRefusal(PassBuilder &PB, const CompileJob &Job) {
  PB.registerPipelineStartEPCallback([Job](ModulePassManager &MPM, auto &&...) {
    if (Job.Unmarked)
      MPM.addPass(CheckUnmarkedPass(Job.Unmarked));
    MPM.addPass(ApplyTagsPass());
    MPM.addPass(RefuseTargetPass(Job.Config, Job.Refusal));
  });
  if (Job.Places)
    PB.registerOptimizerLastEPCallback([](ModulePassManager &MPM, auto &&...) {
      MPM.addPass(StripLocationsPass(/*IsEarly=*/false));
    });
}

void registerPipeline(PassBuilder &PB, const CompileJob &Job) {
  PB.registerAnalysisRegistrationCallback([](ModuleAnalysisManager &MAM) {
    MAM.registerPass([] { return ConfigAnalysis(); });
  });
  if (!Job.Refusal.empty())
    return registerRefusal(PB, Job);
  // The start of the pipeline is an extension point of compilations only.
  auto IsCompile = std::make_shared<bool>(false);
  registerCompile(PB, Job, IsCompile);
  registerLink(PB, IsCompile);
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM, auto &&...) {
        return addByName(Name, MPM);
      });
}

} // namespace kpkeys
