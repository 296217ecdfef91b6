//===- FunctionFindings.cpp - What is found on a path ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of FunctionAuditor about what a write, an escape or a return means
// for the guards that are open there, and the words for it.
//
//===----------------------------------------------------------------------===//
#include "Addresses.h"
#include "FunctionAuditor.h"
#include "Places.h"
#include "kpkeys/Analysis/BaseLevels.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

using audit::Kind;
using audit::Note;

static constexpr size_t MaxSteps = 8; ///< of a path that is told

//===-- what is held --------------------------------------------------------//

FunctionAuditor::Holding FunctionAuditor::holding(const State &S) const {
  Holding H;
  if (Base && S.Ended.empty())
    H.Levels.push_back(*Base);
  if (S.Flag) {
    H.Levels.push_back(S.FlagLevel);
    if (!S.Outside && Module.Table.hasInterrupts() && S.Stack.empty())
      H.Distrusted = S.Flag;
  }
  for (const Open &O : S.Stack)
    H.Levels.push_back(O.Level);
  return H;
}

void FunctionAuditor::useGuards(const State &S) {
  for (const Open &O : S.Stack)
    if (O.Guard != NoGuard)
      Out.Guards[O.Guard].Used = true;
}

std::string FunctionAuditor::levelText(unsigned Level) const {
  return isNamed(Level) ? Module.Rules.levels()[Level].Name : "<unknown>";
}

std::vector<std::string>
FunctionAuditor::names(ArrayRef<unsigned> Levels) const {
  std::vector<std::string> Names;
  for (unsigned Level : Levels)
    Names.push_back(levelText(Level));
  return Names;
}

static uint64_t lineOf(const BasicBlock &BB) { return placeOf(BB).Line; }

std::vector<Note> FunctionAuditor::path(const Node *To) const {
  std::vector<Note> Steps;
  for (const Node *N = To; N && N->From; N = N->From) {
    const Instruction &Branch = *N->From->Block->getTerminator();
    audit::Place Where = placeOf(Branch);
    uint64_t Line = lineOf(*N->Block);
    if (Branch.getNumSuccessors() < 2 || Where.File.empty() || Line == 0)
      continue;
    Steps.push_back(
        {Where, "the path goes on at line " + std::to_string(Line)});
    if (Steps.size() == MaxSteps)
      break;
  }
  std::reverse(Steps.begin(), Steps.end());
  return Steps;
}

void FunctionAuditor::report(Kind What, const Instruction &At,
                             const std::string &Message,
                             std::vector<Note> Notes) {
  if (Reported.insert({&At, Message}).second)
    File.Findings.push_back(
        {What, placeOf(At), Out.Display, Message, std::move(Notes), {}});
}

//===-- writes --------------------------------------------------------------//

/// What \p I, an access or a call that may be one, accesses through. Empty:
/// that is not known, as where a pointer lies in a variable that is passed.
SmallVector<const Value *, 4>
FunctionAuditor::addressesOf(const Instruction &I) const {
  if (const Value *Address = getLoadStorePointerOperand(&I))
    return {Address};
  SmallVector<const Value *, 4> Addresses;
  if (const auto *Copy = dyn_cast<MemTransferInst>(&I))
    if (const Access *A = Accesses.lookup(&I); A && !A->Read.empty()) {
      Addresses.push_back(Copy->getSource());
      if (!A->Written.empty())
        Addresses.push_back(Copy->getDest());
      return Addresses;
    }
  if (const auto *Fill = dyn_cast<MemIntrinsic>(&I))
    return {Fill->getDest()};
  for (const Value *Operand : I.operands()) {
    if (!P.heldAt(Operand).empty())
      return {};
    if (!P.writtenThrough(Operand).empty())
      Addresses.push_back(Operand);
  }
  return Addresses;
}

/// True if \p I writes to variables on the stack only.
bool FunctionAuditor::writesLocals(const Instruction &I) const {
  SmallVector<const Value *, 4> Addresses = addressesOf(I);
  return !Addresses.empty() && all_of(Addresses, [](const Value *Address) {
    RootSet Roots = rootsOf(Address);
    return !Roots.empty() && all_of(Roots, [](const Value *Root) {
      return isa<AllocaInst>(Root);
    });
  });
}

