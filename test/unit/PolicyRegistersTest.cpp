//===- PolicyRegistersTest.cpp - Levels as register values ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: what the hardware makes of a register value is what the level says.
// The model decodes registers by the manuals' rules and shares no code with
// lib/Policy, which encodes them.
//
//===----------------------------------------------------------------------===//
#include "PolicyTesting.h"
#include "llvm/ADT/bit.h"
#include <map>
#include <random>
#include <sstream>

using namespace kpkeys;
using namespace kpkeys::testing;

TEST(PolicyRegisters, KnownValues) {
  Policy P = parseValid(ValidPolicy);
  unsigned Pgtable = *P.findLevel("pgtable"), Cred = *P.findLevel("cred");

  EXPECT_EQ(P.managedMask(RegisterLayout::X86), 0x3Fu);
  EXPECT_EQ(P.registerValue(RegisterLayout::X86, Policy::DefaultLevel), 0x28u);
  EXPECT_EQ(P.registerValue(RegisterLayout::X86, Pgtable), 0x20u);
  EXPECT_EQ(P.registerValue(RegisterLayout::X86, Cred), 0x08u);

  EXPECT_EQ(P.managedMask(RegisterLayout::Overlay), 0xFFFu);
  EXPECT_EQ(P.registerValue(RegisterLayout::Overlay, Policy::DefaultLevel),
            0x117u);
  EXPECT_EQ(P.registerValue(RegisterLayout::Overlay, Pgtable), 0x157u);
  EXPECT_EQ(P.registerValue(RegisterLayout::Overlay, Cred), 0x517u);
}

TEST(PolicyRegisters, KnownChanges) {
  Policy P = parseValid(ValidPolicy);
  unsigned Pgtable = *P.findLevel("pgtable"), Cred = *P.findLevel("cred");
  auto Change = P.registerChange(RegisterLayout::X86, 0, Pgtable);
  EXPECT_EQ(Change.Clear, 0x08u);
  EXPECT_EQ(Change.Set, 0u);
  Change = P.registerChange(RegisterLayout::X86, Pgtable, Cred);
  EXPECT_EQ(Change.Clear, 0x20u);
  EXPECT_EQ(Change.Set, 0x08u);
  Change = P.registerChange(RegisterLayout::Overlay, Cred, 0);
  EXPECT_EQ(Change.Clear, 0x400u);
  EXPECT_EQ(Change.Set, 0u);
  Change = P.registerChange(RegisterLayout::Overlay, Cred, Cred);
  EXPECT_EQ(Change.Clear | Change.Set, 0u);
}

TEST(PolicyRegisters, HighestIndex) {
  Policy P = parseValid(edited("cred: 2", "cred: 15"));
  EXPECT_EQ(P.managedMask(RegisterLayout::X86), 0xC000000Fu);
  EXPECT_EQ(P.registerValue(RegisterLayout::X86, 0), 0x80000008u);
  EXPECT_EQ(P.managedMask(RegisterLayout::Overlay), 0xF0000000000000FFu);
  EXPECT_EQ(P.registerValue(RegisterLayout::Overlay, 0), 0x1000000000000017u);
}

namespace {
struct Rights {
  bool Read, Write, Execute;
};
} // namespace

/// Intel SDM vol. 3, 4.6.2: AD denies every data access, WD denies writes.
/// Instruction fetches ignore pkeys.
static Rights x86Rights(uint64_t Register, unsigned Index) {
  bool AccessDisable = Register >> (2 * Index) & 1;
  bool WriteDisable = Register >> (2 * Index + 1) & 1;
  return {!AccessDisable, !AccessDisable && !WriteDisable, true};
}

/// Arm ARM, POR_EL1: the eight defined values of a field.
static Rights overlayRights(uint64_t Register, unsigned Index) {
  switch (Register >> (4 * Index) & 15) {
  case 0b0000:
    return {false, false, false};
  case 0b0001:
    return {true, false, false};
  case 0b0010:
    return {false, false, true};
  case 0b0011:
    return {true, false, true};
  case 0b0100:
    return {false, true, false};
  case 0b0101:
    return {true, true, false};
  case 0b0110:
    return {false, true, true};
  case 0b0111:
    return {true, true, true};
  default:
    ADD_FAILURE() << "a reserved overlay value";
    return {};
  }
}

namespace {
/// A policy as plain data: permission letters per level and hardware index.
struct Model {
  std::vector<unsigned> Indices;
  std::map<std::string, std::map<unsigned, std::string>> Levels;

  std::string text() const {
    std::ostringstream OS;
    OS << "domains: {}\nlevels:\n";
    for (const auto &[Name, Listed] : Levels) {
      OS << "  " << Name << ": {";
      const char *Comma = " ";
      for (const auto &[Index, Letters] : Listed) {
        OS << Comma << "k" << Index << ": " << Letters;
        Comma = ", ";
      }
      OS << " }\n";
    }
    OS << "pkeys:\n";
    for (unsigned Index : Indices)
      OS << "  k" << Index << ": " << Index << "\n";
    return OS.str();
  }
};
} // namespace

