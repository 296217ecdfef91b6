//===- AddressForm.cpp - Pointers, addresses and numbers ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs compute integers from addresses to hash, compare and align them, and
// to keep flags in their low bits. Only the last become addresses again. They
// are told apart by the operations: one that moves bits (shift, multiplication,
// truncation) or keeps low bits only makes a number; one that adds, or masks
// low bits off, keeps an address, unless it adds more than any object has
// bytes. What stands for two addresses is none, but for their exclusive or.
// Past a limit an integer counts as an address.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/AddressForm.h"
#include "kpkeys/Analysis/Provenance.h"
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace kpkeys {

static constexpr unsigned MaxSlots = 4;

/// A mask that keeps these bits keeps what tells one page from another.
static constexpr unsigned FirstHighBit = 16, LastHighBit = 38;

/// True of a constant that leads out of any object: to the physical address, or
/// to the shadow, of the memory.
static bool leadsElsewhere(const Value *Distance) {
  const APInt *Bytes;
  return match(Distance, m_APInt(Bytes)) && Bytes->getSignificantBits() > 31;
}

static bool isAsWideAsPointer(const Instruction &I) {
  return I.getType()->getScalarSizeInBits() >=
         I.getDataLayout().getPointerSizeInBits();
}

static bool holdsIntegers(const AllocaInst &Slot, unsigned Depth);

/// True if \p V is an integer computed from an address. A pointer that an ABI
/// passes in an integer register is converted, or reloaded, as it is.
static bool isInteger(const Value *V, unsigned Depth = 0) {
  if (!V->getType()->isIntOrIntVectorTy())
    return false;
  const auto *I = dyn_cast<Instruction>(V);
  bool HoldsPointer = I && V->getType()->getPrimitiveSizeInBits() >=
                               I->getDataLayout().getPointerSizeInBits();
  if (!HoldsPointer)
    return true;
  if (const auto *Load = dyn_cast<LoadInst>(I)) {
    const auto *Slot = dyn_cast<AllocaInst>(Load->getPointerOperand());
    return Slot && holdsIntegers(*Slot, Depth);
  }
  return !isa<PtrToIntInst>(I);
}

/// True if nothing but such integers is stored in \p Slot: a variable, or the
/// result, of unoptimised code. What asm puts there may be an address.
static bool holdsIntegers(const AllocaInst &Slot, unsigned Depth) {
  return Depth < MaxSlots &&
         all_of(
             Slot.users(),
             [&](const User *U) {
               if (const auto *Store = dyn_cast<StoreInst>(U))
                 return Store->getPointerOperand() == &Slot &&
                        !isa<CallBase>(Store->getValueOperand()) &&
                        isInteger(Store->getValueOperand(), Depth + 1);
               return isa<LoadInst>(U) ||
                      (isa<IntrinsicInst>(U) &&
                       cast<IntrinsicInst>(U)->isLifetimeStartOrEnd());
             });
}

namespace {
/// One question: does an integer still have the high bits of an address?
class HighBits {
  const Provenance &P;
  SmallPtrSet<const Value *, 16> Seen;

public:
  explicit HighBits(const Provenance &P) : P(P) {}
  bool keptIn(const Value *V);

private:
  bool keptByAnd(const Value *V, const Value *Mask);
  bool keptByBinary(const BinaryOperator &I);
  bool keptInSlot(const AllocaInst &Slot);
};
} // namespace

bool HighBits::keptByAnd(const Value *V, const Value *Mask) {
  const APInt *Bits;
  if (match(Mask, m_APInt(Bits)))
    return Bits->getBitWidth() > LastHighBit &&
           Bits->extractBits(LastHighBit - FirstHighBit + 1, FirstHighBit)
               .isAllOnes() &&
           keptIn(V);
  if (match(Mask, m_Add(m_Value(), m_AllOnes())) ||
      match(Mask, m_Sub(m_Value(), m_One()))) // size - 1
    return false;
  return keptIn(V);
}

bool HighBits::keptByBinary(const BinaryOperator &I) {
  const Value *A = I.getOperand(0), *B = I.getOperand(1);
  bool FromA = !P.originOf(A).empty(), FromB = !P.originOf(B).empty();
  switch (I.getOpcode()) {
  case Instruction::Add:
    return FromA != FromB && !leadsElsewhere(FromA ? B : A) &&
           keptIn(FromA ? A : B);
  case Instruction::Or:
    return FromA != FromB && keptIn(FromA ? A : B);
  case Instruction::Xor:
    return (!FromA || keptIn(A)) && (!FromB || keptIn(B));
  case Instruction::Sub:
    // Of another address the difference is left.
    return FromA && !FromB && !isa<PtrToIntOperator>(B) && !leadsElsewhere(B) &&
           keptIn(A);
  case Instruction::And:
    if (FromA && FromB)
      return false;
    return FromA ? keptByAnd(A, B) : keptByAnd(B, A);
  default:
    return false;
  }
}

bool HighBits::keptInSlot(const AllocaInst &Slot) {
  return any_of(Slot.users(), [&](const User *U) {
    const auto *Store = dyn_cast<StoreInst>(U);
    return Store && Store->getPointerOperand() == &Slot &&
           keptIn(Store->getValueOperand());
  });
}

bool HighBits::keptIn(const Value *V) {
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || P.domainsOf(V).empty() || !isAsWideAsPointer(*I))
    return false;
  if (!Seen.insert(V).second)
    return false; // the first visit answers
  constexpr unsigned MaxSteps = 64;
  if (Seen.size() > MaxSteps)
    return true;
  if (const auto *Load = dyn_cast<LoadInst>(I)) {
    const auto *Slot = dyn_cast<AllocaInst>(Load->getPointerOperand());
    return !Slot || keptInSlot(*Slot);
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(I))
    return keptByBinary(*Binary);
  if (isa<PHINode, SelectInst, FreezeInst, ZExtInst, SExtInst, BitCastInst>(I))
    return any_of(I->operands(), [&](const Use &U) {
      return !U->getType()->isIntegerTy(1) && keptIn(U);
    });
  if (const auto *Call = dyn_cast<CallBase>(I))
    if (auto ArgNo = returnedArgument(*Call))
      return keptIn(Call->getArgOperand(*ArgNo));
  return isa<PtrToIntInst>(I);
}

AddressForm formOf(const Value *V, const Provenance &P) {
  if (!isInteger(V))
    return AddressForm::Pointer;
  return HighBits(P).keptIn(V) ? AddressForm::Tagged : AddressForm::Number;
}

} // namespace kpkeys
