//===- KeptAddresses.cpp - Numbers that are addresses no more -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An address that is shifted to the right, or divided, is a number until it is
// shifted back by as much. Kernels find the record of a page that way: base +
// (address >> 12) * 64. What may shift back is looked for forward from the
// shift, through arithmetic and local variables. What may have shifted it to
// the left before, as with a tag in the upper bits, is looked for backward.
// Past a limit, and beyond what is listed here, it counts as found.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/HeldPointers.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace kpkeys {

static constexpr unsigned MaxSteps = 64;

/// True if \p Slot is loaded and stored as a whole only, so that no bit of it
/// changes its place.
static bool isWhole(const AllocaInst &Slot) {
  return all_of(Slot.users(), [&Slot](const User *U) {
    if (const auto *Store = dyn_cast<StoreInst>(U))
      return Store->getValueOperand() != &Slot &&
             Store->getValueOperand()->getType() == Slot.getAllocatedType();
    return isa<LifetimeIntrinsic>(U) ||
           (isa<LoadInst>(U) && U->getType() == Slot.getAllocatedType());
  });
}

/// True if \p I leaves each bit of its operands in its place and its lane.
static bool keepsPlaces(const Instruction &I) {
  if (isa<BitCastInst>(I))
    return !I.getType()->isVectorTy() &&
           !I.getOperand(0)->getType()->isVectorTy();
  return isa<ZExtInst, SExtInst, TruncInst, PtrToIntInst, IntToPtrInst, PHINode,
             SelectInst, FreezeInst, InsertValueInst, ExtractValueInst,
             InsertElementInst, ExtractElementInst>(I);
}

namespace {
/// One search for what undoes a shift.
class ShiftBack {
  /// How many bits each value made of the shifted one is still shifted by, at
  /// least.
  SmallDenseMap<const Value *, unsigned, 16> Least;
  SmallVector<const Value *, 8> Pending;
  unsigned Steps = 0;

  void look(const Value *V, unsigned Bits) {
    auto [It, New] = Least.try_emplace(V, Bits);
    if (!New && It->second <= Bits)
      return;
    It->second = Bits;
    Pending.push_back(V);
  }
  /// Each of these: \p I makes something of \p V; true if that may be an
  /// address again.
  bool isUndoneBy(const Instruction &I, const Value *V, unsigned Bits);
  bool isUndoneByBinary(const BinaryOperator &I, const Value *V, unsigned Bits);
  bool isUndoneByIndex(const GetElementPtrInst &I, const Value *V,
                       unsigned Bits);
  bool isUndoneByStore(const StoreInst &I, const Value *V, unsigned Bits);
  bool isScaledBack(const Instruction &I, uint64_t Scale, unsigned Bits);
  bool isSummedBack(const Instruction &I, const Value *Other, unsigned Bits);

public:
  bool isFoundAfter(const Instruction &Shift, unsigned By);
};
} // namespace

/// \p I multiplies what is shifted by \p Scale.
bool ShiftBack::isScaledBack(const Instruction &I, uint64_t Scale,
                             unsigned Bits) {
  unsigned Back = Scale == 0 ? 0 : Log2_64_Ceil(Scale);
  if (Back >= Bits)
    return true;
  look(&I, Bits - Back);
  return false;
}

/// \p I adds \p Other to what is shifted; if that is made of the same, the sum
/// may be twice as much.
bool ShiftBack::isSummedBack(const Instruction &I, const Value *Other,
                             unsigned Bits) {
  auto It = Least.find(Other);
  if (It == Least.end()) {
    look(&I, Bits);
    return false;
  }
  return isScaledBack(I, 2, std::min(Bits, It->second));
}

bool ShiftBack::isUndoneByBinary(const BinaryOperator &I, const Value *V,
                                 unsigned Bits) {
  const Value *Other = I.getOperand(I.getOperand(0) == V ? 1 : 0);
  const APInt *By;
  switch (I.getOpcode()) {
  case Instruction::Shl:
    if (I.getOperand(0) != V)
      return false; // a count
    if (!match(Other, m_APInt(By)) || By->uge(Bits))
      return true;
    look(&I, Bits - By->getZExtValue());
    return false;
  case Instruction::Mul:
    if (!match(Other, m_APInt(By)) || By->getActiveBits() > 63)
      return true;
    return isScaledBack(I, By->getZExtValue(), Bits);
  case Instruction::Add:
  case Instruction::Sub:
    return isSummedBack(I, Other, Bits);
  default:
    look(&I, Bits);
    return !I.getType()->isIntOrIntVectorTy();
  }
}

