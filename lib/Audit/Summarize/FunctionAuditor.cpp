//===- FunctionAuditor.cpp - The guards on each path ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function with markers, its local variables in registers.
// Output: its part of the summary.
// Method: breadth first over pairs of a block and the state it is reached in:
//   the stack of open guards, what tests have said, objects on their way. The
//   first way to each pair is the one that is told. Calls of functions that
//   open or end guards for their callers do here what they do there. What is
//   found is worded in FunctionFindings.cpp and FunctionCalls.cpp.
// Bounds: of states at a block; past the first, tests of parameters are
//   forgotten there, past the second all that do not decide about guards, past
//   the third the function is reported.
//
//===----------------------------------------------------------------------===//
#include "FunctionAuditor.h"
#include "Places.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

/// From the first on, what only callers may decide is forgotten.
static constexpr size_t SomeStates = 8, ManyStates = 32, TooManyStates = 256;

static audit::Linkage linkageOf(const GlobalValue &G) {
  // Of an inline function that is elsewhere as well, this body runs here.
  if (G.hasLocalLinkage() || G.hasAvailableExternallyLinkage())
    return audit::Linkage::Local;
  if (G.hasLinkOnceODRLinkage() || G.hasWeakODRLinkage())
    return audit::Linkage::Same;
  return G.isWeakForLinker() ? audit::Linkage::Weak : audit::Linkage::Strong;
}

/// The other names that files know \p F by. In C++ constructors have them, too.
static std::vector<audit::Symbol> aliasesOf(const Function &F) {
  std::vector<audit::Symbol> Names;
  for (const GlobalAlias &A : F.getParent()->aliases())
    if (A.getAliaseeObject() == &F && !A.hasLocalLinkage())
      Names.push_back({A.getName().str(), linkageOf(A)});
  return Names;
}

FunctionAuditor::FunctionAuditor(Function &F, ModuleContext &Module,
                                 audit::Summary &File)
    : F(F), Module(Module), File(File), P(F, Module.Rules),
      List(collectAccesses(F, P)),
      IsAllocator(Module.Table.objectRole(F).first == ObjectRole::Allocate),
      Tracked(testedValues(F, [&Module](const CallBase &Call) {
        const FunctionEffect Done = Module.Effects.lookup(calledFunction(Call));
        return Module.Table.effectOf(Call) || !Done.Ends.empty() ||
               !Done.Opens.empty();
      })) {
  Out.Name = F.getName().str();
  Out.Display = displayName(F);
  Out.Where = placeOf(F);
  Out.Linkage = linkageOf(F);
  Out.Aliases = aliasesOf(F);
  if (std::optional<StringRef> Level = requiredLevel(F)) {
    Base = Module.Rules.findLevel(*Level);
    auto Begin = find_if(F.getEntryBlock(), [](const Instruction &I) {
      return asScopeCall(I).has_value();
    });
    BaseScope = Begin != F.getEntryBlock().end() ? &*Begin : nullptr;
  } else {
    Base = Module.Table.closes(F);
  }
  findGiven();
  findCommits();
  for (const Access &A : List.Accesses) {
    Accesses[A.I] = &A;
    Module.Accessed.insert(A.domains());
  }
  for (const Escape &E : List.Escapes)
    Escapes[E.I].push_back(&E);
}

void FunctionAuditor::run() {
  walk();
  finish();
  Module.Effects[&F] = std::move(Effect);
  File.Functions.push_back(std::move(Out));
}

//===-- ways ----------------------------------------------------------------//

void FunctionAuditor::reach(const BasicBlock &To, State S) {
  SmallVector<const Node *, 4> &Known = AtBlock[&To];
  S.Known.keepLive(To, Tracked, /*KeepsParams=*/Known.size() < SomeStates);
  if (Known.size() >= ManyStates)
    S.Known.keepForGuards(Tracked);
  if (any_of(Known, [&S](const Node *N) { return N->Start == S; }))
    return;
  if (Known.size() >= TooManyStates) {
    IsTooMuch = true;
    return;
  }
  Nodes.push_back({&To, std::move(S), Here});
  Known.push_back(&Nodes.back());
}

