//===- AsmRestrictions.cpp - What statements of asm do --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function per architecture, by mnemonic. docs/Policy.md says which
// instructions count for which word.
//
//===----------------------------------------------------------------------===//
#include "AsmRestrictions.h"
#include "WordTable.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace kpkeys {

/// Around a word, in place of \b, which LLVM's regular expressions have not.
#define BEFORE "(^|[^a-z0-9_])"
#define AFTER "($|[^a-z0-9_])"

static bool matches(StringRef Text, const char *Pattern) {
  return Regex(Pattern).match(Text);
}

/// What every assembler has. Data may be instructions, and a macro anything.
static bool isHarmlessDirective(StringRef Name) {
  return isOneOf(Name, ".align .balign .p2align .loc .file .globl .global "
                       ".hidden .weak .local .type .size .arch "
                       ".arch_extension .cpu") ||
         Name.starts_with(".cfi_");
}

/// True if a branch to \p Operands stays in the asm or goes to a label that the
/// compiler knows.
static bool isLocalTarget(StringRef Operands) {
  StringRef Target = Operands.rsplit(',').second.trim();
  if (Target.empty())
    Target = Operands.trim();
  return matches(Target, "^[0-9]+[bf]$") || Target.starts_with(".l") ||
         matches(Target, "^\\$\\{?[0-9]+:l\\}?$");
}

//===-- x86 -----------------------------------------------------------------//

static constexpr WordRow X86Words[] = {
    {"rdpkru wrpkru wrmsr wrmsrns wrmsrlist uwrmsr xrstor xrstor64 xrstors "
     "xrstors64 rsm",
     Restriction::KeyRegister},
    {"rdpkru wrpkru rdmsr rdmsrlist urdmsr wrmsr wrmsrns wrmsrlist uwrmsr "
     "rdpmc "
     "xgetbv xsetbv xrstor xrstor64 xrstors xrstors64 rsm swapgs lkgs clts "
     "rdfsbase rdgsbase wrfsbase wrgsbase lgdt lidt lldt ltr lmsw smsw sgdt "
     "sidt sldt str",
     Restriction::SystemRegisters},
    {"in out ins outs", Restriction::IO},
    {"syscall sysenter int into vmcall vmmcall vmfunc lcall",
     Restriction::Syscalls},
};

static AsmEffect x86Effect(const AsmStatement &S) {
  AsmEffect Effect;
  StringRef Name = S.Mnemonic, Operands = S.Operands;
  Effect.Violated = lookUp(X86Words, Name);
  if (Name.size() > 2 && StringRef("bwlq").contains(Name.back()))
    Effect.Violated |= lookUp(X86Words, Name.drop_back());
  if (Name.starts_with("mov") && matches(Operands, BEFORE "[cd]r[0-9]+" AFTER))
    Effect.Violated |= Restriction::SystemRegisters;
  if (Name.starts_with("f") || Name.starts_with("xsave") ||
      Name.starts_with("xrstor") || Name == "emms" ||
      matches(Operands, BEFORE "([xyz]?mm[0-9]+|st)" AFTER))
    Effect.Violated |= Restriction::FloatingPoint;
  bool Jumps = Name.starts_with("j") || Name.starts_with("loop");
  bool Calls = Name.starts_with("call") || Name.starts_with("lcall");
  if ((Jumps || Calls) && Operands.contains('*'))
    Effect.Violated |= Restriction::IndirectCalls;
  Effect.IsUnchecked = Calls || Name.starts_with("ret") ||
                       Name.starts_with("iret") || Name.starts_with("ljmp") ||
                       Name.starts_with("sysret") || Name == "sysexit" ||
                       (Jumps && !isLocalTarget(Operands));
  return Effect;
}

//===-- AArch64 -------------------------------------------------------------//

