//===- JudgeTest.cpp - From summaries to findings -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a write is judged by the calls above it, whatever their shape; a
// summary says the same after it was written and read; a broken one is an
// error.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Judge/Judge.h"
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
  F.Needs.push_back({{"w.c", 1, 1}, "write", {"cred"}, {}, {}, {}});
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

TEST(Judge, EndedByTheCallee) {
  Function W = writer("w");
  W.Needs[0].Ended = 1;
  EXPECT_EQ(kinds({W}), Kinds{"unguarded"});
  EXPECT_EQ(kinds({W, caller("c", "w", {"cred"})}), Kinds{"unguarded"});
  EXPECT_EQ(kinds({W, caller("c", "w", {"cred", "table"})}), Kinds());
  EXPECT_EQ(kinds({W, caller("c", "w", {"table", "cred"})}),
            Kinds{"wrong-level"});
  EXPECT_EQ(kinds({W, caller("c", "w", {"table"}), caller("d", "c", {"cred"})}),
            Kinds());
  Function Ends = caller("c", "w");
  Ends.Calls[0].Ended = 1;
  EXPECT_EQ(kinds({writer("w"), Ends, caller("d", "c", {"cred"})}),
            Kinds{"unguarded"});
  EXPECT_EQ(kinds({writer("w"), Ends, caller("d", "c", {"cred", "cred"})}),
            Kinds());
  // What it inherits is not its own to end.
  Function Inherits = caller("c", "w", {"cred"});
  Inherits.Calls[0].Inherited = 1;
  EXPECT_EQ(kinds({W, Inherits, caller("d", "c", {"cred"})}),
            Kinds{"unguarded"});
  EXPECT_EQ(kinds({W, Inherits, caller("d", "c", {"cred", "cred"})}), Kinds());
  Function Self = W; // ends one more each time
  Self.Calls = caller("w", "w").Calls;
  Self.Calls[0].Ended = 1;
  EXPECT_EQ(kinds({Self, caller("c", "w", {"cred", "cred"})}),
            Kinds{"unguarded"});
}

TEST(Judge, SeveralOrigins) {
  Summary S;
  S.Functions = {writer("w"), caller("c", "w"), caller("d", "w")};
  std::vector<Finding> Found = judge(S);
  ASSERT_EQ(Found.size(), 2u);
  EXPECT_NE(Found[0].Message, Found[1].Message);
  EXPECT_NE(Found[0].Message.find("; reached from 'c'"), std::string::npos);
}

TEST(Judge, Circles) {
  Function Both = writer("w");
  Both.Calls = caller("w", "v").Calls;
  EXPECT_EQ(kinds({Both, caller("v", "w")}), Kinds{"unguarded"});
  EXPECT_EQ(kinds({Both, caller("v", "w"), caller("top", "v", {"cred"})}),
            Kinds());
  // Nobody calls these two, but they call what others call under a guard.
  EXPECT_EQ(kinds({writer("w"), caller("g", "h"), caller("h", "g"),
                   caller("top", "w", {"cred"})}),
            Kinds());
  Function G = caller("g", "h");
  G.Calls.push_back(caller("g", "w").Calls[0]);
  EXPECT_EQ(
      kinds({writer("w"), G, caller("h", "g"), caller("top", "w", {"cred"})}),
      Kinds{"unguarded"});
  Function Self = writer("w");
  Self.Calls = caller("w", "w").Calls;
  EXPECT_EQ(kinds({Self}), Kinds{"unguarded"});
}

TEST(Judge, AddressTaken) {
  Function W = writer("w");
  Summary Writes, Table, Uses;
  Writes.Functions = {W, caller("c", "w", {"cred"})};
  Table.Addresses = {{"w", "void(ptr)"}};
  EXPECT_EQ(judge({Writes, Table}).size(), 1u);
  Uses.Functions = {caller("u", "", {"cred"})};
  Uses.Functions[0].Calls[0].Type = "void(ptr)";
  EXPECT_EQ(judge({Writes, Table, Uses}).size(), 0u); // all are guarded
  Uses.Functions.push_back(caller("v", ""));
  Uses.Functions[1].Calls[0].Type = "void(i32)"; // another kind of pointer
  EXPECT_EQ(judge({Writes, Table, Uses}).size(), 0u);
  Uses.Functions[1].Calls[0].Type = "void(...)"; // any
  std::vector<Finding> Found = judge({Writes, Table, Uses});
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Origin, "w");
  Uses.Functions[1].Calls[0].Type = "void(ptr)";
  EXPECT_EQ(judge({Writes, Table, Uses}).size(), 1u);
}

