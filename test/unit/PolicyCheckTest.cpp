//===- PolicyCheckTest.cpp - What a policy may say ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: each check of docs/Policy.md fires with its message at the word at
// fault, and does not fire on the nearest thing that is right.
//
//===----------------------------------------------------------------------===//
#include "PolicyTesting.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kpkeys;
using namespace kpkeys::testing;

TEST(PolicyCheck, IndexFitsTheTarget) {
  parseValid(edited("cred: 2", "cred: 15"), TargetKind::Pku);
  expectError(edited("cred: 2", "cred: @16"),
              "no hardware index 16; target pku has 0 to 15");
  parseValid(edited("cred: 2", "cred: 15"), TargetKind::Pks);
  expectError(edited("cred: 2", "cred: @16"),
              "no hardware index 16; target pks has 0 to 15", TargetKind::Pks);
  for (TargetKind Poe : {TargetKind::PoeEl0, TargetKind::PoeEl1}) {
    parseValid(edited("cred: 2", "cred: 7"), Poe);
    expectError(edited("cred: 2", "cred: @8"),
                "no hardware index 8; target " + targetInfo(Poe).Name.str() +
                    " has 0 to 7",
                Poe);
  }
}

TEST(PolicyCheck, IndexIsADecimalNumber) {
  for (std::string Bad : {"-1", "0x2", "two", "2.0", "02", "''", "1 2"})
    expectError(edited("cred: 2", "cred: @" + Bad),
                "'" + (Bad == "''" ? "" : Bad) +
                    "' is not a hardware index; target pku has 0 to 15");
  std::string Huge(100, '9');
  expectError(edited("cred: 2", "cred: @" + Huge),
              "no hardware index " + Huge + "; target pku has 0 to 15");
}

TEST(PolicyCheck, IndicesDiffer) {
  expectError(edited("cred: 2", "cred: @1"),
              "pkeys 'pgtable' and 'cred' both have hardware index 1");
}

TEST(PolicyCheck, SomePkey) {
  expectError("@pkeys: {}\nlevels: {}\ndomains: {}\n",
              "a policy needs at least one pkey");
}

TEST(PolicyCheck, DefaultLevelExists) {
  expectError("pkeys: { a: 1 }\n@levels: { w: { a: rw } }\ndomains: {}\n",
              "no level 'default'; it is the level that ordinary code runs "
              "at");
  parseValid("pkeys: { a: 1 }\nlevels: { default: {}, w: { a: rw } }\n"
             "domains: {}\n");
}

TEST(PolicyCheck, LevelsListKnownPkeys) {
  expectError(edited("cred: r }", "@crad: r }"),
              "level 'default' lists unknown pkey 'crad'; the pkeys are "
              "'default', 'pgtable', 'cred'");
}

TEST(PolicyCheck, PermissionsAreSpelledOneWay) {
  for (std::string Bad : {"wr", "RW", "rr", "xwr", "xr", "x w", "0", "''"})
    expectError(edited("cred: rw }", "cred: @" + Bad + " }"),
                "unknown permission '" + (Bad == "''" ? "" : Bad) +
                    "'; use none, r, w, x, rw, rx, wx or rwx");
  for (std::string Good : {"none", "r", "w", "x", "rx", "rw", "wx", "rwx"})
    parseValid(
        edited("pgtable: r, cred: rw", "pgtable: " + Good + ", cred: rw"));
}

TEST(PolicyCheck, TooManyLevels) {
  auto WithLevels = [](unsigned Count) {
    std::string Text = "pkeys: { a: 1 }\ndomains: {}\nlevels:\n"
                       "  default: { a: rw }\n";
    for (unsigned I = 1; I != Count; ++I)
      Text += (I == Policy::MaxLevels ? "  @l" : "  l") + std::to_string(I) +
              ": {}\n";
    return Text;
  };
  parseValid(WithLevels(Policy::MaxLevels));
  expectError(WithLevels(Policy::MaxLevels + 1), "more than 256 levels");
}

TEST(PolicyCheck, EachLevelListsOrdinaryMemory) {
  expectError(edited("pgtable: { default: rwx, ", "@pgtable: { "),
              "level 'pgtable' must list pkey 'default': index 0 is the pkey "
              "of all ordinary memory");
  // A policy that leaves index 0 alone has nothing to list.
  parseValid("pkeys: { a: 1 }\nlevels: { default: { a: r }, w: { a: rw } }\n"
             "domains: { d: { pkey: a, write-level: w } }\n");
}

TEST(PolicyCheck, OrdinaryMemoryIsReadable) {
  auto Sandbox = [](const std::string &Permission) {
    return edited("levels:\n",
                  "levels:\n  sandbox: { default: " + Permission + " }\n");
  };
  for (std::string Bad : {"none", "x", "w", "wx"})
    expectError(Sandbox("@" + Bad),
                "level 'sandbox' must grant pkey 'default' at least r: index "
                "0 is the pkey of all ordinary memory");
  for (std::string Good : {"r", "rx", "rw", "rwx"})
    parseValid(Sandbox(Good), TargetKind::PoeEl1);
}

