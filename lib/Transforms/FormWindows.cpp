//===- FormWindows.cpp - Open a window around each access -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  optimized functions with markers.
// Output: the same with window pseudo calls; markers stay for VerifyWindows.
// Method: collect the accesses; decide which level runs where (WindowGraph,
//   WindowSolver); insert the switches.
//   none        as per-access; LowerWindows then records the places only.
//   per-access  every access has a window of its own.
//   block       accesses of one level in one basic block share a window when
//               nothing foreign lies between them.
//   strict      windows reach over all that is not foreign, and are where they
//               cost least:
//                 enter.cred
//                 store uid        access
//                 %x = load ...    not foreign
//                 br ...
//                 store gid        access
//                 leave.cred
//                 call @f          foreign: it stays outside
//               Foreign instructions are moved out of the way first.
//   relaxed     the same, and over some that are foreign.
//
//===----------------------------------------------------------------------===//
#include "MoveForeign.h"
#include "ScopeCalls.h"
#include "WindowGraph.h"
#include "WindowReport.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Scopes.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/EffectAttributes.h"
#include "kpkeys/Transforms/Passes.h"
#include "kpkeys/Transforms/SiteRemarks.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/CallGraph.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

#define DEBUG_TYPE "kpkeys"
STATISTIC(NumWindows, "Windows formed");
STATISTIC(NumMoved, "Foreign instructions moved out of the way");

