//===- RefuseTarget.cpp - No protected data for another machine -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a module as the front end made it, for a machine that the target of
//         the windows is not for: -m16 and -m32 in a kernel, BPF.
// Output: an error if it writes protected data, lets a pointer to it out or
//         defines a protected variable. Else the same without markers, so that
//         its object has the same bytes as without the plugin.
// No other pass of ours runs on such a module.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "kpkeys/Transforms/PruneMarkers.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

/// The first use of protected data; hand-overs alone are none, and go.
static const Instruction *firstUse(Module &M) {
  const Instruction *First = nullptr;
  for (Function &F : M)
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      std::optional<Marker> Kind = asMarker(I);
      if (Kind && Kind->Kind == MarkerKind::HandOver)
        eraseMarker(cast<CallInst>(I));
      else if (Kind && !First)
        First = &I;
    }
  return First;
}

PreservedAnalyses RefuseTargetPass::run(Module &M, ModuleAnalysisManager &) {
  for (GlobalVariable &G : M.globals()) {
    if (!dataSectionDomain(G.getSection()))
      continue;
    if (G.isDeclaration()) { // BPF's debug information tells sections of those
      G.setSection("");
      continue;
    }
    reportError(M.getContext(), Reason + "; keep protected variable '" +
                                    G.getName() + "' out of this file");
    return PreservedAnalyses::all();
  }
  if (!hasMarkers(M))
    return PreservedAnalyses::all();
  if (!checkMarkers(M, Config->Rules))
    return PreservedAnalyses::all();
  pruneMarkers(M, Config->Rules);
  if (const Instruction *Use = firstUse(M))
    reportErrorAt(*Use, Reason + "; keep what writes protected data, or hands "
                                 "it on, out of this file");
  forEachMarkerFunction(M, [](Function &F) {
    if (F.use_empty())
      F.eraseFromParent();
  });
  return PreservedAnalyses::none();
}

} // namespace kpkeys