static Model randomModel(std::mt19937 &Random, unsigned NumPkeys) {
  static const char *const AnyLetters[] = {"",  "none", "r",  "x",  "rx",
                                           "w", "rw",   "wx", "rwx"};
  static const char *const Readable[] = {"r", "rx", "rw", "rwx"};
  Model M;
  for (unsigned Index = 0; Index != NumPkeys; ++Index)
    if (Random() % 3)
      M.Indices.push_back(Index);
  if (M.Indices.empty())
    M.Indices.push_back(NumPkeys - 1);
  std::shuffle(M.Indices.begin(), M.Indices.end(), Random);
  for (const char *Name : {"default", "a", "b", "all"})
    for (unsigned Index : M.Indices) {
      const char *Letters = AnyLetters[Random() % 9];
      if (Index == 0)
        Letters =
            Name == std::string("default") ? "rwx" : Readable[Random() % 4];
      if (Name == std::string("all"))
        Letters = "rwx";
      auto &Listed = M.Levels[Name];
      if (*Letters)
        Listed[Index] = Letters;
    }
  return M;
}

static void expectRights(const Policy &P, const Model &M, unsigned Level) {
  const auto &Listed = M.Levels.at(P.levels()[Level].Name);
  uint64_t X86 = P.registerValue(RegisterLayout::X86, Level);
  uint64_t Overlay = P.registerValue(RegisterLayout::Overlay, Level);
  EXPECT_EQ(X86 & ~P.managedMask(RegisterLayout::X86), 0u);
  EXPECT_EQ(X86 >> 32, 0u);
  EXPECT_EQ(Overlay & ~P.managedMask(RegisterLayout::Overlay), 0u);
  for (unsigned Index : M.Indices) {
    auto It = Listed.find(Index);
    std::string Letters = It == Listed.end() ? "none" : It->second;
    bool Read = Letters.find('r') != std::string::npos;
    bool Write = Letters.find('w') != std::string::npos;
    bool Execute = Letters.find('x') != std::string::npos;
    Rights OnX86 = x86Rights(X86, Index);
    EXPECT_EQ(OnX86.Read, Read) << Letters;
    EXPECT_EQ(OnX86.Write, Read && Write) << Letters;
    Rights OnPoe = overlayRights(Overlay, Index);
    EXPECT_EQ(OnPoe.Read, Read) << Letters;
    EXPECT_EQ(OnPoe.Write, Write) << Letters;
    EXPECT_EQ(OnPoe.Execute, Execute) << Letters;
  }
}

static void expectChange(const Policy &P, RegisterLayout Layout, unsigned From,
                         unsigned To, uint64_t Unmanaged) {
  uint64_t Mask = P.managedMask(Layout);
  uint64_t Before = P.registerValue(Layout, From) | (Unmanaged & ~Mask);
  uint64_t After = P.registerValue(Layout, To) | (Unmanaged & ~Mask);
  RegisterChange Change = P.registerChange(Layout, From, To);
  EXPECT_EQ((Before & ~Change.Clear) | Change.Set, After);
  EXPECT_EQ(Change.Clear & Change.Set, 0u);
  EXPECT_EQ(Change.Clear | Change.Set, Before ^ After);
}

static unsigned managedFields(const Model &M, uint64_t Mask, unsigned Width) {
  for (unsigned Index : M.Indices)
    Mask &= ~(((uint64_t(1) << Width) - 1) << (Width * Index));
  return Mask == 0 ? M.Indices.size() : ~0u;
}

static void checkModel(const Model &M, TargetKind Target,
                       std::mt19937 &Random) {
  Policy P = parseValid(M.text(), Target);
  ASSERT_EQ(P.levels().size(), M.Levels.size());
  EXPECT_EQ(parseValid(P.toYAML(), Target).toYAML(), P.toYAML());
  for (auto [Layout, Width] :
       {std::pair(RegisterLayout::X86, 2u), {RegisterLayout::Overlay, 4u}}) {
    uint64_t Mask = P.managedMask(Layout);
    EXPECT_EQ(llvm::popcount(Mask), int(Width * M.Indices.size()));
    EXPECT_EQ(managedFields(M, Mask, Width), M.Indices.size());
    for (unsigned From = 0; From != P.levels().size(); ++From)
      for (unsigned To = 0; To != P.levels().size(); ++To)
        expectChange(P, Layout, From, To, uint64_t(Random()) << 32 | Random());
  }
  for (unsigned Level = 0; Level != P.levels().size(); ++Level)
    expectRights(P, M, Level);
}

TEST(PolicyRegisters, RandomPolicies) {
  // A failure must repeat. NOLINTNEXTLINE(bugprone-random-generator-seed)
  std::mt19937 Random(7);
  for (unsigned Round = 0; Round != 400 && !::testing::Test::HasFailure();
       ++Round) {
    checkModel(randomModel(Random, 16), TargetKind::Pks, Random);
    checkModel(randomModel(Random, 8), TargetKind::PoeEl1, Random);
  }
}
