//===- RegisterModelTest.cpp - Levels as the hardware reads them ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: for every layout, after every switch from level to level, the key
// register means exactly the level that the code has gone to: for each managed
// pkey the hardware allows what the level grants, and with register: shared
// every other field is as it was. The code that a switch is made of is run,
// too. The hardware is modelled from the manuals; the model shares no code with
// lib/Policy and lib/Target, which encode.
//
//===----------------------------------------------------------------------===//
#include "PolicyTesting.h"
#include "SwitchInterpreter.h"
#include "kpkeys/Target/LevelChange.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"
#include <random>

using namespace llvm;
using namespace kpkeys;
using namespace kpkeys::testing;

namespace {

struct Rights {
  bool Read, Write;
  std::optional<bool> Execute; ///< std::nullopt: the register does not rule it

  bool operator==(const Rights &R) const {
    return Read == R.Read && Write == R.Write && Execute == R.Execute;
  }
};

/// A machine: what it makes of its register, and of a policy's words.
struct Machine {
  TargetKind Target;
  unsigned NumPkeys, FieldBits;
  /// Where in the register, from the least significant bit, a field begins.
  unsigned (*Place)(unsigned Pkey);
  Rights (*Decode)(unsigned Field);
  Rights (*Meant)(llvm::StringRef Letters);
  bool HasCode = true; ///< else a switch is a call
};

} // namespace

static bool has(llvm::StringRef Letters, char C) {
  return Letters != "none" && Letters.contains(C);
}

/// Intel SDM vol. 3, 4.6.2: AD denies every data access, WD writes.
static Rights decodeX86(unsigned Field) {
  bool AccessDisable = (Field & 1) != 0, WriteDisable = (Field & 2) != 0;
  return {!AccessDisable, !AccessDisable && !WriteDisable, std::nullopt};
}
static Rights meantX86(llvm::StringRef L) {
  return {has(L, 'r'), has(L, 'r') && has(L, 'w'), std::nullopt};
}

/// Arm ARM, POR_EL1: the eight defined values.
static Rights decodeOverlay(unsigned Field) {
  static const Rights Values[] = {{false, false, false}, {true, false, false},
                                  {false, false, true},  {true, false, true},
                                  {false, true, false},  {true, true, false},
                                  {false, true, true},   {true, true, true}};
  EXPECT_LT(Field, std::size(Values)) << "a reserved value";
  return Field < std::size(Values) ? Values[Field] : Values[0];
}
static Rights meantOverlay(llvm::StringRef L) {
  return {has(L, 'r'), has(L, 'w'), has(L, 'x')};
}

/// Power ISA, AMR: of key k, bit 2k from the most significant one, which has
/// number 0, denies stores, and bit 2k+1 loads.
static Rights decodeAmr(unsigned Field) {
  bool DeniesStores = Field >> 1 != 0, DeniesLoads = (Field & 1) != 0;
  return {!DeniesLoads, !DeniesStores, std::nullopt};
}
static Rights meantAmr(llvm::StringRef L) {
  return {has(L, 'r'), has(L, 'w'), std::nullopt};
}

static const Machine Machines[] = {
    {TargetKind::Pku, 16, 2, [](unsigned K) { return 2 * K; }, decodeX86,
     meantX86},
    {TargetKind::Pks, 16, 2, [](unsigned K) { return 2 * K; }, decodeX86,
     meantX86},
    {TargetKind::PoeEl0, 8, 4, [](unsigned K) { return 4 * K; }, decodeOverlay,
     meantOverlay},
    {TargetKind::PoeEl1, 8, 4, [](unsigned K) { return 4 * K; }, decodeOverlay,
     meantOverlay},
    {TargetKind::PoeEl2, 8, 4, [](unsigned K) { return 4 * K; }, decodeOverlay,
     meantOverlay},
    {TargetKind::Call, 8, 4, [](unsigned K) { return 4 * K; }, decodeOverlay,
     meantOverlay, false},
    {TargetKind::Sim, 8, 4, [](unsigned K) { return 4 * K; }, decodeOverlay,
     meantOverlay, false},
    {TargetKind::Amr, 32, 2, [](unsigned K) { return 62 - 2 * K; }, decodeAmr,
     meantAmr},
};

static const char *const AllLetters[] = {"none", "r",  "x",  "rx",
                                         "w",    "rw", "wx", "rwx"};

namespace {
/// The letters of each managed pkey, level by level; `default` is the first.
/// The last level is `rwx` everywhere, so that each pkey can be written.
struct Levels {
  std::vector<unsigned> Pkeys;
  std::vector<std::vector<std::string>> Letters;

