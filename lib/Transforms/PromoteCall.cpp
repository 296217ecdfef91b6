//===- PromoteCall.cpp - Direct calls for a call by pointer ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   call %f(%m)  ->  if (%f == @a) call @a(%m) else
//                    if (%f == @b) call @b(%m) else call %f(%m)
// The last one is kept rather than made unreachable: a program whose pointer
// is null or was overwritten does what it did before.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Transforms/PromoteCall.h"
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/Transforms/Utils/CallPromotionUtils.h"

using namespace llvm;

namespace kpkeys {

static bool canCall(const CallBase &Call, Function &Target) {
  return Call.getFunctionType() == Target.getFunctionType() &&
         Call.getCallingConv() == Target.getCallingConv() &&
         isLegalToPromote(Call, &Target);
}

SmallVector<CallBase *, 8> promoteCall(CallBase &Call,
                                       ArrayRef<Function *> Targets) {
  SmallVector<CallBase *, 8> Direct;
  // Bundles (KCFI's among them) speak of the pointer.
  if (Call.hasOperandBundles() ||
      !all_of(Targets, [&](Function *F) { return canCall(Call, *F); }))
    return Direct;
  for (Function *Target : Targets)
    Direct.push_back(&promoteCallWithIfThenElse(Call, Target));
  for (auto [ArgNo, Arg] : enumerate(Call.args()))
    if (Arg->getType()->isPointerTy())
      Call.addParamAttr(ArgNo,
                        Attribute::get(Call.getContext(), ReadsAttribute));
  return Direct;
}

} // namespace kpkeys
