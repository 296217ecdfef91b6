//===- EffectAttributes.cpp - Attributes a window invalidates -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A window reads and writes a system register and orders memory accesses. A
// function that was `memory(argmem: write)` is not any more, and neither is
// one that calls it: with the old attribute a later pass could drop the call
// or move memory accesses across it. Nor is a parameter `readonly`, behind
// which an atomic load may be done by writing.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Transforms/EffectAttributes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"

using namespace llvm;

namespace kpkeys {

void dropEffectAttributes(ArrayRef<Function *> Changed) {
  AttributeMask Stale;
  Stale.addAttribute(Attribute::Memory);
  Stale.addAttribute(Attribute::NoSync);
  Stale.addAttribute(Attribute::Speculatable);
  AttributeMask StaleOfParams;
  StaleOfParams.addAttribute(Attribute::ReadOnly);
  StaleOfParams.addAttribute(Attribute::ReadNone);

  SetVector<Function *> Affected(Changed.begin(), Changed.end());
  for (unsigned N = 0; N != Affected.size(); ++N) {
    Function *F = Affected[N];
    F->removeFnAttrs(Stale);
    for (unsigned I = 0, E = F->arg_size(); I != E; ++I)
      F->removeParamAttrs(I, StaleOfParams);
    for (User *U : F->users()) {
      auto *Call = dyn_cast<CallBase>(U);
      if (!Call)
        continue;
      Call->removeFnAttrs(Stale);
      for (unsigned I = 0, E = Call->arg_size(); I != E; ++I)
        Call->removeParamAttrs(I, StaleOfParams);
      Affected.insert(Call->getFunction());
    }
  }
}

} // namespace kpkeys