void FunctionAuditor::walk() {
  reach(F.getEntryBlock(), State());
  for (size_t Next = 0; Next != Nodes.size(); ++Next)
    visit(Nodes[Next]);
}

void FunctionAuditor::visit(const Node &N) {
  Here = &N;
  States Now{N.Start};
  for (const Instruction &I : *N.Block) {
    if (isa<PHINode>(I) || I.isDebugOrPseudoInst())
      continue;
    States Next;
    for (State &S : Now)
      for (State &After : step(I, std::move(S))) {
        if (Next.size() >= TooManyStates)
          IsTooMuch = true;
        else if (!is_contained(Next, After))
          Next.push_back(std::move(After));
      }
    Now = std::move(Next);
  }
  for (const State &S : Now)
    branch(*N.Block->getTerminator(), S);
}

void FunctionAuditor::branch(const Instruction &Terminator, const State &S) {
  const BasicBlock &From = *Terminator.getParent();
  auto Go = [&](const BasicBlock &To, State Next) {
    Next.Known.enter(To, From, Tracked);
    Next.choose(To, From);
    reach(To, std::move(Next));
  };
  if (isa<ReturnInst>(Terminator))
    return returned(S);
  if (const auto *Invoke = dyn_cast<InvokeInst>(&Terminator)) {
    State Thrown = S; // what it was to open is not open
    erase_if(Thrown.Stack, [&](const Open &O) { return O.At == Invoke; });
    Go(*Invoke->getNormalDest(), S);
    Go(*Invoke->getUnwindDest(), std::move(Thrown));
    return;
  }
  /// What follows from \p F, if it can be.
  auto Decide = [&](const Fact &F, State &Next) {
    std::optional<bool> Known = Next.Known.eval(F.What);
    if (Known && *Known != F.Holds)
      return false;
    if (Tracked.contains(F.What.Left))
      Next.Known.add(F);
    if (F == zeroFact(*F.What.Left, true))
      endObjects(F.What.Left, Next); // a null pointer is no object
    return true;
  };
  if (const auto *Switch = dyn_cast<SwitchInst>(&Terminator)) {
    State Default = S;
    bool MayBeDefault = true;
    for (const auto &Case : Switch->cases()) {
      Fact Is = caseFact(*Switch->getCondition(), *Case.getCaseValue());
      if (State Next = S; Decide(Is, Next))
        Go(*Case.getCaseSuccessor(), std::move(Next));
      Is.Holds = !Is.Holds;
      MayBeDefault = MayBeDefault && Decide(Is, Default);
    }
    if (MayBeDefault)
      Go(*Switch->getDefaultDest(), std::move(Default));
    return;
  }
  const auto *Branch = dyn_cast<BranchInst>(&Terminator);
  if (!Branch || !Branch->isConditional()) {
    for (const BasicBlock *To : successors(&From))
      Go(*To, S);
    return;
  }
  const auto *Constant = dyn_cast<ConstantInt>(Branch->getCondition());
  const Fact True = factOf(*Branch->getCondition());
  for (bool Taken : {true, false}) {
    Fact Here = True;
    Here.Holds = Taken ? True.Holds : !True.Holds;
    State Next = S;
    if (Constant ? Constant->isOne() == Taken : Decide(Here, Next))
      Go(*Branch->getSuccessor(Taken ? 0 : 1), std::move(Next));
  }
}

/// The value that \p I puts into memory, and where.
static std::pair<const Value *, const Value *> storedBy(const Instruction &I) {
  if (const auto *Store = dyn_cast<StoreInst>(&I))
    return {Store->getValueOperand(), Store->getPointerOperand()};
  if (const auto *Exchange = dyn_cast<AtomicRMWInst>(&I))
    return {Exchange->getValOperand(), Exchange->getPointerOperand()};
  if (const auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I))
    return {Exchange->getNewValOperand(), Exchange->getPointerOperand()};
  return {nullptr, nullptr};
}

