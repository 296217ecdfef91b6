//===- PolicySyntaxTest.cpp - What a policy file may look like ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: every file that is not YAML, or not a policy's shape, gives exactly
// one error at the word at fault, and nothing crashes the parser. The twin of
// each case is the unbroken policy, which PolicyParseTest accepts.
//
//===----------------------------------------------------------------------===//
#include "PolicyTesting.h"
#include "llvm/ADT/STLExtras.h"
#include <random>

using namespace kpkeys;
using namespace kpkeys::testing;

static const char Empty[] = "the policy is empty; it needs the keys 'pkeys', "
                            "'levels' and 'domains'";
static const char TopKeys[] = "expected a map with the keys 'pkeys', 'levels' "
                              "and 'domains'";

TEST(PolicySyntax, EmptyFiles) {
  expectError("@", Empty);
  expectError("@\n\n", Empty);
  expectError("@# nothing but a comment\n", Empty);
  expectError("@---\n", Empty);
}

TEST(PolicySyntax, NotAMap) {
  expectError("@pkeys", TopKeys);
  expectError("@[pkeys]", TopKeys);
  expectError("@[]", TopKeys);
}

TEST(PolicySyntax, MissingSections) {
  auto Missing = [](const std::string &Section) {
    return "the policy has no '" + Section +
           "'; it needs 'pkeys', 'levels' and 'domains'";
  };
  expectError("@levels: {}\ndomains: {}\n", Missing("pkeys"));
  expectError("@pkeys: {}\ndomains: {}\n", Missing("levels"));
  expectError("@pkeys: {}\nlevels: {}\n", Missing("domains"));
}

TEST(PolicySyntax, WrongShapes) {
  expectError("pkeys: @1\nlevels: {}\ndomains: {}\n",
              "expected a map from pkey names to hardware indices");
  expectError("pkeys: @[ a ]\nlevels: {}\ndomains: {}\n",
              "expected a map from pkey names to hardware indices");
  expectError("pkeys: { a: @{ b: 1 } }\nlevels: {}\ndomains: {}\n",
              "expected a plain value, not a list or a map");
  expectError("pkeys: { a: 1 }\nlevels: @x\ndomains: {}\n",
              "expected a map from level names to permissions");
  expectError("pkeys: { a: 1 }\nlevels: { default: @r }\ndomains: {}\n",
              "expected a map from pkey names to permissions");
  expectError("pkeys: { a: 1 }\nlevels: {}\ndomains: @[]\n",
              "expected a map from domain names to their pkeys");
  expectError(edited("{ pkey: cred }", "@cred"),
              "expected a map with the keys 'pkey' and, optionally, "
              "'write-level'");
  expectError("protect: @{ a: b }\n",
              "expected a list of protected types and variables");
  expectError(edited("{ type: pte_t, domain: pgtable }", "@pte_t"),
              "expected a map with the key 'type' or 'variable', and 'domain'");
  expectError(edited("register: shared", "register: @[shared]"),
              "expected a plain value, not a list or a map");
}

TEST(PolicySyntax, UnknownKeys) {
  expectError(edited("register: shared", "@registers: shared"),
              "unknown key 'registers'; the keys here are 'pkeys', 'levels', "
              "'domains', 'protect', 'copies', 'keeps-level', 'register', "
              "'leave', 'gates', 'interrupts', 'unions', "
              "'guards', 'sleeps', 'objects'");
  expectError(edited("write-level:", "@write_level:"),
              "unknown key 'write_level'; the keys here are 'pkey', "
              "'write-level'");
  expectError(edited("type: pte_t", "@typedef: pte_t"),
              "unknown key 'typedef'; the keys here are 'type', "
              "'variable', 'domain'");
  expectError(edited("register: shared", "@\"a\\nb\": 1"),
              "unknown key 'a?b'; the keys here are 'pkeys', 'levels', "
              "'domains', 'protect', 'copies', 'keeps-level', 'register', "
              "'leave', 'gates', 'interrupts', 'unions', "
              "'guards', 'sleeps', 'objects'");
}

TEST(PolicySyntax, KeysGivenTwice) {
  expectError(edited("cred: 2", "cred: 2\n  @pgtable: 3"),
              "'pgtable' appears twice");
  expectError(edited("register: shared", "@pkeys: {}"),
              "'pkeys' appears twice");
  expectError(edited("pkey: cred }", "pkey: cred, @\"pkey\": cred }"),
              "'pkey' appears twice");
}