TEST(Judge, Kcfi) {
  Summary Writes, Table, Uses;
  Writes.Functions = {writer("w"), caller("c", "w", {"cred"})};
  Table.Addresses = {{"w", "void(ptr)", 1}};
  Uses.Functions = {caller("u", "", {"cred"}), caller("v", "")};
  Call &Guarded = Uses.Functions[0].Calls[0];
  Call &Other = Uses.Functions[1].Calls[0];
  Guarded.Type = Other.Type = "void(ptr)";
  auto Count = [&](std::optional<uint64_t> OfGuarded,
                   std::optional<uint64_t> OfOther) {
    Guarded.Kcfi = OfGuarded;
    Other.Kcfi = OfOther;
    return judge({Writes, Table, Uses}).size();
  };
  EXPECT_EQ(Count(1, 2), 0u);
  EXPECT_EQ(Count(1, 1), 1u);
  EXPECT_EQ(Count(~0ULL, ~0ULL - 1), 1u); // of a damaged summary
  EXPECT_EQ(Count(1, std::nullopt), 1u);  // not checked
  EXPECT_EQ(Count(std::nullopt, 2), 0u);
  EXPECT_EQ(Count(2, 2), 1u); // nobody is seen to call it
  Other.Type = "void()";      // the number is what is checked
  EXPECT_EQ(Count(1, 1), 1u);
  EXPECT_EQ(Count(1, std::nullopt), 0u);
  for (const char *Type : {"void(...)", "void(ptr+"}) {
    Other.Type = Type; // no prototype
    EXPECT_EQ(Count(1, std::nullopt), 1u) << Type;
    EXPECT_EQ(Count(1, 2), 0u) << Type;
  }
  Other.Type = "void(ptr)";
  Table.Addresses[0].Kcfi = std::nullopt; // a file without checks
  EXPECT_EQ(Count(1, 2), 1u);
  EXPECT_EQ(Count(std::nullopt, 2), 1u);
}

TEST(Judge, Unseen) {
  Summary A, B;
  A.Unseen = {"function 'f'", "function 'g'"};
  B.Unseen = {"function 'g'"};
  EXPECT_EQ(unseen({A, B}), std::vector<std::string>{"function 'g'"});
}

TEST(Judge, AddressPassedToUnknown) {
  Function Passes = caller("p", "qsort");
  Passes.Calls[0].Functions = {"w"};
  EXPECT_EQ(kinds({writer("w"), Passes, caller("c", "w", {"cred"})}),
            Kinds{"unguarded"});
  EXPECT_EQ(kinds({writer("w"), Passes, function("qsort"),
                   caller("c", "w", {"cred"})}),
            Kinds());
}

TEST(Judge, StrongDefinitionCounts) {
  Summary A, B, C;
  A.Functions = {function("f")};
  A.Functions[0].Linkage = Linkage::Weak;
  B.Functions = {writer("f")};
  C.Functions = {caller("c", "f")};
  EXPECT_EQ(judge({A, B, C}).size(), 1u);
  EXPECT_EQ(judge({B, A, C}).size(), 1u);
  B.Functions = {function("f")};
  A.Functions = {writer("f")};
  A.Functions[0].Linkage = Linkage::Weak;
  EXPECT_EQ(judge({A, B, C}).size(), 0u);
  EXPECT_EQ(judge({A, C}).size(), 1u);
  A.Functions[0].Linkage = Linkage::Strong; // of two programs
  EXPECT_EQ(judge({B, A, C}).size(), 1u);
}

TEST(Judge, Aliases) {
  Summary A, B, C;
  A.Functions = {writer("f"), caller("a", "f", {"cred"})};
  B.Functions = {caller("b", "g")};
  EXPECT_EQ(judge({A, B}).size(), 0u);
  A.Functions[0].Aliases = {{"g", Linkage::Strong}};
  EXPECT_EQ(judge({A, B}).size(), 1u);
  A.Functions[0].Linkage = Linkage::Local;
  EXPECT_EQ(judge({A, B}).size(), 1u);
  C.Functions = {function("g")};
  A.Functions[0].Aliases = {{"g", Linkage::Weak}};
  EXPECT_EQ(judge({A, B}).size(), 1u);
  EXPECT_EQ(judge({A, B, C}).size(), 0u); // a strong one
}

