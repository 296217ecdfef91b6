//===- Restrictions.cpp - What levels forbid ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inline assembly cannot be told from other code here. The switches themselves
// are what the level's users ask for.
//
//===----------------------------------------------------------------------===//
#include "Restrictions.h"

using namespace llvm;

namespace kpkeys::verify {

static constexpr struct {
  unsigned Restriction;
  uint32_t Flags;
  StringLiteral Word, What;
} Table[] = {
    {KPKEYS_RESTRICT_SYSTEM_REGISTERS, IsSystemRegister, "no-system-registers",
     "an access to a system register"},
    {KPKEYS_RESTRICT_KEY_REGISTER,
     IsKeyRead | IsKeyWrite | IsMsrWrite | IsStateRestore, "no-key-register",
     "an access to the key register"},
    {KPKEYS_RESTRICT_IO, IsPort, "no-io", "an access to a port"},
    {KPKEYS_RESTRICT_SYSCALLS, IsSystemCall, "no-syscalls", "a system call"},
    {KPKEYS_RESTRICT_FLOATING_POINT, IsFloatingPoint, "no-floating-point",
     "a use of floating-point or vector registers"},
};

static bool isIndirectCall(const Code &C, const Instruction &I) {
  return I.is(IsCall) && I.is(IsIndirect) && C.destination(I).Name.empty();
}

void checkRestrictions(const Code &C, const Walk &Levels,
                       ArrayRef<Switch> Switches, const PolicyInfo &Policy,
                       Report Tell) {
  const auto *Next = Switches.begin();
  for (size_t N = 0; N < C.size(); ++N) {
    while (Next != Switches.end() && Next->End <= N)
      ++Next;
    bool IsInSwitch = Next != Switches.end() && Next->First <= N;
    const State &S = Levels.at(N);
    if (IsInSwitch || S.What != State::Kind::Level ||
        S.Level >= Policy.Levels.size())
      continue;
    const PolicyInfo::Level &L = Policy.Levels[S.Level];
    auto Complain = [&](StringRef What, StringRef Word) {
      Tell(Rule::Restriction, C[N],
           What + " at level '" + L.Name + "', which has '" + Word + "'");
    };
    for (const auto &Row : Table)
      if (L.Restrictions & Row.Restriction && C[N].is(Row.Flags))
        Complain(Row.What, Row.Word);
    if (L.Restrictions & KPKEYS_RESTRICT_INDIRECT_CALLS &&
        isIndirectCall(C, C[N]))
      Complain("an indirect call", "no-indirect-calls");
  }
}

} // namespace kpkeys::verify