TEST(PolicySyntax, NamesAreIdentifiers) {
  expectError(edited("cred: 2", "@2cred: 2"),
              "pkey name '2cred' is not a C identifier (letters, digits and "
              "'_')");
  expectError(edited("cred:    { default", "@a-b: { default"),
              "level name 'a-b' is not a C identifier (letters, digits and "
              "'_')");
  expectError(edited("cred:    { pkey", "@'': { pkey"),
              "domain name '' is not a C identifier (letters, digits and "
              "'_')");
  expectError(edited("cred: r }", "@cr\xc3\xa9"
                                  "d: r }"),
              "pkey name 'cr\xc3\xa9"
              "d' is not a C identifier (letters, digits and '_')");
}

TEST(PolicySyntax, KeysWithoutValues) {
  expectError(edited("cred: 2", "@cred:"), "'cred' has no value");
  expectError(edited("register: shared", "@register:"),
              "'register' has no value");
  expectError("protect:\n  - { type: a, domain: b }\n  @- \n",
              "an empty list entry");
}

TEST(PolicySyntax, ErrorsNearestTheStartWin) {
  expectError("@b: 1\na: 1\nc: 1\npkeys: x\n",
              "unknown key 'b'; the keys here are 'pkeys', 'levels', "
              "'domains', 'protect', 'copies', 'keeps-level', 'register', "
              "'leave', 'gates', 'interrupts', 'unions', "
              "'guards', 'sleeps', 'objects'");
}

TEST(PolicySyntax, YamlThatPoliciesDoNotUse) {
  const std::string Reason = " has no place in a policy; write the value "
                             "itself";
  expectError(edited("cred: 2", "cred: @&two 2"), "an anchor" + Reason);
  expectError(edited("cred: 2", "cred: @*two"), "an alias" + Reason);
  expectError(edited("cred: 2", "cred: @!!int 2"), "a tag" + Reason);
  expectError(edited("cred: 2", "@*two : 2"), "an alias" + Reason);
  expectError("{ @{ a: b }: c }", "a key must be a word");
  expectError(ValidPolicy + std::string("---\n@pkeys: {}\n"),
              "a second document; a policy file holds one policy");
}

TEST(PolicySyntax, BadYaml) {
  expectError("@{", "not valid YAML: Unexpected token. Expected Key, Flow "
                    "Entry, or Flow Mapping End.");
  expectError("pkeys: { a: \"1@0",
              "not valid YAML: Expected quote at end of scalar");
  expectError(std::string("pkeys: @\0{ a: 1 }", 17),
              "a NUL byte; a policy is UTF-8 text");
}

TEST(PolicySyntax, DeepNestingStops) {
  expectError("[[[[[@" + std::string(200000, '['),
              "nested deeper than any policy");
}

/// One error or one policy, never both, neither, or a crash.
static void expectOneOutcome(const std::string &Text) {
  for (TargetKind Target : {TargetKind::Pku, TargetKind::PoeEl1}) {
    Outcome Result = parse(Text, Target);
    EXPECT_EQ(Result.Errors.size(), Result.Parsed ? 0u : 1u) << Text;
  }
}

TEST(PolicySyntax, EveryPrefix) {
  const std::string Text = ValidPolicy;
  for (size_t Size = 0; Size != Text.size(); ++Size)
    expectOneOutcome(Text.substr(0, Size));
}

TEST(PolicySyntax, Garbage) {
  static constexpr llvm::StringLiteral Pieces[] = {
      "{",  "}",    "[",   "]",    ":",  ": ", "- ",  "? ",    "&a ",
      "*a", "!!t ", "'",   "\"",   "#",  "\n", "\n ", "\n---", "\n...\n",
      "|",  ">",    "%Y ", "\xff", "\t", "~",  "-1",  "<none>"};
  // A failure must repeat. NOLINTNEXTLINE(bugprone-random-generator-seed)
  std::mt19937 Random(1);
  for (unsigned Round = 0; Round != 3000; ++Round) {
    std::string Text = ValidPolicy;
    for (unsigned Edit = 0, Edits = 1 + Random() % 4; Edit != Edits; ++Edit) {
      size_t At = Random() % Text.size();
      llvm::StringRef Piece = Pieces[Random() % std::size(Pieces)];
      Text.replace(At, Random() % 4, Piece.str());
    }
    expectOneOutcome(Text);
  }
}