static AsmEffect aarch64Effect(const AsmStatement &S) {
  AsmEffect Effect;
  StringRef Name = S.Mnemonic, Operands = S.Operands;
  bool Moves = matches(Name, "^(mrs|msr|mrrs|msrr)$");
  bool SwitchesIndex = matches(Name, "^(tchangef|tchangeb|tenter|texit)$");
  if (Moves || SwitchesIndex || Name == "sys" || Name == "sysl")
    Effect.Violated |= Restriction::SystemRegisters;
  // A register's name may also come from an operand.
  StringRef Register =
      Name == "msr" ? Operands.split(',').first : Operands.split(',').second;
  if (SwitchesIndex ||
      (Moves && (Register.contains('$') ||
                 matches(Register, "por_el|tindex_el|_c10_c2_4") ||
                 matches(Register, "s3_[0-7]_c4_c0_3"))))
    Effect.Violated |= Restriction::KeyRegister;
  if (matches(Name, "^(svc|hvc|smc|tenter)$"))
    Effect.Violated |= Restriction::Syscalls;
  if (Name.starts_with("f") ||
      matches(Operands, BEFORE "[vqdshzp][0-9]+" AFTER))
    Effect.Violated |= Restriction::FloatingPoint;
  bool Calls = matches(Name, "^(bl|blr.*|br|bra.*)$");
  if (Calls && Name != "bl")
    Effect.Violated |= Restriction::IndirectCalls;
  bool Branches = matches(Name, "^(b|b\\..*|bc\\..*|cbn?z|tbn?z|cb.*)$");
  Effect.IsUnchecked = Calls || Name.starts_with("ret") ||
                       Name.starts_with("eret") || Name == "texit" ||
                       (Branches && !isLocalTarget(Operands));
  return Effect;
}

//===-- PowerPC -------------------------------------------------------------//

static AsmEffect ppcEffect(const AsmStatement &S) {
  AsmEffect Effect;
  StringRef Name = S.Mnemonic, Operands = S.Operands;
  bool Moves = matches(Name, "^m[ft]") &&
               !matches(Name, "^m[ft](lr|ctr|cr.*|ocrf|xer|vsr.*|fs.*|tb.*)$");
  if (Moves)
    Effect.Violated |= Restriction::SystemRegisters;
  if (Moves && (matches(Name, "amr|uamor") ||
                (Name.ends_with("spr") &&
                 matches(Operands, "(^|[ ,])(13|29|157|61)($|[ ,])|\\$"))))
    Effect.Violated |= Restriction::KeyRegister;
  if (matches(Name, "^(sc|scv)$"))
    Effect.Violated |= Restriction::Syscalls;
  if (matches(Name, "^(f|lf|stf|xs|xv|xx|lxv|stxv|lxs|stxs|v|lv|stv|m[ft]vsr"
                    "|m[ft]fs)"))
    Effect.Violated |= Restriction::FloatingPoint;
  bool ThroughRegister = matches(Name, "^b.*(ctrl?|lrl?)[+-]?$");
  if (ThroughRegister)
    Effect.Violated |= Restriction::IndirectCalls;
  Effect.IsUnchecked = ThroughRegister || Name == "rfid" || Name == "rfscv" ||
                       (Name.starts_with("b") && !Name.starts_with("bc") &&
                        !Name.starts_with("bp") && !Name.starts_with("br") &&
                        !isLocalTarget(Operands));
  return Effect;
}

AsmEffect effectOf(const AsmStatement &S, Triple::ArchType Arch) {
  AsmEffect Unchecked;
  Unchecked.IsUnchecked = true;
  if (S.isDirective())
    return isHarmlessDirective(S.Mnemonic) ? AsmEffect() : Unchecked;
  switch (Arch) {
  case Triple::x86_64:
    return x86Effect(S);
  case Triple::aarch64:
    return aarch64Effect(S);
  case Triple::ppc64le:
    return ppcEffect(S);
  default:
    return Unchecked;
  }
}

bool isFloatConstraint(StringRef Code, Triple::ArchType Arch) {
  if (Code.starts_with("{")) // a register by name
    return matches(Code, Arch == Triple::x86_64    ? "^\\{([xyz]?mm|st|k[0-7])"
                         : Arch == Triple::aarch64 ? "^\\{[vqdshzp][0-9]"
                                                   : "^\\{(f|v|vs)[0-9]");
  switch (Arch) {
  case Triple::x86_64:
    return matches(Code, "^(x|v|y|f|t|u|\\^?Y.*|k)$");
  case Triple::aarch64:
    return matches(Code, "^(w|x|y|\\^?U.*)$");
  case Triple::ppc64le:
    return matches(Code, "^(f|d|v|\\^?w.*)$");
  default:
    return true;
  }
}

} // namespace kpkeys