TEST(Judge, OneFindingForAWrongCall) {
  Function W = writer("w");
  W.Needs.push_back(W.Needs[0]);
  W.Needs[1].Where.Line = 5;
  Function Middle = caller("m", "w"), Top = caller("t", "m", {"table"});
  Summary S;
  S.Functions = {W, Middle, Top};
  std::vector<Finding> Found = judge(S);
  ASSERT_EQ(Found.size(), 1u);
  ASSERT_EQ(Found[0].Notes.size(), 3u);
  EXPECT_EQ(Found[0].Notes[0].Text, "'m' calls 'w'");
  EXPECT_EQ(Found[0].Notes[2].Text, "other such writes in this call: 1");
}

TEST(Judge, WrongLevelThroughPointers) {
  Summary S;
  Function Use = caller("u", "", {"table"});
  Use.Calls[0].Type = "void()";
  S.Functions = {writer("w"), Use};
  S.Addresses = {{"w", "void()"}};
  ASSERT_EQ(judge(S).size(), 1u);
  EXPECT_EQ(judge(S)[0].What, Kind::WrongLevel);
  Function Other = caller("o", "");
  Other.Calls[0].Type = "void()"; // this is the call that it is for, perhaps
  S.Functions.push_back(Other);
  ASSERT_EQ(judge(S).size(), 1u);
  EXPECT_EQ(judge(S)[0].What, Kind::Unguarded);
}

TEST(Judge, BatchesHoldGuards) {
  Function Sets = function("s");
  Sets.Guards = {{{"s.c", 1, 1}, "'enter'", "cred", true}};
  Function Batch = caller("b", "s", {"cred"});
  Batch.Guards = {{{"s.c", 2, 1}, "'begin'", "cred", false}};
  Batch.Calls[0].Guards = {0};
  EXPECT_EQ(kinds({Sets, Batch}), Kinds());
  Batch.Calls[0].Held = {"table"};
  Batch.Guards[0].Level = "table";
  EXPECT_EQ(kinds({Sets, Batch}), (Kinds{"nested-level", "idle-guard"}));
}

TEST(Judge, EachRoot) {
  std::vector<Function> All = {writer("w")};
  for (std::string Name : {"a", "b", "c", "d", "e", "f"})
    All.push_back(caller(Name, "w"));
  Summary S;
  S.Functions = All;
  std::vector<Finding> Found = judge(S);
  ASSERT_EQ(Found.size(), 4u);
  EXPECT_EQ(Found[0].Origin, "a");
  EXPECT_EQ(Found[3].Notes.back().Text,
            "other functions that reach this write with no guard: 2");
}

TEST(Judge, EachCallOfOneCaller) {
  Function W = writer("w"), Both = caller("b", "w"), Top = caller("t", "b");
  W.Needs[0].Params = {0};
  Both.Calls.push_back(Both.Calls[0]);
  Both.Calls[0].Passed = {{0, 0}};
  Both.Calls[1].Passed = {{0, 1}};
  Top.Calls[0].Private = {0};
  EXPECT_EQ(kinds({W, Both, Top}), Kinds{"unguarded"});
  Top.Calls[0].Private = {0, 1};
  EXPECT_EQ(kinds({W, Both, Top}), Kinds());
}

TEST(Judge, Constants) {
  const uint64_t All = ~uint64_t(0);
  Function W = writer("w"), C = caller("c", "w");
  W.Needs[0].When = {{1, All, 0, false}}; // the second parameter is not zero
  C.Calls[0].Constants = {{1, 0}};
  EXPECT_EQ(kinds({W, C}), Kinds());
  C.Calls[0].Constants = {{1, 5}};
  EXPECT_EQ(kinds({W, C}), Kinds{"unguarded"});
  C.Calls[0].Constants = {};
  EXPECT_EQ(kinds({W, C}), Kinds{"unguarded"});
  // Handed on, and tested on the way.
  C.Calls[0].Passed = {{1, 3}};
  Function Top = caller("t", "c");
  Top.Calls[0].Constants = {{3, 0}};
  EXPECT_EQ(kinds({W, C, Top}), Kinds());
  Top.Calls[0].Constants = {{3, 2}};
  EXPECT_EQ(kinds({W, C, Top}), Kinds{"unguarded"});
  C.Calls[0].When = {{3, All, 0, true}};
  EXPECT_EQ(kinds({W, C}), Kinds());
  C.Calls[0].When = {{3, 4, 0, true}}; // (it & 4) == 0, but 2
  EXPECT_EQ(kinds({W, C, Top}), Kinds{"unguarded"});
  Top.Calls[0].Constants = {{3, 4}};
  EXPECT_EQ(kinds({W, C, Top}), Kinds());
}

