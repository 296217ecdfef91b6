//===- RequestImports.cpp - Let a ThinLTO link see marked callees ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  an optimized module on its way to a ThinLTO link.
// Output: the same; each function that passes a marked pointer to a function
//         of another module, also through a pointer with known targets, names
//         that one in its `function_entry_count`, the list with which sample
//         profiles demand imports. The thin link then takes callees a hundred
//         times as large as it does by default.
// Does not reach functions that may not be inlined: the thin link imports
// none of them. Their calls are reported as escapes when it is done.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/CallTargets.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static void request(Function &F, DenseSet<GlobalValue::GUID> Wanted) {
  std::optional<Function::ProfileCount> Count =
      F.getEntryCount(/*AllowSynthetic=*/true);
  if (Count && Count->isSynthetic())
    return; // has no such list
  for (GlobalValue::GUID Old : F.getImportGUIDs())
    Wanted.insert(Old);
  // -1 is "unknown": it is no profile.
  F.setEntryCount(Count ? Count->getCount() : uint64_t(-1), Function::PCT_Real,
                  &Wanted);
}

static CallTargets::Set calleesOf(const CallBase &Call, CallTargets &Targets) {
  if (Function *Callee = Call.getCalledFunction())
    return {Callee};
  return Targets.of(Call);
}

PreservedAnalyses RequestImportsPass::run(Module &M,
                                          ModuleAnalysisManager &AM) {
  if (!hasMarkers(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  CallTargets Targets(M);
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    DenseSet<GlobalValue::GUID> Wanted;
    for (const Escape &E :
         collectAccesses(F, Provenance(F, Config->Rules)).Escapes)
      if (auto *Call = dyn_cast<CallBase>(E.I))
        for (const Function *Callee : calleesOf(*Call, Targets))
          if (Callee->isDeclaration())
            Wanted.insert(Callee->getGUID());
    if (!Wanted.empty())
      request(F, std::move(Wanted));
  }
  return PreservedAnalyses::all();
}

} // namespace kpkeys