TEST(PolicyCheck, OrdinaryCodeCanRunAtDefault) {
  std::string Bad = edited("default: rwx", "default: @r");
  expectError(Bad, "level 'default' must grant pkey 'default' at least rw: "
                   "index 0 is the pkey of all ordinary memory");
  // x86 pkeys do not rule execution, overlays do.
  parseValid(edited("default: rwx", "default: rw"));
  expectError(edited("default: rwx", "default: @rw"),
              "level 'default' must grant pkey 'default' at least rwx: index "
              "0 is the pkey of all ordinary memory",
              TargetKind::PoeEl0);
}

TEST(PolicyCheck, DomainPkeyIsKnown) {
  expectError(edited("{ pkey: cred }", "{ pkey: @crad }"),
              "unknown pkey 'crad'; the pkeys are 'default', 'pgtable', "
              "'cred'");
  expectError(edited("cred:    { pkey: cred }", "@cred: {}"),
              "domain 'cred' has no 'pkey'; the pkeys are 'default', "
              "'pgtable', 'cred'");
}

TEST(PolicyCheck, DomainPkeyIsNotOrdinaryMemory) {
  for (TargetKind Target : {TargetKind::Pku, TargetKind::PoeEl1})
    expectError(edited("{ pkey: cred }", "{ pkey: @default }"),
                "pkey 'default' has index 0, the pkey of all ordinary memory; "
                "a domain needs another one",
                Target);
}

TEST(PolicyCheck, DomainIsProtectedAtDefault) {
  const std::string Message =
      "pkey 'cred' is writable at level 'default', so domain 'cred' would "
      "protect nothing; give it r there";
  for (std::string Writable : {"rw", "rwx", "w", "wx"}) {
    std::string Text = edited("cred: r }", "cred: " + Writable + " }");
    Text.insert(Text.find("cred }\nprotect"), "@");
    expectError(Text, Message);
  }
  parseValid(edited("cred: r }", "cred: rx }"));
}

TEST(PolicyCheck, DomainIsSecretIfUnreadableAtDefault) {
  auto IsSecret = [](const std::string &Permissions) {
    Policy P = parseValid(edited(", cred: r }", Permissions + " }"));
    EXPECT_EQ(P.hasSecrets(), P.isSecret(*P.findDomain("cred")));
    EXPECT_FALSE(P.isSecret(*P.findDomain("pgtable")));
    return P.hasSecrets();
  };
  for (std::string Unreadable : {"", ", cred: none", ", cred: x"})
    EXPECT_TRUE(IsSecret(Unreadable)) << Unreadable;
  for (std::string Readable : {", cred: r", ", cred: rx"})
    EXPECT_FALSE(IsSecret(Readable)) << Readable;
}

TEST(PolicyCheck, WriteLevelExists) {
  expectError(edited("write-level: pgtable", "write-level: @pgtables"),
              "unknown level 'pgtables'; the levels are 'default', 'cred', "
              "'pgtable'");
  expectError(edited("  cred:    { pkey", "  @creds: { pkey"),
              "domain 'creds' has no 'write-level' and no level has its name; "
              "the levels are 'default', 'cred', 'pgtable'");
}

TEST(PolicyCheck, WriteLevelCanWriteTheDomain) {
  expectError(edited("write-level: pgtable", "write-level: @cred"),
              "level 'cred' cannot write domain 'pgtable': it gives pkey "
              "'pgtable' r; give it rw");
  // Without R, x86 allows no access at all.
  for (std::string Bad : {"none", "r", "w", "x", "rx", "wx"}) {
    std::string Text = edited("cred: rw }", "cred: " + Bad + " }");
    Text.insert(Text.find("cred:    { pkey"), "@");
    expectError(Text, "level 'cred' cannot write domain 'cred': it gives pkey "
                      "'cred' " +
                          Bad + "; give it rw");
  }
  parseValid(edited("cred: rw }", "cred: rwx }"));
}

TEST(PolicyCheck, WindowCodeCanUseOrdinaryMemory) {
  std::string Text = edited("cred:    { default: rwx", "cred: { default: rw");
  parseValid(Text, TargetKind::Pks);
  Text.insert(Text.find("cred:    { pkey"), "@");
  expectError(Text,
              "level 'cred' cannot be the write level of domain 'cred': "
              "code in a window needs rwx on pkey 'default', the pkey "
              "of all ordinary memory",
              TargetKind::PoeEl1);
  Text = edited("cred:    { default: rwx", "cred: { default: r");
  Text.insert(Text.find("cred:    { pkey"), "@");
  expectError(Text, "level 'cred' cannot be the write level of domain 'cred': "
                    "code in a window needs rw on pkey 'default', the pkey of "
                    "all ordinary memory");
}

