//===- Refusal.cpp - Is a register's number refused before? ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What compilers make of `if (number == N) refuse();`: a comparison, a branch
// on equality with no other flags in between, and code on its other side that
// nothing else leads into.
//
//===----------------------------------------------------------------------===//
#include "Refusal.h"

using namespace llvm;

namespace kpkeys::verify {

namespace {
class RefusedWay {
  const Code &C;
  const uint32_t Number;
  Register R;
  /// A branch has been passed because the flags, as they are, do not say
  /// "equal".
  bool IsUnequal = false;

  bool isUnequal(const Instruction &I, size_t N, size_t Next) const;

public:
  RefusedWay(const Code &C, uint32_t Number, Register R)
      : C(C), Number(Number), R(R) {}
  bool isComparison(size_t N) const {
    const Instruction &I = C[N];
    return IsUnequal && I.Op == Operation::Compare && I.Is32 && I.Src == R &&
           static_cast<uint32_t>(I.Immediate) == Number && !C.isReplaced(N);
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
  if (I.is(IsCall | IsInterrupt | IsSystemCall | IsTrap | IsInvalid) ||
      C.isReplaced(N))
    return false;
  IsUnequal = !I.is(IsFlagWrite) && (IsUnequal || isUnequal(I, N, Next));
  if (!(I.Defs >> R & 1))
    return true;
  R = I.Op == Operation::Copy && I.Dst == R ? I.Src : NoRegister;
  return R < NumRegisters;
}

SmallVector<size_t, 8> findRefusal(const Code &C, const Predecessors &From,
                                   uint32_t Number, Register R, size_t N) {
  constexpr unsigned MaxSteps = 64;
  RefusedWay Way(C, Number, R);
  SmallVector<size_t, 8> Passed;
  while (Passed.size() < MaxSteps) {
    size_t Next = N;
    // A function is entered at its beginning from elsewhere.
    if (Next == 0 || From[Next].size() != 1)
      break;
    N = From[Next].front();
    bool IsDirect = N != C.size() && (C.branchTarget(N) == Next ||
                                      (N + 1 == Next && C.mayGoOn(N)));
    if (!IsDirect)
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
