//===- ShowObjectSizes.cpp - Sizes of objects behind markers --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function while it is optimized.
// Output: the same, in which each llvm.objectsize asks of its pointer without
//         the markers on the way.
// Why:    the optimizer cannot look through a marker, and would answer that the
//         size of a protected object is unknown; the checks of _FORTIFY_SOURCE
//         would then silently be off. A size is no write: it needs no marker.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// Operands behind one another that are looked at.
static constexpr unsigned MaxDepth = 16;

/// \p V computed without markers: \p V itself, what it marks, or a copy of the
/// instructions on the way.
static Value *withoutMarkers(Value *V, unsigned Depth = 0) {
  if (Depth == MaxDepth)
    return V;
  if (asMarker(*V))
    return withoutMarkers(cast<CallInst>(V)->getArgOperand(0), Depth + 1);
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !isa<GetElementPtrInst, SelectInst>(I))
    return V;
  Instruction *Copy = nullptr;
  for (Use &Operand : I->operands()) {
    if (!Operand->getType()->isPointerTy())
      continue;
    Value *Plain = withoutMarkers(Operand, Depth + 1);
    if (Plain == Operand)
      continue;
    if (!Copy) {
      Copy = I->clone();
      Copy->insertBefore(I->getIterator());
    }
    Copy->setOperand(Operand.getOperandNo(), Plain);
  }
  return Copy ? Copy : V;
}

PreservedAnalyses ShowObjectSizesPass::run(Function &F,
                                           FunctionAnalysisManager &) {
  if (!hasConfig(*F.getParent())) // it has no markers: no need to look
    return PreservedAnalyses::all();
  bool Changed = false;
  for (Instruction &I : instructions(F)) {
    auto *Size = dyn_cast<IntrinsicInst>(&I);
    if (!Size || Size->getIntrinsicID() != Intrinsic::objectsize)
      continue;
    Value *Plain = withoutMarkers(Size->getArgOperand(0));
    if (Plain == Size->getArgOperand(0))
      continue;
    Size->setArgOperand(0, Plain);
    Changed = true;
  }
  if (!Changed)
    return PreservedAnalyses::all();
  PreservedAnalyses Kept;
  Kept.preserveSet<CFGAnalyses>();
  return Kept;
}

} // namespace kpkeys
