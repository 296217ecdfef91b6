//===- OpenFunctions.cpp - Functions that a window may hold ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A helper that sets one field opens a window and closes it. Called in a loop,
//   for (i = 0; i < n; i++) set(t, i);
// it costs two switches each time, and inlining is not always to be had. Its
// clone set.kpkeys.at.pgtable has no window; the caller's is around the loop.
//
//===----------------------------------------------------------------------===//
#include "OpenFunctions.h"
#include "WindowGraph.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/Duplicable.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace kpkeys {

/// A larger function saves too little for being there twice.
static constexpr unsigned MaxInstructions = 64;

/// True if calls of \p F may be made calls of a clone in a window.
static bool mayBeEntered(const Function &F) {
  return !F.isInterposable() && !F.isVarArg() && F.doesNotThrow() &&
         !F.hasOptNone() && !entryLevel(F) && !F.returnDoesNotAlias() &&
         !isInstrumented(F) && isDuplicable(F);
}

/// Functions that the compiler calls in each function, or lets others patch in:
/// tracers. They run before the window of \p F, and would in a clone run inside
/// the caller's.
static void dropTracing(Function &F) {
  for (StringRef Attribute :
       {"fentry-call", "instrument-function-entry", "instrument-function-exit",
        "instrument-function-entry-inlined", "instrument-function-exit-inlined",
        "mnop-mcount", "mrecord-mcount", "patchable-function",
        "patchable-function-entry", "patchable-function-prefix",
        "function-instrument", "xray-instruction-threshold",
        "xray-ignore-loops", "xray-skip-entry", "xray-skip-exit"})
    F.removeFnAttr(Attribute);
}

void OpenFunctions::add(Function &F, WindowGraph &Graph) {
  if (!mayBeEntered(F))
    return;
  OpenFunction Open{
      Policy::DefaultLevel, {}, Graph.switchCost(), Graph.insideCost(), 0};
  for (const Place &P : Graph.places()) {
    Open.NumInstructions += P.NumInstructions;
    switch (P.What) {
    case Place::Kind::Free:
      continue;
    case Place::Kind::Exposed:
      return;
    case Place::Kind::Foreign:
      if (P.First && (P.First != P.Last || !isa<ReturnInst>(P.First)))
        return;
      continue;
    case Place::Kind::Access:
    case Place::Kind::Call:
      unsigned Level = P.Called ? P.Called->Level : P.Level;
      if (Open.Level != Policy::DefaultLevel && Open.Level != Level)
        return;
      Open.Level = Level;
      for (const Access *A : P.Accesses)
        Open.Domains.insert(A->domains());
      if (P.Called)
        Open.Domains.insert(P.Called->Domains);
    }
  }
  if (Open.Level != Policy::DefaultLevel &&
      Open.NumInstructions <= MaxInstructions)
    Known.insert({&F, std::make_unique<OpenFunction>(Open)});
}

const OpenFunction *OpenFunctions::calledBy(const Instruction &I) const {
  const auto *Call = dyn_cast<CallInst>(&I);
  Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  if (!Callee || Call->isMustTailCall() || Call->hasOperandBundles() ||
      any_of(Call->args(), [&](const Use &Argument) {
        return Call->isByValArgument(Call->getArgOperandNo(&Argument));
      }))
    return nullptr; // of byval arguments, the call makes copies
  const auto *Found = Known.find(Callee);
  return Found == Known.end() ? nullptr : Found->second.get();
}

Function *OpenFunctions::cloneOf(Function &F) {
  OpenFunction &Open = *Known.find(&F)->second;
  if (Open.Clone)
    return Open.Clone;
  StringRef Level = Rules.levels()[Open.Level].Name;
  ValueToValueMapTy Map;
  Function *Clone = Open.Clone = CloneFunction(&F, Map);
  Clone->setName(F.getName() + ".kpkeys.at." + Level);
  Clone->setLinkage(GlobalValue::InternalLinkage);
  Clone->setVisibility(GlobalValue::DefaultVisibility);
  Clone->setDSOLocal(true);
  Clone->setComdat(nullptr);
  dropTracing(*Clone);
  setEntryLevel(*Clone, Level);
  for (Instruction &I : make_early_inc_range(instructions(*Clone)))
    if (asWindowCall(I) || isExposure(I))
      I.eraseFromParent();
    else if (calledBy(I))
      enter(cast<CallBase>(I));
  return Clone;
}

void OpenFunctions::enter(CallBase &Call) {
  Call.setCalledFunction(cloneOf(*Call.getCalledFunction()));
}

SmallVector<Function *, 4>
OpenFunctions::finish(SmallVectorImpl<Function *> &Changed) {
  SmallVector<Function *, 4> Clones;
  for (auto &[F, Open] : reverse(Known)) { // callers before what they call
    if (!Open->Clone)
      continue;
    Clones.push_back(Open->Clone);
    if (!F->hasLocalLinkage() || !F->use_empty() ||
        !F->getParent()->getModuleInlineAsm().empty())
      continue;
    erase(Changed, F);
    F->eraseFromParent();
  }
  return Clones;
}

} // namespace kpkeys