TEST(PolicyCheck, EachPkeyIsWritableSomewhere) {
  expectError(edited("cred: 2", "cred: 2\n  @spare: 3"),
              "no level can write pkey 'spare'; give it rw at some level");
  std::string WithoutDomain = "pkeys: { a: 1 }\ndomains: {}\n"
                              "levels: { default: { a: ";
  parseValid(WithoutDomain + "rw } }\n");
  expectError("pkeys: { @a: 1 }\ndomains: {}\nlevels: { default: { a: w } }\n",
              "no level can write pkey 'a'; give it rw at some level");
}

TEST(PolicyCheck, TooManyDomains) {
  auto WithDomains = [](unsigned Count) {
    std::string Text = "pkeys: { a: 1 }\n"
                       "levels: { default: { a: r }, w: { a: rw } }\n"
                       "domains:\n";
    for (unsigned I = 0; I != Count; ++I)
      Text += (I == Policy::MaxDomains ? "  @d" : "  d") + std::to_string(I) +
              ": { pkey: a, write-level: w }\n";
    return Text;
  };
  parseValid(WithDomains(Policy::MaxDomains));
  expectError(WithDomains(Policy::MaxDomains + 1), "more than 64 domains");
}

TEST(PolicyCheck, ProtectedNames) {
  expectError(edited("domain: cred }", "domain: @creds }"),
              "unknown domain 'creds'; the domains are 'cred', 'pgtable'");
  for (std::string Entry :
       {"{ type: pte_t }", "{ variable: x }", "{ domain: cred }", "{}",
        "{ type: pte_t, variable: x, domain: cred }"})
    expectError(edited("{ type: pte_t, domain: pgtable }", "@" + Entry),
                "an entry of 'protect' needs 'domain' and either 'type' or "
                "'variable'");
  for (const std::string &Same : {"pgtable", "cred"})
    expectError(edited("{ type: pte_t, domain: pgtable }",
                       "{ type: @struct cred, domain: " + Same + " }"),
                "type 'struct cred' is listed twice");
  expectError(edited("{ type: pte_t, domain: pgtable }",
                     "{ variable: 'a*', domain: cred }\n"
                     "  - { variable: @'a*', domain: pgtable }"),
              "variable 'a*' is listed twice");
}

TEST(PolicyCheck, TypeNames) {
  for (std::string Good : {"struct a_1", "union u", "pte_t", "_x", "structure"})
    parseValid(edited("type: pte_t", "type: " + Good));
  for (std::string Bad : {"struct", "struct 1a", "struct a b", "enum e", "a]",
                          "class c", "struct  a", "struct union", "ns::t", ""})
    expectError(edited("type: pte_t", "type: @'" + Bad + "'"),
                "'" + Bad +
                    "' is not a type name; write \"struct tag\", \"union "
                    "tag\" or the name of a typedef");
}

TEST(PolicyCheck, VariableNames) {
  auto Entry = [](const std::string &Name) {
    return edited("{ type: pte_t,", "{ variable: " + Name + ",");
  };
  for (std::string Good : {"init_cred", "_x", "'*'", "'g_?[a-z]*'", "'[!x]*'"})
    parseValid(Entry(Good));
  for (std::string Bad : {"struct s", "a b", "1a", "enum", "a.b", ""})
    expectError(Entry("@'" + Bad + "'"),
                "'" + Bad + "' is not a variable's name");
}

TEST(PolicyCheck, Patterns) {
  for (std::string Good : {"*", "struct *", "union s?", "struct [a-c]*", "*_t"})
    parseValid(edited("type: pte_t", "type: '" + Good + "'"));
  const std::pair<std::string, std::string> Bad[] = {
      {"enum *", "' ' has no place in it"},
      {"struct a *", "' ' has no place in it"},
      {"a{b,c}*", "'{' has no place in it"},
      {"a\\*", "'\\' has no place in it"},
      {"a[b*", "invalid glob pattern, unmatched '['"},
      {"a[b-a]", "invalid glob pattern: [b-a]"}};
  for (const auto &[Pattern, Problem] : Bad)
    expectError(
        edited("type: pte_t", llvm::formatv("type: @'{0}'", Pattern).str()),
        llvm::formatv("bad pattern '{0}': {1}", Pattern, Problem).str());
}

TEST(PolicyCheck, RegisterMode) {
  expectError(edited("register: shared", "register: @mine"),
              "unknown register mode 'mine'; use shared or owned");
  parseValid(edited("register: shared", "register: owned"));
  expectError("pkeys: { a: 1 }\nlevels: { default: { a: rw } }\ndomains: {}\n"
              "register: @owned\n",
              "register: owned sets the whole register, so 'pkeys' must name "
              "index 0, the pkey of all ordinary memory");
  parseValid("pkeys: { a: 1 }\nlevels: { default: { a: rw } }\ndomains: {}\n"
             "register: shared\n");
}