/// The parameters that \p I writes through, if it does through nothing else.
std::vector<uint64_t> FunctionAuditor::paramsWrittenBy(const Instruction &I,
                                                       const State &S) const {
  std::vector<uint64_t> Params;
  for (const Value *Address : addressesOf(I))
    for (const Value *Root : rootsOf(Address)) { // on all paths
      const auto *Param = dyn_cast<Argument>(Root);
      if (!Param || S.isHandled(*Param))
        return {};
      if (!is_contained(Params, Param->getArgNo()))
        Params.push_back(Param->getArgNo());
    }
  llvm::sort(Params);
  return Params;
}

void FunctionAuditor::access(const Instruction &I, DomainSet Written,
                             DomainSet Read, const std::string &Text,
                             const State &S) {
  auto Grants = [&](unsigned Level) {
    return isNamed(Level) && grants(Level, Written, Read, Module.Rules);
  };
  SmallVector<unsigned, 2> Granting;
  for (unsigned L = 0; L != Module.Rules.levels().size(); ++L)
    if (Grants(L))
      Granting.push_back(L);
  Holding H = holding(S);
  if (H.Levels.empty())
    return addNeed(I, {placeOf(I), Text, names(Granting), paramsWrittenBy(I, S),
                       path(), conditionsOf(S), S.Ended.size()});
  useGuards(S);
  unsigned Inner = H.Levels.back();
  if (Grants(Inner)) {
    if (H.Distrusted)
      report(Kind::Flag, I,
             Text + " " + audit::reliesOn(calleeName(*H.Distrusted)), path());
    return;
  }
  std::vector<Note> Notes = path();
  if (!S.Stack.empty())
    Notes.push_back({placeOf(*S.Stack.back().At),
                     "level '" + levelText(Inner) + "' is entered here"});
  for (unsigned Level : reverse(drop_end(H.Levels)))
    if (Grants(Level))
      return report(Kind::Dropped, I,
                    Text + " at level '" + levelText(Inner) +
                        "', which dropped level '" + levelText(Level) +
                        "' of the outer guard",
                    std::move(Notes));
  std::string Levels;
  for (unsigned Level : Granting)
    Levels += (Levels.empty() ? "level '" : " or '") + levelText(Level) + "'";
  report(
      Kind::WrongLevel, I,
      Text + " at level '" + levelText(Inner) + "'; it needs " +
          (Levels.empty() ? "a level that the policy does not have" : Levels),
      std::move(Notes));
}

/// True if every caller of \p F marks what it returns.
static bool callersFollow(const Function &F) {
  return (F.hasLocalLinkage() || F.hasLinkOnceODRLinkage()) &&
         all_of(F.users(), [&F](const User *U) {
           const auto *Call = dyn_cast<CallBase>(U);
           return Call && Call->getCalledFunction() == &F &&
                  Call->hasFnAttr(FollowedAttribute);
         });
}

void FunctionAuditor::escape(const Escape &E, const State &S) {
  if (!E.matters() || Module.Tiers.at(*E.I) == EscapeMode::Allow)
    return;
  std::string Pointer =
      "a pointer into domain '" + E.Domains.str(Module.Rules) + "'";
  switch (E.Why) {
  case EscapeReason::Passed:
  case EscapeReason::HeldAndPassed:
  case EscapeReason::CalleeResult:
    if (objectsWrittenBy(*E.I, S).empty())
      access(*E.I, E.Domains, {},
             "call of " + calleeName(*E.I) + ", which may write to domain '" +
                 E.Domains.str(Module.Rules) + "' through what it is passed,",
             S);
    return;
  case EscapeReason::Kept:
    return report(Kind::Escape, *E.I,
                  Pointer + " is kept by " + calleeName(*E.I) +
                      "; writes through it from there are not seen");
  case EscapeReason::Stored:
  case EscapeReason::HeldAndStored:
    return report(Kind::Escape, *E.I,
                  Pointer +
                      " is stored in memory; writes through it from there "
                      "are not seen");
  case EscapeReason::Returned:
    if (!callersFollow(F))
      report(Kind::Escape, *E.I,
             Pointer + " is returned; writes through it are not seen");
    return;
  }
}

/// \p S is the state of a way out.
void FunctionAuditor::returned(const State &S) {
  for (const Object &O : S.Objects)
    reportPassed(O, "the function returns");
  noteHandled(S);
  auto IsSame = [&S](const auto &Other) {
    return Other.first.Stack == S.Stack && Other.first.Ended == S.Ended &&
           Other.first.Flag == S.Flag && Other.first.Outside == S.Outside;
  };
  if (none_of(Returns, IsSame))
    Returns.push_back({S, Here});
}

