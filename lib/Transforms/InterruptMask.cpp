//===- InterruptMask.cpp - Windows that no interrupt interrupts -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "InterruptMask.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/Target/LevelChange.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;

namespace kpkeys {

/// True if interrupts are as the caller has them at \p Level.
static bool isAsEntered(unsigned Level) {
  return Level == Policy::DefaultLevel || Level == SavedLevel;
}

AllocaInst *InterruptMask::flags(CallInst &Call) {
  if (Flags)
    return Flags;
  Function &F = *Call.getFunction();
  if (F.callsFunctionThatReturnsTwice())
    reportErrorAt(Call, "interrupts: masked: a function that calls setjmp "
                        "cannot mask interrupts, for a jump into it would not "
                        "know how they were");
  IRBuilder<> Entry(&F.getEntryBlock(), F.getEntryBlock().begin());
  Flags = Entry.CreateAlloca(Entry.getInt64Ty(), nullptr, "interrupts");
  return Flags;
}

void InterruptMask::enter(CallInst &Call, unsigned From, unsigned To) {
  if (!Config.Rules.masksInterrupts() || !isAsEntered(From) || isAsEntered(To))
    return;
  AllocaInst *Slot = flags(Call);
  IRBuilder<> B(&Call);
  B.CreateStore(maskInterrupts(B, Config), Slot);
}

void InterruptMask::leave(CallInst &Call, unsigned From, unsigned To) {
  if (!Config.Rules.masksInterrupts() || isAsEntered(From) || !isAsEntered(To))
    return;
  AllocaInst *Slot = flags(Call);
  IRBuilder<> B(&Call);
  unmaskInterrupts(B, Config, B.CreateLoad(B.getInt64Ty(), Slot));
}

void InterruptMask::promote() {
  if (!Flags)
    return;
  DominatorTree Dominators(*Flags->getFunction());
  PromoteMemToReg(Flags, Dominators);
}

} // namespace kpkeys
