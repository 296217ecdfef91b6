//===- FunctionAuditor.cpp - The guards on each path ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function with markers, its local variables in registers.
// Output: its part of the summary.
// Method: breadth first over pairs of a block and the state it is reached in:
//   the stack of open guards, what tests have said, objects on their way. The
//   first way to each pair is the one that is told. Calls of functions that
//   open or end guards for their callers do here what they do there. What is
//   found is worded in FunctionFindings.cpp.
// Bounds: of states at a block; past the first, conditions are forgotten there,
//   past the second the function is reported.
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

using namespace llvm;

namespace kpkeys {

static constexpr size_t ManyStates = 32, TooManyStates = 256;
static constexpr size_t MaxGuards = 8; ///< open at once

FunctionAuditor::FunctionAuditor(Function &F, ModuleContext &Module,
                                 audit::Summary &File)
    : F(F), Module(Module), File(File), P(F, Module.Rules),
      List(collectAccesses(F, P)),
      IsAllocator(Module.Table.objectRole(F).first == ObjectRole::Allocate),
      Tracked(testedValues(F)) {
  Out.Name = F.getName().str();
  Out.Display = displayName(F);
  Out.Where = placeOf(F);
  Out.IsLocal = F.hasLocalLinkage();
  Out.IsAddressTaken = F.hasAddressTaken();
  if (std::optional<StringRef> Level = requiredLevel(F))
    Base = Module.Rules.findLevel(*Level);
  if (IsAllocator)
    for (const BasicBlock &BB : F)
      if (const auto *Return = dyn_cast<ReturnInst>(BB.getTerminator());
          Return && Return->getReturnValue())
        for (const Value *Root : rootsOf(Return->getReturnValue()))
          Returned.insert(Root);
  for (const Access &A : List.Accesses)
    Accesses[A.I] = &A;
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
  if (Known.size() >= ManyStates)
    S.Known.clear();
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
      for (State &After : step(I, std::move(S)))
        if (!is_contained(Next, After))
          Next.push_back(std::move(After));
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
  const auto *Branch = dyn_cast<BranchInst>(&Terminator);
  if (!Branch || !Branch->isConditional()) {
    for (const BasicBlock *To : successors(&From))
      Go(*To, S);
    return;
  }
  const auto *Constant = dyn_cast<ConstantInt>(Branch->getCondition());
  const Fact True = factOf(*Branch->getCondition());
  std::optional<bool> Decided = S.Known.eval(True.What);
  for (bool Taken : {true, false}) {
    Fact Here = True;
    Here.Holds = Taken ? True.Holds : !True.Holds;
    if (Constant ? Constant->isOne() != Taken
                 : Decided && *Decided != Here.Holds)
      continue;
    State Next = S;
    if (Tracked.contains(Here.What.Left))
      Next.Known.add(Here);
    if (Here == zeroFact(*Here.What.Left, true))
      endObjects(Here.What.Left, Next); // a null pointer is no object
    Go(*Branch->getSuccessor(Taken ? 0 : 1), std::move(Next));
  }
}

FunctionAuditor::States FunctionAuditor::step(const Instruction &I, State S) {
  S.Known.forget(I);
  const auto *Call = dyn_cast<CallBase>(&I);
  const Function *Callee = Call ? calledFunction(*Call) : nullptr;
  bool IsListed = Callee && Module.Table.isListed(*Callee);
  if (const Access *A = Accesses.lookup(&I); A && !isInPreparation(I, S))
    access(I, A->Written, A->Read,
           (A->Written.empty() ? "read of domain '" : "write to domain '") +
               A->domains().str(Module.Rules) + "'",
           S);
  for (const Escape *E : Escapes.lookup(&I))
    if (!IsListed)
      escape(*E, S);
  if (const auto *Store = dyn_cast<StoreInst>(&I))
    if (!pointsIntoLocals(Store->getPointerOperand()))
      publish(I, Store->getValueOperand(), S, /*IsReturn=*/false);
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
  if (S.Stack.size() >= MaxGuards) {
    find(audit::Kind::Unbalanced, At,
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
  S.Stack.push_back({Number, Level, &At});
}

void FunctionAuditor::leave(std::optional<unsigned> Level, State &S) {
  auto Ended = find_if(reverse(S.Stack), [&Level](const Open &O) {
    return !Level || O.Level == *Level;
  });
  if (Ended != S.Stack.rend())
    S.Stack.erase(std::prev(Ended.base()));
  else if (S.Ended < MaxGuards)
    ++S.Ended;
}

FunctionAuditor::States
FunctionAuditor::guard(const CallBase &Call, const GuardEffect &Said, State S) {
  if (Said.IsEnter && !Said.IsConstant)
    find(audit::Kind::UnknownLevel, Call,
         "the level that " + calleeName(Call) +
             " enters is not a constant; no write counts as guarded by it");
  auto Apply = [&](State &To) {
    if (Said.IsEnter)
      enter(Call, Said.Level.value_or(UnknownLevel), Said.IsScope, To);
    else
      leave(Said.Level, To);
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

//===-- objects -------------------------------------------------------------//

void FunctionAuditor::State::choose(const BasicBlock &To,
                                    const BasicBlock &From) {
  if (Objects.empty()) {
    Chosen.clear();
    return;
  }
  SmallVector<std::pair<const PHINode *, const Value *>, 2> New;
  for (const PHINode &Phi : To.phis())
    if (Phi.getType()->isPointerTy()) {
      const Value *In = Phi.getIncomingValueForBlock(&From);
      auto *Before = find_if(Chosen, [In](auto &C) { return C.first == In; });
      New.push_back({&Phi, Before == Chosen.end() ? In : Before->second});
    }
  erase_if(Chosen, [&To](auto &C) { return C.first->getParent() == &To; });
  Chosen.append(New.begin(), New.end());
}

RootSet FunctionAuditor::State::rootsOf(const Value *Pointer) const {
  return kpkeys::rootsOf(Pointer, [this](const PHINode &Phi) -> const Value * {
    for (const auto &[Known, In] : Chosen)
      if (Known == &Phi)
        return In;
    return nullptr;
  });
}

void FunctionAuditor::endObjects(const Value *V, State &S) {
  if (S.Objects.empty())
    return;
  RootSet Roots = S.rootsOf(V);
  erase_if(S.Objects,
           [&Roots](const Object &O) { return Roots.contains(O.From); });
}

void FunctionAuditor::commitObjects(const Value *V, bool Moves, State &S) {
  if (!Moves)
    return endObjects(V, S);
  RootSet Roots = S.rootsOf(V);
  for (Object &O : S.Objects)
    if (Roots.contains(O.From))
      O.Now = Status::Moved;
}

void FunctionAuditor::passObject(const CallBase &Call, State &S) {
  const Function *Callee = calledFunction(Call);
  auto Allocate = [&](const ObjectRule *Rule) {
    erase_if(S.Objects, [&Call](const Object &O) { return O.From == &Call; });
    S.Objects.push_back({&Call, Rule, Status::Live, nullptr});
  };
  auto [Role, Rule] = Callee ? Module.Table.objectRole(*Callee)
                             : std::pair(ObjectRole::None, nullptr);
  // What an allocating function itself allocates, whatever by.
  if (Role == ObjectRole::None && Returned.contains(&Call))
    return Allocate(Module.Table.objectRole(F).second);
  bool HasArgument = Call.arg_size() != 0;
  switch (Role) {
  case ObjectRole::Allocate:
    return Allocate(Rule);
  case ObjectRole::Commit:
    return HasArgument ? commitObjects(Call.getArgOperand(0), Rule->Moves, S)
                       : void();
  case ObjectRole::Release:
    return HasArgument ? endObjects(Call.getArgOperand(0), S) : void();
  case ObjectRole::Fails:
    return;
  case ObjectRole::None:
    break;
  }
  const FunctionEffect Done = Module.Effects.lookup(Callee);
  for (unsigned ArgNo : Done.Commits)
    if (ArgNo < Call.arg_size())
      endObjects(Call.getArgOperand(ArgNo), S);
  if (Done.Allocates)
    Allocate(Done.Allocates);
  if (isKnownCallee(Call) || isa<IntrinsicInst>(Call) || S.Objects.empty())
    return;
  for (auto [ArgNo, Arg] : enumerate(Call.args())) {
    bool IsKept = !Callee || Callee->isDeclaration() ||
                  ArgNo >= Callee->arg_size() ||
                  pointerMayBeCaptured(Callee->getArg(ArgNo));
    if (Arg->getType()->isPointerTy() && IsKept)
      publish(Call, Arg, S, /*IsReturn=*/false);
  }
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
      if (IsZero)
        return;
      To.Flag = &Call;
      To.FlagLevel = *Level;
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
  for (unsigned N = 0; N != Done.Ends; ++N)
    leave(std::nullopt, S);
  for (unsigned Level : Done.Opens)
    enter(Call, Level, /*IsScope=*/false, S);
  return {std::move(S)};
}

} // namespace kpkeys
