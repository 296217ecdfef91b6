//===- Objects.cpp - Which object a pointer leads to ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Backward through address arithmetic, casts, markers and choices.
//
//===----------------------------------------------------------------------===//
#include "Objects.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace kpkeys {

using ChosenFn = function_ref<const Value *(const PHINode &)>;

static SmallVector<const Value *, 2> incomingOf(const PHINode &Phi,
                                                ChosenFn Chosen) {
  if (const Value *One = Chosen ? Chosen(Phi) : nullptr)
    return {One};
  return {Phi.op_begin(), Phi.op_end()};
}

/// What \p V is computed from; empty: it is a root.
static SmallVector<const Value *, 2> stepBack(const Value *V, ChosenFn Chosen) {
  if (const auto *Add = dyn_cast<GEPOperator>(V))
    return {Add->getPointerOperand()};
  if (isa<CastInst, FreezeInst>(V))
    return {cast<Instruction>(V)->getOperand(0)};
  if (const auto *Phi = dyn_cast<PHINode>(V))
    return incomingOf(*Phi, Chosen);
  if (const auto *Choice = dyn_cast<SelectInst>(V))
    return {Choice->getTrueValue(), Choice->getFalseValue()};
  const auto *Call = dyn_cast<CallBase>(V);
  if (!Call)
    return {};
  if (asMarker(*Call))
    return {Call->getArgOperand(0)};
  if (std::optional<unsigned> ArgNo = returnedArgument(*Call))
    return {Call->getArgOperand(*ArgNo)};
  return {};
}

RootSet rootsOf(const Value *Pointer, ChosenFn Chosen) {
  RootSet Roots;
  SmallPtrSet<const Value *, 8> Seen{Pointer};
  SmallVector<const Value *, 8> Waiting{Pointer};
  while (!Waiting.empty()) {
    const Value *V = Waiting.pop_back_val();
    SmallVector<const Value *, 2> From = stepBack(V, Chosen);
    if (From.empty() && !isa<ConstantPointerNull>(V))
      Roots.insert(V);
    for (const Value *Next : From)
      if (Seen.insert(Next).second)
        Waiting.push_back(Next);
  }
  return Roots;
}

} // namespace kpkeys
