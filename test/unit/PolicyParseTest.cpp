//===- PolicyParseTest.cpp - What a policy file means ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: valid policies come out in canonical order with their defaults
// filled in, canonical text is a fixed point, and the digest sees what a
// policy says and nothing else.
//
//===----------------------------------------------------------------------===//
#include "PolicyTesting.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace kpkeys;
using namespace kpkeys::testing;

static std::string hexDigest(const Policy &P) {
  return llvm::toHex(P.digest(), /*LowerCase=*/true);
}

TEST(PolicyParse, CanonicalOrderAndDefaults) {
  Policy P = parseValid("register: owned\n"
                        "domains:\n"
                        "  z: { pkey: key_b, write-level: w }\n"
                        "  y: { write-level: w, pkey: key_c }\n"
                        "levels:\n"
                        "  w: { key_b: rw, key_c: rwx, key_a: rw }\n"
                        "  a: { key_a: r }\n"
                        "  default: { key_c: r, key_b: rx, key_a: rwx }\n"
                        "protect: [ { domain: y, type: union u },\n"
                        "           { domain: z, type: struct a } ]\n"
                        "pkeys: { key_c: 2, key_b: 9, key_a: 0 }\n");
  EXPECT_EQ(P.name(), "policy.yaml");
  EXPECT_EQ(P.toYAML(), "pkeys:\n"
                        "  key_a: 0\n"
                        "  key_c: 2\n"
                        "  key_b: 9\n"
                        "levels:\n"
                        "  default: { key_a: rwx, key_c: r, key_b: rx }\n"
                        "  a: { key_a: r, key_c: none, key_b: none }\n"
                        "  w: { key_a: rw, key_c: rwx, key_b: rw }\n"
                        "domains:\n"
                        "  y: { pkey: key_c, write-level: w }\n"
                        "  z: { pkey: key_b, write-level: w }\n"
                        "protect:\n"
                        "  - { type: \"struct a\", domain: z }\n"
                        "  - { type: \"union u\", domain: y }\n"
                        "register: owned\n");
  EXPECT_EQ(P.registerMode(), RegisterMode::Owned);
  ASSERT_EQ(P.domains().size(), 2u);
  EXPECT_EQ(P.pkeys()[P.domains()[0].Pkey].Index, 2u);
  EXPECT_EQ(P.levels()[P.domains()[0].WriteLevel].Name, "w");
  EXPECT_EQ(P.protectedTypes()[0].Domain, 1u);
}

TEST(PolicyParse, ProtectedVariablesFollowTheTypes) {
  std::string Text = ValidPolicy;
  Text.replace(Text.find("  - { type: struct"), 0,
               "  - { variable: 'z*', domain: cred }\n"
               "  - { variable: a, domain: pgtable }\n");
  Policy P = parseValid(Text);
  std::string Canonical = P.toYAML();
  EXPECT_NE(Canonical.find("protect:\n"
                           "  - { type: \"pte_t\", domain: pgtable }\n"
                           "  - { type: \"struct cred\", domain: cred }\n"
                           "  - { variable: \"a\", domain: pgtable }\n"
                           "  - { variable: \"z*\", domain: cred }\n"
                           "register"),
            std::string::npos)
      << Canonical;
  EXPECT_EQ(parseValid(Canonical).toYAML(), Canonical);
  EXPECT_NE(P.digest(), parseValid(ValidPolicy).digest());
  EXPECT_EQ(P.protectedVariables()[1].Domain, P.findDomain("cred"));
}

TEST(PolicyParse, WriteLevelIsTheDomainsNameUnlessGiven) {
  Policy P = parseValid(ValidPolicy);
  std::optional<unsigned> Cred = P.findDomain("cred");
  ASSERT_TRUE(Cred.has_value());
  EXPECT_EQ(P.domains()[*Cred].WriteLevel, P.findLevel("cred"));
}

TEST(PolicyParse, Lookups) {
  Policy P = parseValid(ValidPolicy);
  EXPECT_EQ(P.findLevel("default"), Policy::DefaultLevel);
  EXPECT_EQ(P.findLevel("cred"), 1u);
  EXPECT_EQ(P.findDomain("pgtable"), 1u);
  EXPECT_EQ(P.findDomain("default"), std::nullopt);
  EXPECT_EQ(P.findLevel("Cred"), std::nullopt);
  EXPECT_EQ(P.domainNames(), "'cred', 'pgtable'");
}

TEST(PolicyParse, WordsThatYamlSometimesReadsOtherwise) {
  Policy P = parseValid("pkeys: { 'null': 1, true: 2, y: '3' }\n"
                        "levels: { default: { null: r, \"true\": r, y: rw },\n"
                        "          no: { null: rw, true: rw } }\n"
                        "domains: { off: { pkey: null, write-level: no } }\n");
  EXPECT_EQ(P.pkeys()[P.domains()[0].Pkey].Name, "null");
}

TEST(PolicyParse, LineEndsAndMarkersDoNotMatter) {
  std::string Dos;
  for (char C : std::string(ValidPolicy))
    Dos += C == '\n' ? "\r\n" : std::string(1, C);
  std::string Digest = hexDigest(parseValid(ValidPolicy));
  EXPECT_EQ(hexDigest(parseValid(Dos)), Digest);
  EXPECT_EQ(hexDigest(parseValid("---\n" + std::string(ValidPolicy))), Digest);
  EXPECT_EQ(hexDigest(parseValid(ValidPolicy + std::string("...\n"))), Digest);
}