namespace kpkeys {

namespace {
/// The window that a switch opens, if it opens one.
using Opened = std::optional<OpenedWindow>;

class WindowFormer {
  Function &F;
  const ModuleConfig &Config;
  OpenFunctions &Open;
  const LevelKeepers &Keepers;
  BaseLevels Bases;
  NeedMap Needs;
  SmallVector<Need, 4> Apart;
  Instruction *Saved = nullptr; ///< what the register held at the start

public:
  WindowFormer(Function &F, const ModuleConfig &Config, OpenFunctions &Open,
               const LevelKeepers &Keepers, bool HasBaseLevels)
      : F(F), Config(Config), Open(Open), Keepers(Keepers),
        Bases(F, Config, HasBaseLevels) {}
  /// True if \p F got a window.
  bool run(FunctionAnalysisManager &FAM);

private:
  bool findNeeds(const AccessList &List);
  std::optional<Need> needOf(const Access &A);
  void findBases();
  bool checkTailCalls();
  void insert(const WindowGraph &Graph, const WindowList &Windows);
  BasicBlock::iterator startOf(BasicBlock &BB) const;
  void insertInBlock(const Place &From, const Place &To, const Opened &Window);
  void insertOnEdges(const WindowGraph &Graph, const WindowList &Windows);
  void insertAround(const Need &N, const OpenedWindow &Window,
                    const Opened &Outer);
  void createSwitch(BasicBlock::iterator Where, unsigned From, unsigned To,
                    const DebugLoc &Location, const Opened &Window);
  void exposeObjects(const AccessList &List);
};
} // namespace

/// What \p A does: "writes", or "reads".
static StringRef verb(const Access &A) {
  return A.Written.empty() ? "reads" : "writes";
}

static bool mayUnwind(const Instruction &I) {
  const auto *Call = dyn_cast<CallInst>(&I);
  return Call && runsCode(I) && !Call->doesNotThrow() &&
         !I.getFunction()->doesNotThrow();
}

/// What \p A needs; std::nullopt after an error.
std::optional<Need> WindowFormer::needOf(const Access &A) {
  std::string Domains = A.domains().str(Config.Rules);
  if (auto *Call = dyn_cast<CallInst>(A.I); Call && Call->isMustTailCall()) {
    reportErrorAt(*A.I, "a musttail call " + verb(A) + " domain " + Domains +
                            ", and a window cannot end behind it; drop "
                            "musttail");
    return std::nullopt;
  }
  std::optional<unsigned> Level = levelFor(A.Written, A.Read, Config.Rules);
  if (!Level) {
    StringRef Access = A.Read.empty() ? "write" : "access";
    reportErrorAt(*A.I,
                  "this may " + Access + " the domains " + Domains +
                      ", and no level of policy '" + Config.Rules.name() +
                      "' may " + Access +
                      " them all; add such a level or 'unions: allow', or " +
                      Access + " each domain by a statement of its own");
    return std::nullopt;
  }
  // A window that ends in several ways, and one that ordinary code cannot run
  // in, hold nothing else.
  bool IsApart = Config.Windows == WindowMode::PerAccess ||
                 Config.Windows == WindowMode::None || A.I->isTerminator() ||
                 mayUnwind(*A.I) ||
                 (Config.Windows == WindowMode::Block && runsCode(*A.I));
  return Need{&A, *Level, Bases.entry(), IsApart};
}

bool WindowFormer::findNeeds(const AccessList &List) {
  for (const Access &A : List.Accesses) {
    std::optional<Need> N = needOf(A);
    if (!N)
      return false;
    Needs.insert({A.I, *N});
  }
  if (Bases.hasScopes())
    findBases();
  for (const Access &A : List.Accesses)
    if (auto Found = Needs.find(A.I);
        Found != Needs.end() && Found->second.IsApart)
      Apart.push_back(Found->second);
  return true;
}

/// A musttail call is made at the level that the function is left at; reports
/// one that is not.
bool WindowFormer::checkTailCalls() {
  if (!Bases.hasScopes())
    return true;
  for (BasicBlock &BB : F) {
    BaseLevels::Walk Walk = Bases.at(BB);
    for (const Instruction &I : BB) {
      const auto *Call = dyn_cast<CallInst>(&I);
      bool IsLast = Call && Call->isMustTailCall();
      bool Keeps = Bases.entry() == Policy::DefaultLevel || Keepers.keeps(I);
      if (IsLast && (Walk.levelFor(I) != Bases.entry() || !Keeps)) {
        reportErrorAt(I, "the level would have to be switched behind a "
                         "musttail call; drop musttail");
        return false;
      }
      Walk.pass(I);
    }
  }
  return true;
}

/// Sets the base level of each need; drops those that need no window of their
/// own where they are.
void WindowFormer::findBases() {
  for (BasicBlock &BB : F) {
    BaseLevels::Walk Walk = Bases.at(BB);
    for (const Instruction &I : BB) {
      auto Found = Needs.find(&I);
      unsigned Base = Walk.level();
      Walk.pass(I);
      if (Found == Needs.end())
        continue;
      auto &[Of, Level, LeftFor, IsApart] = Found->second;
      LeftFor = Base;
      if (IsApart && isNamed(Base) &&
          grants(Base, Of->Written, Of->Read, Config.Rules))
        Needs.erase(Found);
    }
  }
}

/// Unwinding out of \p Call, which runs in a window, must pass a leave: makes
/// it an invoke with a landing pad that goes on unwinding.
static Instruction *catchUnwinding(CallInst &Call) {
  Function &F = *Call.getFunction();
  LLVMContext &C = F.getContext();
  if (!F.hasPersonalityFn())
    F.setPersonalityFn(cast<Constant>(
        F.getParent()
            ->getOrInsertFunction("__gcc_personality_v0",
                                  FunctionType::get(Type::getInt32Ty(C), true))
            .getCallee()));
  BasicBlock *Pad = BasicBlock::Create(C, "kpkeys.unwind", &F);
  IRBuilder<> B(Pad);
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  LandingPadInst *Caught = B.CreateLandingPad(
      StructType::get(B.getPtrTy(), B.getInt32Ty()), /*NumClauses=*/0);
  Caught->setCleanup(true);
  B.CreateResume(Caught);
  BasicBlock *From = Call.getParent();
  changeToInvokeAndSplitBasicBlock(&Call, Pad);
  return From->getTerminator();
}

/// The block that control goes to from \p From only, on its way to \p To.
static BasicBlock *exitTo(BasicBlock *To, BasicBlock *From) {
  if (To->getUniquePredecessor() == From)
    return To;
  if (!To->isLandingPad())
    return SplitBlockPredecessors(To, {From}, ".kpkeys");
  SmallVector<BasicBlock *, 2> New;
  SplitLandingPadPredecessors(To, {From}, ".kpkeys", ".others", New);
  return New.front();
}

void WindowFormer::createSwitch(BasicBlock::iterator Where, unsigned From,
                                unsigned To, const DebugLoc &Location,
                                const Opened &Window) {
  const Policy &Rules = Config.Rules;
  IRBuilder<> B(Where->getParent(), Where);
  B.SetCurrentDebugLocation(Location);
  CallInst *Switch =
      createWindowCall(B, {levelName(From, Rules), levelName(To, Rules)},
                       To == SavedLevel ? Saved : nullptr);
  if (Window)
    setOpenedWindow(*Switch, *Window);
}

BasicBlock::iterator WindowFormer::startOf(BasicBlock &BB) const {
  if (!BB.isEntryBlock())
    return BB.getFirstInsertionPt();
  return Saved ? std::next(Saved->getIterator())
               : BB.getFirstNonPHIOrDbgOrAlloca();
}

/// A window begins right before its first access and ends right after its
/// last.
void WindowFormer::insertInBlock(const Place &From, const Place &To,
                                 const Opened &Window) {
  BasicBlock &BB = *From.Block;
  bool Leaves = !To.isInWindow() && (From.isInWindow() || !isNamed(To.Level) ||
                                     To.Level == Policy::DefaultLevel);
  Leaves |= To.What == Place::Kind::Foreign && !To.First; // between two
  const Place &At = Leaves ? From : To;
  if (At.First) // an access; else the block's start or end
    return createSwitch(Leaves ? std::next(From.Last->getIterator())
                               : To.First->getIterator(),
                        From.Level, To.Level,
                        (Leaves ? From.Last : To.First)->getDebugLoc(), Window);
  bool IsStart = Leaves || !From.First;
  BasicBlock::iterator Where =
      IsStart ? startOf(BB) : BB.getTerminator()->getIterator();
  createSwitch(Where, From.Level, To.Level, Where->getDebugLoc(), Window);
}

/// Where a switch goes that all ways from \p Preds to \p To pass, and no other.
static BasicBlock::iterator between(ArrayRef<BasicBlock *> Preds,
                                    BasicBlock *To) {
  SmallSetVector<BasicBlock *, 4> All(pred_begin(To), pred_end(To));
  if (All.size() == Preds.size())
    return To->getFirstInsertionPt();
  if (Preds.size() > 1)
    return SplitBlockPredecessors(To, Preds, ".kpkeys")->getFirstInsertionPt();
  Instruction *Branch = Preds.front()->getTerminator();
  if (Preds.front()->getUniqueSuccessor() && !isForeign(*Branch))
    return Branch->getIterator();
  return exitTo(To, Preds.front())->getFirstInsertionPt();
}

/// Edges into one block on which the same switch is made share it.
void WindowFormer::insertOnEdges(const WindowGraph &Graph,
                                 const WindowList &Windows) {
  using Switch = std::tuple<unsigned, unsigned>; // to a place, from a level
  MapVector<Switch, SmallVector<BasicBlock *, 2>> Edges;
  for (const Way &W : Graph.ways()) {
    const Place &From = Graph.places()[W.From], &To = Graph.places()[W.To];
    if (!W.InBlock && !W.IsImplicit && From.Level != To.Level)
      Edges[{W.To, From.Level}].push_back(From.Block);
  }
  for (auto &[Kind, Preds] : Edges) {
    auto [To, FromLevel] = Kind;
    const Place &Next = Graph.places()[To];
    DebugLoc Location = Preds.front()->getTerminator()->getDebugLoc();
    createSwitch(between(Preds, Next.Block), FromLevel, Next.Level, Location,
                 Windows.openedBy(To));
  }
}

/// Gives an access a window of its own.
/// \p Outer is the scope that it stands in.
void WindowFormer::insertAround(const Need &N, const OpenedWindow &Window,
                                const Opened &Outer) {
  Instruction *I = N.Of->I;
  DebugLoc Location = I->getDebugLoc();
  bool IsCaughtHere = mayUnwind(*I);
  if (IsCaughtHere)
    I = catchUnwinding(cast<CallInst>(*I));
  createSwitch(I->getIterator(), N.Base, N.Level, Location, Window);
  if (!I->isTerminator())
    return createSwitch(std::next(I->getIterator()), N.Level, N.Base, Location,
                        Outer);
  // An asm goto that writes, or a call that may throw: the window ends on each
  // way out. What was thrown may have run at any level.
  BasicBlock *From = I->getParent();
  for (BasicBlock *To :
       SmallSetVector<BasicBlock *, 4>(succ_begin(From), succ_end(From))) {
    bool IsPad = To->isLandingPad();
    if (IsPad && !IsCaughtHere && Bases.hasScopes())
      continue; // the graph's matter
    unsigned Level = IsPad ? UnknownLevel : N.Level;
    unsigned Back = IsPad && IsCaughtHere ? Bases.outermost() : N.Base;
    createSwitch(exitTo(To, From)->getFirstInsertionPt(), Level, Back, Location,
                 Back == N.Base ? Outer : std::nullopt);
  }
}

void WindowFormer::insert(const WindowGraph &Graph, const WindowList &Windows) {
  if (Bases.entry() == SavedLevel) {
    BasicBlock::iterator Start = startOf(F.getEntryBlock());
    IRBuilder<> B(Start->getParent(), Start);
    Saved = createRegisterRead(B);
  }
  for (const Way &W : Graph.ways()) {
    const Place &From = Graph.places()[W.From], &To = Graph.places()[W.To];
    if (W.InBlock && !W.IsImplicit && From.Level != To.Level)
      insertInBlock(From, To, Windows.openedBy(W.To));
  }
  insertOnEdges(Graph, Windows);
  for (const Place &P : Graph.places())
    if (P.Called && P.Level == P.Called->Level)
      Open.enter(cast<CallBase>(*P.First));
  // These split blocks.
  std::vector<Opened> Outer;
  for (const Need &N : Apart)
    Outer.push_back(Windows.openedBehind(*N.Of->I));
  for (auto [Number, N] : enumerate(Apart))
    insertAround(N, Windows.openedApart(Number), Outer[Number]);
  if (Saved && Saved->use_empty())
    Saved->eraseFromParent();
}

/// Object behind markers and address arithmetic.
static const Value *objectBehind(const Value *Address) {
  for (;;) {
    Address = getUnderlyingObject(Address, /*MaxLookup=*/0);
    if (!asMarker(*Address))
      return Address;
    Address = cast<CallBase>(Address)->getArgOperand(0);
  }
}

/// Shows each `restrict` parameter and each fresh allocation written in a
/// window to an empty asm: alias analysis would otherwise conclude that the
/// window's own asm cannot touch the object, and a later pass (in an LTO link)
/// could move the write out of the window.
void WindowFormer::exposeObjects(const AccessList &List) {
  SmallSetVector<const Value *, 4> Objects;
  for (const Access &A : List.Accesses)
    for (const Value *Operand : A.I->operand_values())
      if (Operand->getType()->isPointerTy())
        Objects.insert(objectBehind(Operand));
  for (const Value *Object : Objects) {
    BasicBlock::iterator Where;
    if (auto *Arg = dyn_cast<Argument>(Object); Arg && Arg->hasNoAliasAttr())
      Where = F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
    else if (auto *Call = dyn_cast<CallInst>(Object);
             Call && isNoAliasCall(Call) && !Call->isMustTailCall())
      Where = std::next(const_cast<CallInst *>(Call)->getIterator());
    else
      continue;
    IRBuilder<> B(Where->getParent(), Where);
    createExposure(B, *const_cast<Value *>(Object));
  }
}

bool WindowFormer::run(FunctionAnalysisManager &FAM) {
  AccessList List = collectAccesses(F, Provenance(F, Config.Rules));
  bool CallsOpen = any_of(instructions(F), [this](const Instruction &I) {
    return Open.calledBy(I) != nullptr;
  });
  if (List.Accesses.empty() && !CallsOpen && !Bases.hasScopes())
    return false;
  Bases.reportUnevenGuards(F);
  if (!findNeeds(List) || !checkTailCalls()) {
    // Reported, and the compilation has failed: nothing is left to verify.
    for (Instruction &I : make_early_inc_range(instructions(F)))
      if (asMarker(I))
        eraseMarker(cast<CallInst>(I));
    return false;
  }
  if (Config.reachesOverBlocks() && !F.hasOptNone() && !Bases.hasScopes())
    NumMoved += moveForeign(F, Needs, Open, FAM.getResult<AAManager>(F));
  WindowGraph Graph(F, Needs, Bases, Open, Keepers, Config, FAM);
  if (!Graph.solve()) {
    reportErrorAt(F.front().front(),
                  "'" + F.getName() +
                      "' jumps out of a scope by a computed goto, where no "
                      "switch can be put");
    return false;
  }
  if (Config.reachesOverBlocks() && !Bases.hasScopes())
    Open.add(F, Graph);
  reportScopeCalls(Graph, Config);
  OptimizationRemarkEmitter ORE(&F);
  remarkAccesses(List, Config.Rules, ORE);
  WindowList Windows(Graph, Apart, Config.Rules);
  NumWindows += Windows.all().size();
  remarkWindows(Graph, Windows, Config.Rules, ORE);
  exposeObjects(List); // before calls among the accesses are replaced
  insert(Graph, Windows);
  return true;
}

/// Reports \p F, which is lowered, if it has markers: those of a function
/// inlined into it in a link. Its windows cannot be told from other asm.
static void refuseMarkers(Function &F) {
  for (const Instruction &I : instructions(F))
    if (asMarker(I))
      return reportErrorAt(I, "'" + F.getName() +
                                  "' got its windows when it was compiled, and "
                                  "now a function that has none yet has been "
                                  "inlined into it; compile both with -flto");
}

/// The manual interface throws nothing, whatever its declaration says.
static void callManualFunctions(Module &M) {
  SmallVector<InvokeInst *, 4> Invokes;
  for (Function &F : M)
    for (User *U : F.users())
      if (auto *Invoke = dyn_cast<InvokeInst>(U);
          Invoke && asManualCall(*Invoke))
        Invokes.push_back(Invoke);
  for (InvokeInst *Invoke : Invokes)
    changeToCall(Invoke);
}

/// The functions that have bodies; those that are called come before callers.
static SmallSetVector<Function *, 16> calleesFirst(Module &M) {
  SmallSetVector<Function *, 16> Order;
  CallGraph Calls(M);
  for (auto Group = scc_begin(&Calls); !Group.isAtEnd(); ++Group)
    for (const CallGraphNode *Node : *Group)
      if (Function *F = Node->getFunction(); F && !F->isDeclaration())
        Order.insert(F);
  for (Function &F : M) // those that nobody calls
    if (!F.isDeclaration())
      Order.insert(&F);
  return Order;
}

PreservedAnalyses FormWindowsPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  if (!checkMarkers(M, Config->Rules) || !checkScopes(M, Config->Rules))
    return PreservedAnalyses::all();
  auto &FAM = AM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
  SmallVector<Function *, 16> Changed;
  OpenFunctions Open(Config->Rules);
  callManualFunctions(M);
  LevelKeepers Keepers(*Config);
  bool HasBaseLevels = hasBaseLevels(M, Config->Rules);
  for (Function *F : calleesFirst(M)) {
    if (isLowered(*F))
      refuseMarkers(*F);
    else if (!hasWindows(*F) &&
             WindowFormer(*F, *Config, Open, Keepers, HasBaseLevels).run(FAM))
      Changed.push_back(F);
    Keepers.checkListed(*F);
    if (HasBaseLevels)
      Keepers.add(*F);
  }
  Changed.append(Open.finish(Changed));
  dropEffectAttributes(Changed);
  return PreservedAnalyses::none();
}

} // namespace kpkeys
