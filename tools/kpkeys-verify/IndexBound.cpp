//===- IndexBound.cpp - How large an index can be -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Backwards, as long as there is one way only to come to it. On it
// a comparison and a branch, a mask, or a shift must bound what becomes the
// index. At -O0 that is kept on the stack in between.
//
//===----------------------------------------------------------------------===//
#include "IndexBound.h"

using namespace llvm;

namespace kpkeys::verify {

namespace {

constexpr uint64_t MaxEntries = 65536;

/// What a register is less than.
struct Limit {
  Register Of;
  uint64_t Count;
  bool Is32; ///< that is known of its lower half only
};

class BackwardWay {
  const Code &C;
  Register Index;                    ///< NoRegister: it is in Slot
  MemoryOperand Slot;                ///< of a whole register
  bool IsCut = false;                ///< only the lower half of Index counts
  std::optional<uint64_t> HalfBound; ///< of the lower half of Index
  SmallVector<Limit, 2> Limits;
  /// A branch has compared the flags; true: equality is possible.
  std::optional<bool> Compared;
  std::optional<uint64_t> Found;

  void noteBranch(const Instruction &I, size_t N, size_t Next);
  std::optional<Limit> limitBy(const Instruction &I) const;
  void moveLimits(const Instruction &I);
  bool moveIndex(const Instruction &I);
  bool moveSlot(const Instruction &I);
  void compare();

public:
  BackwardWay(const Code &C, Register Index) : C(C), Index(Index) {}
  /// From \p Next to \p N before it; false: there is no more to find.
  bool step(size_t N, size_t Next);
  std::optional<uint64_t> found() const { return Found; }
};

} // namespace

static bool changes(const Instruction &I, Register R) {
  return R < NumRegisters && I.Defs >> R & 1;
}

void BackwardWay::noteBranch(const Instruction &I, size_t N, size_t Next) {
  bool IsTaken = C.branchTarget(N) == Next;
  if (IsTaken && Next == N + 1)
    return;
  switch (I.Taken) {
  case Comparison::Above:
  case Comparison::NotBelow:
    if (!IsTaken)
      Compared = I.Taken == Comparison::Above;
    return;
  case Comparison::Below:
  case Comparison::NotAbove:
    if (IsTaken)
      Compared = I.Taken == Comparison::NotAbove;
    return;
  case Comparison::Equal:
  case Comparison::NotEqual:
  case Comparison::Other:
    return;
  }
}

/// By a comparison whose flags are used.
std::optional<Limit> BackwardWay::limitBy(const Instruction &I) const {
  if (!Compared || !I.is(IsFlagWrite))
    return std::nullopt;
  uint64_t With = I.Immediate;
  if (I.Op == Operation::Add && With != 0)
    With = 0 - With; // SUBS that keeps the difference
  else if (I.Op != Operation::Compare)
    return std::nullopt;
  if (I.Src >= NumRegisters || With >= MaxEntries)
    return std::nullopt;
  return Limit{I.Src, With + *Compared, I.Is32};
}

/// To what holds before \p I.
void BackwardWay::moveLimits(const Instruction &I) {
  bool IsCopy = I.Op == Operation::Copy && I.Src < NumRegisters;
  for (Limit &L : Limits)
    if (changes(I, L.Of)) {
      L.Is32 |= I.Is32;
      L.Of = IsCopy && I.Dst == L.Of ? I.Src : NoRegister;
    }
}

bool BackwardWay::moveIndex(const Instruction &I) {
  if (!changes(I, Index))
    return true;
  if (HalfBound && I.ShortDefs >> Index & 1) {
    Found = HalfBound;
    return false;
  }
  if (I.Dst != Index)
    return false;
  bool IsBound = I.Op == Operation::And || I.Op == Operation::Extract;
  if (IsBound && I.Immediate < MaxEntries) {
    Found = I.Immediate + 1;
    return false;
  }
  if (I.Op == Operation::Copy && I.Src < NumRegisters) {
    IsCut |= I.Is32;
    Index = I.Src;
    return true;
  }
  bool IsReload = I.Op == Operation::Load && I.At.Base < NumRegisters &&
                  I.At.Index == NoRegister;
  Index = NoRegister;
  Slot = I.At;
  return IsReload && !HalfBound;
}

bool BackwardWay::moveSlot(const Instruction &I) {
  if (changes(I, Slot.Base))
    return false;
  if (!I.is(IsStore))
    return true;
  if (I.Bytes == UnknownSize || I.At.Base != Slot.Base ||
      I.At.Index != NoRegister)
    return false;
  if (I.Op == Operation::Store && I.At.Displacement == Slot.Displacement) {
    Index = I.Src;
    return Index < NumRegisters;
  }
  return I.At.Displacement >= Slot.Displacement + 8 ||
         I.At.Displacement + static_cast<int64_t>(I.Bytes) <= Slot.Displacement;
}

void BackwardWay::compare() {
  for (const Limit &L : Limits)
    if (Index != NoRegister && L.Of == Index)
      (!L.Is32 || IsCut ? Found : HalfBound) = L.Count;
}

bool BackwardWay::step(size_t N, size_t Next) {
  const Instruction &I = C[N];
  if (I.is(IsCall | IsInterrupt | IsSystemCall) || C.isReplaced(N) ||
      (I.is(IsBranch) && I.is(IsIndirect)) ||
      (I.Defs && !C.hiddenTargets(N).empty()))
    return false;
  if (I.is(IsConditional))
    noteBranch(I, N, Next);
  std::optional<Limit> New = limitBy(I);
  if (I.is(IsFlagWrite))
    Compared.reset();
  moveLimits(I);
  if (Index == NoRegister ? !moveSlot(I) : !moveIndex(I))
    return false;
  if (New)
    Limits.push_back(*New);
  compare();
  return !Found;
}

std::optional<uint64_t> indexBound(const Code &C, const Predecessors &From,
                                   Register Index, size_t N) {
  constexpr unsigned MaxSteps = 64;
  BackwardWay Way(C, Index);
  for (unsigned Count = 0; Count < MaxSteps; ++Count) {
    // A function is entered at its beginning from elsewhere.
    if (N == 0 || From[N].size() != 1)
      return std::nullopt;
    size_t Before = From[N].front();
    if (!Way.step(Before, N))
      return Way.found();
    N = Before;
  }
  return std::nullopt;
}

} // namespace kpkeys::verify
