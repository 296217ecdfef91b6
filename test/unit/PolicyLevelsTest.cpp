//===- PolicyLevelsTest.cpp - Restrictions, indices, unions ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: the keys of a level beside its pkeys, and the top-level keys `leave`
// and `unions`, say what docs/Policy.md says, and a policy without them is the
// policy it was.
//
//===----------------------------------------------------------------------===//
#include "PolicyTesting.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kpkeys;
using namespace kpkeys::testing;

/// ValidPolicy with \p Keys in level `cred`.
static std::string withKeys(const std::string &Keys) {
  return edited("cred: rw }", "cred: rw, " + Keys + " }");
}

static const Level &levelNamed(const Policy &P, llvm::StringRef Name) {
  return P.levels()[P.findLevel(Name).value()];
}

TEST(PolicyLevels, NothingSaidIsNothing) {
  Policy P = parseValid(ValidPolicy);
  for (const Level &L : P.levels()) {
    EXPECT_EQ(L.Restrictions, Restriction::None);
    EXPECT_FALSE(L.Index.has_value());
    EXPECT_FALSE(L.IsDerived);
  }
  EXPECT_EQ(P.leaveMode(), LeaveMode::Entry);
  EXPECT_FALSE(P.unions());
  EXPECT_EQ(P.declaredLevels().size(), P.levels().size());
}

TEST(PolicyLevels, RestrictionsHaveOneNameEach) {
  llvm::StringSet<> Names;
  Restriction All = Restriction::None;
  for (Restriction R : allRestrictions()) {
    EXPECT_TRUE(Names.insert(restrictionName(R)).second);
    EXPECT_EQ(restrictionByName(restrictionName(R)), R);
    EXPECT_EQ(All & R, Restriction::None);
    All |= R;
  }
  EXPECT_EQ(static_cast<unsigned>(All), 127u);
  EXPECT_EQ(restrictionByName("io"), std::nullopt);
}

TEST(PolicyLevels, Restrict) {
  Policy P = parseValid(withKeys("restrict: [no-syscalls, no-inline-asm]"));
  EXPECT_EQ(levelNamed(P, "cred").Restrictions,
            Restriction::Syscalls | Restriction::InlineAsm);
  EXPECT_EQ(levelNamed(P, "pgtable").Restrictions, Restriction::None);
  EXPECT_NE(P.toYAML().find("  cred: { default: rwx, pgtable: r, cred: rw, "
                            "restrict: [no-inline-asm, no-syscalls] }\n"),
            std::string::npos)
      << P.toYAML();
  EXPECT_EQ(parseValid(P.toYAML()).toYAML(), P.toYAML());
  EXPECT_EQ(parseValid(withKeys("restrict: []")).digest(),
            parseValid(ValidPolicy).digest());

  expectError(withKeys("restrict: [no-io, @no-oi]"),
              "unknown restriction 'no-oi'; the restrictions are "
              "no-inline-asm, no-system-registers, no-key-register, "
              "no-indirect-calls, no-io, no-syscalls, no-floating-point");
  expectError(withKeys("restrict: [no-io, @no-io]"),
              "restriction 'no-io' is listed twice");
  expectError(withKeys("restrict: @no-io"),
              "expected a list of restrictions, in brackets");
  expectError(withKeys("restrict: [[@no-io]]"),
              "nested deeper than any policy");
}

TEST(PolicyLevels, Index) {
  Policy P = parseValid(withKeys("index: 127, restrict: [no-io]"));
  EXPECT_EQ(levelNamed(P, "cred").Index, 127u);
  EXPECT_FALSE(levelNamed(P, "pgtable").Index.has_value());
  EXPECT_NE(P.toYAML().find("cred: rw, restrict: [no-io], index: 127 }\n"),
            std::string::npos)
      << P.toYAML();
  EXPECT_EQ(parseValid(P.toYAML()).digest(), P.digest());

  for (std::string Bad :
       {"128", "-1", "0x1", "01", "one", "99999999999999999999"})
    expectError(withKeys("index: @" + Bad),
                "'" + Bad + "' is not a thread index; there are 0 to 127");
  std::string Twins = withKeys("index: @5");
  Twins.replace(Twins.find("cred: r }"), 9, "cred: r, index: 5 }");
  expectError(Twins, "levels 'default' and 'cred' both have thread index 5");
}

