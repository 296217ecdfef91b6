//===- FunctionObjects.cpp - Objects on their way -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of FunctionAuditor about objects that are prepared without guards:
// which pointer is which, where they are committed and where they get out.
//
//===----------------------------------------------------------------------===//
#include "Addresses.h"
#include "FunctionAuditor.h"
#include "Places.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

using audit::Kind;

/// What it returns, on all paths, and what that is.
void FunctionAuditor::findGiven() {
  for (const BasicBlock &BB : F)
    if (const auto *Return = dyn_cast<ReturnInst>(BB.getTerminator());
        Return && Return->getReturnValue())
      for (const Value *Root : kpkeys::rootsOf(Return->getReturnValue()))
        Returned.insert(Root);
  auto EffectOf = [this](const Value *Root) {
    const auto *Call = dyn_cast<CallBase>(Root);
    return Module.Effects.lookup(Call ? calledFunction(*Call) : nullptr);
  };
  auto IsNumber = [&](const Value *Root) {
    return !Root->getType()->isPointerTy() || EffectOf(Root).GivesNumber ||
           (isa<Constant>(Root) && !isa<GlobalValue>(Root));
  };
  auto IsNew = [&](const Value *Root) {
    const auto *Call = dyn_cast<CallBase>(Root);
    const Function *Callee = Call ? calledFunction(*Call) : nullptr;
    return EffectOf(Root).Allocates ||
           (Callee &&
            Module.Table.objectRole(*Callee).first == ObjectRole::Allocate);
  };
  Effect.GivesNumber = !Returned.empty() && all_of(Returned, IsNumber);
  GivesObjects = F.hasLocalLinkage() && !isAddressTaken(F) &&
                 all_of(Returned, [&](const Value *Root) {
                   return IsNumber(Root) || IsNew(Root);
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

/// Those of \p Roots that are parameters are committed, or no objects.
void FunctionAuditor::handleParams(const RootSet &Roots, bool Moves,
                                   State &S) const {
  for (const Argument *Param : MayCommit) {
    if (!Roots.contains(Param))
      continue;
    auto *Known = llvm::lower_bound(
        S.Params, Param, [](const Handled &H, const Argument *Param) {
          return H.first->getArgNo() < Param->getArgNo();
        });
    if (Known == S.Params.end() || Known->first != Param)
      Known = S.Params.insert(Known, {Param, false});
    Known->second |= Moves;
  }
}

void FunctionAuditor::endObjects(const Value *V, State &S) {
  if (S.Objects.empty() && MayCommit.empty())
    return;
  RootSet Roots = S.rootsOf(V);
  handleParams(Roots, /*Moves=*/false, S);
  erase_if(S.Objects,
           [&Roots](const Object &O) { return Roots.contains(O.From); });
}

void FunctionAuditor::commitObjects(const Value *V, bool Moves, State &S) {
  if (!Moves)
    return endObjects(V, S);
  RootSet Roots = S.rootsOf(V);
  handleParams(Roots, /*Moves=*/true, S);
  for (Object &O : S.Objects) {
    if (!Roots.contains(O.From))
      continue;
    if (O.Now == Status::Passed && !isa<CallBase>(O.Out))
      report(Kind::Uncommitted, *O.Out,
             describe(O) + " is stored before it is committed: this is the "
                           "unprotected copy, the protected object is what the "
                           "commit returns",
             path());
    O.Now = Status::Moved;
  }
}

std::string FunctionAuditor::describe(const Object &O) const {
  return "an object of domain '" + Module.Rules.domains()[O.Rule->Domain].Name +
         "' from " + calleeName(*O.From);
}

/// \p O is no longer looked at, because \p When: has it got out?
void FunctionAuditor::reportPassed(const Object &O, StringRef When) {
  if (O.Now == Status::Passed && !IsAllocator)
    report(Kind::Uncommitted, *O.Out,
           describe(O) + " gets out here and is not committed before " +
               When.str(),
           path());
}

/// \p Call makes an object. What variables of a loop hold from the turn before,
/// if it is no longer on its way, is another one.
void FunctionAuditor::endEarlier(const CallBase &Call, State &S) const {
  if (any_of(S.Objects, [&Call](const Object &O) {
        return O.From == &Call && O.Now != Status::Moved;
      }))
    return;
  for (const BasicBlock &BB : F)
    for (const PHINode &Phi : BB.phis()) {
      if (!Phi.getType()->isPointerTy() || !S.rootsOf(&Phi).contains(&Call))
        continue;
      erase_if(S.Chosen, [&Phi](const auto &C) { return C.first == &Phi; });
      S.Chosen.push_back({&Phi, PoisonValue::get(Phi.getType())});
    }
}

void FunctionAuditor::passObject(const CallBase &Call, State &S) {
  const Function *Callee = calledFunction(Call);
  auto Allocate = [&](const ObjectRule *Rule) {
    endEarlier(Call, S);
    erase_if(S.Objects, [&](const Object &O) {
      if (O.From != &Call)
        return false;
      reportPassed(O, "there is another one");
      return true;
    });
    S.Objects.push_back({&Call, Rule, Status::Live, nullptr});
  };
  auto [Role, Rule] = Callee ? Module.Table.objectRole(*Callee)
                             : std::pair(ObjectRole::None, nullptr);
  // What an allocating function itself allocates, whatever by.
  if (Role == ObjectRole::None && IsAllocator && Returned.contains(&Call))
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
  for (auto [ArgNo, Moves] : Done.Commits)
    if (ArgNo < Call.arg_size())
      commitObjects(Call.getArgOperand(ArgNo), Moves, S);
  if (Done.Allocates) {
    Allocate(Done.Allocates);
    if (Done.GivesPassed) {
      S.Objects.back().Now = Status::Passed;
      S.Objects.back().Out = &Call;
    }
  }
  if (isKnownCallee(Call) || isa<IntrinsicInst>(Call) || S.Objects.empty())
    return;
  for (auto [ArgNo, Arg] : enumerate(Call.args())) {
    bool IsKept = !Callee || Callee->isDeclaration() ||
                  Callee->isInterposable() || ArgNo >= Callee->arg_size() ||
                  pointerMayBeCaptured(Callee->getArg(ArgNo));
    if (Arg->getType()->isPointerTy() && IsKept)
      publish(Call, Arg, S, /*IsReturn=*/false);
  }
}

//===-- ways out ------------------------------------------------------------//

/// Where the source returns: several statements share one instruction.
const Instruction *FunctionAuditor::returnStatement(const Instruction *Return,
                                                    const Node *Before) const {
  const Instruction *Jump = Before ? Before->Block->getTerminator() : nullptr;
  bool IsStatement = Jump && Jump->getNumSuccessors() == 1 &&
                     !placeOf(*Jump).File.empty() &&
                     &*Return->getParent()->getFirstNonPHIOrDbg() == Return;
  return IsStatement ? Jump : Return;
}

void FunctionAuditor::publish(const Instruction &I, const Value *What, State &S,
                              bool IsReturn) {
  if (S.Objects.empty() || !What->getType()->isIntOrPtrTy())
    return;
  RootSet Roots = S.rootsOf(What);
  const Instruction &At = IsReturn ? *returnStatement(&I, Here->From) : I;
  for (Object &O : S.Objects) {
    if (!Roots.contains(O.From))
      continue;
    std::string Text = describe(O);
    if (O.Now == Status::Moved && !isa<CallBase>(I))
      report(Kind::Uncommitted, At,
             Text + (IsReturn ? " is returned" : " is stored") +
                 " after it was committed: this is the unprotected copy, the "
                 "protected object is what the commit returned",
             path());
    if (O.Now == Status::Moved)
      continue;
    if (!IsReturn) {
      if (O.Now == Status::Live || !isa<CallBase>(I))
        O.Out = &I; // a store tells more than a call
      O.Now = Status::Passed;
    } else if (GivesObjects) { // the caller's business
      Effect.Allocates = O.Rule;
      Effect.GivesPassed |= O.Now == Status::Passed;
      O.Now = Status::Live;
    } else if (!IsAllocator) {
      report(Kind::Uncommitted, At, Text + " is returned and was not committed",
             path());
      O.Now = Status::Live;
    }
  }
}

/// The objects that \p I writes to, if to nothing else.
SmallVector<const FunctionAuditor::Object *, 1>
FunctionAuditor::objectsWrittenBy(const Instruction &I, const State &S) const {
  SmallVector<const Object *, 1> Written;
  if (S.Objects.empty())
    return Written;
  for (const Value *Address : addressesOf(I))
    for (const Value *Root : S.rootsOf(Address)) {
      const auto *Found = find_if(
          S.Objects, [Root](const Object &O) { return O.From == Root; });
      if (Found == S.Objects.end())
        return {};
      Written.push_back(Found);
    }
  return Written;
}

/// \p I writes only to objects that are on their way: is one a mere copy?
void FunctionAuditor::writeToCopy(const Instruction &I,
                                  ArrayRef<const Object *> Written) {
  for (const Object *O : Written)
    if (O->Now == Status::Moved)
      report(Kind::Uncommitted, I,
             describe(*O) +
                 " is written after it was committed: this is the "
                 "unprotected copy, the protected object is what the "
                 "commit returned",
             path());
}

//===-- helpers that commit -------------------------------------------------//

void FunctionAuditor::findCommits() {
  for (const Instruction &I : instructions(F)) {
    const auto *Call = dyn_cast<CallBase>(&I);
    const Function *Callee = Call ? calledFunction(*Call) : nullptr;
    if (!Callee || Call->arg_size() == 0)
      continue;
    auto Add = [&](unsigned ArgNo) {
      for (const Value *Root : kpkeys::rootsOf(Call->getArgOperand(ArgNo)))
        if (const auto *Param = dyn_cast<Argument>(Root))
          MayCommit.insert(Param);
    };
    if (Module.Table.objectRole(*Callee).first == ObjectRole::Commit)
      Add(0);
    for (auto [ArgNo, Moves] : Module.Effects.lookup(Callee).Commits)
      if (ArgNo < Call->arg_size())
        Add(ArgNo);
  }
}

/// Of a way out: what is committed on this one and on all before.
void FunctionAuditor::noteHandled(const State &S) {
  if (!AlwaysHandled) {
    AlwaysHandled = S.Params;
    return;
  }
  erase_if(*AlwaysHandled, [&S](Handled &H) {
    const auto *Here = find_if(
        S.Params, [&H](const Handled &O) { return O.first == H.first; });
    if (Here == S.Params.end())
      return true;
    H.second |= Here->second;
    return false;
  });
}

void FunctionAuditor::noteCommits() {
  if (!AlwaysHandled || F.isInterposable())
    return;
  for (auto [Param, Moves] : *AlwaysHandled)
    Effect.Commits.push_back({Param->getArgNo(), Moves});
}

} // namespace kpkeys
