//===- CheckCallsAt.cpp - What kpkeys_call_at runs can run at its level ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with markers, scopes and window pseudo calls.
// Output: unchanged, with a warning at each instruction that a function given
//         to kpkeys_call_at can reach, and that its level does not permit: the
//         function faults there, or is at another level behind it.
// Method: over the calls from that function, in breadth, so that the way which
//   the warning names is a shortest. Stores through pointers that come from
//   elsewhere are the hardware's to judge.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/ABI.h"
#include "kpkeys/Analysis/CallTargets.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Analysis/Restrictions.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Scopes.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include <set>

using namespace llvm;

namespace kpkeys {

namespace {
/// What one call of kpkeys_call_at can reach.
class ReachChecker {
  const Policy &Rules;
  CallTargets &Targets;
  const CallBase &At;
  const unsigned Level;
  /// Each function with the one that calls it, in the order they are found.
  MapVector<Function *, Function *> Callers;

public:
  ReachChecker(const ModuleConfig &Config, CallTargets &Targets,
               const CallBase &At, unsigned Level)
      : Rules(Config.Rules), Targets(Targets), At(At), Level(Level) {}
  void run(Function &First);

private:
  void check(Instruction &I);
  void checkCall(CallBase &Call);
  void checkCallee(CallBase &Call, Function &Callee);
  void checkAddress(const Instruction &I, const Value *Address);
  void follow(Function &From, Function &To);
  bool permitsWrite(const GlobalVariable &G) const;
  bool writesOrdinaryMemory() const;
  void warn(const Instruction &I, const Twine &What) const;
};
} // namespace

static bool permits(unsigned Level, unsigned Pkey, const Policy &Rules) {
  return (Rules.levels()[Level].OfPkey[Pkey] & KPKEYS_PERM_W) != 0;
}

/// True if the level can write memory of hardware index 0, which is all that is
/// not protected.
bool ReachChecker::writesOrdinaryMemory() const {
  for (auto [N, K] : enumerate(Rules.pkeys()))
    if (K.Index == 0)
      return permits(Level, N, Rules);
  return true;
}

bool ReachChecker::permitsWrite(const GlobalVariable &G) const {
  std::optional<StringRef> Name = globalDomain(G);
  std::optional<unsigned> Domain =
      Name ? Rules.findDomain(*Name) : std::nullopt;
  return Domain ? permits(Level, Rules.domains()[*Domain].Pkey, Rules)
                : writesOrdinaryMemory();
}

void ReachChecker::warn(const Instruction &I, const Twine &What) const {
  SmallVector<std::string, 8> Path;
  for (Function *F = const_cast<Function *>(I.getFunction()); F;
       F = Callers.lookup(F))
    Path.push_back("'" + demangle(F->getName()) + "'");
  std::reverse(Path.begin(), Path.end());
  std::string Where = sourcePlace(At);
  reportWarningAt(I, "kpkeys_call_at" + (Where.empty() ? "" : " at " + Where) +
                         " runs this at level '" + Rules.levels()[Level].Name +
                         "', by " + join(Path, ", ") + ": " + What);
}

void ReachChecker::follow(Function &From, Function &To) {
  if (&To != Callers.front().first)
    Callers.insert({&To, &From});
}

/// Checks a store of \p I to \p Address, as far as that is a variable.
void ReachChecker::checkAddress(const Instruction &I, const Value *Address) {
  for (;;) {
    Address = getUnderlyingObject(Address, /*MaxLookup=*/0);
    if (!asMarker(*Address))
      break;
    Address = cast<CallBase>(Address)->getArgOperand(0);
  }
  const auto *G = dyn_cast<GlobalVariable>(Address);
  if (G && !permitsWrite(*G))
    warn(I, "the level cannot write '" + demangle(G->getName()) + "'");
}

void ReachChecker::checkCallee(CallBase &Call, Function &Callee) {
  Function &Caller = *Call.getFunction();
  if (!Callee.isDeclaration())
    return follow(Caller, Callee);
  if (Call.doesNotReturn() || requiredLevel(Callee))
    return;
  if (writesOrdinaryMemory() || Callee.onlyReadsMemory())
    return;
  if (!onlyComputes(Callee))
    return warn(Call, "'" + demangle(Callee.getName()) +
                          "' is not known to write no memory of its own");
  for (const Use &Argument : Call.args())
    if (Argument->getType()->isPointerTy() &&
        !Call.onlyReadsMemory(Call.getArgOperandNo(&Argument)))
      checkAddress(Call, Argument);
}

void ReachChecker::checkCall(CallBase &Call) {
  if (asMarker(Call) || asCalleeMarker(Call) || asScopeCall(Call) ||
      asManualCall(Call) || isRegisterRead(Call) || Call.isInlineAsm())
    return;
  if (auto *Block = dyn_cast<AnyMemIntrinsic>(&Call))
    return checkAddress(Call, Block->getRawDest());
  if (isa<IntrinsicInst>(Call))
    return;
  if (auto *Callee = dyn_cast<Function>(
          Call.getCalledOperand()->stripPointerCastsAndAliases()))
    return checkCallee(Call, *Callee);
  CallTargets::Set Known = Targets.of(Call);
  if (Known.empty() && !writesOrdinaryMemory())
    warn(Call, "it is not known what function the pointer leads to");
  for (Function *Callee : Known)
    checkCallee(Call, *Callee);
}

void ReachChecker::check(Instruction &I) {
  if (asWindowCall(I))
    return;
  if (auto *Call = dyn_cast<CallBase>(&I))
    return checkCall(*Call);
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return checkAddress(I, Store->getPointerOperand());
  if (auto *Update = dyn_cast<AtomicRMWInst>(&I))
    return checkAddress(I, Update->getPointerOperand());
  if (auto *Update = dyn_cast<AtomicCmpXchgInst>(&I))
    checkAddress(I, Update->getPointerOperand());
}

/// The first window of \p F that ends at another level than \p Level.
static const Instruction *windowAwayFrom(const Function &F, unsigned Level,
                                         const Policy &Rules) {
  std::optional<StringRef> Entry = entryLevel(F);
  if (Entry && Rules.findLevel(*Entry) == Level)
    return nullptr;
  for (const Instruction &I : instructions(F))
    if (asWindowCall(I))
      return &I;
  return nullptr;
}

void ReachChecker::run(Function &First) {
  Callers.insert({&First, nullptr});
  for (unsigned N = 0; N != Callers.size(); ++N) {
    Function &F = *(Callers.begin() + N)->first;
    const std::string &Name = Rules.levels()[Level].Name;
    if (const Instruction *Window = windowAwayFrom(F, Level, Rules))
      warn(*Window, "a window does not go back to that level; declare the "
                    "function with kpkeys_requires(\"" +
                        Name + "\")");
    else
      for (Instruction &I : instructions(F))
        check(I);
  }
}

/// The level that \p V, an argument of kpkeys_call_at, is: a constant, or what
/// kpkeys_level returns for one.
static std::optional<unsigned> levelOf(const Value *V, const Policy &Rules) {
  if (auto *Number = dyn_cast<ConstantInt>(V))
    return Number->getZExtValue() < Rules.levels().size()
               ? std::optional(unsigned(Number->getZExtValue()))
               : std::nullopt;
  const auto *Call = dyn_cast<CallBase>(V);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  StringRef Name;
  if (Callee && Callee->getName() == "kpkeys_level" && Call->arg_size() == 1 &&
      getConstantStringInfo(Call->getArgOperand(0), Name))
    return Rules.findLevel(Name);
  return std::nullopt;
}

PreservedAnalyses CheckCallsAtPass::run(Module &M, ModuleAnalysisManager &AM) {
  Function *Runner = callAtFunction(M);
  std::shared_ptr<const ModuleConfig> Config =
      Runner && concernsUs(M) ? configOf(M, AM) : nullptr;
  if (!Config)
    return PreservedAnalyses::all();
  CallTargets Targets(M);
  std::set<std::pair<Function *, unsigned>> Seen;
  SmallVector<CallBase *, 4> Calls;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I);
          Call && Call->getCalledOperand() == Runner)
        Calls.push_back(Call);
  for (CallBase *Call : Calls) {
    std::optional<unsigned> Level =
        levelOf(Call->getArgOperand(0), Config->Rules);
    auto *First = dyn_cast<Function>(
        Call->getArgOperand(2)->stripPointerCastsAndAliases());
    bool IsHere = First && !First->isDeclaration();
    if (Level && *Level != Policy::DefaultLevel && IsHere &&
        Seen.insert({First, *Level}).second)
      ReachChecker(*Config, Targets, *Call, *Level).run(*First);
  }
  return PreservedAnalyses::all();
}

} // namespace kpkeys
