//===- VerifyWindows.cpp - Every access is in a window --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with markers and window pseudo calls.
// Output: unchanged, or an error at each gap, which fails the compilation.
// Method: shares no code with Provenance, Accesses or FormWindows (but that for
//   what scopes ask for, BaseLevels), and works the other way round. Forward
//   over the CFG it computes the level each instruction runs at. For each
//   instruction that writes memory, or reads it while the policy has secret
//   domains, it looks *backward* from the address (MarkerSearch) for a marker.
// Errors:
//   - a write whose address comes from a marker runs at a level that may not
//     write that domain; a read of a secret one, at a level that may not read;
//   - a call, what may become one, an indirect branch, a return or a foreign
//     store inside a window that `exposure` does not let in;
//   - a call inside a window that an exception may leave, but for an invoke;
//   - enter inside a window, leave outside one, paths that meet at different
//     levels, a return at another level than the function is entered at;
//   - a call at another level than its callee is entered at.
//
//===----------------------------------------------------------------------===//
#include "MarkerSearch.h"
#include "kpkeys/Analysis/BaseLevels.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Analysis/TranslationBase.h"
#include "kpkeys/IR/AtomicLoads.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/OwnLocals.h"
#include "kpkeys/IR/RuntimeCalls.h"
#include "kpkeys/IR/Scopes.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

namespace {
/// An address that is accessed through.
struct AccessAddress {
  const Value *Address;
  /// What pointers in the local variable at the address lead to, as well.
  bool Contents;
};

class Verifier {
  Function &F;
  const ModuleConfig &Config;
  const Policy &Rules;
  const LevelKeepers &Keepers;
  bool HasSecrets;
  BaseLevels Bases;
  MarkerSearch Search;
  /// Level at the start of each block that control reaches.
  DenseMap<const BasicBlock *, unsigned> AtStart;

public:
  Verifier(Function &F, const ModuleConfig &Config, const LevelKeepers &Keepers,
           bool HasBaseLevels)
      : F(F), Config(Config), Rules(Config.Rules), Keepers(Keepers),
        HasSecrets(Rules.hasSecrets()), Bases(F, Config, HasBaseLevels),
        Search(F) {}
  void run();

private:
  unsigned walk(BasicBlock &BB, unsigned Level);
  unsigned levelAfter(const Instruction &I, BaseLevels::Walk &Base,
                      unsigned Level);
  void enter(const BasicBlock &BB, unsigned Level);
  void checkReturn(const Instruction &I, unsigned Level, unsigned Base);
  unsigned cross(const Instruction &I, const WindowCall &Edge, unsigned Level);
  void checkAccess(const Instruction &I, unsigned Level, unsigned Base);
  bool checkThrough(const Instruction &I, const AccessAddress &Through,
                    Permissions Needed, unsigned Level);
  void checkExposure(const Instruction &I, unsigned Level, unsigned Base,
                     bool IsProtected);
  bool mayBeExposed(const Instruction &I);
  void checkCallee(const CallBase &Call, unsigned Level);
  void checkUnwinding(const Instruction &I);
  void fail(const Instruction &I, const Twine &What) {
    reportErrorAt(I, "window verification failed: " + What +
                         "; this is a defect of the plugin, please report it");
  }
  StringRef levelName(unsigned L) {
    return L == Policy::DefaultLevel ? "default" : kpkeys::levelName(L, Rules);
  }
};
} // namespace

using AddressList = SmallVector<AccessAddress, 4>;

static AddressList writesThrough(const CallBase &Call) {
  AddressList Out;
  auto *II = dyn_cast<IntrinsicInst>(&Call);
  if ((II && isForOptimizer(*II)) || setsTranslationBase(Call))
    return Out;
  for (auto [ArgNo, Arg] : enumerate(Call.args())) {
    if (Call.isInlineAsm() || II) {
      if (!Call.onlyReadsMemory(ArgNo))
        Out.push_back({Arg, Call.isInlineAsm()});
      continue;
    }
    bool Contents = writesThroughHeld(Call, ArgNo);
    if (Contents ||
        argumentEffect(Call, ArgNo, /*LinksToo=*/false) == ArgEffect::Writes)
      Out.push_back({Arg, Contents});
  }
  return Out;
}

