//===- Conditions.cpp - What a path knows of conditions -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Conditions.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/MathExtras.h"

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

/// True of a value that is true or false, as C's comparisons are.
static bool isTruth(const Value *V) { return V->getType()->isIntegerTy(1); }

static constexpr unsigned MaxBits = 64; ///< of numbers

/// All bits of a value like \p V.
static uint64_t maskOf(const Value *V) {
  const auto *Integer = dyn_cast<IntegerType>(V->getType());
  return Integer && Integer->getBitWidth() < MaxBits
             ? maskTrailingOnes<uint64_t>(Integer->getBitWidth())
             : ~uint64_t(0);
}

std::optional<uint64_t> numberOf(const Value *V) {
  if (isa<ConstantPointerNull>(V))
    return 0;
  const auto *C = dyn_cast<ConstantInt>(V);
  if (!C || C->getBitWidth() > MaxBits)
    return std::nullopt;
  return C->getZExtValue();
}

static Fact negated(Fact F) {
  F.Holds = !F.Holds;
  return F;
}

/// "(V & Mask) == Number", of what \p V was made from.
static Fact equalFact(const Value *V, uint64_t Mask, uint64_t Number) {
  bool Holds = true;
  for (;;) {
    if (isPowerOf2_64(Mask) && Number == Mask) { // of one bit: it is not zero
      Number = 0;
      Holds = !Holds;
    }
    const Value *Inner = nullptr;
    if (Number == 0 && Mask == maskOf(V))
      Inner = sameTest(V);
    if (Inner) {
      V = Inner;
      Mask = maskOf(V);
      continue;
    }
    const auto *I = dyn_cast<Instruction>(V);
    if (isa_and_nonnull<ZExtInst, FreezeInst>(I) &&
        (Number & ~maskOf(I->getOperand(0))) == 0) {
      V = I->getOperand(0);
      Mask &= maskOf(V);
      continue;
    }
    const auto *Bits = I && I->getOpcode() == Instruction::And
                           ? dyn_cast<ConstantInt>(I->getOperand(1))
                           : nullptr;
    if (!Bits || Bits->getBitWidth() > MaxBits)
      break;
    V = I->getOperand(0);
    Mask &= Bits->getZExtValue();
  }
  return {{V, Mask, Number}, Holds};
}

Fact zeroFact(const Value &V, bool IsZero) {
  Fact F = equalFact(&V, maskOf(&V), 0);
  return IsZero ? F : negated(F);
}

Fact caseFact(const Value &V, const ConstantInt &Case) {
  if (std::optional<uint64_t> Number = numberOf(&Case))
    return equalFact(&V, maskOf(&V), *Number);
  return {{&V, 0, 0, CmpInst::ICMP_EQ, &Case}, true};
}

/// If \p Compare is of "Truth ? A : B" and constants, and tells which.
static std::optional<Fact> choiceFact(const ICmpInst &Compare) {
  const auto *Choice = dyn_cast<SelectInst>(stripTested(Compare.getOperand(0)));
  const auto *Right = dyn_cast<ConstantInt>(Compare.getOperand(1));
  if (!Choice || !Right || !isTruth(Choice->getCondition()) ||
      Choice->getType() != Right->getType())
    return std::nullopt;
  const auto *A = dyn_cast<ConstantInt>(Choice->getTrueValue());
  const auto *B = dyn_cast<ConstantInt>(Choice->getFalseValue());
  if (!A || !B)
    return std::nullopt;
  auto Holds = [&](const ConstantInt &Left) {
    return ICmpInst::compare(Left.getValue(), Right->getValue(),
                             Compare.getPredicate());
  };
  if (Holds(*A) == Holds(*B))
    return std::nullopt;
  Fact F = factOf(*Choice->getCondition());
  return Holds(*A) ? F : negated(F);
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
  if (std::optional<Fact> Choice = choiceFact(*Compare))
    return *Choice;
  CmpInst::Predicate P = Compare->getPredicate();
  const Value *Left = Compare->getOperand(0), *Right = Compare->getOperand(1);
  if (std::optional<uint64_t> Number = numberOf(Right);
      Number && Compare->isEquality()) {
    Fact F = equalFact(Left, maskOf(Left), *Number);
    if (isTruth(F.What.Left) && F.What.Left != V) { // (int)(a < b) != 0
      Fact Inner = factOf(*F.What.Left);
      F = F.Holds ? negated(Inner) : Inner;
    }
    return P == CmpInst::ICMP_EQ ? F : negated(F);
  }
  CmpInst::Predicate Opposite = Compare->getInversePredicate();
  if (Opposite < P)
    return {{Left, 0, 0, Opposite, Right}, false};
  return {{Left, 0, 0, P, Right}, true};
}