TEST(Judge, LocalNames) {
  Summary A, B;
  A.Functions = {writer("f"), caller("a", "f", {"cred"})};
  B.Functions = {function("f"), caller("b", "f")};
  A.Functions[0].Linkage = B.Functions[0].Linkage = Linkage::Local;
  EXPECT_EQ(judge({A, B}).size(), 0u);
  // One function.
  A.Functions[0].Linkage = B.Functions[0].Linkage = Linkage::Same;
  EXPECT_EQ(judge({A, B}).size(), 1u);
}

TEST(Judge, CopiesCallTheirOwn) {
  Summary A, B;
  A.Functions = {writer("local"), caller("same", "local", {"cred"}),
                 caller("a", "same")};
  A.Functions[0].Linkage = Linkage::Local;
  A.Functions[1].Linkage = Linkage::Same;
  B = A;
  B.Functions[2].Name = B.Functions[2].Display = "b";
  EXPECT_EQ(judge({A, B}).size(), 0u);
  A.Functions[1].Calls[0].Held = B.Functions[1].Calls[0].Held = {};
  EXPECT_EQ(judge({A, B}).size(), 2u); // from a and from b
}

TEST(Judge, Private) {
  Function W = writer("w"), C = caller("c", "w");
  W.Needs[0].Params = {0};
  C.Calls[0].Private = {0};
  EXPECT_EQ(kinds({W, C}), Kinds());
  Function Middle = caller("m", "w");
  Middle.Calls[0].Passed = {{0, 2}};
  C.Calls[0].Callee = "m";
  EXPECT_EQ(kinds({W, Middle, C}), Kinds{"unguarded"}); // another argument
  C.Calls[0].Private = {2};
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
  F.Calls[0].Constants = {{1, ~uint64_t(0)}};
  F.Calls[0].Type = "void(ptr)";
  F.Calls[0].Kcfi = 12;
  F.Calls[0].Inherited = 1;
  F.Calls[0].Functions = {"h"};
  F.Calls[0].When = F.Needs[0].When = {{1, 4, 4, true}};
  F.Linkage = Linkage::Weak;
  F.Sleeps = {"schedule"};
  F.Aliases = {{"g", Linkage::Weak}, {"h", Linkage::Strong}};
  F.Needs[0].Ended = F.Calls[0].Ended = 1;
  S.Functions = {F};
  S.Addresses = {{"h", "void(ptr)", 12}};
  S.Unseen = {"function 'g'"};
  S.Findings = {{Kind::Sleeps, {}, "f", "text", {{{"a.c", 1, 2}, "note"}}, {}}};
  std::string Text = llvm::formatv("{0}", toJSON(S)).str();
  llvm::Expected<Summary> Read = parseSummary(Text);
  ASSERT_TRUE(bool(Read));
  EXPECT_EQ(llvm::formatv("{0}", toJSON(*Read)).str(), Text);
}

TEST(Judge, BrokenSummaries) {
  for (const char *Text :
       {"", "[]", "{}", R"({"kpkeys-audit":1})",
        R"({"kpkeys-audit":4,"file":"a","policy":3})",
        R"({"kpkeys-audit":4,"file":"a","policy":"b","findings":[
            {"kind":"none","place":null,"function":"","message":""}]})",
        R"({"kpkeys-audit":4,"file":"a","policy":"b","functions":[
            {"name":"f","display":"f","place":null,"calls":[
             {"callee":"g","place":null,"ended":9}]}]})",
        R"({"kpkeys-audit":4,"file":"a","policy":"b","functions":[
            {"name":"f","display":"f","place":null,"calls":[
             {"callee":"g","place":null,"inherited":1}]}]})"}) {
    llvm::Expected<Summary> Read = parseSummary(Text);
    EXPECT_FALSE(bool(Read)) << Text;
    llvm::consumeError(Read.takeError());
  }
}
