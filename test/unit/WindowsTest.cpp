//===- WindowsTest.cpp - Pseudo calls of windows --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a pseudo call is read back as it was made, nothing else is one, and
// no memory access may move across it.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Windows.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace kpkeys;

namespace {
struct WindowsTest : testing::Test {
  LLVMContext Context;
  Module M{"test", Context};
  Function *F =
      Function::Create(FunctionType::get(Type::getVoidTy(Context), false),
                       GlobalValue::ExternalLinkage, "f", M);
  IRBuilder<> B{BasicBlock::Create(Context, "entry", F)};
};
} // namespace

TEST_F(WindowsTest, ReadBackAsMade) {
  for (const WindowCall &W :
       {WindowCall{"", "cred"}, {"cred", ""}, {"cred", "pgtable"}}) {
    CallInst *Call = createWindowCall(B, W);
    auto Back = asWindowCall(*Call);
    ASSERT_TRUE(Back.has_value());
    EXPECT_EQ(Back->From, W.From);
    EXPECT_EQ(Back->To, W.To);
    EXPECT_EQ(Back->isEnter(), W.From.empty());
    EXPECT_EQ(Back->isLeave(), W.To.empty());
    EXPECT_TRUE(isWindowFunction(*Call->getCalledFunction()));
    EXPECT_TRUE(Call->mayReadFromMemory());
    EXPECT_TRUE(Call->mayWriteToMemory());
    EXPECT_FALSE(Call->mayThrow());
  }
}

TEST_F(WindowsTest, OtherCallsAreNone) {
  EXPECT_FALSE(hasWindows(*F));
  CallInst *Self = B.CreateCall(F);
  EXPECT_FALSE(asWindowCall(*Self).has_value());
  EXPECT_FALSE(isWindowFunction(*F));
  EXPECT_FALSE(hasWindows(*F));
  createWindowCall(B, {"", "cred"});
  EXPECT_TRUE(hasWindows(*F));
}
