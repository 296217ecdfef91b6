//===- BlockCutter.cpp - A block as places of a WindowProblem -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block is a sequence of accesses and of what windows must not hold; before
// the first of them and after the last, nothing asks for a level. A call that
// may change the level is followed by a place without code, which is where the
// change has been made:
//   begin.cred              [free, base cred]
//   call @f                 [foreign, cred]
//                           [foreign, unknown]   entered by return
//   call @g                 [foreign, cred]      so a switch comes before it
//   end.cred                [free, base default]
//
//===----------------------------------------------------------------------===//
#include "BlockCutter.h"
#include "kpkeys/Analysis/Restrictions.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/OwnLocals.h"
#include "kpkeys/IR/RuntimeCalls.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// What \p I costs in a window, in instructions. A load that others see may
/// wait for them in a loop, for longer than the loop's frequency tells.
static uint64_t weightOf(const Instruction &I) {
  const Value *Address = getLoadStorePointerOperand(&I);
  bool MayWait =
      I.isAtomic() || (I.isVolatile() && !(Address && isOwnLocal(Address)));
  return MayWait ? BlockCutter::SwitchWeight / 4 : 1;
}

static bool permits(unsigned Level, unsigned Other, Permissions Kinds,
                    const Policy &Rules) {
  if (!isNamed(Level) || !isNamed(Other))
    return Level == Other;
  return all_of(zip(Rules.levels()[Level].OfPkey, Rules.levels()[Other].OfPkey),
                [Kinds](const auto &Pair) {
                  auto [Has, Wanted] = Pair;
                  return (Has & Wanted & Kinds) == (Wanted & Kinds);
                });
}

bool permitsAllOf(unsigned Level, unsigned Other, const Policy &Rules) {
  return permits(Level, Other, KPKEYS_PERM_R | KPKEYS_PERM_W | KPKEYS_PERM_X,
                 Rules);
}

namespace {
class BlockCut {
  const BlockCutter &In;
  BasicBlock &BB;
  BaseLevels::Walk Walk;
  SmallVector<Place, 4> Cut;
  unsigned Level;       ///< that the last place asked for
  unsigned NumFree = 0; ///< instructions behind it
  uint64_t FreeWeight = 0;

public:
  BlockCut(const BlockCutter &In, BasicBlock &BB)
      : In(In), BB(BB), Walk(In.Bases.at(BB)), Level(Walk.level()) {}
  SmallVector<Place, 4> run();

private:
  void visit(Instruction &I);
  void add(Instruction &I, Place P, unsigned Wanted);
  void addFree(Instruction *Anchor);
  void addChange(Instruction &I, unsigned To, Place::Entered How);
  void addChanges(Instruction &I);
  void closeFree();
  bool isKeptOut(const Instruction &I) const;
  bool isForbidden(const Instruction &I) const;
  bool mayBeExposed(const Instruction &I) const;
  const OpenFunction *openCallee(const Instruction &I) const;
};
} // namespace

/// True if there is a level at which \p I must not run.
bool BlockCut::isForbidden(const Instruction &I) const {
  return any_of(allRestrictions(), [&](Restriction R) {
    return (In.Forbidden & R) != Restriction::None && violates(I, R);
  });
}

/// True if no window may hold \p I, which is no access.
bool BlockCut::isKeptOut(const Instruction &I) const {
  unsigned Base = Walk.level();
  if (Base != Policy::DefaultLevel && I.isEHPad())
    return false; // at the level that comes next, mostly of the scope around
  auto *Call = dyn_cast<CallInst>(&I);
  if (Base != Policy::DefaultLevel && Call && Call->isInlineAsm())
    return true;
  auto *Load = dyn_cast<LoadInst>(&I);
  auto *II = dyn_cast<IntrinsicInst>(&I);
  bool ReadsElsewhere = I.mayReadFromMemory() && !(II && isForOptimizer(*II)) &&
                        !(Load && pointsIntoLocals(Load->getPointerOperand()));
  bool NeedsBase = In.LoadsAreForeign ||
                   (isNamed(Base) && !permits(Policy::DefaultLevel, Base,
                                              KPKEYS_PERM_R, In.Config.Rules));
  return isForeign(I) || (NeedsBase && ReadsElsewhere) || isForbidden(I);
}

/// True if a relaxed window may hold \p I, which is foreign and no access. In a
/// scope, behind a call that may change its level, a switch sets it again.
bool BlockCut::mayBeExposed(const Instruction &I) const {
  return In.Config.Windows == WindowMode::Relaxed && !isForbidden(I) &&
         (Walk.level() == Policy::DefaultLevel || In.Keepers.keeps(I));
}

/// What a window may call, if \p I calls it. In a scope only the clone that is
/// entered at the scope's level comes back at it.
const OpenFunction *BlockCut::openCallee(const Instruction &I) const {
  const OpenFunction *Called =
      In.Needs.contains(&I) ? nullptr : In.Open.calledBy(I);
  unsigned Base = Walk.level();
  bool MayStayOutside = Base == Policy::DefaultLevel || Base == SavedLevel;
  return Called && (MayStayOutside || Called->Level == Base) ? Called : nullptr;
}

