//===- UnrecordedSwitches.cpp - Writes that no record describes -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 1, in code that was decoded. What may write a key register does not if a
// register is known to have another constant, or has just been compared.
//
//===----------------------------------------------------------------------===//
#include "UnrecordedSwitches.h"
#include "Refusal.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;

namespace kpkeys::verify {

namespace {
class Unrecorded {
  const Code &C;
  const Records &All;
  ClosedCode &Closed;
  Report Tell;
  std::optional<Refusals> Refused; ///< once it is asked for

  bool hasTarget(kpkeys_target Target) const;
  void closeConstant(size_t N, Register R);
  bool closeRefused(size_t N, Register R);

public:
  Unrecorded(const Code &C, const Records &All, ClosedCode &Closed, Report Tell)
      : C(C), All(All), Closed(Closed), Tell(Tell) {}
  void check(size_t N, const FactState &S);
};
} // namespace

bool Unrecorded::hasTarget(kpkeys_target Target) const {
  return any_of(All.Policies,
                [=](const PolicyInfo &P) { return P.Target == Target; });
}

/// Register \p R has a constant at \p N, and nobody may come in behind where it
/// gets it.
void Unrecorded::closeConstant(size_t N, Register R) {
  size_t From = N == 0 ? 0 : N - 1;
  while (From != 0 && !(C[From].Defs >> R & 1))
    --From;
  // What it gets may come from another register, or the stack.
  if (C[From].Op != Operation::Constant)
    From = 0;
  // Who comes to the beginning gets the constant, too.
  Closed.add(C[From].Address + 1, C[N].end());
}

/// The same, if register \p R is compared with the key register's number.
bool Unrecorded::closeRefused(size_t N, Register R) {
  if (!Refused)
    Refused.emplace(C);
  SmallVector<size_t, 8> Way = Refused->find(KeyMsr, R, N);
  if (Way.empty())
    return false;
  // Who comes to the comparison itself is refused, too.
  Closed.add(C[Way.back()].Address + 1, C[Way.back()].end());
  Way.back() = N;
  for (size_t Passed : Way)
    Closed.add(C[Passed].Address, C[Passed].end());
  return true;
}

void Unrecorded::check(size_t N, const FactState &S) {
  const Instruction &I = C[N];
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
  if (I.is(IsMsrWrite)) {
    bool IsKnown = Index.What == Fact::Kind::Constant;
    if (IsKnown && static_cast<uint32_t>(Index.Value) != KeyMsr)
      return closeConstant(N, Rcx);
    if (IsKnown)
      return Tell(Rule::UnrecordedSwitch, I,
                  "a write to IA32_PKRS that no record describes" + Hint);
    if (closeRefused(N, Rcx))
      return;
    return Tell(
        Rule::UnrecordedSwitch, I,
        "WRMSR of a register that is not known here may write IA32_PKRS",
        nullptr, /*IsNote=*/!hasTarget(KPKEYS_TARGET_PKS));
  }
  // PKRU is state component 9.
  if (Mask.What == Fact::Kind::Constant && !(Mask.Value & 1u << 9))
    closeConstant(N, Rax);
  else
    Tell(Rule::UnrecordedSwitch, I,
         "XRSTOR with a mask that may hold PKRU, so that it comes from memory",
         nullptr, /*IsNote=*/IsUsersOnly(KPKEYS_TARGET_PKU));
}

void checkUnrecorded(const Code &C, const Facts &F, ArrayRef<Switch> Switches,
                     const Records &All, ClosedCode &Closed, Report Tell) {
  auto IsUnrecorded = [&](size_t N) {
    if (!C[N].is(IsKeyWrite | IsMsrWrite | IsStateRestore))
      return false;
    const auto *It = partition_point(
        Switches, [=](const Switch &Each) { return Each.End <= N; });
    return It == Switches.end() || N < It->First;
  };
  if (none_of(seq<size_t>(0, C.size()), IsUnrecorded))
    return;
  Unrecorded Found(C, All, Closed, Tell);
  F.forEach([&](size_t N, const FactState &S) {
    if (IsUnrecorded(N))
      Found.check(N, S);
  });
}

void checkHiddenJumps(const Code &C, const Image &In, const Machine &M,
                      Report Tell) {
  constexpr unsigned Near = 16;
  for (size_t N = 0; N < C.size(); ++N) {
    if (!C[N].is(IsBranch | IsCall) || !C.splitsInstruction(C[N]))
      continue;
    const Section *S = In.sectionAt(C[N].Address);
    uint64_t At = *C.goesTo(C[N]);
    for (unsigned Count = 0; Count < Near && At < C.range().End; ++Count) {
      Instruction I = M.decode(S->Bytes.drop_front(At - S->Address), At);
      if (I.is(IsKeyWrite | IsMsrWrite | IsStateRestore)) {
        Tell(Rule::UnrecordedSwitch, C[N],
             "a jump into the middle of an instruction, where a write to the "
             "key register is hidden");
        break;
      }
      if (!I.goesOn())
        break;
      At = I.end();
    }
  }
}

} // namespace kpkeys::verify
