//===- DistinctBytes.cpp - What stores surely write -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The code generator compares addresses as values plus constants, so that two
// that begin with different values are different for it, too.
//
//===----------------------------------------------------------------------===//
#include "DistinctBytes.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace kpkeys {

namespace {
struct Address {
  const Value *Origin;
  int64_t Offset;
  bool IsConstant; ///< the offset
};
} // namespace

static Address addressOf(const Value *Pointer, const DataLayout &DL) {
  APInt Offset(DL.getIndexTypeSizeInBits(Pointer->getType()), 0);
  bool IsConstant = true;
  for (;;) {
    Pointer = Pointer->stripAndAccumulateConstantOffsets(
        DL, Offset, /*AllowNonInbounds=*/true);
    if (asMarker(*Pointer)) {
      Pointer = cast<CallBase>(Pointer)->getArgOperand(0);
    } else if (const auto *Element = dyn_cast<GEPOperator>(Pointer)) {
      IsConstant = false;
      Pointer = Element->getPointerOperand();
    } else {
      return {Pointer, Offset.getSExtValue(), IsConstant};
    }
  }
}

/// Is \p V loaded from \p Origin, or that with some bits changed? Then only the
/// bytes that change need be stored.
static bool keepsBitsOf(const Value *V, const Value *Origin,
                        const DataLayout &DL, unsigned Depth = 0) {
  if (const auto *Load = dyn_cast<LoadInst>(V))
    return addressOf(Load->getPointerOperand(), DL).Origin == Origin;
  const auto *I = dyn_cast<Instruction>(V);
  bool IsBitwise = I && (I->isBitwiseLogicOp() || I->isShift() || I->isCast());
  if (!IsBitwise || Depth == 6)
    return false;
  return any_of(I->operands(), [&](const Use &Operand) {
    return keepsBitsOf(Operand, Origin, DL, Depth + 1);
  });
}

/// True if \p Pointer comes from a local variable, as all do at -O0, or leads
/// to a parameter's copy on the stack.
static bool isLocal(const Value *Pointer) {
  if (const auto *Parameter = dyn_cast<Argument>(Pointer))
    return Parameter->hasPassPointeeByValueCopyAttr();
  const auto *Load = dyn_cast<LoadInst>(Pointer);
  return Load && isa<AllocaInst>(Load->getPointerOperand());
}

uint64_t DistinctBytes::add(const StoreInst &Store) {
  const DataLayout &DL = Store.getModule()->getDataLayout();
  const Value *Stored = Store.getValueOperand();
  Address At = addressOf(Store.getPointerOperand(), DL);
  TypeSize Size = DL.getTypeStoreSize(Stored->getType());
  // A pointer that goes through an array may go through one on the stack.
  bool MayBeOnStack =
      isa<AllocaInst, PHINode, SelectInst>(At.Origin) || isLocal(At.Origin);
  if (MayBeOnStack || isa<UndefValue>(Stored) || Size.isScalable())
    return 0;
  bool IsFirst = Origins.insert(At.Origin).second;
  if (!At.IsConstant)
    AtIndex.insert(At.Origin);
  uint64_t NumNew = 0;
  if (!At.IsConstant)
    NumNew = IsFirst ? Size.getFixedValue() : 0;
  else if (IsFirst || AtIndex.count(At.Origin) == 0)
    for (uint64_t N = 0; N != Size.getFixedValue(); ++N)
      NumNew += Seen.insert({At.Origin, At.Offset + int64_t(N)}).second;
  return keepsBitsOf(Stored, At.Origin, DL) ? 0 : NumNew;
}

} // namespace kpkeys