/// The addresses \p I may write through.
static AddressList writesThrough(const Instruction &I) {
  if (!I.mayWriteToMemory())
    return {};
  if (auto *Load = dyn_cast<LoadInst>(&I)) {
    if (mayWriteToLoad(*Load))
      return {{Load->getPointerOperand(), false}};
    return {};
  }
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return {{Store->getPointerOperand(), false}};
  if (auto *Rmw = dyn_cast<AtomicRMWInst>(&I))
    return {{Rmw->getPointerOperand(), false}};
  if (auto *Cas = dyn_cast<AtomicCmpXchgInst>(&I))
    return {{Cas->getPointerOperand(), false}};
  if (auto *Call = dyn_cast<CallBase>(&I))
    return writesThrough(*Call);
  AddressList Out;
  for (const Value *Operand : I.operand_values())
    Out.push_back({Operand, false});
  return Out;
}

static AddressList readsThrough(const CallBase &Call) {
  AddressList Out;
  auto *II = dyn_cast<IntrinsicInst>(&Call);
  if (II &&
      (isForOptimizer(*II) || II->getIntrinsicID() == Intrinsic::prefetch))
    return Out;
  if (setsTranslationBase(Call))
    return Out;
  for (auto [ArgNo, Arg] : enumerate(Call.args())) {
    if (!Arg->getType()->isPtrOrPtrVectorTy())
      continue;
    if (Call.isInlineAsm() || II) {
      if (Call.mayReadFromMemory() && !Call.onlyWritesMemory(ArgNo))
        Out.push_back({Arg, Call.isInlineAsm()});
      continue;
    }
    ArgEffect Effect = argumentEffect(Call, ArgNo, /*LinksToo=*/false);
    if (Effect == ArgEffect::Reads || Effect == ArgEffect::Writes ||
        Call.isByValArgument(ArgNo))
      Out.push_back({Arg, Effect == ArgEffect::Reads});
  }
  return Out;
}

/// The addresses \p I may read through; those it writes through, too, may be
/// left out.
static AddressList readsThrough(const Instruction &I) {
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return {{Load->getPointerOperand(), false}};
  if (auto *Call = dyn_cast<CallBase>(&I))
    return readsThrough(*Call);
  return {};
}

/// Fails unless \p Level grants \p Needed on all that \p Through may lead into.
/// True if some of it needs a window.
bool Verifier::checkThrough(const Instruction &I, const AccessAddress &Through,
                            Permissions Needed, unsigned Level) {
  bool IsWrite = Needed == KPKEYS_PERM_W, IsProtected = false;
  for (StringRef Name : Search.domains(Through.Address, Through.Contents)) {
    std::optional<unsigned> Domain = Rules.findDomain(Name);
    if (!Domain) {
      fail(I, "no domain '" + Name + "' in policy '" + Rules.name() + "'");
      continue;
    }
    if (!IsWrite && !Rules.isSecret(*Domain))
      continue;
    IsProtected = true;
    unsigned Pkey = Rules.domains()[*Domain].Pkey;
    if (!isNamed(Level) ||
        (Rules.levels()[Level].OfPkey[Pkey] & Needed) != Needed)
      fail(I, Twine(IsWrite ? "a write to" : "a read of") + " domain '" + Name +
                  "' runs at level '" + levelName(Level) + "'");
  }
  return IsProtected;
}

void Verifier::checkAccess(const Instruction &I, unsigned Level,
                           unsigned Base) {
  bool IsProtected = false;
  for (const AccessAddress &Through : writesThrough(I))
    IsProtected |= checkThrough(I, Through, KPKEYS_PERM_W, Level);
  if (HasSecrets)
    for (const AccessAddress &Through : readsThrough(I))
      IsProtected |= checkThrough(I, Through, KPKEYS_PERM_R, Level);
  if (auto *Call = dyn_cast<CallBase>(&I))
    checkCallee(*Call, Level);
  checkExposure(I, Level, Base, IsProtected);
  if (Level != Base)
    checkUnwinding(I);
  checkReturn(I, Level, Base);
}