  std::string text(bool Owned) const {
    std::string Pkeys = "pkeys:\n", Rows = "levels:\n";
    for (unsigned K : this->Pkeys)
      Pkeys += "  k" + llvm::utostr(K) + ": " + llvm::utostr(K) + "\n";
    for (unsigned L = 0; L != Letters.size(); ++L) {
      Rows += "  " + name(L) + ": { ";
      llvm::ListSeparator Comma;
      for (auto [K, Words] : llvm::zip_equal(this->Pkeys, Letters[L]))
        Rows.append(llvm::StringRef(Comma))
            .append("k" + llvm::utostr(K) + ": ")
            .append(Words);
      Rows += " }\n";
    }
    return Pkeys + Rows +
           "domains: {}\nregister: " + (Owned ? "owned" : "shared") + "\n";
  }
  static std::string name(unsigned L) {
    return L == 0 ? "default" : "l" + llvm::utostr(L);
  }
};

} // namespace

/// The register after a switch, as the policy computes it.
static uint64_t afterSwitch(const Policy &P, RegisterLayout Layout,
                            unsigned From, unsigned To, uint64_t Old) {
  if (P.registerMode() == RegisterMode::Owned)
    return P.registerValue(Layout, To);
  RegisterChange Change = P.registerChange(Layout, From, To);
  return (Old & ~Change.Clear) | Change.Set;
}

/// The register after the code of the switch has run.
static uint64_t afterCode(const ModuleConfig &Config, unsigned From,
                          unsigned To, uint64_t Old) {
  LLVMContext Context;
  Module M("test", Context);
  auto *F = Function::Create(FunctionType::get(Type::getVoidTy(Context), false),
                             GlobalValue::ExternalLinkage, "f", M);
  IRBuilder<> B(BasicBlock::Create(Context, "entry", F));
  Zeros InPlace;
  emitLevelChange(B, {Config, From, To}, InPlace);
  SwitchInterpreter Machine(Old);
  if (Config.Target == TargetKind::Pku) {
    // The asm is handed its zeros.
    Machine.set("%ecx", 0);
    if (Config.Rules.registerMode() == RegisterMode::Owned)
      Machine.set("%edx", 0);
  }
  const auto &Call = cast<CallInst>(F->front().front());
  uint64_t After =
      Machine.run(cast<InlineAsm>(Call.getCalledOperand())->getAsmString());
  EXPECT_EQ(Machine.hasRead(),
            Config.Rules.registerMode() == RegisterMode::Shared);
  return After;
}

namespace {
/// Whether the code of each switch is run as well, which takes longer.
enum class Depth { Values, Code };

class Checker {
  const Machine &M;
  const Levels &Ls;
  const Policy P;
  const RegisterLayout Layout;
  const Depth How;

  uint64_t fieldMask(unsigned K) const {
    return ((uint64_t(1) << M.FieldBits) - 1) << M.Place(K);
  }

  void expectLevel(uint64_t Register, unsigned L) const {
    for (auto [K, Letters] : llvm::zip_equal(Ls.Pkeys, Ls.Letters[L])) {
      auto Field =
          static_cast<unsigned>((Register & fieldMask(K)) >> M.Place(K));
      EXPECT_EQ(M.Decode(Field), M.Meant(Letters))
          << "pkey " << K << " at level " << Levels::name(L) << ", " << Letters
          << ", field " << Field;
    }
  }

public:
  Checker(const Machine &M, const Levels &Ls, bool Owned, Depth How)
      : M(M), Ls(Ls), P(parseValid(Ls.text(Owned), M.Target)),
        Layout(targetInfo(M.Target).Layout), How(How) {}

  /// Goes from each level to each. \p Noise is in the unmanaged fields before.
  void checkAllSwitches(uint64_t Noise) const {
    uint64_t Managed = 0;
    for (unsigned K : Ls.Pkeys)
      Managed |= fieldMask(K);
    EXPECT_EQ(P.managedMask(Layout), Managed);
    ModuleConfig Config;
    Config.Rules = P;
    Config.Target = M.Target;
    std::vector<unsigned> Index;
    for (unsigned L = 0; L != Ls.Letters.size(); ++L)
      Index.push_back(P.findLevel(Levels::name(L)).value());
    for (unsigned From = 0; From != Ls.Letters.size(); ++From)
      for (unsigned To = 0; To != Ls.Letters.size(); ++To) {
        unsigned F = Index[From], T = Index[To];
        uint64_t Before = P.registerValue(Layout, F) | (Noise & ~Managed);
        uint64_t After = afterSwitch(P, Layout, F, T, Before);
        expectLevel(After, To);
        if (How == Depth::Code && M.HasCode)
          EXPECT_EQ(afterCode(Config, F, T, Before), After);
        if (P.registerMode() == RegisterMode::Shared) {
          EXPECT_EQ(After & ~Managed, Noise & ~Managed);
          // Where a field stays as it was, nothing is written to it.
          RegisterChange Change = P.registerChange(Layout, F, T);
          EXPECT_EQ((Change.Clear | Change.Set) & ~(Before ^ After), 0u);
        }
      }
  }
};

} // namespace

