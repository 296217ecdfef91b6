//===- Conditions.cpp - What a path knows of conditions -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Conditions.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// The operand that \p V tells no more than, for a test for zero.
static const Value *sameTest(const Value *V) {
  if (isa<ZExtInst, SExtInst, FreezeInst, BitCastInst, PtrToIntInst>(V))
    return cast<Instruction>(V)->getOperand(0);
  // Of a bool in memory: it is 0 or 1.
  if (const auto *Cut = dyn_cast<TruncInst>(V);
      Cut && Cut->getType()->isIntegerTy(1))
    return Cut->getOperand(0);
  if (asMarker(*V))
    return cast<CallBase>(V)->getArgOperand(0);
  if (const auto *II = dyn_cast<IntrinsicInst>(V);
      II && (II->getIntrinsicID() == Intrinsic::expect ||
             II->getIntrinsicID() == Intrinsic::expect_with_probability))
    return II->getArgOperand(0);
  return nullptr;
}

const Value *stripTested(const Value *V) {
  while (const Value *Inner = sameTest(V))
    V = Inner;
  return V;
}

Fact zeroFact(const Value &V, bool IsZero) {
  return {{stripTested(&V), CmpInst::ICMP_EQ, nullptr}, IsZero};
}

static bool isZero(const Value *V) {
  const auto *C = dyn_cast<Constant>(V);
  return C && C->isNullValue();
}

/// True of a value that is true or false, as C's comparisons are.
static bool isTruth(const Value *V) { return V->getType()->isIntegerTy(1); }

static Fact negated(Fact F) {
  F.Holds = !F.Holds;
  return F;
}

Fact factOf(const Value &Truth) {
  const Value *V = stripTested(&Truth);
  if (const auto *Not = dyn_cast<BinaryOperator>(V);
      Not && Not->getOpcode() == Instruction::Xor &&
      isa<ConstantInt>(Not->getOperand(1)) && isTruth(V))
    return negated(factOf(*Not->getOperand(0)));
  const auto *Compare = dyn_cast<ICmpInst>(V);
  if (!Compare)
    return zeroFact(*V, false);
  CmpInst::Predicate P = Compare->getPredicate();
  const Value *Left = Compare->getOperand(0), *Right = Compare->getOperand(1);
  bool IsEquality = Compare->isEquality();
  if (IsEquality && isZero(Right)) {
    const Value *Inner = stripTested(Left);
    if (isTruth(Inner)) // (int)(a < b) != 0
      return P == CmpInst::ICMP_NE ? factOf(*Inner) : negated(factOf(*Inner));
    return zeroFact(*Left, P == CmpInst::ICMP_EQ);
  }
  CmpInst::Predicate Opposite = Compare->getInversePredicate();
  if (Opposite < P)
    return {{Left, Opposite, Right}, false};
  return {{Left, P, Right}, true};
}

static std::optional<APInt> numberOf(const Value *V, unsigned Bits) {
  if (!V)
    return APInt(Bits, 0);
  const auto *C = dyn_cast<ConstantInt>(V);
  if (!C || C->getBitWidth() != Bits)
    return std::nullopt;
  return C->getValue();
}

std::optional<bool> Facts::eval(const Condition &C) const {
  for (const Fact &F : Known)
    if (F.What == C)
      return F.Holds;
  if (!C.Left->getType()->isIntegerTy())
    return std::nullopt;
  unsigned Bits = C.Left->getType()->getIntegerBitWidth();
  for (const Fact &F : Known) {
    if (F.What.Left != C.Left || F.What.Predicate != CmpInst::ICMP_EQ ||
        !F.Holds)
      continue;
    std::optional<APInt> Left = numberOf(F.What.Right, Bits);
    std::optional<APInt> Right = numberOf(C.Right, Bits);
    if (Left && Right)
      return ICmpInst::compare(*Left, *Right, C.Predicate);
  }
  return std::nullopt;
}

void Facts::add(const Fact &F) {
  if (!eval(F.What))
    Known.push_back(F);
}

void Facts::forget(const Value &V) {
  erase_if(Known, [&V](const Fact &F) {
    return F.What.Left == &V || F.What.Right == &V;
  });
}

void Facts::enter(const BasicBlock &Block, const BasicBlock &From,
                  const SmallPtrSetImpl<const Value *> &Tracked) {
  SmallVector<Fact, 4> New;
  for (const PHINode &Phi : Block.phis()) {
    if (!Tracked.contains(&Phi))
      continue;
    const Value *In = stripTested(Phi.getIncomingValueForBlock(&From));
    if (const auto *C = dyn_cast<ConstantInt>(In))
      New.push_back(
          {{&Phi, CmpInst::ICMP_EQ, C->isZero() ? nullptr : C}, true});
    else if (isa<ConstantPointerNull>(In))
      New.push_back(zeroFact(Phi, true));
    else if (Fact F = isTruth(In) ? factOf(*In) : zeroFact(*In, false);
             std::optional<bool> Held = eval(F.What))
      New.push_back(zeroFact(Phi, *Held != F.Holds));
  }
  for (const PHINode &Phi : Block.phis())
    forget(Phi);
  for (const Fact &F : New)
    add(F);
}

SmallPtrSet<const Value *, 16> testedValues(const Function &F) {
  DenseMap<const Value *, unsigned> Tests;
  for (const BasicBlock &BB : F)
    if (const auto *Branch = dyn_cast<BranchInst>(BB.getTerminator());
        Branch && Branch->isConditional())
      ++Tests[factOf(*Branch->getCondition()).What.Left];
  SmallPtrSet<const Value *, 16> Found;
  SmallVector<const Value *, 8> Phis;
  for (auto [V, Count] : Tests) {
    if (Count > 1 || isa<PHINode>(V))
      Found.insert(V);
    if (isa<PHINode>(V))
      Phis.push_back(V);
  }
  // What a phi that is tested comes from decides the test as well.
  while (!Phis.empty())
    for (const Value *In : cast<PHINode>(Phis.pop_back_val())->operands()) {
      const Value *Base = isTruth(In) ? factOf(*In).What.Left : stripTested(In);
      if (!isa<Constant>(Base) && Found.insert(Base).second &&
          isa<PHINode>(Base))
        Phis.push_back(Base);
    }
  return Found;
}

} // namespace kpkeys