/// A function is left at the level that it is entered at, but one that ends
/// within what kpkeys_set_level began.
void Verifier::checkReturn(const Instruction &I, unsigned Level,
                           unsigned Base) {
  if (isa<ReturnInst>(I) && Level != Base)
    fail(I, "control leaves the function at level '" + levelName(Level) +
                "', and it was entered at '" + levelName(Base) + "'");
}

void Verifier::checkCallee(const CallBase &Call, unsigned Level) {
  if (Config.Windows == WindowMode::None)
    return; // nothing is at a level
  if (std::optional<unsigned> Wanted = requiredLevel(Call, Rules);
      Wanted && *Wanted != Level)
    fail(Call, "a function that is entered at level '" + levelName(*Wanted) +
                   "' is called at level '" + levelName(Level) + "'");
  for (const Value *Argument : Call.args())
    if (auto *F = dyn_cast<Function>(Argument);
        F && entryLevel(*F) && !requiredLevel(*F)) // a clone of the plugin's
      fail(Call, "the address of a function that is entered at level '" +
                     *entryLevel(*F) + "' is passed");
}

/// An exception must not leave a window behind it.
void Verifier::checkUnwinding(const Instruction &I) {
  auto *Call = dyn_cast<CallInst>(&I);
  if (Call && !Call->isInlineAsm() && !isa<IntrinsicInst>(Call) &&
      !asMarker(*Call) && !asCalleeMarker(*Call) && !Call->doesNotThrow() &&
      !F.doesNotThrow())
    fail(I, "a call that may throw inside a window");
}

/// True if \p I is what a relaxed window may hold.
bool Verifier::mayBeExposed(const Instruction &I) {
  if (Config.Windows != WindowMode::Relaxed)
    return false;
  auto *Call = dyn_cast<CallInst>(&I);
  if (!Call || Call->doesNotReturn() || Call->canReturnTwice())
    return Config.Exposed.NumStores != 0 &&
           isa<StoreInst, AtomicRMWInst, AtomicCmpXchgInst>(I);
  const Function *Callee = Call->getCalledFunction();
  return Callee && (is_contained(Config.Exposed.Calls, Callee->getName()) ||
                    (Config.Exposed.KnownCalls && isKnownCallee(*Call)));
}

/// Strict windows hold accesses, and nothing else that writes or leaves. What
/// is at the level \p Base, which the source asks for, is in no window.
void Verifier::checkExposure(const Instruction &I, unsigned Level,
                             unsigned Base, bool IsProtected) {
  if (Level == Base || IsProtected)
    return;
  if (isa<ReturnInst>(I) || mayBeExposed(I))
    return;
  if (isa<IndirectBrInst, ResumeInst>(I))
    return fail(I, "control leaves the function inside a window");
  if (mayBecomeIndirectBranch(I))
    return fail(I,
                "a switch that may become an indirect branch inside a window");
  if (auto *Call = dyn_cast<CallBase>(&I)) {
    auto *II = dyn_cast<IntrinsicInst>(Call);
    if (requiredLevel(*Call, Rules) || asCalleeMarker(*Call) ||
        isRegisterRead(*Call))
      return;
    if (!II && !asMarker(*Call))
      return fail(I, "a call inside a window");
    if (!II || isForOptimizer(*II))
      return;
  }
  if (mayBecomeCall(I))
    return fail(I, "an operation that may become a call inside a window");
  auto *Load = dyn_cast<LoadInst>(&I);
  if (!I.mayWriteToMemory() || (Load && !mayWriteToLoad(*Load)))
    return;
  auto *Store = dyn_cast<StoreInst>(&I);
  if (!Store || !storesToOwnLocal(*Store))
    fail(I, "a foreign store inside a window");
}

