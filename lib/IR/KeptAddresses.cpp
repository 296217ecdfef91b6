//===- KeptAddresses.cpp - Numbers that are addresses no more -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An address that is shifted to the right, or divided, is a number until it is
// shifted back by as much. Kernels find the record of a page that way: base +
// (address >> 12)
// * 64. What may shift back is looked for forward from the shift, through
// arithmetic and local variables; past a limit it counts as found.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/HeldPointers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace kpkeys {

namespace {
/// One search for what undoes a shift.
class ShiftBack {
  static constexpr unsigned MaxSteps = 64;
  /// A value, and by how many bits it is still shifted.
  using Shifted = std::pair<const Value *, unsigned>;
  SmallSet<Shifted, 16> Seen;
  SmallVector<Shifted, 8> Pending;

  void look(const Value *V, unsigned Bits) {
    if (Seen.insert({V, Bits}).second)
      Pending.push_back({V, Bits});
  }
  /// \p I makes something of \p V; true if that is an address again.
  bool isUndoneBy(const Instruction &I, const Value *V, unsigned Bits);
  bool isUndoneBy(const BinaryOperator &I, const Value *V, unsigned Bits);
  bool isUndoneBy(const GetElementPtrInst &I, const Value *V, unsigned Bits);
  bool isScaledBack(const Instruction &I, uint64_t Scale, unsigned Bits);

public:
  bool isFoundAfter(const Instruction &Shift, unsigned By);
};
} // namespace

/// \p I multiplies what is shifted by \p Scale.
bool ShiftBack::isScaledBack(const Instruction &I, uint64_t Scale,
                             unsigned Bits) {
  unsigned Back = Scale == 0 ? 0 : Log2_64(Scale);
  if (Back >= Bits)
    return true;
  look(&I, Bits - Back);
  return false;
}

bool ShiftBack::isUndoneBy(const BinaryOperator &I, const Value *V,
                           unsigned Bits) {
  const APInt *By;
  switch (I.getOpcode()) {
  case Instruction::Shl:
    if (I.getOperand(0) != V)
      return false; // a count
    if (!match(I.getOperand(1), m_APInt(By)) || By->uge(Bits))
      return true;
    look(&I, Bits - By->getZExtValue());
    return false;
  case Instruction::Mul:
    if (!match(I.getOperand(I.getOperand(0) == V ? 1 : 0), m_APInt(By)) ||
        By->getActiveBits() > 63)
      return true;
    return isScaledBack(I, By->getZExtValue(), Bits);
  default:
    look(&I, Bits);
    return false;
  }
}

bool ShiftBack::isUndoneBy(const GetElementPtrInst &I, const Value *V,
                           unsigned Bits) {
  if (I.getPointerOperand() == V) {
    look(&I, Bits);
    return false;
  }
  const DataLayout &Layout = I.getDataLayout();
  for (auto Type = gep_type_begin(I), End = gep_type_end(I); Type != End;
       ++Type)
    if (Type.getOperand() == V) {
      TypeSize Stride = Type.getSequentialElementStride(Layout);
      if (Stride.isScalable() || isScaledBack(I, Stride, Bits))
        return true;
    }
  return false;
}

bool ShiftBack::isUndoneBy(const Instruction &I, const Value *V,
                           unsigned Bits) {
  if (auto *Binary = dyn_cast<BinaryOperator>(&I))
    return isUndoneBy(*Binary, V, Bits);
  if (auto *Address = dyn_cast<GetElementPtrInst>(&I))
    return isUndoneBy(*Address, V, Bits);
  if (isa<CmpInst>(I) || I.isTerminator() || isa<LoadInst>(I))
    return isa<CallBase>(I); // an invoke, a callbr
  if (auto *Store = dyn_cast<StoreInst>(&I)) {
    // In other memory it is a number that nobody follows.
    auto *Slot = dyn_cast<AllocaInst>(Store->getPointerOperand());
    if (Store->getValueOperand() != V || !Slot)
      return false;
    for (const User *U : Slot->users())
      if (!isa<LoadInst, StoreInst, LifetimeIntrinsic>(U))
        return true;
      else if (isa<LoadInst>(U))
        look(U, Bits);
    return false;
  }
  if (auto *Call = dyn_cast<CallBase>(&I))
    return isa<IntrinsicInst>(Call) || Call->isInlineAsm();
  look(&I, Bits); // casts, phi, select, vectors, aggregates
  return false;
}

/// How far \p I moves an address to the right, at least; std::nullopt: it does
/// not, or that is not known.
static std::optional<unsigned> shiftOf(const BinaryOperator &I) {
  const APInt *By;
  if (!match(I.getOperand(1), m_APInt(By)) || By->isZero())
    return std::nullopt;
  switch (I.getOpcode()) {
  case Instruction::LShr:
  case Instruction::AShr:
    return By->getLimitedValue(I.getType()->getScalarSizeInBits());
  case Instruction::UDiv:
  case Instruction::SDiv:
    if (By->isNegative() || By->isOne())
      return std::nullopt;
    return By->logBase2();
  default:
    return std::nullopt;
  }
}

bool ShiftBack::isFoundAfter(const Instruction &Shift, unsigned By) {
  look(&Shift, By);
  while (!Pending.empty()) {
    auto [V, Bits] = Pending.pop_back_val();
    if (Seen.size() > MaxSteps)
      return true;
    for (const User *U : V->users())
      if (isUndoneBy(*cast<Instruction>(U), V, Bits))
        return true;
  }
  return false;
}

bool keepsAddress(const Instruction &I) {
  const auto *Binary = dyn_cast<BinaryOperator>(&I);
  std::optional<unsigned> By = Binary ? shiftOf(*Binary) : std::nullopt;
  return !By || ShiftBack().isFoundAfter(I, *By);
}

} // namespace kpkeys
