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

TEST(TargetKindTest, NamesGoBothWays) {
  for (const TargetInfo &Info : allTargets()) {
    EXPECT_EQ(&targetInfo(Info.Kind), &Info);
    EXPECT_EQ(targetByName(Info.Name), Info.Kind);
    EXPECT_FALSE(Info.Description.empty());
  }
  EXPECT_EQ(targetNames("|"),
            "pku|pks|poe-el0|poe-el1|poe-el2|poe2-el0|poe2-el1|amr|call|sim");
  EXPECT_FALSE(targetByName("PKU").has_value());
  EXPECT_FALSE(targetByName("").has_value());
}

TEST(TargetKindTest, FitsItsTriples) {
  for (const TargetInfo &Info : allTargets()) {
    bool IsX86 = Info.Name.starts_with("pk");
    bool IsArm = Info.Name.starts_with("poe");
    bool IsPpc = Info.Name == "amr";
    EXPECT_EQ(targetFitsTriple(Info.Kind, Triple("x86_64-linux-gnu")),
              !IsArm && !IsPpc);
    EXPECT_EQ(targetFitsTriple(Info.Kind, Triple("aarch64-linux-gnu")),
              !IsX86 && !IsPpc);
    EXPECT_EQ(targetFitsTriple(Info.Kind, Triple("powerpc64le-linux-gnu")),
              !IsX86 && !IsArm);
    for (const char *Other :
         {"i386-linux-gnu", "aarch64_be-linux-gnu", "armv7-linux-gnueabihf",
          "s390x-linux-gnu", "powerpc64-linux-gnu", "x86_64-w64-windows-gnu",
          "aarch64-pc-windows-msvc", "x86_64-apple-darwin"})
      EXPECT_FALSE(targetFitsTriple(Info.Kind, Triple(Other))) << Other;
  }
}

TEST(TargetKindTest, NumbersAreForEver) {
  const std::pair<llvm::StringRef, unsigned> Numbers[] = {
      {"pku", 0}, {"pks", 1},     {"poe-el0", 2},  {"poe-el1", 3},  {"call", 4},
      {"sim", 5}, {"poe-el2", 6}, {"poe2-el0", 7}, {"poe2-el1", 8}, {"amr", 9}};
  EXPECT_EQ(std::size(Numbers), allTargets().size());
  for (auto [Name, Number] : Numbers)
    EXPECT_EQ(static_cast<unsigned>(targetByName(Name).value()), Number);
}

TEST(TargetKindTest, DefaultFits) {
  for (const char *Name :
       {"x86_64-linux-gnu", "aarch64-linux-gnu", "powerpc64le-linux-gnu"}) {
    auto Kind = defaultTarget(Triple(Name));
    ASSERT_TRUE(Kind.has_value());
    EXPECT_TRUE(targetFitsTriple(*Kind, Triple(Name)));
  }
  EXPECT_EQ(defaultTarget(Triple("x86_64-linux-gnu")), TargetKind::Pku);
  EXPECT_EQ(defaultTarget(Triple("aarch64-linux-gnu")), TargetKind::PoeEl0);
  EXPECT_EQ(defaultTarget(Triple("powerpc64le-linux-gnu")), TargetKind::Amr);
  EXPECT_FALSE(defaultTarget(Triple("riscv64-linux-gnu")).has_value());
}
