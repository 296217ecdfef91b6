//===- Refusal.cpp - Is a register's number refused before? ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What compilers make of `if (number == N) refuse();`: a comparison, a branch
// on equality right behind it, and code on its other side that nothing else
// leads into.
//
//===----------------------------------------------------------------------===//
#include "Refusal.h"

using namespace llvm;

namespace kpkeys::verify {

static constexpr size_t NoWay = ~size_t(0), ManyWays = ~size_t(1);

Refusals::Refusals(const Code &C) : C(C), Before(C.size(), NoWay) {
  auto Lead = [&](size_t From, size_t To) {
    if (To < Before.size())
      Before[To] = Before[To] == NoWay ? From : ManyWays;
  };
  auto LeadToAll = [&](ArrayRef<size_t> Labels) {
    for (size_t To : Labels)
      Lead(ManyWays, To);
  };
  LeadToAll(C.labels());
  for (size_t N = 0; N < C.size(); ++N) {
    if (std::optional<size_t> To = C.branchTarget(N))
      Lead(N, *To);
    if (const TableJump *Jump = C.tableJump(N))
      LeadToAll(Jump->Labels);
    LeadToAll(C.hiddenTargets(N));
    // A warning of the Linux kernel is a trap that goes on.
    if (C[N].goesOn() || C[N].is(IsTrap))
      Lead(N, N + 1);
  }
  // A function is entered at its beginning from elsewhere.
  Lead(ManyWays, 0);
}

namespace {
class RefusedWay {
  const Code &C;
  const uint32_t Number;
  Register R;
  /// The last step was over a branch because the flags do not say "equal".
  bool IsUnequal = false;

  bool isUnequal(const Instruction &I, size_t N, size_t Next) const;

public:
  RefusedWay(const Code &C, uint32_t Number, Register R)
      : C(C), Number(Number), R(R) {}
  bool isComparison(size_t N) const {
    const Instruction &I = C[N];
    return IsUnequal && I.Op == Operation::Compare && I.Is32 && I.Src == R &&
           static_cast<uint32_t>(I.Immediate) == Number && !C.isPatched(N);
  }
  /// From \p Next to \p N before it; false: there is no more to find.
  bool step(size_t N, size_t Next);
};
} // namespace

bool RefusedWay::isUnequal(const Instruction &I, size_t N, size_t Next) const {
  if (C.branchTarget(N) == N + 1)
    return false;
  return I.Taken == (Next == N + 1 ? Comparison::Equal : Comparison::NotEqual);
}

bool RefusedWay::step(size_t N, size_t Next) {
  const Instruction &I = C[N];
  if (I.is(IsCall | IsInterrupt | IsSystemCall | IsTrap) || C.isPatched(N))
    return false;
  IsUnequal = isUnequal(I, N, Next);
  if (!(I.Defs >> R & 1))
    return true;
  R = I.Op == Operation::Copy && I.Dst == R ? I.Src : NoRegister;
  return R < NumRegisters;
}

SmallVector<size_t, 8> Refusals::find(uint32_t Number, Register R,
                                      size_t N) const {
  constexpr unsigned MaxSteps = 64;
  RefusedWay Way(C, Number, R);
  SmallVector<size_t, 8> Passed;
  while (Passed.size() < MaxSteps) {
    size_t Next = N;
    N = Before[Next];
    if (N >= C.size())
      break;
    Passed.push_back(N);
    if (Way.isComparison(N))
      return Passed;
    if (!Way.step(N, Next))
      break;
  }
  return {};
}

} // namespace kpkeys::verify
