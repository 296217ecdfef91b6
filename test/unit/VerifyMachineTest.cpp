//===- VerifyMachineTest.cpp - What instructions do -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bytes are what LLVM's assembler makes of the instruction in the comment.
//
//===----------------------------------------------------------------------===//
#include "Machine.h"
#include "llvm/Support/Endian.h"
#include <gtest/gtest.h>

using namespace kpkeys::verify;

static Instruction x86(std::initializer_list<uint8_t> Bytes) {
  static std::unique_ptr<Machine> M = makeX86();
  return M->decode(llvm::ArrayRef<uint8_t>(Bytes.begin(), Bytes.size()),
                   0x1000);
}

static Instruction aarch64(uint32_t Word) {
  static std::unique_ptr<Machine> M = makeAArch64();
  uint8_t Bytes[4];
  llvm::support::endian::write32le(Bytes, Word);
  return M->decode(Bytes, 0x1000);
}

TEST(VerifyMachine, StoresOfX86) {
  Instruction I = x86({0x89, 0x44, 0xcf, 0x04}); // movl %eax, 4(%rdi,%rcx,8)
  EXPECT_TRUE(I.is(IsStore));
  EXPECT_EQ(I.Bytes, 4u);
  EXPECT_EQ(I.At.Base, 7);
  EXPECT_EQ(I.At.Index, 1);
  EXPECT_EQ(I.At.Scale, 8);
  EXPECT_EQ(I.At.Displacement, 4);
  EXPECT_EQ(x86({0x0f, 0x11, 0x07}).Bytes, 16u);       // movups %xmm0, (%rdi)
  EXPECT_EQ(x86({0xdb, 0x3f}).Bytes, 10u);             // fstpt (%rdi)
  EXPECT_EQ(x86({0xf0, 0x48, 0xff, 0x07}).Bytes, 8u);  // lock incq (%rdi)
  EXPECT_TRUE(x86({0xf3, 0x48, 0xab}).is(IsRepeated)); // rep stosq
  EXPECT_EQ(x86({0xf3, 0x48, 0xab}).Bytes, 8u);
  EXPECT_EQ(x86({0x53}).At.Base, StackPointer);          // pushq %rbx
  EXPECT_FALSE(x86({0x48, 0x8b, 0x07}).is(IsStore));     // movq (%rdi), %rax
  EXPECT_FALSE(x86({0xf7, 0x71, 0x34}).is(IsStore));     // divl 52(%rcx)
  EXPECT_FALSE(x86({0x0f, 0xae, 0x2f}).is(IsStore));     // xrstor (%rdi)
  EXPECT_EQ(x86({0x0f, 0xae, 0x27}).Bytes, UnknownSize); // xsave (%rdi)
  EXPECT_EQ(x86({0x64, 0x89, 0x07}).At.Base, OtherRegister); // to %fs:(%rdi)
}

TEST(VerifyMachine, StoresOfAArch64) {
  EXPECT_EQ(aarch64(0xf9000420).Bytes, 8u); // str x0, [x1, #8]
  EXPECT_EQ(aarch64(0xf9000420).At.Displacement, 8);
  EXPECT_EQ(aarch64(0x39000420).Bytes, 1u);  // strb w0, [x1, #1]
  EXPECT_EQ(aarch64(0x3d800020).Bytes, 16u); // str q0, [x1]
  Instruction Pair = aarch64(0xa9bf07e0);    // stp x0, x1, [sp, #-16]!
  EXPECT_EQ(Pair.Bytes, 16u);
  EXPECT_EQ(Pair.At.Base, StackPointer);
  EXPECT_EQ(static_cast<int64_t>(Pair.Immediate), -16);
  EXPECT_EQ(aarch64(0xc8007c41).Bytes, 8u);      // stxr w0, x1, [x2]
  EXPECT_FALSE(aarch64(0xc85f7c09).is(IsStore)); // ldxr x9, [x0]
  EXPECT_EQ(aarch64(0xb8200041).Bytes, 4u);      // ldadd w0, w1, [x2]
  EXPECT_EQ(aarch64(0x4c007000).Bytes, 16u);     // st1 {v0.16b}, [x0]
  EXPECT_TRUE(aarch64(0xd50b7420).is(IsStore));  // dc zva, x0
  EXPECT_FALSE(aarch64(0xd50b7e20).is(IsStore)); // dc civac, x0
}

TEST(VerifyMachine, KeyRegisters) {
  EXPECT_TRUE(x86({0x0f, 0x01, 0xef}).is(IsKeyWrite));           // wrpkru
  EXPECT_TRUE(x86({0x0f, 0x01, 0xee}).is(IsKeyRead));            // rdpkru
  EXPECT_TRUE(x86({0x0f, 0x30}).is(IsMsrWrite));                 // wrmsr
  EXPECT_TRUE(x86({0x48, 0x0f, 0xc7, 0x1f}).is(IsStateRestore)); // xrstors64
  Instruction I = aarch64(0xd518a285); // msr POR_EL1, x5
  EXPECT_TRUE(I.is(IsKeyWrite));
  EXPECT_EQ(I.Key, KPKEYS_TARGET_POE_EL1);
  EXPECT_EQ(I.Data, 5);
  EXPECT_EQ(aarch64(0xd51ca280).Key, KPKEYS_TARGET_POE_EL2);
  EXPECT_TRUE(aarch64(0xd53ba280).is(IsKeyRead)); // mrs x0, POR_EL0
  Instruction Change = aarch64(0xd59000bf);       // tchangef xzr, #5
  EXPECT_TRUE(Change.is(IsKeyWrite));
  EXPECT_EQ(Change.Immediate, 5u);
  EXPECT_TRUE(aarch64(0xd5860041).is(IsKeyWrite));        // tchangeb x1, x2, nb
  EXPECT_TRUE(aarch64(0xd5033fdf).is(IsSynchronization)); // isb
}

TEST(VerifyMachine, Paths) {
  Instruction I = x86({0x74, 0x10}); // je 0x1012
  EXPECT_TRUE(I.is(IsBranch) && I.is(IsConditional) && I.goesOn());
  EXPECT_EQ(I.Target, 0x1012u);
  EXPECT_FALSE(x86({0xff, 0xe0}).goesOn());            // jmpq *%rax
  EXPECT_TRUE(x86({0x3e, 0xff, 0xe0}).is(IsIndirect)); // notrack jmpq *%rax
  EXPECT_TRUE(x86({0xc3}).is(IsReturn));
  EXPECT_TRUE(x86({0x0f, 0x0b}).is(IsTrap));
  EXPECT_TRUE(x86({0x06}).is(IsInvalid));
  EXPECT_EQ(aarch64(0x54000080).Target, 0x1010u);    // b.eq 0x1010
  EXPECT_TRUE(aarch64(0xd65f0bff).is(IsReturn));     // retaa
  EXPECT_TRUE(aarch64(0xd61f0020).is(IsIndirect));   // br x1
  EXPECT_TRUE(aarch64(0xd73f0801).is(IsCall));       // blraa x0, x1
  EXPECT_TRUE(aarch64(0xd4000001).is(IsSystemCall)); // svc #0
}
