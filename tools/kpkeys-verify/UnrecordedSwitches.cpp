//===- UnrecordedSwitches.cpp - Writes that no record describes -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 1, in code that was decoded. What may write a key register does not if a
// register is known to have another constant, or has just been compared.
//
//===----------------------------------------------------------------------===//
#include "UnrecordedSwitches.h"
#include "Refusal.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/Sequence.h"
#include <map>

using namespace llvm;

namespace kpkeys::verify {

namespace {
class Unrecorded {
  const Code &C;
  const Records &All;
  ClosedCode &Closed;
  Report Tell;
  const Predecessors From;
  /// Instructions at which a register must have its constant, by register.
  std::map<Register, BitVector> NeedConstant;

  bool hasTarget(kpkeys_target Target) const;
  void closeConstant(size_t N, Register R);
  bool closeRefused(size_t N, Register R);

public:
  Unrecorded(const Code &C, const Records &All, ClosedCode &Closed, Report Tell)
      : C(C), All(All), Closed(Closed), Tell(Tell), From(predecessors(C)) {}
  /// Looks at \p I, which runs at \p N, or is put there: then \p OwnDefs are of
  /// what is put there before it.
  void check(size_t N, const Instruction &I, const FactState &S,
             uint32_t OwnDefs = 0);
  void checkPatched(size_t N, const Replacement &By, FactState S);
};
} // namespace

bool Unrecorded::hasTarget(kpkeys_target Target) const {
  return any_of(All.Policies,
                [=](const PolicyInfo &P) { return P.Target == Target; });
}

/// Register \p R has a constant at \p N, and nobody may come in between where
/// it gets that and \p N.
void Unrecorded::closeConstant(size_t N, Register R) {
  BitVector &IsNeeded = NeedConstant[R];
  IsNeeded.resize(From.size());
  SmallVector<size_t, 16> Work;
  auto Need = [&](size_t At) {
    if (IsNeeded[At])
      return;
    IsNeeded.set(At);
    Work.push_back(At);
    if (At < C.size())
      Closed.add(C[At].Address, C[At].end());
  };
  Need(N);
  while (!Work.empty()) {
    size_t At = Work.pop_back_val();
    for (size_t Before : From[At]) {
      if (Before == C.size() || !(C[Before].Defs >> R & 1))
        Need(Before);
      // Else it gets what comes from another register, or from the stack.
      else if (C[Before].Op != Operation::Constant)
        Closed.add(C[0].Address + 1, C.range().End);
    }
  }
}

/// The same, if register \p R is compared with the key register's number.
bool Unrecorded::closeRefused(size_t N, Register R) {
  SmallVector<size_t, 8> Way = findRefusal(C, From, KeyMsr, R, N);
  if (Way.empty())
    return false;
  // Who comes to the comparison itself is refused, too.
  Closed.add(C[Way.back()].Address + 1, C[Way.back()].end());
  Way.back() = N;
  for (size_t Passed : Way)
    Closed.add(C[Passed].Address, C[Passed].end());
  return true;
}

/// A kernel puts \p By at \p N.
void Unrecorded::checkPatched(size_t N, const Replacement &By, FactState S) {
  Closed.add(C[N].Address + 1, By.End);
  uint32_t Defs = 0;
  for (const Instruction &I : By.All) {
    if (mayWriteKey(I))
      check(N, I, S, Defs);
    // Where it goes is not followed.
    if (I.is(IsBranch))
      S.forgetNumbers();
    Defs |= I.is(IsBranch) ? ~uint32_t(0) : I.Defs;
    S.apply(I);
  }
}

void Unrecorded::check(size_t N, const Instruction &I, const FactState &S,
                       uint32_t OwnDefs) {
  StringRef Hint = All.Windows.empty() ? "; the file has no records" : "";
  constexpr Register Rax = 0, Rcx = 1;
  Fact Index = S.of(Rcx), Mask = S.of(Rax);
  // A kernel switches its user space's register, too.
  auto IsUsersOnly = [this](kpkeys_target Target) {
    bool IsUsers =
        Target == KPKEYS_TARGET_PKU || Target == KPKEYS_TARGET_POE_EL0;
    bool IsKernel =
        hasTarget(KPKEYS_TARGET_PKS) || hasTarget(KPKEYS_TARGET_POE_EL1) ||
        hasTarget(KPKEYS_TARGET_POE_EL2) || hasTarget(KPKEYS_TARGET_POE2_EL1);
    return IsUsers && IsKernel && !hasTarget(Target);
  };
  if (I.is(IsKeyWrite) && IsUsersOnly(I.Key))
    return Tell(Rule::UnrecordedSwitch, I,
                "a write to the key register of target '" + targetName(I.Key) +
                    "', which no window of the file is for",
                nullptr, /*IsNote=*/true);
  if (I.is(IsKeyWrite))
    return Tell(Rule::UnrecordedSwitch, I,
                "a write to the key register that no record describes" + Hint);
  bool IsOwnIndex = OwnDefs >> Rcx & 1, IsOwnMask = OwnDefs >> Rax & 1;
  if (I.is(IsMsrWrite)) {
    bool IsKnown = Index.What == Fact::Kind::Constant;
    if (IsKnown && static_cast<uint32_t>(Index.Value) != KeyMsr)
      return IsOwnIndex ? void() : closeConstant(N, Rcx);
    if (IsKnown)
      return Tell(Rule::UnrecordedSwitch, I,
                  "a write to IA32_PKRS that no record describes" + Hint);
    if (!IsOwnIndex && closeRefused(N, Rcx))
      return;
    return Tell(
        Rule::UnrecordedSwitch, I,
        "WRMSR of a register that is not known here may write IA32_PKRS",
        nullptr, /*IsNote=*/!hasTarget(KPKEYS_TARGET_PKS));
  }
  // PKRU is state component 9.
  if (Mask.What == Fact::Kind::Constant && !(Mask.Value & 1u << 9))
    return IsOwnMask ? void() : closeConstant(N, Rax);
  Tell(Rule::UnrecordedSwitch, I,
       "XRSTOR with a mask that may hold PKRU, so that it comes from memory",
       nullptr, /*IsNote=*/IsUsersOnly(KPKEYS_TARGET_PKU));
}

void checkUnrecorded(const Code &C, const Facts &F, ArrayRef<Switch> Switches,
                     const Records &All, ClosedCode &Closed, Report Tell) {
  auto IsUnrecorded = [&](size_t N) {
    if (!mayWriteKey(C[N]))
      return false;
    const auto *It = partition_point(
        Switches, [=](const Switch &Each) { return Each.End <= N; });
    return It == Switches.end() || N < It->First;
  };
  if (C.patchedWrites().empty() &&
      none_of(seq<size_t>(0, C.size()), IsUnrecorded))
    return;
  Unrecorded Found(C, All, Closed, Tell);
  F.forEach([&](size_t N, const FactState &S) {
    if (IsUnrecorded(N))
      Found.check(N, C[N], S);
    for (const auto &[Place, By] : C.patchedWrites())
      if (Place == N)
        Found.checkPatched(N, By, S);
  });
}

} // namespace kpkeys::verify
