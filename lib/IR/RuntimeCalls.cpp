//===- RuntimeCalls.cpp - What code generation turns into calls -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of floating-point intrinsics only those that move bits are believed to be
// instructions: whether the others are (fma, floor) depends on the processor's
// features. The rest follows LLVM's RuntimeLibcalls: integers wider than 64
// bits are divided, multiplied with overflow and converted there, and so is
// all arithmetic in types that the processor may lack.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/RuntimeCalls.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// True if arithmetic in \p T is done by instructions on each processor.
static bool isNative(const Type &T) {
  const Type *Scalar = T.getScalarType();
  return Scalar->isFloatTy() || Scalar->isDoubleTy() || Scalar->isX86_FP80Ty();
}

static bool isWide(const Type &T) {
  return T.isIntOrIntVectorTy() && T.getScalarSizeInBits() > 64;
}

static bool isSoftFloat(const Function &F) {
  return F.getFnAttribute("use-soft-float").getValueAsBool();
}

bool isForOptimizer(const IntrinsicInst &II) {
  return II.isAssumeLikeIntrinsic() || II.isLaunderOrStripInvariantGroup();
}

static bool mayBecomeCall(const IntrinsicInst &II) {
  if (isForOptimizer(II) || II.getCalledFunction()->isTargetIntrinsic())
    return false;
  switch (II.getIntrinsicID()) {
  case Intrinsic::fabs:
  case Intrinsic::copysign:
  case Intrinsic::is_fpclass:
    return false;
  case Intrinsic::fmuladd: // a product and a sum, if not one instruction
    return !isNative(*II.getType()) || isSoftFloat(*II.getFunction());
  case Intrinsic::threadlocal_address: {
    const auto *Variable = dyn_cast<GlobalVariable>(II.getArgOperand(0));
    return !Variable ||
           Variable->getThreadLocalMode() != GlobalValue::LocalExecTLSModel;
  }
  case Intrinsic::smul_with_overflow:
  case Intrinsic::umul_with_overflow:
  case Intrinsic::smul_fix:
  case Intrinsic::umul_fix:
  case Intrinsic::smul_fix_sat:
  case Intrinsic::umul_fix_sat:
    return II.getArgOperand(0)->getType()->getScalarSizeInBits() > 32;
  case Intrinsic::sdiv_fix:
  case Intrinsic::udiv_fix:
  case Intrinsic::sdiv_fix_sat:
  case Intrinsic::udiv_fix_sat:
    return true;
  default:
    return II.getType()->isFPOrFPVectorTy() ||
           any_of(II.args(), [](const Use &U) {
             return U->getType()->isFPOrFPVectorTy();
           });
  }
}

bool mayBecomeCall(const Instruction &I) {
  if (const auto *II = dyn_cast<IntrinsicInst>(&I))
    return mayBecomeCall(*II);
  if (!isa<UnaryOperator, BinaryOperator, CastInst, FCmpInst>(I))
    return false;
  const Type *From = I.getOperand(0)->getType();
  const Type *To = I.getType();
  bool IsFloat = From->isFPOrFPVectorTy() || To->isFPOrFPVectorTy();
  switch (I.getOpcode()) {
  case Instruction::BitCast:
  case Instruction::FNeg:
    return false;
  case Instruction::FRem:
    return true;
  case Instruction::UDiv:
  case Instruction::SDiv:
  case Instruction::URem:
  case Instruction::SRem:
    return isWide(*To);
  default:
    if (!IsFloat)
      return false;
    for (const Type *T : {From, To})
      if (isWide(*T) || (T->isFPOrFPVectorTy() && !isNative(*T)))
        return true;
    return isSoftFloat(*I.getFunction());
  }
}

bool mayBecomeIndirectBranch(const Instruction &I) {
  constexpr unsigned MinCases = 4; // TargetLowering's, for both machines
  const auto *Switch = dyn_cast<SwitchInst>(&I);
  return Switch && Switch->getNumCases() >= MinCases &&
         !I.getFunction()->getFnAttribute("no-jump-tables").getValueAsBool();
}

} // namespace kpkeys
