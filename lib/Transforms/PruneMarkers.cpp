//===- PruneMarkers.cpp - No marker where no write can follow -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a module as the front end made it.
// Output: the same without the markers of functions in which nothing is
//         written through a marked pointer and none leaves, neither to a
//         callee (which may be inlined later) nor as an integer. Hand-overs
//         stay: the marker may come with the caller that they are inlined into.
// Why:    the front end marks where a write *may* follow (a container_of, a
//         comparison of addresses as integers). A function that only reads
//         must compile to the bytes it has without the plugin, so its markers
//         go before the optimizer sees them.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Transforms/PruneMarkers.h"
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static SmallVector<CallInst *, 8> markersIn(Function &F) {
  SmallVector<CallInst *, 8> Markers;
  for (Instruction &I : instructions(F))
    if (auto M = asMarker(I); M && leadsIntoDomain(M->Kind))
      Markers.push_back(cast<CallInst>(&I));
  return Markers;
}

void pruneMarkers(Module &M, const Policy &Rules) {
  forEachMarkerFunction(M, [&M](Function &F) {
    getMarkerFunction(M, *asMarker(F)); // sets the attributes
  });
  for (Function &F : M) {
    SmallVector<CallInst *, 8> Markers = markersIn(F);
    if (Markers.empty())
      continue;
    AccessList List = collectAccesses(F, Provenance(F, Rules));
    if (List.Accesses.empty() && List.Escapes.empty())
      for (CallInst *Marker : Markers)
        eraseMarker(*Marker);
  }
  forEachMarkerFunction(M, [](Function &F) {
    if (F.use_empty())
      F.eraseFromParent();
  });
}

PreservedAnalyses PruneMarkersPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!hasMarkers(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config || !checkMarkers(M, Config->Rules))
    return PreservedAnalyses::all();
  pruneMarkers(M, Config->Rules);
  return PreservedAnalyses::none();
}

} // namespace kpkeys
