//===- FormWindows.cpp - Open a window around each access -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  optimized functions with markers.
// Output: the same with window pseudo calls; markers stay for VerifyWindows.
// Method: collect the accesses; decide windows; insert.
//   none        as per-access; LowerWindows then records the places only.
//   per-access  every access has a window of its own.
//   block       accesses of one level in one basic block share a window when
//               nothing foreign lies between them:
//                 enter.cred
//                 store uid        access
//                 %x = load ...    not foreign
//                 store gid        access
//                 leave.cred
//                 call @f          foreign: it stays outside
// Does not move instructions or cross blocks.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/EffectAttributes.h"
#include "kpkeys/Transforms/Passes.h"
#include "kpkeys/Transforms/SiteRemarks.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
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
STATISTIC(NumMerged, "Accesses merged into an earlier access's window");

namespace kpkeys {

namespace {
/// A stretch of one basic block, from the first access to the last.
struct Window {
  unsigned Level;
  DomainSet Domains;
  Instruction *First;
  Instruction *Last;
  unsigned NumWrites;
  unsigned NumReads;
  Instruction *EndedBy = nullptr; ///< the foreign instruction that forced it
};

class WindowFormer {
  Function &F;
  const ModuleConfig &Config;
  SmallVector<Window, 8> Windows;

public:
  WindowFormer(Function &F, const ModuleConfig &Config)
      : F(F), Config(Config) {}
  /// True if \p F got a window.
  bool run();

private:
  bool decide(const AccessList &List);
  bool add(const Access &A);
  void insert(Window &W);
  void exposeObjects(const AccessList &List);
  void remark(const Window &W, OptimizationRemarkEmitter &ORE);
  void remarkSplit(const Window &W, OptimizationRemarkEmitter &ORE);
  StringRef levelName(unsigned L) { return Config.Rules.levels()[L].Name; }
};
} // namespace

/// True if \p I calls a library function: all of its code runs in the window,
/// which is therefore its own.
static bool runsCode(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I);
  return Call && !Call->isInlineAsm() && !isa<IntrinsicInst>(Call);
}

/// What \p A does: "writes", or "reads".
static StringRef verb(const Access &A) {
  return A.Written.empty() ? "reads" : "writes";
}

/// Puts \p A into the window before it, if that is still open, or a new one.
bool WindowFormer::add(const Access &A) {
  std::string Domains = A.domains().str(Config.Rules);
  if (auto *Call = dyn_cast<CallInst>(A.I); Call && Call->isMustTailCall()) {
    reportErrorAt(*A.I, "a musttail call " + verb(A) + " domain " + Domains +
                            ", and a window cannot end behind it; drop "
                            "musttail");
    return false;
  }
  std::optional<unsigned> Level = levelFor(A.Written, A.Read, Config.Rules);
  if (!Level) {
    StringRef Access = A.Read.empty() ? "write" : "access";
    reportErrorAt(*A.I, "this may " + Access + " the domains " + Domains +
                            ", and no level of policy '" + Config.Rules.name() +
                            "' may " + Access +
                            " them all; add such a level, or " + Access +
                            " each domain by a statement of its own");
    return false;
  }
  bool IsCall = runsCode(*A.I), IsWrite = !A.Written.empty();
  Window *Open = Windows.empty() ? nullptr : &Windows.back();
  bool Shares = Config.Windows == WindowMode::Block && Open && !Open->EndedBy &&
                Open->Level == *Level && !IsCall && !runsCode(*Open->Last) &&
                Open->Last->getParent() == A.I->getParent();
  if (!Shares) {
    Windows.push_back({*Level, A.domains(), A.I, A.I, IsWrite, !IsWrite});
    return true;
  }
  Open->Last = A.I;
  Open->Domains.insert(A.domains());
  Open->NumWrites += IsWrite;
  Open->NumReads += !IsWrite;
  ++NumMerged;
  return true;
}

