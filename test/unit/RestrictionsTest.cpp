//===- RestrictionsTest.cpp - Code that a level forbids -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: each instruction that docs/Policy.md lists for a word of `restrict`
// is found, by that word and by no other; what cannot be checked is found by
// all; what is harmless by none.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Restrictions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SourceMgr.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace kpkeys;

static constexpr char X86[] = "x86_64-unknown-linux-gnu";
static constexpr char Arm[] = "aarch64-unknown-linux-gnu";
static constexpr char Ppc[] = "powerpc64le-unknown-linux-gnu";

/// What of function @f of \p IR violates which words: "no-io no-syscalls".
static std::string found(const std::string &IR, const char *Machine = X86) {
  LLVMContext C;
  SMDiagnostic Problem;
  std::string Text = std::string("target triple = \"") + Machine + "\"\n" + IR;
  auto M = parseAssemblyString(Text, Problem, C);
  if (!M) {
    ADD_FAILURE() << Problem.getMessage().str() << "\n" << Text;
    return "";
  }
  std::string Words;
  for (Restriction R : allRestrictions())
    for (const Instruction &I : instructions(*M->getFunction("f")))
      if (violates(I, R)) {
        Words += (Words.empty() ? "" : " ") + restrictionName(R).str();
        break;
      }
  return Words;
}

static std::string inFunction(const std::string &Body,
                              const std::string &Declarations = "") {
  return Declarations + "\ndefine void @f(ptr %p, i64 %n, double %d) {\n  " +
         Body + "\n  ret void\n}\n";
}

static std::string ofAsm(const std::string &Text, const char *Machine = X86) {
  std::string Escaped;
  for (char Ch : Text)
    Escaped += Ch == '\n' ? std::string("\\0A") : std::string(1, Ch);
  return found(
      inFunction("call void asm sideeffect \"" + Escaped + "\", \"\"()"),
      Machine);
}

static const std::string All = "no-inline-asm no-system-registers "
                               "no-key-register no-indirect-calls no-io "
                               "no-syscalls no-floating-point";
static const std::string Asm = "no-inline-asm";

TEST(Restrictions, PlainCodeIsFree) {
  EXPECT_EQ(found(inFunction("store i64 %n, ptr %p\n"
                             "  %c = icmp eq i64 %n, 0\n"
                             "  %a = alloca double")),
            "");
}

TEST(Restrictions, BarriersAreNoAsm) {
  for (const char *Text : {"", " ", "# nothing", "\\09", "/* wrmsr */", "1:"})
    EXPECT_EQ(ofAsm(Text), "") << Text;
  EXPECT_EQ(ofAsm("// svc", Arm), "");
  EXPECT_EQ(ofAsm("nop"), Asm);
  EXPECT_EQ(ofAsm(".p2align 4"), Asm);
}

TEST(Restrictions, X86Registers) {
  const std::string System = Asm + " no-system-registers";
  for (const char *Text :
       {"rdmsr", "rdpmc", "xgetbv", "swapgs", "clts", "mov %cr4, %rax",
        "movq %rax, %cr0", "mov %rax, %dr7", "lidt (%rax)", "wrfsbase %rax"})
    EXPECT_EQ(ofAsm(Text), System) << Text;
  for (const char *Text :
       {"wrmsr", "wrpkru", "rdpkru", "wrmsrns", ".align 8\nlock; wrmsr",
        "1: wrmsr", "nop; wrmsr", "nop\n\t wrmsr # x", "WRMSR"})
    EXPECT_EQ(ofAsm(Text), System + " no-key-register") << Text;
  EXPECT_EQ(ofAsm("xrstor64 (%rax)"),
            System + " no-key-register no-floating-point");
}

TEST(Restrictions, X86PortsAndCalls) {
  for (const char *Text : {"inb %dx, %al", "outl %eax, %dx", "in %dx, %al",
                           "rep insw", "rep; outsb", "out %al, $$0x80"})
    EXPECT_EQ(ofAsm(Text), Asm + " no-io") << Text;
  for (const char *Text : {"syscall", "int $$0x80", "sysenter", "vmcall"})
    EXPECT_EQ(ofAsm(Text), Asm + " no-syscalls") << Text;
  EXPECT_EQ(ofAsm("int3"), Asm);
  EXPECT_EQ(ofAsm("incl %eax"), Asm);
  EXPECT_EQ(ofAsm("jmp 1f\n1:"), Asm);
}

