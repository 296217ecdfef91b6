//===- PolicyGuardsTest.cpp - What a policy tells the audit ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: `guards`, `sleeps` and `objects` are read as docs/Policy.md says,
// each check of them fires at the word at fault, and none of it is part of the
// digest.
//
//===----------------------------------------------------------------------===//
#include "PolicyTesting.h"

using namespace kpkeys;
using namespace kpkeys::testing;

static std::string with(const std::string &Text) { return ValidPolicy + Text; }

TEST(PolicyGuards, Everything) {
  Policy P = parseValid(with(
      "guards:\n"
      "  enter:\n"
      "    - { function: set, argument: 1 }\n"
      "    - { function: set2, argument: 2, value: 0x10, level: cred }\n"
      "    - { function: try_cred, level: cred, if: nonzero }\n"
      "  leave:\n"
      "    - { function: restore }\n"
      "  scoped:\n"
      "    - { enter: init, leave: exit, level: pgtable }\n"
      "    - { type: mm::guard, level: pgtable }\n"
      "  batch:\n"
      "    - { enter: lazy, leave: unlazy, level: pgtable, flag: is_lazy }\n"
      "  interrupt: [in_interrupt]\n"
      "sleeps: [schedule, mutex_lock]\n"
      "objects:\n"
      "  - { domain: cred, allocate: [prepare], commit: [protect],\n"
      "      release: [put], fails: [IS_ERR], moves: true }\n"));
  const GuardRules &G = P.guards();
  ASSERT_EQ(G.Enter.size(), 6u);
  EXPECT_EQ(G.Enter[0].Argument, 0u);
  EXPECT_FALSE(G.Enter[0].Level.has_value());
  EXPECT_EQ(G.Enter[1].Argument, 1u);
  EXPECT_EQ(G.Enter[1].Value, 16u);
  EXPECT_EQ(G.Enter[1].Level, P.findLevel("cred"));
  EXPECT_EQ(G.Enter[2].When, GuardCondition::NonZero);
  EXPECT_EQ(G.Enter[4].Function, "mm::guard::guard");
  ASSERT_EQ(G.Leave.size(), 4u);
  EXPECT_FALSE(G.Leave[0].Level.has_value());
  EXPECT_EQ(G.Leave[2].Function, "mm::guard::~guard");
  EXPECT_EQ(G.Leave[3].Function, "unlazy");
  ASSERT_EQ(G.Flags.size(), 1u);
  EXPECT_EQ(G.Flags[0].Function, "is_lazy");
  EXPECT_EQ(G.Interrupt, std::vector<std::string>{"in_interrupt"});
  EXPECT_EQ(G.Sleeps.size(), 2u);
  ASSERT_EQ(G.Objects.size(), 1u);
  EXPECT_TRUE(G.Objects[0].Moves);
  EXPECT_EQ(G.Objects[0].Fails, std::vector<std::string>{"IS_ERR"});
}

TEST(PolicyGuards, AreNotInTheDigest) {
  Policy P = parseValid(with("sleeps: [schedule]\n"));
  EXPECT_EQ(P.digest(), parseValid(ValidPolicy).digest());
  EXPECT_EQ(P.toYAML(), parseValid(ValidPolicy).toYAML());
}

TEST(PolicyGuards, Shapes) {
  expectError(with("guards: @[]\n"), "expected a map with lists of guard "
                                     "functions");
  expectError(with("guards: { @begin: [] }\n"),
              "unknown key 'begin'; the keys here are 'enter', 'leave', "
              "'scoped', 'batch', 'interrupt'");
  expectError(with("guards: { enter: @f }\n"), "expected a list");
  expectError(with("guards:\n  enter:\n    - @f\n"),
              "expected a map with the key 'function'");
  expectError(with("guards:\n  enter:\n    - { function: f, @lvl: cred }\n"),
              "unknown key 'lvl'; the keys here are 'function', 'argument', "
              "'value', 'level', 'if'");
  expectError(with("sleeps: [@{ a: b }]\n"),
              "expected a plain value, not a list or a map");
  expectError(with("objects: @{}\n"), "expected a list");
}

TEST(PolicyGuards, Enter) {
  for (std::string Bad : {"@{ level: cred }", "@{ function: f }",
                          "@{ function: f, value: 1, level: cred }"})
    expectError(with("guards:\n  enter:\n    - " + Bad + "\n"),
                "an entry of 'enter' needs 'function' and either 'level' or "
                "'argument'; 'value' needs 'argument'");
  expectError(with("guards:\n  enter:\n    - { function: f, level: @crad }\n"),
              "unknown level 'crad'; the levels are 'default', 'cred', "
              "'pgtable'");
  expectError(
      with("guards:\n  enter:\n    - { function: @f(), level: cred }\n"),
      "'f()' is not a function's name");
  for (std::string Bad : {"0", "x", "-1"})
    expectError(with("guards:\n  enter:\n    - { function: f, argument: @" +
                     Bad + " }\n"),
                "'" + Bad + "' is not an argument's number; they count from 1");
  expectError(
      with("guards:\n  enter:\n    - { function: f, argument: 1, value: "
           "@x, level: cred }\n"),
      "'x' is not a number");
  expectError(
      with("guards:\n  enter:\n    - { function: f, level: cred, if: @one }\n"),
      "unknown condition 'one'; use zero or nonzero");
  expectError(with("guards:\n  enter:\n    - { function: f, level: cred }\n"
                   "    - { function: @f, level: pgtable }\n"),
              "function 'f' is listed twice");
  parseValid(
      with("guards:\n  enter:\n"
           "    - { function: f, argument: 1, value: 1, level: cred }\n"
           "    - { function: f, argument: 1, value: 2, level: pgtable }\n"));
}