/// What code needs of index 0 where the target rules execution.
static constexpr char Runs[] = "rwx";

static void check(const Machine &M, const Levels &Ls, Depth How,
                  uint64_t Noise) {
  bool CanOwn = Ls.Pkeys.front() == 0;
  for (bool Owned : {false, true})
    if (!Owned || CanOwn)
      Checker(M, Ls, Owned, How).checkAllSwitches(Noise);
}

static uint64_t noise(std::mt19937_64 &Random, const Machine &M) {
  unsigned Bits = targetInfo(M.Target).Layout.Bits;
  return Random() >> (64 - Bits);
}

// A failure must repeat. NOLINTNEXTLINE(bugprone-random-generator-seed)
static std::mt19937_64 Random(20);

TEST(RegisterModel, EveryTargetHasAMachine) {
  for (const TargetInfo &T : allTargets()) {
    if (T.Layout.IsIndex)
      continue; // its levels are indices: PolicyLevelsTest
    auto *It = llvm::find_if(
        Machines, [&T](const Machine &M) { return M.Target == T.Kind; });
    ASSERT_NE(It, std::end(Machines)) << T.Name.str();
    EXPECT_EQ(It->NumPkeys, T.NumPkeys);
  }
}

/// Each permission of each pkey, alone: all eight levels, and all 64 switches
/// between them.
TEST(RegisterModel, EachPkeyAlone) {
  for (const Machine &M : Machines)
    for (unsigned K = 0; K != M.NumPkeys; ++K) {
      Levels Ls;
      if (K != 0)
        Ls.Pkeys.push_back(0);
      Ls.Pkeys.push_back(K);
      auto Row = [&](llvm::StringRef Letters) {
        Ls.Letters.emplace_back();
        if (K != 0)
          Ls.Letters.back().push_back(Runs);
        Ls.Letters.back().push_back(Letters.str());
      };
      if (K == 0)
        Row(Runs); // default
      for (const char *Letters : AllLetters)
        if (K != 0 || has(Letters, 'r')) // or nothing could run
          Row(Letters);
      check(M, Ls, Depth::Code, noise(Random, M));
      if (K != 0) { // and without index 0
        Levels Bare;
        Bare.Pkeys = {K};
        for (const char *Letters : AllLetters)
          Bare.Letters.push_back({Letters});
        check(M, Bare, Depth::Code, noise(Random, M));
      }
    }
}

/// Each pair of permissions of each pair of pkeys: 64 levels, 4096 switches.
TEST(RegisterModel, EachPairOfPkeys) {
  for (const Machine &M : Machines)
    for (unsigned High = 2; High < M.NumPkeys && !::testing::Test::HasFailure();
         ++High)
      for (unsigned Low = 1; Low != High; ++Low) {
        Levels Ls;
        Ls.Pkeys = {Low, High};
        for (const char *A : AllLetters)
          for (const char *B : AllLetters)
            Ls.Letters.push_back({A, B});
        Checker(M, Ls, /*Owned=*/false, Depth::Values)
            .checkAllSwitches(noise(Random, M));
      }
}

/// Random sets of up to 16 pkeys with random permissions at a dozen levels.
TEST(RegisterModel, RandomSets) {
  for (const Machine &M : Machines)
    for (unsigned Round = 0; Round != 300 && !::testing::Test::HasFailure();
         ++Round) {
      Levels Ls;
      std::vector<unsigned> All(M.NumPkeys);
      for (unsigned K = 0; K != M.NumPkeys; ++K)
        All[K] = K;
      std::shuffle(All.begin(), All.end(), Random);
      All.resize(std::min<size_t>(All.size(), 1 + Random() % 16));
      if (Round % 2 != 0 && !llvm::is_contained(All, 0u))
        All.back() = 0;
      llvm::sort(All);
      Ls.Pkeys = All;
      for (unsigned L = 0; L != 12; ++L) {
        auto &Row = Ls.Letters.emplace_back();
        for (unsigned K : All) {
          const char *Letters = AllLetters[Random() % 8];
          static const char *const Readable[] = {"r", "rx", "rw", "rwx"};
          if (K == 0)
            Letters = L == 0 ? Runs : Readable[Random() % 4];
          Row.push_back(L == 11 ? Runs : Letters);
        }
      }
      check(M, Ls, Round % 8 == 0 ? Depth::Code : Depth::Values,
            noise(Random, M));
    }
}