FunctionAuditor::States FunctionAuditor::step(const Instruction &I, State S) {
  S.Known.forget(I);
  const auto *Call = dyn_cast<CallBase>(&I);
  const Function *Callee = Call ? calledFunction(*Call) : nullptr;
  bool IsAnsweredFor = Callee && Module.Table.answersFor(*Callee);
  if (const Access *A = Accesses.lookup(&I)) {
    if (auto Written = objectsWrittenBy(I, S); !Written.empty())
      writeToCopy(I, Written);
    else if (!writesLocals(I))
      access(I, A->Written, A->Read,
             (A->Written.empty() ? "read of domain '" : "write to domain '") +
                 A->domains().str(Module.Rules) + "'",
             S);
  }
  for (const Escape *E : Escapes.lookup(&I))
    if (!IsAnsweredFor)
      escape(*E, S);
  if (auto [Value, To] = storedBy(I); Value && !pointsIntoLocals(To))
    publish(I, Value, S, /*IsReturn=*/false);
  if (const auto *Return = dyn_cast<ReturnInst>(&I))
    if (Return->getReturnValue())
      publish(I, Return->getReturnValue(), S, /*IsReturn=*/true);
  if (Call)
    return call(*Call, std::move(S));
  return {std::move(S)};
}

//===-- guards --------------------------------------------------------------//

FunctionAuditor::States
FunctionAuditor::fork(const Value &Result, const State &S,
                      function_ref<void(State &, bool)> Decide) {
  States Both;
  for (bool IsZero : {false, true}) {
    State Next = S;
    Next.Known.add(zeroFact(Result, IsZero));
    Decide(Next, IsZero);
    Both.push_back(std::move(Next));
  }
  return Both;
}

void FunctionAuditor::enter(const Instruction &At, unsigned Level, bool IsScope,
                            State &S) {
  if (S.Stack.size() >= audit::MaxGuards) {
    report(audit::Kind::Unbalanced, At,
           "this opens one guard after the other and ends none", path());
    return;
  }
  unsigned Number = NoGuard;
  if (!IsScope) {
    auto [It, New] = GuardOf.try_emplace(&At, Out.Guards.size());
    if (New)
      Out.Guards.push_back({placeOf(At), calleeName(At), levelText(Level)});
    Number = It->second;
  }
  for (const Open &O : S.Stack) // a guard in a batch is a use of the batch
    if (O.Level == Level && O.Guard != NoGuard)
      Out.Guards[O.Guard].Used = true;
  S.Stack.push_back({Number, Level, &At});
}

void FunctionAuditor::leave(const Instruction &At,
                            std::optional<unsigned> Level, State &S) {
  auto Ended = find_if(reverse(S.Stack), [&Level](const Open &O) {
    return !Level || O.Level == *Level;
  });
  if (Ended != S.Stack.rend()) {
    if (Ended != S.Stack.rbegin())
      report(audit::Kind::Unbalanced, At,
             calleeName(At) + " ends an outer guard, and so the inner one with "
                              "it; end guards in reverse order",
             path());
    S.Stack.erase(std::prev(Ended.base()), S.Stack.end());
    return;
  }
  if (!Level || *Level == S.FlagLevel)
    S.Flag = nullptr; // what it told of is no longer open
  if (S.Ended.size() < audit::MaxGuards)
    S.Ended.push_back(Level);
}

/// True if \p V is what a call gives that opens a guard.
bool FunctionAuditor::entersHere(const Value *V) const {
  const auto *Call = dyn_cast<CallBase>(V);
  if (!Call)
    return false;
  std::optional<GuardEffect> Said = Module.Table.effectOf(*Call);
  return Said ? Said->IsEnter
              : !Module.Effects.lookup(calledFunction(*Call)).Opens.empty();
}