TEST(Restrictions, X86FloatingPoint) {
  for (const char *Text : {"movaps %xmm0, %xmm1", "vaddps (%rax), %ymm1, %ymm2",
                           "fld1", "fxsave (%rax)", "emms", "fadd %st(1)"})
    EXPECT_EQ(ofAsm(Text), Asm + " no-floating-point") << Text;
  EXPECT_EQ(found(inFunction("call void asm sideeffect \"movq $0, (%rsp)\", "
                             "\"x\"(i64 %n)")),
            Asm + " no-floating-point");
}

TEST(Restrictions, BothDialectsAreSeen) {
  EXPECT_EQ(ofAsm("$(nop$|wrmsr$)"),
            Asm + " no-system-registers no-key-register");
  EXPECT_EQ(ofAsm("$(wrmsr$|nop$)"),
            Asm + " no-system-registers no-key-register");
  EXPECT_EQ(ofAsm("in$(b$) %dx, %al"), Asm + " no-io");
}

TEST(Restrictions, AsmThatCannotBeChecked) {
  for (const char *Text : {".byte 0x0f, 0x30", ".long 1", "call g", "jmp g",
                           "ret", ".macro m\n.endm", ".include \\22x\\22"})
    EXPECT_EQ(ofAsm(Text), All) << Text;
  EXPECT_EQ(ofAsm("jmp *%rax"), All);
  for (const char *Text : {".inst 0xd4000001", "bl g", "br x0", "ret", "b g"})
    EXPECT_EQ(ofAsm(Text, Arm), All) << Text;
  for (const char *Text : {".long 1", "bl g", "bctrl", "b g"})
    EXPECT_EQ(ofAsm(Text, Ppc), All) << Text;
  EXPECT_EQ(ofAsm("nop", "s390x-unknown-linux-gnu"), All);
  EXPECT_EQ(found("module asm \".macro m\"\n" +
                  inFunction("call void asm sideeffect \"m\", \"\"()")),
            All);
}

TEST(Restrictions, AArch64) {
  const std::string System = Asm + " no-system-registers";
  for (const char *Text :
       {"mrs x0, tpidr_el0", "msr daifset, #2", "msr ttbr0_el1, x1"})
    EXPECT_EQ(ofAsm(Text, Arm), System) << Text;
  for (const char *Text :
       {"msr POR_EL0, x0", "msr S3_0_C10_C2_4, x0", "mrs x0, por_el1",
        "tchangef xzr, #3", "msr S3_4_C10_C2_4, xzr", "msr TINDEX_EL1, x0"})
    EXPECT_EQ(ofAsm(Text, Arm), System + " no-key-register") << Text;
  for (const char *Text : {"svc #0", "hvc #1", "smc #0"})
    EXPECT_EQ(ofAsm(Text, Arm), Asm + " no-syscalls") << Text;
  for (const char *Text :
       {"fmov x0, d1", "add v0.4s, v1.4s, v2.4s", "ldr q0, [x0]"})
    EXPECT_EQ(ofAsm(Text, Arm), Asm + " no-floating-point") << Text;
  for (const char *Text :
       {"dmb ish", "b.ne 1b", "cbz x0, 2f", "add x0, x0, #4", "isb"})
    EXPECT_EQ(ofAsm(Text, Arm), Asm) << Text;
}

TEST(Restrictions, PowerPC) {
  const std::string System = Asm + " no-system-registers";
  EXPECT_EQ(ofAsm("mfspr 3, 268", Ppc), System);
  EXPECT_EQ(ofAsm("mfmsr 3", Ppc), System);
  for (const char *Text :
       {"mtspr 13, 3", "mtspr 29, 3", "mfspr 3, 13", "mtamr 3", "mfuamr 4"})
    EXPECT_EQ(ofAsm(Text, Ppc), System + " no-key-register") << Text;
  EXPECT_EQ(ofAsm("sc", Ppc), Asm + " no-syscalls");
  EXPECT_EQ(ofAsm("fadd 1, 2, 3", Ppc), Asm + " no-floating-point");
  for (const char *Text : {"mflr 0", "mtctr 3", "lwsync", "bne- 1b"})
    EXPECT_EQ(ofAsm(Text, Ppc), Asm) << Text;
}