TEST(PolicyLevels, PkeysAreNotCalledLikeTheKeys) {
  for (std::string Key : {"restrict", "index"})
    expectError(edited("cred: 2", "cred: 2\n  @" + Key + ": 3"),
                "a pkey cannot be called '" + Key +
                    "': 'restrict' and 'index' are keys of levels");
  // Levels and domains may.
  parseValid(edited("levels:\n", "levels:\n  index: { default: r }\n"));
}

TEST(PolicyLevels, Leave) {
  Policy P = parseValid(ValidPolicy + std::string("leave: saved\n"));
  EXPECT_EQ(P.leaveMode(), LeaveMode::Saved);
  EXPECT_TRUE(llvm::StringRef(P.toYAML())
                  .ends_with("register: shared\nleave: saved\n"));
  EXPECT_EQ(parseValid(P.toYAML()).digest(), P.digest());
  EXPECT_EQ(parseValid(ValidPolicy + std::string("leave: entry\n")).digest(),
            parseValid(ValidPolicy).digest());
  expectError(ValidPolicy + std::string("leave: @exit\n"),
              "unknown way to leave 'exit'; use entry or saved");
}

TEST(PolicyLevels, LevelKeepers) {
  Policy P = parseValid(ValidPolicy + std::string("keeps-level: [g, f]\n"));
  EXPECT_EQ(P.levelKeepers(), llvm::ArrayRef<std::string>({"f", "g"}));
  EXPECT_NE(P.toYAML().find("keeps-level:\n  - f\n  - g\nregister: "),
            std::string::npos);
  EXPECT_EQ(parseValid(P.toYAML()).digest(), P.digest());
  EXPECT_NE(parseValid(ValidPolicy).digest(), P.digest());
}

TEST(PolicyLevels, KernelModes) {
  const std::string Text =
      ValidPolicy + std::string("gates: boot\ninterrupts: masked\n");
  Policy P = parseValid(Text, TargetKind::Pks);
  EXPECT_TRUE(P.gates());
  EXPECT_TRUE(P.masksInterrupts());
  EXPECT_TRUE(llvm::StringRef(P.toYAML())
                  .ends_with("gates: boot\ninterrupts: masked\n"));
  EXPECT_EQ(parseValid(P.toYAML(), TargetKind::Pks).digest(), P.digest());

  Policy None =
      parseValid(ValidPolicy + std::string("gates: none\ninterrupts: open\n"));
  EXPECT_FALSE(None.gates());
  EXPECT_FALSE(None.masksInterrupts());
  EXPECT_EQ(None.digest(), parseValid(ValidPolicy).digest());
}

TEST(PolicyLevels, UnionsOfPairs) {
  Policy P = parseValid(
      edited("cred: rw }", "cred: rw, restrict: [no-io], index: 3 }") +
      "unions: allow\n");
  EXPECT_TRUE(P.unions());
  ASSERT_EQ(P.levels().size(), 4u);
  const Level &Union = P.levels().back();
  EXPECT_EQ(Union.Name, "cred+pgtable");
  EXPECT_TRUE(Union.IsDerived);
  EXPECT_EQ(Union.Restrictions, Restriction::IO);
  EXPECT_FALSE(Union.Index.has_value());
  EXPECT_EQ(P.findLevel("cred+pgtable"), 3u);
  EXPECT_EQ(P.declaredLevels().size(), 3u);
  EXPECT_EQ(P.levelNames(), "'default', 'cred', 'pgtable'");
  EXPECT_EQ(P.registerValue(RegisterLayout::X86, 3), 0u);
  EXPECT_EQ(P.registerValue(RegisterLayout::Overlay, 3), 0x557u);

  EXPECT_EQ(P.toYAML().find('+'), std::string::npos);
  EXPECT_TRUE(llvm::StringRef(P.toYAML()).ends_with("unions: allow\n"));
  Policy Again = parseValid(P.toYAML());
  EXPECT_EQ(Again.toYAML(), P.toYAML());
  EXPECT_EQ(Again.levels().size(), 4u);

  EXPECT_EQ(parseValid(ValidPolicy + std::string("unions: forbid\n")).digest(),
            parseValid(ValidPolicy).digest());
  expectError(ValidPolicy + std::string("unions: @yes\n"),
              "unknown word 'yes'; use allow or forbid");
}

TEST(PolicyLevels, NoUnionIfALevelGrantsIt) {
  auto Union = [](const std::string &Both) {
    Policy P =
        parseValid(edited("levels:\n", "levels:\n  both: { " + Both + " }\n") +
                   "unions: allow\n");
    return P.findLevel("cred+pgtable").has_value();
  };
  EXPECT_FALSE(Union("default: rwx, cred: rw, pgtable: rw"));
  EXPECT_FALSE(Union("default: rwx, cred: rwx, pgtable: rw"));
  EXPECT_TRUE(Union("default: rw, cred: rw, pgtable: rw"));
  EXPECT_TRUE(Union("default: rwx, cred: rw, pgtable: r"));
}