/// If what \p Leave restores is from another guard than the innermost: says so
/// and does what then happens.
bool FunctionAuditor::restoresOther(const CallBase &Leave, State &S) {
  RootSet Restored;
  bool IsCertain = true; // on each path it is a guard's
  for (const Value *Arg : Leave.args())
    for (const Value *Root : kpkeys::rootsOf(Arg))
      if (entersHere(Root))
        Restored.insert(Root);
      else
        IsCertain = false;
  auto IsRestored = [&](const Open &O) { return Restored.contains(O.At); };
  if (Restored.empty() || (!S.Stack.empty() && IsRestored(S.Stack.back())))
    return false;
  auto *Outer = find_if(S.Stack, IsRestored);
  bool IsOpen = Outer != S.Stack.end();
  if (!IsOpen && !IsCertain)
    return false;
  report(audit::Kind::Unbalanced, Leave,
         calleeName(Leave) +
             (IsOpen ? " restores what an outer guard found, and so ends the "
                       "inner one with it; end guards in reverse order"
                     : " restores what a guard found that has ended, and with "
                       "it the level that was open then"),
         path());
  S.Stack.erase(Outer, S.Stack.end());
  return true;
}

FunctionAuditor::States
FunctionAuditor::guard(const CallBase &Call, const GuardEffect &Said, State S) {
  // What it requires is no guard of its own.
  bool IsBase =
      Said.IsScope && BaseScope &&
      (Said.IsEnter ? &Call == BaseScope : none_of(S.Stack, [](const Open &O) {
        return O.Guard == NoGuard;
      }));
  if (IsBase)
    return {std::move(S)};
  if (Said.IsEnter && !Said.IsConstant)
    report(audit::Kind::UnknownLevel, Call,
           "the level that " + calleeName(Call) +
               " enters is not a constant; no write counts as guarded by it");
  auto Apply = [&](State &To) {
    if (Said.IsEnter)
      enter(Call, Said.Level.value_or(UnknownLevel), Said.IsScope, To);
    else if (Said.IsAbsolute && !To.Stack.empty())
      To.Stack.clear();
    else if (Said.IsScope || !restoresOther(Call, To))
      leave(Call, Said.Level, To);
  };
  if (Said.When == GuardCondition::Always) {
    Apply(S);
    return {std::move(S)};
  }
  return fork(Call, S, [&](State &To, bool IsZero) {
    if (IsZero == (Said.When == GuardCondition::Zero))
      Apply(To);
  });
}

//===-- calls ---------------------------------------------------------------//

FunctionAuditor::States FunctionAuditor::call(const CallBase &Call, State S) {
  if (asMarker(Call) || asCalleeMarker(Call) || Call.isInlineAsm())
    return {std::move(S)};
  const GuardTable &Table = Module.Table;
  if (std::optional<GuardEffect> Said = Table.effectOf(Call))
    return guard(Call, *Said, std::move(S));
  if (std::optional<unsigned> Level = Table.flagOf(Call))
    return fork(Call, S, [&](State &To, bool IsZero) {
      if (!IsZero) {
        To.Flag = &Call;
        To.FlagLevel = *Level;
      } else if (To.FlagLevel == *Level) {
        To.Flag = nullptr; // the newer answer counts
      }
    });
  if (Table.isInterruptTest(Call))
    return fork(Call, S, [](State &To, bool IsZero) { To.Outside |= IsZero; });
  const Function *Callee = calledFunction(Call);
  if (Callee && Table.objectRole(*Callee).first == ObjectRole::Fails &&
      Call.arg_size() != 0)
    return fork(Call, S, [&](State &To, bool IsZero) {
      if (!IsZero)
        endObjects(Call.getArgOperand(0), To);
    });
  ordinaryCall(Call, S);
  passObject(Call, S);
  const FunctionEffect Done = Module.Effects.lookup(Callee);
  if (Done.Ends.size() != 1 || !restoresOther(Call, S))
    for (std::optional<unsigned> Level : Done.Ends)
      leave(Call, Level, S);
  for (unsigned Level : Done.Opens)
    enter(Call, Level, /*IsScope=*/false, S);
  return {std::move(S)};
}

} // namespace kpkeys
