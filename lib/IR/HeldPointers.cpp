//===- HeldPointers.cpp - Where pointers in memory go to ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts of one instruction: whether what it reads may be an address, and what
// it copies. Provenance, which goes forward, and VerifyWindows, which goes
// backward, take them from here as they take the table of the C library.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/HeldPointers.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Windows.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// Adds what integer, or variable, \p V is computed from as it is.
static void addSources(const Value *V, SetVector<const Value *> &Found) {
  if (const auto *Slot = dyn_cast<AllocaInst>(V)) {
    for (const User *U : Slot->users())
      if (const auto *Store = dyn_cast<StoreInst>(U);
          Store && Store->getPointerOperand() == Slot)
        Found.insert(Store->getValueOperand());
  } else if (const auto *Load = dyn_cast<LoadInst>(V)) {
    if (const auto *Slot = dyn_cast<AllocaInst>(Load->getPointerOperand()))
      Found.insert(Slot);
  } else if (isa<BinaryOperator, PHINode, SelectInst, FreezeInst, CastInst>(
                 V)) {
    const auto *I = cast<Instruction>(V);
    Found.insert(I->op_begin(), I->op_end());
  }
}

bool AddressIntegers::contains(const Instruction &I) {
  if (!Searched) {
    Searched = true;
    for (const Instruction &Made : instructions(F))
      if (isa<IntToPtrInst>(Made))
        Found.insert(Made.getOperand(0));
    for (unsigned N = 0; N != Found.size(); ++N)
      addSources(Found[N], Found);
  }
  return Found.contains(&I);
}

bool mayBeAddress(const Instruction &I, AddressIntegers &Integers) {
  Type *Ty = I.getType();
  if (Ty->isPtrOrPtrVectorTy() || Ty->isAggregateType())
    return true;
  const DataLayout &Layout = I.getDataLayout();
  return Ty->isIntegerTy() &&
         Layout.getTypeSizeInBits(Ty) >= Layout.getPointerSizeInBits() &&
         (I.isAtomic() || Integers.contains(I));
}

bool mayReturnWhatItReads(const CallBase &Call, AddressIntegers &Integers) {
  return !Call.isInlineAsm() && !isa<IntrinsicInst>(Call) && !asMarker(Call) &&
         !asWindowCall(Call) && !isKnownCallee(Call) &&
         Call.onlyReadsMemory() && mayBeAddress(Call, Integers);
}

/// True if nothing but whole pointers is stored in \p Slot, and nobody else can
/// store there. They are added to \p Stored.
static bool holdsOnly(const AllocaInst &Slot,
                      SmallVectorImpl<const Value *> &Stored) {
  for (const User *U : Slot.users()) {
    const auto *Store = dyn_cast<StoreInst>(U);
    if (Store && Store->getPointerOperand() == &Slot)
      Stored.push_back(Store->getValueOperand());
    if (Store ? Store->getValueOperand() == &Slot
              : !isa<LoadInst, LifetimeIntrinsic, DbgInfoIntrinsic>(U))
      return false;
  }
  return true;
}

bool mayPointToLocal(const Value &Address) {
  SmallVector<const Value *, 8> Pending = {&Address};
  SmallPtrSet<const Value *, 8> Seen;
  while (!Pending.empty()) {
    const Value *V = Pending.pop_back_val();
    SmallVector<const Value *, 4> Objects;
    getUnderlyingObjects(V, Objects, nullptr, /*MaxLookup=*/0);
    for (const Value *Object : Objects) {
      if (isa<Argument, Constant>(Object) || !Seen.insert(Object).second)
        continue;
      const auto *Load = dyn_cast<LoadInst>(Object);
      if (!Load)
        return true;
      const Value *Place = getUnderlyingObject(Load->getPointerOperand(), 0);
      const auto *Slot = dyn_cast<AllocaInst>(Place);
      if (Slot ? Slot != Load->getPointerOperand() || !holdsOnly(*Slot, Pending)
               : !isa<GlobalVariable>(Place))
        return true;
    }
  }
  return false;
}

SmallVector<ArgumentCopy, 2> copiesOf(const CallBase &Call) {
  SmallVector<ArgumentCopy, 2> Copies;
  if (isa<AnyMemTransferInst>(Call)) {
    Copies.push_back({1, 0});
    return Copies;
  }
  for (unsigned From = 0, E = Call.arg_size(); From != E; ++From)
    if (copiesFrom(Call, From))
      for (unsigned To = 0; To != E; ++To)
        if (To != From && copiesTo(Call, To))
          Copies.push_back({From, To});
  return Copies;
}

} // namespace kpkeys