unsigned Verifier::cross(const Instruction &I, const WindowCall &Edge,
                         unsigned Level) {
  std::optional<unsigned> From = levelByName(Edge.From, Rules);
  std::optional<unsigned> To = levelByName(Edge.To, Rules);
  if (!From || !To) {
    fail(I, "no level '" + (From ? Edge.To : Edge.From) + "' in policy '" +
                Rules.name() + "'");
    return Level;
  }
  // A switch from `unknown` sets all fields.
  if (Level != *From && *From != UnknownLevel)
    fail(I, Edge.isEnter()
                ? "level '" + Edge.To + "' is entered inside a window"
                : "level '" + Edge.From + "' is left at level '" +
                      levelName(Level) + "'");
  return *To;
}

/// The level after \p I, which is no switch, and steps \p Base over it.
unsigned Verifier::levelAfter(const Instruction &I, BaseLevels::Walk &Base,
                              unsigned Level) {
  bool IsExposed =
      Config.Windows == WindowMode::Relaxed && Level != Base.levelFor(I);
  if (auto Left = Base.passManual(I))
    return *Left;
  Base.pass(I);
  const auto *Call = dyn_cast<CallBase>(&I);
  if (Call && returnsTwice(*Call) && Bases.hasScopes())
    return UnknownLevel;
  if (Level == Policy::DefaultLevel || IsExposed || Keepers.keeps(I))
    return Level;
  return UnknownLevel;
}

/// Checks \p BB, entered at \p Level; returns the level at its end.
unsigned Verifier::walk(BasicBlock &BB, unsigned Level) {
  BaseLevels::Walk Base = Bases.at(BB);
  for (const Instruction &I : BB) {
    if (auto Edge = asWindowCall(I)) {
      Level = cross(I, *Edge, Level);
      continue;
    }
    if (!asScopeCall(I))
      checkAccess(I, Level, Base.levelFor(I));
    Level = levelAfter(I, Base, Level);
  }
  return Level;
}

void Verifier::enter(const BasicBlock &BB, unsigned Level) {
  auto [It, New] = AtStart.try_emplace(&BB, Level);
  if (!New && It->second != Level)
    fail(BB.front(), "paths meet at levels '" + levelName(It->second) +
                         "' and '" + levelName(Level) + "'");
}

void Verifier::run() {
  if (std::optional<StringRef> Named = entryLevel(F);
      Named && !Rules.findLevel(*Named))
    return fail(F.front().front(),
                "no level '" + *Named + "' in policy '" + Rules.name() + "'");
  AtStart[&F.getEntryBlock()] = Bases.entry();
  // In reverse post-order each block but the entry has a visited predecessor.
  for (BasicBlock *BB : ReversePostOrderTraversal<Function *>(&F)) {
    unsigned AtEnd = walk(*BB, AtStart.lookup(BB));
    // Where there are scopes it is not known what was thrown from which.
    unsigned Thrown = AtEnd == Policy::DefaultLevel && !Bases.hasScopes()
                          ? Policy::DefaultLevel
                          : UnknownLevel;
    for (BasicBlock *Next : successors(BB))
      enter(*Next, Next->isEHPad() ? Thrown : AtEnd);
  }
}

PreservedAnalyses VerifyWindowsPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!concernsUs(M) && none_of(M, hasWindows))
    return PreservedAnalyses::all();
  // What was refused has no windows to verify.
  if (M.getContext().getDiagHandlerPtr()->HasErrors)
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  bool HasBaseLevels = hasBaseLevels(M, Config->Rules);
  LevelKeepers Keepers =
      HasBaseLevels ? LevelKeepers(M, *Config) : LevelKeepers(*Config);
  for (Function &F : M)
    if (!F.isDeclaration() && !isLowered(F))
      Verifier(F, *Config, Keepers, HasBaseLevels).run();
  return PreservedAnalyses::all();
}

} // namespace kpkeys