TEST(PolicyLevels, NoUnionTakesTheRestrictionsOff) {
  std::string Text =
      edited("levels:\n",
             "levels:\n  both: { default: rwx, cred: rw, pgtable: rw }\n") +
      "unions: allow\n";
  Text.replace(Text.find("cred: rw }\ndomains"), 10,
               "cred: rw, restrict: [no-io] }");
  EXPECT_TRUE(parseValid(Text).findLevel("cred+pgtable").has_value());
}

/// A policy with \p Count domains that share 15 pkeys and have a write level
/// each, no two alike.
static std::string manyDomains(unsigned Count) {
  std::string Pkeys, Levels, Domains;
  auto Key = [](unsigned I) { return llvm::utostr(I % 15 + 1); };
  for (unsigned I = 0; I != Count; ++I) {
    if (I < 15)
      Pkeys += llvm::formatv("  k{0}: {0}\n", Key(I));
    std::string More = I < 15 ? "" : ", k" + Key(I + (I < 30 ? 7 : 3)) + ": rw";
    Levels += llvm::formatv("  l{0}: {{ default: rwx, k{1}: rw{2} }\n", I,
                            Key(I), More);
    Domains += llvm::formatv("  d{0}: {{ pkey: k{1}, write-level: l{0} }\n", I,
                             Key(I));
  }
  return "pkeys:\n  default: 0\n" + Pkeys +
         "levels:\n  default: { default: rwx }\n" + Levels + "domains:\n" +
         Domains + "unions: @allow\n";
}

TEST(PolicyLevels, UnionsAreBounded) {
  std::string Few = manyDomains(15);
  Few.erase(Few.find('@'), 1);
  EXPECT_EQ(parseValid(Few).levels().size(), 1u + 15 + 15 * 14 / 2);
  expectError(manyDomains(45), "the unions of 45 write levels make more than "
                               "256 levels; declare the ones that are needed");
}

/// ValidPolicy with an index for each level.
static std::string withIndices() {
  std::string Text = ValidPolicy;
  for (const auto &[Row, Index] :
       {std::pair("cred: r }\n  pgtable", ", index: 0"),
        {"cred: r }\n  cred", ", index: 2"},
        {"cred: rw }\ndomains", ", index: 1"}})
    Text.insert(Text.find(" }", Text.find(Row)), Index);
  return Text;
}

TEST(PolicyLevels, ThreadIndicesAreNeededWhereTheySelect) {
  for (TargetKind Poe2 : {TargetKind::Poe2El0, TargetKind::Poe2El1}) {
    Policy P = parseValid(withIndices(), Poe2);
    EXPECT_EQ(P.registerValue(RegisterLayout::ThreadIndex, 0), 0u);
    EXPECT_EQ(P.registerValue(RegisterLayout::ThreadIndex, 1), 1u);
    EXPECT_EQ(P.registerValue(RegisterLayout::ThreadIndex, 2), 2u);
    std::string Text = withIndices();
    Text.erase(Text.find(", index: 2"), 10);
    Text.insert(Text.find("pgtable: { default"), "@");
    expectError(Text,
                "level 'pgtable' has no 'index', by which target " +
                    targetInfo(Poe2).Name.str() + " selects levels",
                Poe2);
  }
}

TEST(PolicyLevels, UnionsTakeTheLowestThreadIndexLeft) {
  Policy P = parseValid(withIndices() + "unions: allow\n", TargetKind::Poe2El1);
  EXPECT_EQ(levelNamed(P, "cred+pgtable").Index, 3u);
  EXPECT_EQ(P.toYAML().find("index: 3"), std::string::npos);
  std::string Text = "pkeys: { a: 1, b: 2 }\nlevels:\n"
                     "  default: { index: 0 }\n  a: { a: rw, index: 1 }\n"
                     "  b: { b: rw, index: 2 }\n";
  for (unsigned I = 3; I != Policy::NumThreadIndices; ++I)
    Text += llvm::formatv("  l{0}: {{ a: r, index: {0} }\n", I);
  Text += "domains: { a: { pkey: a }, b: { pkey: b } }\nunions: @allow\n";
  expectError(Text,
              "the unions of 2 write levels need more than 128 thread indices; "
              "declare the ones that are needed",
              TargetKind::Poe2El0);
}
