//===- PinReads.cpp - Keep reads of secrets where they are ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  optimized functions with markers.
// Output: the same, in which a read of a secret domain is an instruction of its
//         own that the code generator may not move out of a window:
//   - a byval argument in secret memory is copied to the stack before the call,
//     which would read it otherwise;
//   - what says that the memory never changes goes: !invariant.load, !tbaa (of
//     immutable types), and `constant` on variables that nobody writes. Such
//     reads are not ordered by a window. (The same is true of parameters that
//     are readonly and restrict: EffectAttributes.)
// Why:    a store stays between the memory barriers of a window; a load of
//         memory that never changes need not.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

/// Gives \p Call a copy of its byval argument \p ArgNo.
static void copyByVal(CallBase &Call, unsigned ArgNo) {
  Function &F = *Call.getFunction();
  const DataLayout &Layout = F.getDataLayout();
  Type *Ty = Call.getParamByValType(ArgNo);
  Value *Source = Call.getArgOperand(ArgNo);
  BasicBlock &Entry = F.getEntryBlock();
  IRBuilder<> AtEntry(&Entry, Entry.begin());
  AllocaInst *Copy = AtEntry.CreateAlloca(Ty, nullptr, "kpkeys.byval");
  Align Alignment = Call.getParamAlign(ArgNo).value_or(Copy->getAlign());
  Copy->setAlignment(std::max(Alignment, Copy->getAlign()));
  IRBuilder<> B(&Call);
  B.CreateMemCpy(Copy, Copy->getAlign(), Source, Call.getParamAlign(ArgNo),
                 Layout.getTypeAllocSize(Ty).getFixedValue());
  Value *Passed = Copy;
  if (Source->getType() != Copy->getType())
    Passed = B.CreateAddrSpaceCast(Copy, Source->getType());
  Call.setArgOperand(ArgNo, Passed);
}

static void copyByVals(Function &F, const Policy &Rules) {
  SmallVector<std::pair<CallBase *, unsigned>, 4> Found;
  Provenance P(F, Rules);
  for (Instruction &I : instructions(F)) {
    auto *Call = dyn_cast<CallBase>(&I);
    // FormWindows refuses musttail.
    if (!Call || Call->isMustTailCall())
      continue;
    for (auto [ArgNo, Arg] : enumerate(Call->args()))
      if (Call->isByValArgument(ArgNo) && !P.readThrough(Arg).empty())
        Found.push_back({Call, ArgNo});
  }
  for (auto [Call, ArgNo] : Found) {
    copyByVal(*Call, ArgNo);
    if (auto *Plain = dyn_cast<CallInst>(Call))
      Plain->setTailCall(false); // it gets a local variable's address
  }
}

/// Takes from reads what lets them cross the edge of a window.
static void pin(Function &F, const Policy &Rules) {
  static constexpr unsigned Kinds[] = {
      LLVMContext::MD_invariant_load, LLVMContext::MD_invariant_group,
      LLVMContext::MD_tbaa, LLVMContext::MD_tbaa_struct};
  for (const Access &A : collectAccesses(F, Provenance(F, Rules)).Accesses)
    if (!A.Read.empty())
      for (unsigned Kind : Kinds)
        A.I->setMetadata(Kind, nullptr);
}

PreservedAnalyses PinReadsPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config || !Config->Rules.hasSecrets())
    return PreservedAnalyses::all();
  for (GlobalVariable &G : M.globals())
    if (globalDomain(G))
      G.setConstant(false);
  for (Function &F : M) {
    if (F.isDeclaration() || isLowered(F))
      continue;
    copyByVals(F, Config->Rules);
    pin(F, Config->Rules);
  }
  return PreservedAnalyses::none();
}

} // namespace kpkeys
