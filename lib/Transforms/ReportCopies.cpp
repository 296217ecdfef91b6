//===- ReportCopies.cpp - Say where secrets are copied to the stack -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  optimized functions with markers, after PinReads.
// Output: unchanged; with report=copies a warning at each place where bytes of
//         a secret domain are written to a local variable: by a copy, by a
//         library function, or as a value that was loaded and computed with.
// Does not see registers that the code generator spills, and follows no value
// through memory or calls.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static void report(const Instruction &I, DomainSet Domains,
                   const Policy &Rules) {
  reportWarningAt(I, "bytes of domain '" + Domains.str(Rules) +
                         "' are copied to the stack, where every level can "
                         "read them");
}

/// Reports where the value that \p Load loads, or one computed from it, is
/// stored in a local variable.
static void followValue(const LoadInst &Load, DomainSet Domains,
                        const Policy &Rules,
                        SmallPtrSetImpl<const Instruction *> &Reported) {
  SetVector<const Value *> Values;
  Values.insert(&Load);
  for (unsigned N = 0; N != Values.size(); ++N)
    for (const User *U : Values[N]->users()) {
      const auto *I = cast<Instruction>(U);
      if (const auto *Store = dyn_cast<StoreInst>(I)) {
        if (Store->getValueOperand() == Values[N] &&
            pointsIntoLocals(Store->getPointerOperand()) &&
            Reported.insert(I).second)
          report(*I, Domains, Rules);
      } else if (!isa<CmpInst, LoadInst, CallBase>(I) && !I->isTerminator() &&
                 !I->getType()->isVoidTy()) {
        Values.insert(I);
      }
    }
}

/// True if \p I, a call, may write to a local variable what it reads.
static bool copiesToLocal(const CallBase &Call) {
  return any_of(Call.args(), [&Call](const Use &Arg) {
    return Arg->getType()->isPointerTy() && pointsIntoLocals(Arg) &&
           !Call.onlyReadsMemory(Call.getArgOperandNo(&Arg));
  });
}

PreservedAnalyses ReportCopiesPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config || Config->Report != ReportMode::Copies)
    return PreservedAnalyses::all();
  for (Function &F : M) {
    if (F.isDeclaration() || isLowered(F))
      continue;
    SmallPtrSet<const Instruction *, 8> Reported;
    Provenance P(F, Config->Rules);
    for (const Access &A : collectAccesses(F, P).Accesses) {
      if (A.Read.empty())
        continue;
      if (const auto *Load = dyn_cast<LoadInst>(A.I))
        followValue(*Load, A.Read, Config->Rules, Reported);
      else if (const auto *Call = dyn_cast<CallBase>(A.I);
               Call && copiesToLocal(*Call))
        report(*A.I, A.Read, Config->Rules);
    }
  }
  return PreservedAnalyses::all();
}

} // namespace kpkeys