bool ShiftBack::isUndoneByIndex(const GetElementPtrInst &I, const Value *V,
                                unsigned Bits) {
  if (I.getPointerOperand() == V) {
    look(&I, Bits);
    return any_of(I.indices(),
                  [this](const Use &Index) { return Least.contains(Index); });
  }
  if (Least.contains(I.getPointerOperand()))
    return true;
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

/// In memory elsewhere it is a number that nobody follows.
bool ShiftBack::isUndoneByStore(const StoreInst &I, const Value *V,
                                unsigned Bits) {
  if (I.getValueOperand() != V)
    return false;
  const auto *Slot = dyn_cast<AllocaInst>(I.getPointerOperand());
  if (!Slot)
    return isa<AllocaInst>(getUnderlyingObject(I.getPointerOperand(), 0));
  if (!isWhole(*Slot))
    return true;
  for (const User *U : Slot->users())
    if (isa<LoadInst>(U))
      look(U, Bits);
  return false;
}

bool ShiftBack::isUndoneBy(const Instruction &I, const Value *V,
                           unsigned Bits) {
  if (auto *Binary = dyn_cast<BinaryOperator>(&I))
    return isUndoneByBinary(*Binary, V, Bits);
  if (auto *Address = dyn_cast<GetElementPtrInst>(&I))
    return isUndoneByIndex(*Address, V, Bits);
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return isUndoneByStore(*Store, V, Bits);
  if (auto *Call = dyn_cast<CallBase>(&I))
    return isa<IntrinsicInst, InvokeInst, CallBrInst>(Call) ||
           Call->isInlineAsm();
  if (isa<CmpInst, LoadInst>(I) || I.isTerminator())
    return false;
  look(&I, Bits);
  return !keepsPlaces(I);
}

bool ShiftBack::isFoundAfter(const Instruction &Shift, unsigned By) {
  look(&Shift, By);
  while (!Pending.empty()) {
    const Value *V = Pending.pop_back_val();
    if (++Steps > MaxSteps)
      return true;
    for (const User *U : V->users())
      if (isUndoneBy(*cast<Instruction>(U), V, Least.lookup(V)))
        return true;
  }
  return false;
}

/// Adds what \p V is computed from to \p Sources; false if that is not known.
/// What lies in memory elsewhere, and what a call returns, has its own origin.
static bool addSources(const Value *V,
                       SmallVectorImpl<const Value *> &Sources) {
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || isa<CmpInst, AllocaInst>(I))
    return true;
  if (const auto *Load = dyn_cast<LoadInst>(I)) {
    const auto *Slot = dyn_cast<AllocaInst>(Load->getPointerOperand());
    if (!Slot)
      return !mayPointToLocal(*Load->getPointerOperand());
    for (const User *U : Slot->users())
      if (const auto *Store = dyn_cast<StoreInst>(U))
        Sources.push_back(Store->getValueOperand());
    return isWhole(*Slot);
  }
  if (const auto *Call = dyn_cast<CallBase>(I)) {
    if (isa<IntrinsicInst>(Call) || Call->isInlineAsm())
      Sources.append(Call->arg_begin(), Call->arg_end());
  } else if (const auto *Address = dyn_cast<GetElementPtrInst>(I)) {
    Sources.push_back(Address->getPointerOperand());
  } else {
    Sources.append(I->op_begin(), I->op_end());
  }
  return true;
}

/// Looks at \p V and at all that it is computed from; true if \p IsIt is so of
/// any, or if that is not known.
static bool isAnyBehind(const Value *V,
                        function_ref<bool(const Value &)> IsIt) {
  SmallPtrSet<const Value *, 16> Seen;
  SmallVector<const Value *, 8> Pending = {V};
  while (!Pending.empty()) {
    const Value *Next = Pending.pop_back_val();
    if (isa<Constant>(Next) || !Seen.insert(Next).second)
      continue;
    if (IsIt(*Next) || Seen.size() > MaxSteps || !addSources(Next, Pending))
      return true;
  }
  return false;
}

/// True if \p V is a pointer, or a number made of one.
static bool hasAddress(const Value *V) {
  return isAnyBehind(
      V, [](const Value &Of) { return Of.getType()->isPtrOrPtrVectorTy(); });
}

/// True of an intrinsic that adds, subtracts or does nothing.
static bool keepsBits(const CallBase &Call) {
  switch (Call.getIntrinsicID()) {
  case Intrinsic::expect:
  case Intrinsic::sadd_with_overflow:
  case Intrinsic::ssub_with_overflow:
  case Intrinsic::uadd_with_overflow:
  case Intrinsic::usub_with_overflow:
    return true;
  default:
    return !isa<IntrinsicInst>(Call) && !Call.isInlineAsm();
  }
}

/// True if \p V moves bits of an address up, or may.
static bool shiftsUp(const Value &V) {
  const auto *I = dyn_cast<Instruction>(&V);
  if (!I || isa<AllocaInst, CmpInst, LoadInst, GetElementPtrInst>(I) ||
      keepsPlaces(*I))
    return false;
  if (const auto *Call = dyn_cast<CallBase>(I))
    return !keepsBits(*Call) && any_of(Call->args(), hasAddress);
  switch (I->getOpcode()) {
  case Instruction::Shl:
    return hasAddress(I->getOperand(0));
  case Instruction::Add: // to itself
    return all_of(I->operands(), hasAddress);
  case Instruction::And:
  case Instruction::Or:
  case Instruction::Xor:
  case Instruction::Sub:
  case Instruction::LShr:
  case Instruction::AShr:
  case Instruction::UDiv:
  case Instruction::SDiv:
  case Instruction::URem:
  case Instruction::SRem:
    return false;
  default:
    return any_of(I->operands(), hasAddress);
  }
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

bool keepsAddress(const Instruction &I) {
  const auto *Binary = dyn_cast<BinaryOperator>(&I);
  std::optional<unsigned> By = Binary ? shiftOf(*Binary) : std::nullopt;
  return !By || ShiftBack().isFoundAfter(I, *By) ||
         isAnyBehind(I.getOperand(0), shiftsUp);
}

} // namespace kpkeys