/// Whether \p C holds where "(its Left & Mask) == Number".
static std::optional<bool> decide(const Condition &C, uint64_t Mask,
                                  uint64_t Number) {
  if (!C.Right) {
    if (((C.Number ^ Number) & C.Mask & Mask) != 0)
      return false;
    return (C.Mask & ~Mask) == 0 ? std::optional(true) : std::nullopt;
  }
  const auto *Right = dyn_cast<ConstantInt>(C.Right);
  if (!Right || Mask != maskOf(C.Left) || Right->getBitWidth() > MaxBits)
    return std::nullopt;
  return ICmpInst::compare(APInt(Right->getBitWidth(), Number),
                           Right->getValue(), C.Predicate);
}

std::optional<bool> Facts::eval(const Condition &C) const {
  for (const Fact &F : Known)
    if (F.What == C)
      return F.Holds;
  for (const Fact &F : Known)
    if (F.What.Left == C.Left && !F.What.Right && F.Holds)
      if (std::optional<bool> Decided = decide(C, F.What.Mask, F.What.Number))
        return Decided;
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
                  const TestedValues &Tracked) {
  SmallVector<Fact, 4> New;
  for (const PHINode &Phi : Block.phis()) {
    if (!Tracked.contains(&Phi))
      continue;
    const Value *Same = Phi.getIncomingValueForBlock(&From);
    for (const Fact &F : Known) // which number it is
      if (F.What.Left == Same && !F.What.Right) {
        New.push_back(F);
        New.back().What.Left = &Phi;
      }
    const Value *In = stripTested(Same);
    if (std::optional<uint64_t> Number = numberOf(In))
      New.push_back(equalFact(&Phi, maskOf(&Phi), *Number & maskOf(&Phi)));
    else if (Fact F = isTruth(In) ? factOf(*In) : zeroFact(*In, false);
             std::optional<bool> Held = eval(F.What))
      New.push_back(zeroFact(Phi, *Held != F.Holds));
  }
  for (const PHINode &Phi : Block.phis())
    forget(Phi);
  for (const Fact &F : New)
    add(F);
}

void Facts::keepLive(const BasicBlock &Block, const TestedValues &Tracked,
                     bool KeepsParams) {
  auto Live = Tracked.Live.find(&Block);
  erase_if(Known, [&](const Fact &F) {
    if (KeepsParams && isa<Argument>(F.What.Left))
      return false;
    return Live == Tracked.Live.end() || !Live->second.contains(F.What.Left);
  });
}

void Facts::keepForGuards(const TestedValues &Tracked) {
  erase_if(Known, [&Tracked](const Fact &F) {
    return !Tracked.ForGuards.contains(F.What.Left);
  });
}

/// What the end of \p BB tests, or null.
static const Value *testedBy(const BasicBlock &BB) {
  const Instruction *End = BB.getTerminator();
  if (const auto *Branch = dyn_cast<BranchInst>(End))
    return Branch->isConditional() ? factOf(*Branch->getCondition()).What.Left
                                   : nullptr;
  const auto *Switch = dyn_cast<SwitchInst>(End);
  if (!Switch || Switch->getNumCases() == 0)
    return nullptr;
  return caseFact(*Switch->getCondition(),
                  *Switch->case_begin()->getCaseValue())
      .What.Left;
}

