//===- Rules.cpp - What kpkeys-verify asks of machine code ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys::verify {

static constexpr RuleText Texts[] = {
    {Rule::UnrecordedSwitch, "unrecorded-switch",
     "Every write to a key register is a recorded switch or in a trusted "
     "function.",
     R"(A write to the key register that no record of the compiler describes opens
protected memory where nobody asked for it: hand-written assembly, a wrapper
that was inlined, or an object that was built without its records. WRPKRU,
WRMSR of IA32_PKRS, XRSTOR of a state that may hold PKRU, MSR of POR_ELx and
TCHANGE are such writes.
Cure: let the compiler place the switch (a window, kpkeys_scope,
kpkeys_set_level), or name the function with --trusted=NAME after reading it.
)"},
    {Rule::Value, "value",
     "The value written is a constant, or the register's own value with "
     "constant fields.",
     R"(A value that comes from memory or from another register can be chosen by
whoever controls that memory or register. The switch must make the value
itself, from constants and from what it has just read of the key register, and
the fields must be those that the policy gives for the level.
Cure: none in the source; the object was changed behind the compiler, or this
is an error in the compiler. `leave: saved` and kpkeys_restore_pkey_reg are the
declared exceptions: they mask what they put back.
)"},
    {Rule::Paths, "paths",
     "Every path from an enter reaches a leave before the function is left.",
     R"(A return, a call, a jump to elsewhere or an indirect branch while a window is
open runs other code with protected memory writable. Where paths meet they must
agree on the level, or one of them runs with the wrong one. What leads from
elsewhere into a window, a switch or the middle of an instruction runs code that
was not looked at like this.
Cure: as for rule 2. A call in a kpkeys_scope is allowed if the scope's record
names it; kpkeys_requires says that a function is called at a level.
)"},
    {Rule::Synchronization, "synchronization",
     "AArch64: an ISB stands between a switch and the next memory access or "
     "branch.",
     R"(A write to POR_ELx takes effect at the next context synchronization. Without
one, an access behind an enter may still fault, and one behind a leave may
still be let through. x86 needs none: WRPKRU and WRMSR of IA32_PKRS order what
is behind them.
Cure: none in the source; see rule 2.
)"},
    {Rule::Exposure, "exposure",
     "What a window stores is what its record declares.",
     R"(The record says how many bytes a window may store to protected memory and
elsewhere. Code that stores more was moved into the window after the compiler
counted; code that stores less has lost an access to the outside, where it
faults or hits memory that should have been closed.
Cure: as for rule 2; of hand-written assembly, move the stores out.
)"},
    {Rule::Records, "records",
     "Every record has its code, and no code is shared between windows and "
     "other code.",
     R"(A record without a switch at its place, records that contradict each other or
that overlap, and jumps into a window from outside of it: whatever reads the
records then describes another program than the one that runs.
Cure: link with the section kpkeys_windows kept, build with
-mno-outline (machine outlining moves code out of windows), and do not strip
records from some objects only.
)"},
    {Rule::HiddenInstruction, "hidden-instruction",
     "x86: no bytes at any offset make a key-register write.",
     R"(x86 instructions begin at any byte. A constant or a displacement that holds
0f 01 ef is a WRPKRU for whoever can jump into the middle of an instruction, and
control-flow hijacking does. These are notes; --fail-on-hidden makes them
findings.
Cure: change the constant or the order of the code (docs/Verify.md shows how),
or forbid such jumps: with CET (-fcf-protection) indirect jumps only reach
ENDBR64.
)"},
    {Rule::Restriction, "restriction",
     "No instruction that the level's `restrict` forbids runs at the level.",
     R"(A policy's levels may forbid system registers, I/O, system calls, indirect
calls and floating point. The compiler checks the source; this checks what the
assembler was given, inline assembly included.
Cure: move the instruction out of the window, or drop the restriction.
)"},
};

ArrayRef<RuleText> rules() { return Texts; }

const RuleText &textOf(Rule R) { return Texts[static_cast<size_t>(R) - 1]; }

const RuleText *findRule(StringRef Word) {
  unsigned Number = 0;
  Word.getAsInteger(10, Number);
  const auto *It = find_if(Texts, [&](const RuleText &R) {
    return static_cast<unsigned>(R.Number) == Number ||
           R.Name.equals_insensitive(Word);
  });
  return It == std::end(Texts) ? nullptr : It;
}

void explain(const RuleText &R, raw_ostream &OS) {
  OS << "Rule " << static_cast<int>(R.Number) << ", " << R.Name << "\n"
     << R.Short << "\n\n"
     << R.Long;
}

} // namespace kpkeys::verify