//===-- ends ----------------------------------------------------------------//

/// The function is a guard by the policy: does it open \p Level?
void FunctionAuditor::finishAsGuard(unsigned Level) {
  bool IsVisible = !Out.Guards.empty() || any_of(Returns, [](const auto &R) {
    return R.first.Flag != nullptr;
  });
  // By asm, or in another function.
  bool MayOpen = any_of(instructions(F), [](const Instruction &I) {
    return isa<CallBase>(I) && !I.isDebugOrPseudoInst() &&
           !I.isLifetimeStartOrEnd();
  });
  if (!IsVisible && MayOpen)
    return;
  for (const auto &[S, Node] : Returns) {
    Holding H = holding(S);
    bool Opens = !H.Levels.empty() && H.Levels.back() == Level;
    const Instruction &End =
        *returnStatement(Node->Block->getTerminator(), Node->From);
    std::string Text = "guard '" + Out.Display + "' ";
    if (Opens && H.Distrusted)
      report(Kind::Flag, End, Text + audit::reliesOn(calleeName(*H.Distrusted)),
             path(Node));
    else if (!Opens)
      report(Kind::Unbalanced, End,
             Text + "does not open level '" + levelText(Level) +
                 "' on this path",
             path(Node));
  }
}

void FunctionAuditor::finishBalance() {
  if (Returns.empty())
    return;
  auto Levels = [](const State &S) {
    SmallVector<unsigned, 2> Open;
    for (const auto &O : S.Stack)
      Open.push_back(O.Level);
    return Open;
  };
  const State &First = Returns.front().first;
  bool IsSame = all_of(Returns, [&](const auto &R) {
    return Levels(R.first) == Levels(First) && R.first.Ended == First.Ended;
  });
  // Each file that calls it has its body.
  bool IsInline = F.hasLocalLinkage() || F.hasLinkOnceLinkage() ||
                  F.hasAvailableExternallyLinkage();
  bool IsWrapper = IsSame && IsInline && !F.use_empty();
  if (IsWrapper) {
    Effect.Opens.assign(Levels(First));
    Effect.Ends.assign(First.Ended);
  }
  // Calls through pointers do not see what it opens or ends.
  bool IsSeen = IsWrapper && !isAddressTaken(F);
  for (const auto &[S, Node] : Returns) {
    useGuards(S);
    if (IsSeen)
      continue;
    for (const Open &O : S.Stack)
      report(Kind::Unbalanced, *O.At,
             "the guard of " + calleeName(*O.At) + " is open where '" +
                 Out.Display + "' returns; if callers end it, list '" +
                 Out.Display + "' in the policy",
             path(Node));
    if (!S.Ended.empty())
      report(
          Kind::Unbalanced, *Node->Block->getTerminator(),
          "'" + Out.Display +
              "' ends a guard that is not open on this path; if callers open "
              "it, list '" +
              Out.Display + "' in the policy",
          path(Node));
  }
}

/// Where setjmp returns again, guards are as they were where longjmp was
/// called.
void FunctionAuditor::reportSecondReturns() {
  for (const Instruction &I : instructions(F))
    if (const auto *Call = dyn_cast<CallBase>(&I); Call && returnsTwice(*Call))
      report(Kind::NotFollowed, I,
             calleeName(I) + " may return again, with other guards open; what "
                             "comes then was not followed");
}

void FunctionAuditor::finish() {
  noteCommits();
  for (auto &[Where, Variants] : Needs)
    append_range(Out.Needs, Variants);
  for (auto &[Where, Variants] : Calls)
    append_range(Out.Calls, Variants);
  if (IsTooMuch)
    report(Kind::NotFollowed, F.getEntryBlock().front(),
           "too many ways lead through '" + Out.Display +
               "'; not all were followed, divide it");
  if (!Out.Guards.empty())
    reportSecondReturns();
  if (std::optional<unsigned> Level = Module.Table.opens(F))
    finishAsGuard(*Level);
  else if (!Module.Table.isGuard(F))
    return finishBalance();
  // What callers do with the guards of such a function is not seen here.
  for (audit::Guard &G : Out.Guards)
    G.Used = true;
}

} // namespace kpkeys