/// What a phi's operand \p In is known by.
static const Value *decidedBy(const Value &In) {
  return (isTruth(&In) ? factOf(In) : zeroFact(In, false)).What.Left;
}

static void findLive(const Function &F, TestedValues &Tested) {
  using Use = std::pair<const BasicBlock *, const Value *>;
  SmallVector<Use, 16> AtEnd; // values that are needed at the end of blocks
  for (const BasicBlock &BB : F) {
    if (const Value *V = testedBy(BB))
      AtEnd.push_back({&BB, V});
    for (const PHINode &Phi : BB.phis())
      if (Tested.Here.contains(&Phi))
        for (const auto &[From, In] : zip_equal(Phi.blocks(), Phi.operands()))
          AtEnd.push_back({From, decidedBy(*In)});
  }
  while (!AtEnd.empty()) {
    auto [BB, V] = AtEnd.pop_back_val();
    const auto *Made = dyn_cast<Instruction>(V);
    bool IsHere = Made && Made->getParent() == BB;
    // Of a call's result a guard's effect may depend, however often it is
    // tested.
    bool MayBeKnown = Tested.Here.contains(V) || isa<CallBase>(V);
    if (!MayBeKnown || (IsHere && !isa<PHINode>(Made)) ||
        !Tested.Live[BB].insert(V).second || IsHere)
      continue;
    for (const BasicBlock *Before : predecessors(BB))
      AtEnd.push_back({Before, V});
  }
}

using IsGuardFn = function_ref<bool(const CallBase &)>;

/// True if the end of \p BB decides whether a guard is opened or ended.
static bool decidesGuard(const BasicBlock &BB, IsGuardFn IsGuard) {
  return any_of(successors(&BB), [&](const BasicBlock *To) {
    return To->getSinglePredecessor() && any_of(*To, [&](const Instruction &I) {
             const auto *Call = dyn_cast<CallBase>(&I);
             return Call && IsGuard(*Call);
           });
  });
}

/// True if \p V, which the end of \p BB tests, only says which way \p BB is
/// left: the compiler's own, for `break` out of a scope.
static bool isWayOut(const Value &V, const BasicBlock &BB) {
  const auto *Phi = dyn_cast<PHINode>(&V);
  return Phi && Phi->getParent() == &BB &&
         all_of(Phi->operands(),
                [](const Value *In) { return isa<Constant, PHINode>(In); });
}

/// Adds to \p Values what decides those that are phis.
static void addDeciding(SmallPtrSetImpl<const Value *> &Values) {
  SmallVector<const Value *, 8> Phis;
  for (const Value *V : Values)
    if (isa<PHINode>(V))
      Phis.push_back(V);
  while (!Phis.empty())
    for (const Value *In : cast<PHINode>(Phis.pop_back_val())->operands()) {
      const Value *Base = decidedBy(*In);
      if (!isa<Constant>(Base) && Values.insert(Base).second &&
          isa<PHINode>(Base))
        Phis.push_back(Base);
    }
}

TestedValues testedValues(const Function &F, IsGuardFn IsGuard) {
  DenseMap<const Value *, unsigned> Tests;
  TestedValues Found;
  for (const BasicBlock &BB : F)
    if (const Value *V = testedBy(BB)) {
      ++Tests[V];
      if (decidesGuard(BB, IsGuard) || isWayOut(*V, BB))
        Found.ForGuards.insert(V);
    }
  for (auto [V, Count] : Tests) {
    if (Count > 1 || isa<PHINode>(V))
      Found.Here.insert(V);
    else if (isa<Argument>(V))
      Found.ForCallers.insert(V);
  }
  addDeciding(Found.Here);
  addDeciding(Found.ForGuards);
  findLive(F, Found);
  return Found;
}

} // namespace kpkeys
