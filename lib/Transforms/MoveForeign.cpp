//===- MoveForeign.cpp - Out of the way of windows ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function with markers, and what its accesses need.
// Output: the same with foreign stores and calls moved within their blocks:
//           c->uid = 1;              c->uid = 1;
//           *count = 2;       ->     c->gid = 3;
//           c->gid = 3;              *count = 2;
// Method: in one walk over a block, all that is foreign between an access and
//   the next of its level sinks below the next, or, if some of it cannot, is
//   hoisted above the first of the row. Alias analysis says what may pass what.
//   It is no proof that one address is protected and the other not: an object
//   that is not sealed yet is ordinary memory.
//
//===----------------------------------------------------------------------===//
#include "MoveForeign.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/MemoryLocation.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// More than this are not moved, and not over more than this: what is saved
/// would not pay for the search.
static constexpr unsigned MaxMoved = 8;
static constexpr unsigned MaxDistance = 64;

/// True if nothing but its operands, its result and memory keeps \p I where it
/// is.
static bool isMovable(const Instruction &I) {
  if (I.isTerminator() || I.isEHPad() || I.isAtomic() || I.isVolatile() ||
      I.getType()->isTokenTy())
    return false;
  const auto *Call = dyn_cast<CallBase>(&I);
  if (!Call)
    return true;
  return !Call->isInlineAsm() && !Call->isConvergent() &&
         !Call->hasOperandBundles() && !Call->cannotDuplicate() &&
         !Call->isMustTailCall() && Call->doesNotThrow() &&
         Call->willReturn() &&
         (Call->onlyReadsMemory() || Call->onlyAccessesArgMemory());
}

/// True if \p I may write what \p Other accesses at \p Location, or read what
/// it writes there.
static bool touches(Instruction &I, const MemoryLocation &Location,
                    const Instruction &Other, AAResults &AA) {
  // This entry of AAResults is no inline function: those would make the plugin
  // refer to data of LLVM, and with another LLVM it could not even be loaded
  // to say so.
  return AA.canInstructionRangeModRef(
      I, I, Location,
      Other.mayWriteToMemory() ? ModRefInfo::ModRef : ModRefInfo::Mod);
}

/// True if \p A and \p B may touch the same memory, and one of them write it.
static bool conflict(Instruction &A, Instruction &B, AAResults &AA) {
  if (!A.mayReadOrWriteMemory() || !B.mayReadOrWriteMemory())
    return false;
  if (!A.mayWriteToMemory() && !B.mayWriteToMemory())
    return false;
  if (std::optional<MemoryLocation> OfA = MemoryLocation::getOrNone(&A))
    return touches(B, *OfA, A, AA);
  std::optional<MemoryLocation> OfB = MemoryLocation::getOrNone(&B);
  return !OfB || B.isAtomic() || touches(A, *OfB, B, AA);
}

/// True if \p Moved and \p Other, which are neighbours or would be, may be
/// exchanged.
static bool mayPass(Instruction &Moved, Instruction &Other, AAResults &AA) {
  auto Uses = [](const Instruction &User, const Instruction &Value) {
    return is_contained(User.operand_values(), &Value);
  };
  if (isa<PHINode>(Other) || Other.isTerminator() || Uses(Moved, Other) ||
      Uses(Other, Moved))
    return false;
  // A volatile access, which may trap, may be exchanged with what is not.
  if (!Other.isVolatile() &&
      !isGuaranteedToTransferExecutionToSuccessor(&Other))
    return false;
  return !conflict(Moved, Other, AA);
}

namespace {
/// Moves what is foreign between a row of accesses in one block.
class RowMover {
  AAResults &AA;
  Instruction *First = nullptr; ///< access of the row
  unsigned Level = Policy::DefaultLevel;
  SmallVector<Instruction *, MaxMoved> Between; ///< since the last access
  unsigned NumMoved = 0;

public:
  explicit RowMover(AAResults &AA) : AA(AA) {}
  void visitForeign(Instruction &I);
  void visitAccess(Instruction &I, unsigned AtLevel);
  unsigned numMoved() const { return NumMoved; }

private:
  void startRow(Instruction *I, unsigned AtLevel) {
    First = I;
    Level = AtLevel;
    Between.clear();
  }
  bool mayPassAll(Instruction &Moved, Instruction *From, Instruction *End);
  bool sinkBelow(Instruction &Access);
  bool hoistAboveFirst();
};
} // namespace

/// True if \p Moved may pass all from \p From to before \p End but those that
/// move as well.
bool RowMover::mayPassAll(Instruction &Moved, Instruction *From,
                          Instruction *End) {
  unsigned Distance = 0;
  for (Instruction *I = From; I != End; I = I->getNextNode()) {
    if (I->isDebugOrPseudoInst() || is_contained(Between, I))
      continue;
    if (++Distance > MaxDistance || !mayPass(Moved, *I, AA))
      return false;
  }
  return true;
}

bool RowMover::sinkBelow(Instruction &Access) {
  for (Instruction *I : Between)
    if (!mayPassAll(*I, I->getNextNode(), Access.getNextNode()))
      return false;
  Instruction *Where = &Access;
  for (Instruction *I : Between) {
    I->moveAfter(Where);
    Where = I;
  }
  return true;
}

bool RowMover::hoistAboveFirst() {
  for (Instruction *I : Between)
    if (!mayPassAll(*I, First, I))
      return false;
  for (Instruction *I : Between)
    I->moveBefore(*First->getParent(), First->getIterator());
  Between.clear();
  return true;
}

void RowMover::visitForeign(Instruction &I) {
  if (!First)
    return;
  if (Between.size() == MaxMoved || !isMovable(I))
    return startRow(nullptr, Policy::DefaultLevel);
  Between.push_back(&I);
}

void RowMover::visitAccess(Instruction &I, unsigned AtLevel) {
  if (!First || AtLevel != Level)
    return startRow(&I, AtLevel);
  if (Between.empty())
    return;
  unsigned Count = Between.size();
  if (!sinkBelow(I) && !hoistAboveFirst())
    return startRow(&I, AtLevel);
  NumMoved += Count;
}

unsigned moveForeign(Function &F, const NeedMap &Needs,
                     const OpenFunctions &Open, AAResults &AA) {
  unsigned NumMoved = 0;
  for (BasicBlock &BB : F) {
    RowMover Row(AA);
    SmallVector<Instruction *, 32> InOrder;
    for (Instruction &I : BB)
      InOrder.push_back(&I);
    for (Instruction *I : InOrder) {
      if (asMarker(*I) || I->isDebugOrPseudoInst())
        continue;
      auto Found = Needs.find(I);
      if (Found != Needs.end() && !Found->second.IsApart)
        Row.visitAccess(*I, Found->second.Level);
      else if (const OpenFunction *Called = Open.calledBy(*I);
               Called && Found == Needs.end())
        Row.visitAccess(*I, Called->Level);
      else if (Found != Needs.end() || isForeign(*I))
        Row.visitForeign(*I);
    }
    NumMoved += Row.numMoved();
  }
  return NumMoved;
}

} // namespace kpkeys