TEST(PolicyParse, Builtin) {
  const Policy &P = Policy::builtin();
  EXPECT_EQ(&P, &Policy::builtin());
  EXPECT_EQ(P.name(), "<built-in>");
  EXPECT_EQ(P.toYAML(),
            "pkeys:\n"
            "  default: 0\n"
            "  protected: 1\n"
            "levels:\n"
            "  default: { default: rwx, protected: r }\n"
            "  protected: { default: rwx, protected: rw }\n"
            "domains:\n"
            "  protected: { pkey: protected, write-level: protected }\n"
            "register: shared\n");
  for (TargetKind Target :
       {TargetKind::Pku, TargetKind::Pks, TargetKind::PoeEl0,
        TargetKind::PoeEl1, TargetKind::Call, TargetKind::Sim})
    EXPECT_EQ(parseValid(P.toYAML(), Target).digest(), P.digest());
}

TEST(PolicyParse, CanonicalTextIsAFixedPoint) {
  for (const std::string &Text :
       {std::string(ValidPolicy), edited("register: shared", "register: owned"),
        std::string("pkeys: { a: 1 }\nlevels: { default: { a: rw } }\n"
                    "domains: {}\n")}) {
    std::string Canonical = parseValid(Text).toYAML();
    EXPECT_EQ(parseValid(Canonical).toYAML(), Canonical);
  }
}

// Objects built by different releases must agree, so these never change.
TEST(PolicyParse, DigestsAreForEver) {
  EXPECT_EQ(hexDigest(Policy::builtin()), "a71639d21fb059f3f4123df11da78b1e");
  EXPECT_EQ(hexDigest(parseValid(ValidPolicy)),
            "d56ad9d4f0a21355e12e60379d6ed60a");
}

TEST(PolicyParse, DigestIgnoresLayout) {
  Policy P = parseValid(ValidPolicy);
  for (const std::string &Same :
       {edited("pkeys:\n", "# a comment\npkeys:   # another\n"),
        edited("  pgtable: 1\n  cred: 2\n", "  cred: 2\n  pgtable: 1\n"),
        edited("{ pkey: cred }", "{ write-level: cred, pkey: 'cred' }"),
        edited("register: shared\n", ""),
        edited("  - { type: struct cred, domain: cred }\n"
               "  - { type: pte_t, domain: pgtable }\n",
               "  - { type: pte_t, domain: pgtable }\n"
               "  - type: \"struct cred\"\n"
               "    domain: cred\n")})
    EXPECT_EQ(parseValid(Same).digest(), P.digest()) << Same;
  std::optional<Policy> Elsewhere =
      Policy::parse(ValidPolicy, "elsewhere.yaml", TargetKind::PoeEl1,
                    [](const llvm::SMDiagnostic &) { ADD_FAILURE(); });
  ASSERT_TRUE(Elsewhere.has_value());
  EXPECT_EQ(Elsewhere->digest(), P.digest());
}

TEST(PolicyParse, UnlistedIsNone) {
  EXPECT_EQ(
      parseValid(edited("pgtable: r, cred: rw", "cred: rw")).digest(),
      parseValid(edited("pgtable: r, cred: rw", "pgtable: none, cred: rw"))
          .digest());
}

TEST(PolicyParse, DigestSeesEachPart) {
  Policy P = parseValid(ValidPolicy);
  for (const std::string &Other :
       {edited("cred: 2", "cred: 3"), edited("cred: rw", "cred: rwx"),
        edited("levels:\n", "levels:\n  extra: { default: r }\n"),
        edited("  cred:    { pkey: cred }\n",
               "  cred:    { pkey: cred }\n"
               "  more:    { pkey: cred, write-level: cred }\n"),
        edited("struct cred", "union cred"),
        edited("type: pte_t, domain: pgtable", "type: pte_t, domain: cred"),
        edited("shared", "owned")})
    EXPECT_NE(parseValid(Other).digest(), P.digest()) << Other;
}

TEST(PolicyParse, DiagnosticOutlivesTheCall) {
  std::optional<llvm::SMDiagnostic> Kept;
  Policy::parse("pkeys: 1\n", "a/b.yaml", TargetKind::Pku,
                [&](const llvm::SMDiagnostic &Error) { Kept = Error; });
  ASSERT_TRUE(Kept.has_value());
  std::string Printed;
  llvm::raw_string_ostream OS(Printed);
  Kept->print(nullptr, OS, /*ShowColors=*/false);
  EXPECT_EQ(Printed, "a/b.yaml:1:8: error: expected a map from pkey names to "
                     "hardware indices\n"
                     "pkeys: 1\n"
                     "       ^\n");
}

/// Each file's first line says how it fares: "# valid: <targets>" or
/// "# invalid: <message>".
TEST(PolicyParse, InputFiles) {
  unsigned Files = 0;
  std::error_code Problem;
  llvm::sys::fs::directory_iterator It(KPKEYS_TEST_INPUTS "/policies", Problem);
  for (; !Problem && It != llvm::sys::fs::directory_iterator();
       It.increment(Problem)) {
    SCOPED_TRACE(It->path());
    auto Buffer = llvm::MemoryBuffer::getFile(It->path());
    ASSERT_TRUE(!!Buffer);
    llvm::StringRef Text = (*Buffer)->getBuffer();
    llvm::StringRef First = Text.split('\n').first;
    ++Files;
    if (First.consume_front("# valid: ")) {
      llvm::SmallVector<llvm::StringRef> Targets;
      First.split(Targets, ' ');
      for (llvm::StringRef Target : Targets)
        parseValid(Text, targetByName(Target).value());
    } else {
      ASSERT_TRUE(First.consume_front("# invalid: "))
          << "the first line must be \"# valid: targets\" or \"# invalid: "
             "error\"";
      EXPECT_EQ(parse(Text).Errors, std::vector<std::string>{First.str()});
    }
  }
  EXPECT_FALSE(Problem);
  EXPECT_GE(Files, 8u);
}
