//===- NameTableTest.cpp - Names and patterns of a policy -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a pattern takes what it says and nothing else, with and without a
// keyword, and of several the most specific decides, whatever their order.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/NameTable.h"
#include "gtest/gtest.h"

using namespace kpkeys;

using DomainNo = std::optional<unsigned>;

TEST(NameTable, ExactNames) {
  std::vector<ProtectedName> Names = {{"struct s", 1}, {"s", 2}};
  NameTable Table(Names);
  EXPECT_FALSE(Table.hasPatterns());
  EXPECT_EQ(Table.exact("struct s"), DomainNo(1));
  EXPECT_EQ(Table.exact("s"), DomainNo(2));
  EXPECT_EQ(Table.exact("struct t"), std::nullopt);
  EXPECT_EQ(Table.pattern("struct", "s"), std::nullopt);
}

TEST(NameTable, Keywords) {
  std::vector<ProtectedName> Names = {{"struct a*", 1}, {"union *", 2}};
  NameTable Table(Names);
  EXPECT_FALSE(Table.hasExact());
  EXPECT_EQ(Table.pattern("struct", "ab"), DomainNo(1));
  EXPECT_EQ(Table.pattern("struct", "b"), std::nullopt);
  EXPECT_EQ(Table.pattern("union", "b"), DomainNo(2));
  EXPECT_EQ(Table.pattern("", "ab"), std::nullopt);
}

TEST(NameTable, WithoutKeyword) {
  std::vector<ProtectedName> Names = {{"s?", 1}};
  NameTable Table(Names);
  for (llvm::StringRef Keyword : {"struct", "union", ""}) {
    EXPECT_EQ(Table.pattern(Keyword, "s1"), DomainNo(1));
    EXPECT_EQ(Table.pattern(Keyword, "s"), std::nullopt);
    EXPECT_EQ(Table.pattern(Keyword, ""), std::nullopt);
  }
  std::vector<ProtectedName> All = {{"*", 3}};
  EXPECT_EQ(NameTable(All).pattern("struct", ""), DomainNo(3));
}

TEST(NameTable, TheMostSpecificDecides) {
  std::vector<ProtectedName> Names = {
      {"*", 0}, {"ab*", 2}, {"a*", 1}, {"[abcdef]*", 3}, {"*z", 4}};
  for (unsigned Turn = 0; Turn != 2; ++Turn) {
    NameTable Table(Names);
    EXPECT_EQ(Table.pattern("", "xyz0"), DomainNo(0));
    EXPECT_EQ(Table.pattern("", "a0"), DomainNo(1));
    EXPECT_EQ(Table.pattern("", "abc"), DomainNo(2));
    EXPECT_EQ(Table.pattern("", "b"), DomainNo(0));  // "*" is before "["
    EXPECT_EQ(Table.pattern("", "az"), DomainNo(4)); // "*z" is before "a*"
    std::reverse(Names.begin(), Names.end());
  }
}