void BlockCut::closeFree() {
  if (Cut.back().What == Place::Kind::Free) {
    Cut.back().NumInstructions = NumFree;
    Cut.back().Weight = FreeWeight;
  }
}

void BlockCut::addFree(Instruction *Anchor) {
  closeFree();
  Cut.emplace_back(Place::Kind::Free, BB, Walk.level());
  Cut.back().First = Cut.back().Last = Anchor;
  NumFree = FreeWeight = 0;
  Level = Walk.level();
}

/// \p I has left the register at \p To.
void BlockCut::addChange(Instruction &I, unsigned To, Place::Entered How) {
  Cut.emplace_back(Place::Kind::Foreign, BB, To);
  Cut.back().First = Cut.back().Last = &I;
  Cut.back().How = How;
  Level = To;
}

void BlockCut::addChanges(Instruction &I) {
  if (!In.Bases.hasScopes())
    return;
  bool IsDefault = Cut.back().Base == Policy::DefaultLevel;
  const auto *Call = dyn_cast<CallBase>(&I);
  // The second time, a jump from anywhere.
  bool Twice = Call && returnsTwice(*Call);
  if (Twice || (!IsDefault && !In.Keepers.keeps(I)))
    addChange(I, UnknownLevel, Place::Entered::ByReturn);
  // All that a landing pad catches comes at one level.
  if (isa<InvokeInst>(I))
    addChange(I, UnknownLevel, Place::Entered::ByUnwinding);
}

/// Adds \p I, which asks for \p Wanted, to the last place or as \p P.
void BlockCut::add(Instruction &I, Place P, unsigned Wanted) {
  Place &Back = Cut.back();
  bool IsFirst = Back.What == Place::Kind::Free;
  if (IsFirst || P.What != Back.What || Wanted != Level ||
      P.Base != Back.Base || Back.How != Place::Entered::Along || P.Called ||
      P.As != ExposedAs::Nothing) {
    closeFree();
    if (I.isEHPad()) // which nothing goes before
      Cut.pop_back();
    else if (!IsFirst && P.What == Place::Kind::Access &&
             Level != Walk.level() && In.Config.Windows == WindowMode::Block)
      Cut.emplace_back(Place::Kind::Foreign, BB, Walk.level()); // enter again
    P.First = &I;
    Cut.push_back(P);
    NumFree = FreeWeight = 0;
  }
  Place &Last = Cut.back();
  Last.Last = &I;
  Last.Weight += FreeWeight + 1;
  Last.NumInstructions +=
      NumFree + 1 + (P.Called ? P.Called->NumInstructions : 0);
  Level = Wanted;
  NumFree = FreeWeight = 0;
}

void BlockCut::visit(Instruction &I) {
  if (asScopeCall(I)) {
    if (Walk.pass(I))
      addFree(&I);
    return;
  }
  auto Found = In.Needs.find(&I);
  bool IsApart = Found != In.Needs.end() && Found->second.IsApart;
  bool IsAccess = Found != In.Needs.end() && !IsApart;
  const OpenFunction *Called = openCallee(I);
  bool IsOther = !IsAccess && !IsApart && !Called;
  if (IsOther && !isKeptOut(I)) {
    ++NumFree;
    FreeWeight += weightOf(I);
    return;
  }
  ExposedAs As = IsOther && mayBeExposed(I) ? exposedAs(I, In.Config.Exposed)
                                            : ExposedAs::Nothing;
  auto Kind = IsAccess                   ? Place::Kind::Access
              : Called                   ? Place::Kind::Call
              : As != ExposedAs::Nothing ? Place::Kind::Exposed
                                         : Place::Kind::Foreign;
  Place P(Kind, BB,
          Kind == Place::Kind::Foreign ? Walk.levelFor(I) : Walk.level());
  P.IsCalleeLevel = P.Base != Walk.level();
  P.Called = Called;
  P.As = As;
  add(I, P, IsAccess ? Found->second.Level : P.Base);
  if (IsAccess)
    Cut.back().Accesses.push_back(Found->second.Of);
  if (auto To = Walk.passManual(I))
    addChange(I, *To, Place::Entered::ByReturn);
  else if (Kind == Place::Kind::Foreign)
    addChanges(I);
}

SmallVector<Place, 4> BlockCut::run() {
  if (BB.isEntryBlock())
    Cut.emplace_back(Place::Kind::Foreign, BB, In.Bases.entry());
  Cut.emplace_back(Place::Kind::Free, BB, Walk.level());
  for (Instruction &I : BB)
    if (!isa<PHINode>(I) && !I.isDebugOrPseudoInst() && !asMarker(I))
      visit(I);
  if (Cut.back().Last != BB.getTerminator() && // else it is the end
      Cut.back().What != Place::Kind::Free)
    Cut.emplace_back(Place::Kind::Free, BB, Walk.level());
  closeFree();
  return std::move(Cut);
}

SmallVector<Place, 4> BlockCutter::cut(BasicBlock &BB) const {
  return BlockCut(*this, BB).run();
}

} // namespace kpkeys