bool WindowFormer::decide(const AccessList &List) {
  const Access *Next = List.Accesses.begin();
  for (BasicBlock &BB : F)
    for (Instruction &I : BB) {
      if (Next != List.Accesses.end() && Next->I == &I) {
        if (!add(*Next++))
          return false;
      } else if (!Windows.empty() && !Windows.back().EndedBy && isForeign(I)) {
        Windows.back().EndedBy = &I;
      }
    }
  return true;
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

static bool mayUnwind(const Instruction &I) {
  const auto *Call = dyn_cast<CallInst>(&I);
  return Call && runsCode(I) && !Call->doesNotThrow() &&
         !I.getFunction()->doesNotThrow();
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

void WindowFormer::insert(Window &W) {
  if (mayUnwind(*W.Last))
    W.First = W.Last = catchUnwinding(cast<CallInst>(*W.Last));
  IRBuilder<> B(W.First);
  B.SetCurrentDebugLocation(W.First->getDebugLoc());
  createWindowCall(B, WindowEdge::Enter, levelName(W.Level));

  auto Leave = [&](BasicBlock::iterator Where) {
    B.SetInsertPoint(Where->getParent(), Where);
    B.SetCurrentDebugLocation(W.Last->getDebugLoc());
    createWindowCall(B, WindowEdge::Leave, levelName(W.Level));
  };
  if (!W.Last->isTerminator())
    return Leave(std::next(W.Last->getIterator()));
  // An asm goto that writes, or a call that may throw: the window ends on each
  // way out.
  BasicBlock *From = W.Last->getParent();
  for (BasicBlock *To :
       SmallSetVector<BasicBlock *, 4>(succ_begin(From), succ_end(From)))
    Leave(exitTo(To, From)->getFirstInsertionPt());
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
    auto *Ty = FunctionType::get(B.getVoidTy(), {Object->getType()}, false);
    B.CreateCall(Ty, InlineAsm::get(Ty, "", "r,~{memory}", true),
                 {const_cast<Value *>(Object)});
  }
}

/// Names the callee that runs inside \p W, if one does.
static std::string exposure(const Window &W) {
  if (!runsCode(*W.First))
    return "";
  const Function *Callee = cast<CallBase>(W.First)->getCalledFunction();
  return "; all of '" + demangle(Callee->getName()) + "' runs in it";
}

/// Appends "2 writes", "1 read" or "2 writes, 1 read".
static void addCounts(OptimizationRemark &R, const Window &W) {
  if (W.NumWrites)
    R << ore::NV("Writes", W.NumWrites)
      << (W.NumWrites == 1 ? " write" : " writes");
  if (W.NumWrites && W.NumReads)
    R << ", ";
  if (W.NumReads)
    R << ore::NV("Reads", W.NumReads) << (W.NumReads == 1 ? " read" : " reads");
}

void WindowFormer::remark(const Window &W, OptimizationRemarkEmitter &ORE) {
  ORE.emit([&] {
    OptimizationRemark R(DEBUG_TYPE, "Window", W.First);
    R << "window at level '" << ore::NV("Level", levelName(W.Level))
      << "' for domain '" << ore::NV("Domain", W.Domains.str(Config.Rules))
      << "': ";
    addCounts(R, W);
    R << ore::NV("Exposure", exposure(W));
    return R;
  });
}

/// Says what kept \p W from reaching the next window.
void WindowFormer::remarkSplit(const Window &W,
                               OptimizationRemarkEmitter &ORE) {
  ORE.emit([&] {
    return OptimizationRemarkMissed(DEBUG_TYPE, "WindowSplit", W.EndedBy)
           << "window at level '" << ore::NV("Level", levelName(W.Level))
           << "' cannot extend over this "
           << ore::NV("Reason",
                      isa<CallBase>(W.EndedBy) ? "call" : "foreign store");
  });
}

bool WindowFormer::run() {
  AccessList List = collectAccesses(F, Provenance(F, Config.Rules));
  if (List.Accesses.empty())
    return false;
  if (!decide(List)) {
    // Reported, and the compilation has failed: nothing is left to verify.
    for (Instruction &I : make_early_inc_range(instructions(F)))
      if (asMarker(I))
        eraseMarker(cast<CallInst>(I));
    return false;
  }
  OptimizationRemarkEmitter ORE(&F);
  remarkAccesses(List, Config.Rules, ORE);
  for (auto [N, W] : enumerate(Windows)) {
    remark(W, ORE);
    bool Split = N + 1 < Windows.size() && W.EndedBy &&
                 W.EndedBy->getParent() == Windows[N + 1].First->getParent();
    if (Split)
      remarkSplit(W, ORE);
  }
  exposeObjects(List); // before calls among the accesses are replaced
  for (Window &W : Windows)
    insert(W);
  NumWindows += Windows.size();
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

PreservedAnalyses FormWindowsPass::run(Module &M, ModuleAnalysisManager &) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  std::optional<ModuleConfig> Config = readConfig(M);
  if (!Config)
    return PreservedAnalyses::all();
  if (!checkMarkers(M, Config->Rules))
    return PreservedAnalyses::all();
  SmallVector<Function *, 16> Changed;
  for (Function &F : M) {
    if (isLowered(F))
      refuseMarkers(F);
    else if (!F.isDeclaration() && !hasWindows(F) &&
             WindowFormer(F, *Config).run())
      Changed.push_back(&F);
  }
  dropEffectAttributes(Changed);
  return PreservedAnalyses::none();
}

} // namespace kpkeys