TEST(Restrictions, Types) {
  const std::string Float = "no-floating-point";
  for (const char *Body :
       {"%s = fadd double %d, %d", "store double %d, ptr %p",
        "%l = load <4 x i32>, ptr %p", "%c = fptosi double %d to i32",
        "%l = load {i32, [2 x float]}, ptr %p", "%h = load half, ptr %p"})
    EXPECT_EQ(found(inFunction(Body)), Float) << Body;
}

TEST(Restrictions, Pointers) {
  EXPECT_EQ(found(inFunction("call void %p()")), All);
  // The callee marker says that the function is checked elsewhere.
  EXPECT_EQ(found(inFunction("%q = call ptr @__kpkeys_callee.cred(ptr %p)\n"
                             "  call void %q()",
                             "declare ptr @__kpkeys_callee.cred(ptr)")),
            "no-indirect-calls");
}

TEST(Restrictions, Callees) {
  auto CallOf = [](const std::string &Name) {
    return found(inFunction("call void @" + Name + "()",
                            "declare void @" + Name + "()"));
  };
  EXPECT_EQ(CallOf("unknown"), All);
  // System calls are known of it; of the rest it is not known what it does.
  EXPECT_EQ(CallOf("read"), All);
  EXPECT_EQ(CallOf("memcpy"), "no-floating-point");
  EXPECT_EQ(CallOf("__memcpy_chk"), "no-floating-point");
  EXPECT_EQ(CallOf("strlen"), "no-floating-point");
  EXPECT_EQ(
      found(inFunction("call void @g()", "define void @g() { ret void }")), "");
  EXPECT_EQ(found(inFunction("call void @__kpkeys_scope.begin.cred()",
                             "declare void @__kpkeys_scope.begin.cred()")),
            "");
}

TEST(Restrictions, Intrinsics) {
  const std::string Key = "no-system-registers no-key-register";
  EXPECT_EQ(found(inFunction("call void @llvm.x86.wrpkru(i32 0)",
                             "declare void @llvm.x86.wrpkru(i32)")),
            Key);
  auto NamedRegister = [](const std::string &Name, const char *Machine) {
    return found(inFunction("%r = call i64 @llvm.read_register.i64("
                            "metadata !{!\"" +
                                Name + "\"})",
                            "declare i64 @llvm.read_register.i64(metadata)"),
                 Machine);
  };
  EXPECT_EQ(NamedRegister("rsp", X86), "");
  EXPECT_EQ(NamedRegister("POR_EL1", Arm), Key);
  EXPECT_EQ(NamedRegister("TPIDR_EL0", Arm), "no-system-registers");
  EXPECT_EQ(found(inFunction("call void @llvm.memset.p0.i64(ptr %p, i8 0, "
                             "i64 %n, i1 false)",
                             "declare void @llvm.memset.p0.i64(ptr, i8, i64, "
                             "i1)")),
            "");
}

TEST(Restrictions, MessagesSayWhat) {
  LLVMContext C;
  SMDiagnostic Problem;
  auto M = parseAssemblyString(
      inFunction("call void asm sideeffect \"wrmsr\", \"\"()\n"
                 "  call void @other()\n  call void @mprotect()\n"
                 "  call void %p()",
                 "declare void @other()\ndeclare void @mprotect()"),
      Problem, C);
  ASSERT_TRUE(M) << Problem.getMessage().str();
  auto It = inst_begin(*M->getFunction("f"));
  // No triple: nothing is known of any assembler.
  EXPECT_EQ(violates(*It, Restriction::IO)->What,
            "'wrmsr' in inline asm, which cannot be checked");
  auto Unseen = violates(*++It, Restriction::Syscalls);
  EXPECT_EQ(Unseen->What,
            "call of 'other', which is not in this file and cannot be checked");
  EXPECT_EQ(Unseen->Unseen, M->getFunction("other"));
  EXPECT_EQ(violates(*++It, Restriction::Syscalls)->What, "call of 'mprotect'");
  EXPECT_EQ(violates(*++It, Restriction::IndirectCalls)->What,
            "call through a pointer");
}
