//===- Callbacks.cpp - Functions that library functions call --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library function that writes protected memory runs inside a window, and
// so does what it calls back. That must come back (or a window stays open),
// have no window of its own (its leave would close the other one), and write
// nothing but local variables. Functions it calls in turn must be of the same
// kind. Whatever is not known is not quiet.
//
//===----------------------------------------------------------------------===//
#include "Callbacks.h"
#include "kpkeys/IR/AtomicLoads.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/IR/OwnLocals.h"
#include "kpkeys/IR/RuntimeCalls.h"
#include "kpkeys/IR/Windows.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// True if \p Call is quiet, or will be if what was added to \p Pending is.
static bool isQuietCall(const CallBase &Call,
                        SetVector<const Function *> &Pending) {
  if (Call.isInlineAsm())
    return !Call.mayHaveSideEffects();
  const Function *Callee = Call.getCalledFunction();
  if (!Callee || asMarker(*Callee) || isWindowFunction(*Callee) ||
      Call.doesNotReturn())
    return false;
  if (const auto *II = dyn_cast<IntrinsicInst>(&Call)) {
    if (isForOptimizer(*II) || !II->mayWriteToMemory())
      return true;
    const auto *Mem = dyn_cast<MemIntrinsic>(II);
    return Mem && isOwnLocal(Mem->getRawDest());
  }
  if (!Callee->isDeclaration() && !Callee->isInterposable()) {
    Pending.insert(Callee);
    return true;
  }
  if (!isKnownCallee(Call) || runsOtherCode(Call))
    return false;
  for (unsigned I = 0, E = Call.arg_size(); I != E; ++I) {
    if (!Call.getArgOperand(I)->getType()->isPointerTy())
      continue;
    ArgEffect Effect = argumentEffect(Call, I, /*LinksToo=*/true);
    if (Effect != ArgEffect::Reads && Effect != ArgEffect::Nothing)
      return false;
  }
  return true;
}

/// True if \p Load may need a window of its own.
static bool mayReadSecretGlobal(const LoadInst &Load) {
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Load.getPointerOperand(), Objects, nullptr, 0);
  if (none_of(Objects, [](const Value *V) { return globalDomain(*V); }))
    return false;
  std::optional<ModuleConfig> Config = readConfig(*Load.getModule());
  return !Config || Config->Rules.hasSecrets();
}

static bool isQuiet(const Instruction &I,
                    SetVector<const Function *> &Pending) {
  if (const auto *Call = dyn_cast<CallBase>(&I))
    return isQuietCall(*Call, Pending);
  if (isa<ResumeInst, UnreachableInst>(I))
    return false;
  if (const auto *Load = dyn_cast<LoadInst>(&I))
    return !mayWriteToLoad(*Load) && !mayReadSecretGlobal(*Load);
  if (!I.mayWriteToMemory())
    return true;
  const auto *Store = dyn_cast<StoreInst>(&I);
  return Store && isOwnLocal(Store->getPointerOperand());
}

bool isQuietCallback(const Value &Callback) {
  if (isa<ConstantPointerNull>(Callback))
    return true;
  const auto *First = dyn_cast<Function>(Callback.stripPointerCasts());
  if (!First || First->isDeclaration() || First->isInterposable())
    return false;
  SetVector<const Function *> Pending;
  Pending.insert(First);
  for (unsigned N = 0; N != Pending.size(); ++N)
    for (const Instruction &I : instructions(*Pending[N]))
      if (!isQuiet(I, Pending))
        return false;
  return true;
}

} // namespace kpkeys
