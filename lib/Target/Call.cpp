//===- Call.cpp - Calls into the runtime ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For machines without pkeys (target=sim) and for one binary that runs on
// machines with and without (target=call). The level is an index into the
// policy's levels; the functions are described in ABI.h.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

void emitCall(IRBuilderBase &B, const LevelChange &Change, Zeros &) {
  emitCallRecord(B, Change);
  Module &M = *B.GetInsertBlock()->getModule();
  bool Enters = Change.From == Policy::DefaultLevel;
  FunctionCallee Callee =
      M.getOrInsertFunction(Enters ? "__kpkeys_enter" : "__kpkeys_leave",
                            B.getVoidTy(), B.getInt32Ty());
  CallInst *Call = B.CreateCall(Callee, {B.getInt32(Change.To)});
  Call->setDoesNotThrow();
}

Value *readCall(IRBuilderBase &B) {
  Module &M = *B.GetInsertBlock()->getModule();
  CallInst *Call =
      B.CreateCall(M.getOrInsertFunction("__kpkeys_read", B.getInt64Ty()));
  Call->setDoesNotThrow();
  return Call;
}

void restoreCall(IRBuilderBase &B, const LevelChange &Change, Value *Saved) {
  emitCallRecord(B, Change);
  Module &M = *B.GetInsertBlock()->getModule();
  CallInst *Call =
      B.CreateCall(M.getOrInsertFunction("kpkeys_restore_pkey_reg",
                                         B.getVoidTy(), B.getInt64Ty()),
                   {Saved});
  Call->setDoesNotThrow();
}

} // namespace kpkeys