TEST(PolicyGuards, Leave) {
  for (std::string Bad : {"@{ level: cred }", "@{ function: f, value: 1 }",
                          "@{ function: f, argument: 1 }"})
    expectError(with("guards:\n  leave:\n    - " + Bad + "\n"),
                "an entry of 'leave' needs 'function'; 'value' and 'argument' "
                "go together");
}

TEST(PolicyGuards, SaidBefore) {
  std::string One = "{ function: f, argument: 1, value: 1, level: cred }";
  std::string Other = "{ function: f, argument: 2, value: 2, level: cred }";
  std::string ByNumber = "{ function: f, argument: 1 }";
  std::string All = "{ function: f, level: pgtable }";
  auto Enter = [](const std::string &First, const std::string &Next) {
    return with("guards:\n  enter:\n    - " + First + "\n    - " + Next + "\n");
  };
  auto At = [](std::string Entry) {
    return Entry.insert(Entry.find("f,"), "@");
  };
  parseValid(Enter(One, ByNumber));
  parseValid(Enter(One, All));
  for (const std::string &Next : {One, Other})
    expectError(Enter(One, At(Next)), "function 'f' is listed twice");
  for (const std::string &Next : {One, ByNumber, All}) {
    expectError(Enter(ByNumber, At(Next)), "function 'f' is listed twice");
    expectError(Enter(All, At(Next)), "function 'f' is listed twice");
  }
}

TEST(PolicyGuards, InBothLists) {
  auto Both = [](const std::string &Enter, const std::string &Leave) {
    return with("guards:\n  enter: [" + Enter + "]\n  leave: [" + Leave +
                "]\n");
  };
  std::string Zero = "{ function: f, argument: 1, value: 0 }";
  parseValid(Both("{ function: f, argument: 1 }", Zero));
  parseValid(Both("{ function: f, level: cred }", Zero));
  expectError(Both("{ function: f, argument: 1 }", "{ function: @f }"),
              "function 'f' is listed twice");
  expectError(Both("{ function: f, argument: 1, value: 0, level: cred }",
                   "{ function: @f, argument: 1, value: 0 }"),
              "function 'f' is listed twice");
  expectError(with("guards:\n  scoped:\n    - { enter: @f, leave: f, level: "
                   "cred }\n"),
              "function 'f' is listed twice");
}

TEST(PolicyGuards, Scoped) {
  for (std::string Bad :
       {"@{ enter: f, leave: g }", "@{ enter: f, level: cred }",
        "@{ level: cred }", "@{ enter: f, leave: g, type: t, level: cred }"})
    expectError(with("guards:\n  scoped:\n    - " + Bad + "\n"),
                "an entry of 'scoped' needs 'level' and either 'type' or "
                "'enter' and 'leave'");
}

TEST(PolicyGuards, Batch) {
  expectError(with("guards:\n  batch:\n    - @{ enter: f, level: cred }\n"),
              "an entry of 'batch' needs 'enter', 'leave' and 'level'");
  std::string Batch = "guards:\n  batch:\n    - { enter: f, leave: g, level: "
                      "cred, flag: @h }\n";
  expectError(with(Batch),
              "code in an interrupt must not trust 'h': 'guards' must list in "
              "'interrupt' the functions that tell, or [] if there are no "
              "interrupts");
  parseValid(
      with("guards:\n  interrupt: []\n  batch:\n    - { enter: f, leave: "
           "g, level: cred, flag: h }\n"));
}

TEST(PolicyGuards, Objects) {
  expectError(with("objects:\n  - @{ domain: cred, allocate: [f] }\n"),
              "an entry of 'objects' needs 'domain', and 'allocate' and "
              "'commit' or only 'release'");
  expectError(with("objects:\n  - @{ domain: cred, allocate: [f], release: "
                   "[g] }\n"),
              "an entry of 'objects' needs 'domain', and 'allocate' and "
              "'commit' or only 'release'");
  Policy P = parseValid(with("objects:\n  - { domain: cred, release: [g] }\n"));
  EXPECT_EQ(P.guards().Objects[0].Release, std::vector<std::string>{"g"});
  expectError(
      with("objects:\n  - { domain: @crad, allocate: [f], commit: [g] }\n"),
      "unknown domain 'crad'; the domains are 'cred', 'pgtable'");
  expectError(with("objects:\n  - { domain: cred, allocate: [f], commit: [g], "
                   "moves: @yes }\n"),
              "unknown word 'yes'; use true or false");
}
