//===- JudgeTest.cpp - From summaries to findings -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a write is judged by the calls above it, whatever their shape; a
// summary says the same after it was written and read; a broken one is an
// error.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Judge.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"

using namespace kpkeys::audit;

static Function function(const std::string &Name) {
  Function F;
  F.Name = F.Display = Name;
  return F;
}

static Function writer(const std::string &Name) {
  Function F = function(Name);
  F.Needs.push_back({{"w.c", 1, 1}, "write", {"cred"}, {}, {}});
  return F;
}

static Function caller(const std::string &Name, const std::string &Callee,
                       std::vector<std::string> Held = {}) {
  Function F = function(Name);
  Call C;
  C.Callee = Callee;
  C.Where = {"c.c", 2, 1};
  C.Held = std::move(Held);
  F.Calls.push_back(C);
  return F;
}

static std::vector<std::string> kinds(std::vector<Function> Functions) {
  Summary S;
  S.Functions = std::move(Functions);
  std::vector<std::string> Names;
  for (const Finding &F : judge(S))
    Names.push_back(kindName(F.What).str());
  return Names;
}

using Kinds = std::vector<std::string>;

TEST(Judge, CallsDecide) {
  EXPECT_EQ(kinds({writer("w")}), Kinds{"unguarded"});
  EXPECT_EQ(kinds({writer("w"), caller("c", "w", {"cred"})}), Kinds());
  EXPECT_EQ(kinds({writer("w"), caller("c", "w", {"table"})}),
            Kinds{"wrong-level"});
  EXPECT_EQ(kinds({writer("w"), caller("c", "w", {"cred", "table"})}),
            Kinds{"dropped-level"});
  EXPECT_EQ(kinds({writer("w"), caller("c", "w"), caller("d", "c", {"cred"})}),
            Kinds());
}

TEST(Judge, Circles) {
  Function Both = writer("w");
  Both.Calls = caller("w", "v").Calls;
  EXPECT_EQ(kinds({Both, caller("v", "w")}), Kinds{"unguarded"});
  EXPECT_EQ(kinds({Both, caller("v", "w"), caller("top", "v", {"cred"})}),
            Kinds());
  Function Self = writer("w");
  Self.Calls = caller("w", "w").Calls;
  EXPECT_EQ(kinds({Self}), Kinds{"unguarded"});
}

TEST(Judge, AddressTaken) {
  Function W = writer("w");
  W.IsAddressTaken = true;
  EXPECT_EQ(kinds({W, caller("c", "w", {"cred"})}), Kinds{"unguarded"});
}

TEST(Judge, LocalNames) {
  Summary A, B;
  A.Functions = {writer("f"), caller("a", "f", {"cred"})};
  B.Functions = {function("f"), caller("b", "f")};
  A.Functions[0].IsLocal = B.Functions[0].IsLocal = true;
  EXPECT_EQ(judge({A, B}).size(), 0u);
  A.Functions[0].IsLocal = B.Functions[0].IsLocal = false; // one function
  EXPECT_EQ(judge({A, B}).size(), 1u);
}

TEST(Judge, Prepared) {
  Function W = writer("w"), C = caller("c", "w");
  W.Needs[0].Params = {0};
  C.Calls[0].Prepared = {0};
  EXPECT_EQ(kinds({W, C}), Kinds());
  Function Middle = caller("m", "w");
  Middle.Calls[0].Passed = {{0, 2}};
  C.Calls[0].Callee = "m";
  EXPECT_EQ(kinds({W, Middle, C}), Kinds{"unguarded"}); // another argument
  C.Calls[0].Prepared = {2};
  EXPECT_EQ(kinds({W, Middle, C}), Kinds());
}

TEST(Judge, SummariesSurvive) {
  Summary S;
  S.File = "a.c";
  S.Policy = "1234";
  Function F = writer("f");
  F.Calls = caller("f", "g", {"cred"}).Calls;
  F.Calls[0].Guards = {0};
  F.Calls[0].Distrusted = "flag";
  F.Calls[0].Passed = {{0, 1}};
  F.Guards = {{{"a.c", 3, 4}, "'enter'", "cred", true}};
  F.Sleeps = {"schedule"};
  S.Functions = {F};
  S.Findings = {{Kind::Sleeps, {}, "f", "text", {{{"a.c", 1, 2}, "note"}}}};
  std::string Text = llvm::formatv("{0}", toJSON(S)).str();
  llvm::Expected<Summary> Read = parseSummary(Text);
  ASSERT_TRUE(bool(Read));
  EXPECT_EQ(llvm::formatv("{0}", toJSON(*Read)).str(), Text);
}

TEST(Judge, BrokenSummaries) {
  for (const char *Text :
       {"", "[]", "{}", R"({"kpkeys-audit":2})",
        R"({"kpkeys-audit":1,"file":"a","policy":3})",
        R"({"kpkeys-audit":1,"file":"a","policy":"b","findings":[
            {"kind":"none","place":null,"function":"","message":""}]})"}) {
    llvm::Expected<Summary> Read = parseSummary(Text);
    EXPECT_FALSE(bool(Read)) << Text;
    llvm::consumeError(Read.takeError());
  }
}
