//===- MarkersTest.cpp - Names and attributes of markers ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a marker's name and its meaning go both ways, other functions are no
// markers, and the marker function is a pure value for the optimizer.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Markers.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace kpkeys;

namespace {
struct MarkersTest : testing::Test {
  LLVMContext Context;
  Module M{"test", Context};
  Type *Ptr = PointerType::getUnqual(Context);

  Function *function(StringRef Name) {
    auto *F = Function::Create(FunctionType::get(Ptr, {Ptr}, false),
                               GlobalValue::ExternalLinkage, Name, M);
    return F;
  }
};
} // namespace

TEST_F(MarkersTest, NamesGoBothWays) {
  for (MarkerKind Kind : {MarkerKind::Plain, MarkerKind::Linked})
    for (StringRef Domain : {"cred", "a.b", "x", "as1"})
      for (unsigned Space : {0, 1, 256}) {
        Function *F = getMarkerFunction(M, {Domain, Kind, Space});
        EXPECT_EQ(F->getName(), markerName({Domain, Kind, Space}));
        EXPECT_EQ(F->getReturnType()->getPointerAddressSpace(), Space);
        auto Back = asMarker(*F);
        ASSERT_TRUE(Back.has_value());
        EXPECT_EQ(Back->Domain, Domain);
        EXPECT_EQ(Back->Kind, Kind);
        EXPECT_EQ(Back->AddressSpace, Space);
      }
}

TEST_F(MarkersTest, OtherFunctionsAreNone) {
  for (StringRef Name : {"mark", "__kpkeys_mark", "__kpkeys_window.enter.cred",
                         "x__kpkeys_mark.cred"})
    EXPECT_FALSE(asMarker(*function(Name)).has_value()) << Name.str();
}

TEST_F(MarkersTest, DeclaredOnceAndPure) {
  Function *F = getMarkerFunction(M, {"cred", MarkerKind::Plain});
  EXPECT_EQ(F, getMarkerFunction(M, {"cred", MarkerKind::Plain}));
  EXPECT_NE(F, getMarkerFunction(M, {"cred", MarkerKind::Linked}));
  EXPECT_TRUE(F->doesNotAccessMemory());
  EXPECT_TRUE(F->doesNotThrow());
  EXPECT_TRUE(F->willReturn());
  EXPECT_TRUE(F->hasFnAttribute(Attribute::Speculatable));
  // With `returned` the optimizer would use the operand instead.
  EXPECT_FALSE(F->hasParamAttribute(0, Attribute::Returned));
}

TEST_F(MarkersTest, ErasedMarkerLeavesItsOperand) {
  Function *Caller = function("caller");
  IRBuilder<> B(BasicBlock::Create(Context, "entry", Caller));
  CallInst *Call = B.CreateCall(
      getMarkerFunction(M, {"cred", MarkerKind::Plain}), {Caller->getArg(0)});
  ReturnInst *Ret = B.CreateRet(Call);
  EXPECT_TRUE(hasMarkers(M));
  eraseMarker(*Call);
  EXPECT_FALSE(hasMarkers(M));
  EXPECT_EQ(Ret->getReturnValue(), Caller->getArg(0));
}
