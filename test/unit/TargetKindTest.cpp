//===- TargetKindTest.cpp - The table of machines -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: names and kinds go both ways, each target fits the triples it can be
// compiled for and no other, and each default fits its triple.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/TargetKind.h"
#include "llvm/TargetParser/Triple.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace kpkeys;

static constexpr TargetKind Kinds[] = {TargetKind::Pku,    TargetKind::Pks,
                                       TargetKind::PoeEl0, TargetKind::PoeEl1,
                                       TargetKind::Call,   TargetKind::Sim};

TEST(TargetKindTest, NamesGoBothWays) {
  for (TargetKind Kind : Kinds) {
    const TargetInfo &Info = targetInfo(Kind);
    EXPECT_EQ(Info.Kind, Kind);
    EXPECT_EQ(targetByName(Info.Name), Kind);
    EXPECT_FALSE(Info.Description.empty());
  }
  EXPECT_EQ(targetNames("|"), "pku|pks|poe-el0|poe-el1|call|sim");
  EXPECT_FALSE(targetByName("PKU").has_value());
  EXPECT_FALSE(targetByName("").has_value());
}

TEST(TargetKindTest, FitsItsTriples) {
  Triple X86("x86_64-linux-gnu"), Arm("aarch64-linux-gnu");
  for (TargetKind Kind : Kinds) {
    bool IsX86 = Kind == TargetKind::Pku || Kind == TargetKind::Pks;
    bool IsArm = Kind == TargetKind::PoeEl0 || Kind == TargetKind::PoeEl1;
    EXPECT_EQ(targetFitsTriple(Kind, X86), !IsArm);
    EXPECT_EQ(targetFitsTriple(Kind, Arm), !IsX86);
  }
  for (const char *Other : {"i386-linux-gnu", "aarch64_be-linux-gnu",
                            "armv7-linux-gnueabihf", "s390x-linux-gnu"})
    for (TargetKind Kind : Kinds)
      EXPECT_FALSE(targetFitsTriple(Kind, Triple(Other))) << Other;
}

TEST(TargetKindTest, DefaultFits) {
  for (const char *Name : {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
    auto Kind = defaultTarget(Triple(Name));
    ASSERT_TRUE(Kind.has_value());
    EXPECT_TRUE(targetFitsTriple(*Kind, Triple(Name)));
  }
  EXPECT_EQ(defaultTarget(Triple("x86_64-linux-gnu")), TargetKind::Pku);
  EXPECT_EQ(defaultTarget(Triple("aarch64-linux-gnu")), TargetKind::PoeEl0);
  EXPECT_FALSE(defaultTarget(Triple("riscv64-linux-gnu")).has_value());
}
