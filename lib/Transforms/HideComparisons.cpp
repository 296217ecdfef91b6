//===- HideComparisons.cpp - What a marked address is compared equal with -===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function before or while it is optimized.
// Output: the same, in which each comparison of a marked address as a number,
//         of a marked pointer with a constant address, and of one that becomes
//         a number, is one of a copy behind a marker of kind `compared`. So is
//         the difference by which a pointer is moved to another.
// Why:    where two numbers are equal, the optimizer may write either for the
//         other. Of  if (w == p) *(int *)w = 1  it makes  *(int *)p = 1,  and
//         the marker that w comes from is lost. Of the copy nothing else is
//         computed. (A pointer is replaced by null, a global or a constant
//         address, and by any other for which only its number is used. Behind
//         while (p != end) p++;  it becomes  p + (end - p),  whose number is
//         that of end.) A parameter that holds an address is marked later, when
//         its function is inlined or cloned: it is looked at as well.
// Not:    comparisons with what is no address: null, error codes; of what is
//         left of an address: its alignment, a hash.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/AddressForm.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Analysis/Provenance.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace kpkeys {

/// Null and error codes, however they are written.
static bool isNoAddress(const Value *V) {
  constexpr int64_t PageSize = 4096;
  if (const auto *Pointer = dyn_cast<ConstantExpr>(V);
      Pointer && Pointer->getOpcode() == Instruction::IntToPtr)
    V = Pointer->getOperand(0);
  const auto *Number = dyn_cast<ConstantInt>(V);
  if (!Number)
    return isa<ConstantPointerNull>(V);
  return Number->getValue().sge(-PageSize) && Number->getValue().slt(PageSize);
}

/// True if the optimizer may write \p V for a pointer that is equal to it, and
/// the domain would be lost.
static bool isPlainAddress(const Value *V) {
  if (!isa<Constant>(V) || isNoAddress(V))
    return false;
  const auto *Global = dyn_cast<GlobalValue>(getUnderlyingObject(V));
  return !Global || !globalDomain(*Global);
}

/// True if \p V is a pointer moved, or one of several.
static bool isMovedPointer(const Value *V) {
  return V->getType()->isPointerTy() &&
         isa<GetElementPtrInst, PHINode, SelectInst, FreezeInst,
             AddrSpaceCastInst>(V);
}

/// \p V, the pointers that it is computed from, and those computed from them.
/// Empty if there are too many.
static SmallSetVector<const Value *, 16> pointersAround(const Value *V) {
  constexpr unsigned MaxPointers = 256;
  SmallSetVector<const Value *, 16> Found;
  Found.insert(V);
  for (unsigned N = 0; N != Found.size(); ++N) {
    if (N == MaxPointers)
      return {};
    if (isMovedPointer(Found[N]))
      for (const Value *From : cast<User>(Found[N])->operands())
        if (From->getType()->isPointerTy() && !isa<Constant>(From))
          Found.insert(From);
    for (const User *To : Found[N]->users())
      if (isMovedPointer(To))
        Found.insert(To);
  }
  return Found;
}

/// True if \p V is how far two pointers are apart.
static bool isDistance(const User *V) {
  auto IsNumberOfPointer = [](const Value *N) {
    while (match(N, m_Add(m_Value(), m_Constant())))
      N = cast<User>(N)->getOperand(0);
    return isa<PtrToIntInst>(N);
  };
  return match(V, m_Sub(m_Value(), m_Value())) &&
         all_of(V->operand_values(), IsNumberOfPointer);
}

/// True if more is done with \p Number, and what is computed from it, than to
/// compare it.
static bool isUsed(const Instruction *Number) {
  constexpr unsigned MaxSteps = 32;
  SmallSetVector<const Instruction *, 8> Steps;
  Steps.insert(Number);
  for (unsigned N = 0; N != Steps.size(); ++N)
    for (const User *U : Steps[N]->users()) {
      if (auto M = asMarker(*U); isa<ICmpInst>(U) || isDistance(U) ||
                                 (M && M->Kind == MarkerKind::Compared))
        continue;
      if (N == MaxSteps || !U->getType()->isIntegerTy() ||
          !isa<BinaryOperator, CastInst, PHINode, SelectInst, FreezeInst>(U))
        return true;
      Steps.insert(cast<Instruction>(U));
    }
  return false;
}

static bool isUsedAsNumber(const Value *Pointer) {
  return any_of(Pointer->users(), [](const User *U) {
    return isa<PtrToIntInst>(U) && isUsed(cast<Instruction>(U));
  });
}

static bool becomesNumber(const Value *V) {
  auto Pointers = pointersAround(V);
  return Pointers.empty() || any_of(Pointers, isUsedAsNumber);
}

/// True if \p V is as wide as a pointer and may be compared with \p Other as a
/// number.
static bool isNumber(const Value *V, const Value *Other,
                     const DataLayout &Layout) {
  return V->getType()->isIntegerTy(Layout.getPointerSizeInBits()) &&
         !isa<Constant>(V) && !(isa<PtrToIntInst>(V) && isNoAddress(Other));
}

/// True if \p Difference, of an address to that of \p Pointer, may move that.
static bool moves(const Value *Difference, const Value *Pointer) {
  constexpr unsigned MaxSteps = 32;
  SmallVector<const Value *, 4> Distances = {Difference};
  for (unsigned N = 0; N != Distances.size(); ++N)
    for (const User *U : Distances[N]->users()) {
      if (N == MaxSteps)
        return true;
      if (const auto *Moved = dyn_cast<GetElementPtrInst>(U);
          Moved && Moved->getPointerOperand() == Pointer)
        return true;
      if (isa<BinaryOperator, CastInst>(U))
        Distances.push_back(U);
    }
  return false;
}

/// The operands of \p I, a comparison, a switch or a difference, to be looked
/// at.
static SmallVector<Use *, 2> comparedIn(Instruction &I) {
  const DataLayout &Layout = I.getDataLayout();
  SmallVector<Use *, 2> Found;
  if (isa<ICmpInst>(I)) {
    for (unsigned N : {0, 1}) {
      Value *V = I.getOperand(N), *Other = I.getOperand(1 - N);
      if (V->getType()->isPointerTy()
              ? isPlainAddress(Other) ||
                    (!isa<Constant>(V) && !isa<Constant>(Other))
              : isNumber(V, Other, Layout))
        Found.push_back(&I.getOperandUse(N));
    }
  } else if (Value *Pointer;
             match(&I, m_Sub(m_Value(), m_PtrToInt(m_Value(Pointer)))) &&
             moves(&I, Pointer)) {
    Found.push_back(&I.getOperandUse(1));
  } else if (isa<SwitchInst>(I)) {
    if (I.getOperand(0)->getType()->isIntegerTy(Layout.getPointerSizeInBits()))
      Found.push_back(&I.getOperandUse(0));
  }
  erase_if(Found, [](Use *U) {
    auto M = asMarker(**U);
    return M && M->Kind == MarkerKind::Compared;
  });
  return Found;
}

/// True if the function may compute with addresses as numbers at all. Looking
/// for markers takes longer.
static bool hasNumbers(const Function &F) {
  return any_of(instructions(F), [](const Instruction &I) {
    return isa<PtrToIntInst, IntToPtrInst>(I) ||
           (isa<CallBase>(I) && cast<CallBase>(I).isInlineAsm());
  });
}

static bool marks(const Function &F) {
  return any_of(instructions(F),
                [](const Instruction &I) { return asMarker(I).has_value(); });
}

static SmallVector<Use *, 8> comparedIn(Function &F) {
  bool HasNumbers = hasNumbers(F);
  auto Matters = [HasNumbers](const Use &U) {
    if (!U->getType()->isPointerTy())
      return HasNumbers;
    return isPlainAddress(U.getUser()->getOperand(1 - U.getOperandNo())) ||
           (HasNumbers && becomesNumber(U));
  };
  SmallVector<Use *, 8> Found;
  for (Instruction &I : instructions(F))
    for (Use *U : comparedIn(I))
      if (Matters(*U))
        Found.push_back(U);
  return Found;
}

/// True if \p V, of which a comparison says something, is an address. The
/// difference to another address is none, but if that is 0, they are equal.
static bool isAddress(const Value *V, const Provenance &P) {
  if (P.domainsOf(V).empty())
    return false;
  return match(V, m_Sub(m_Value(), m_Value())) ||
         formOf(V, P) != AddressForm::Number;
}

/// The parameter that \p V is, converted and moved by a constant.
static const Argument *parameterBehind(const Value *V) {
  while (const auto *I = dyn_cast<Instruction>(V)) {
    bool IsMoved = isa<BinaryOperator>(I) && isa<Constant>(I->getOperand(1));
    if (!IsMoved && !isa<CastInst, GetElementPtrInst>(I))
      return nullptr;
    V = I->getOperand(0);
  }
  return dyn_cast<Argument>(V);
}

/// The parameters that callers may hand an address in: pointers, and integers
/// that are made pointers.
static SmallPtrSet<const Argument *, 8> addressParameters(const Function &F) {
  SmallPtrSet<const Argument *, 8> Found;
  for (const Argument &A : F.args())
    if (A.getType()->isPointerTy())
      Found.insert(&A);
  for (const Instruction &I : instructions(F))
    if (isa<IntToPtrInst>(I))
      Found.insert(parameterBehind(I.getOperand(0)));
  return Found;
}

/// True if \p Compared may be a parameter that callers hand an address in.
static bool
mayBeAddressParameter(const Use &Compared,
                      const SmallPtrSetImpl<const Argument *> &Parameters) {
  auto IsParameter = [&](const Value *V) {
    const auto *A = dyn_cast<Argument>(V);
    return A && Parameters.contains(A);
  };
  const auto *Compare = dyn_cast<ICmpInst>(Compared.getUser());
  bool IsEquality = !Compare || Compare->isEquality();
  if (const Argument *A = parameterBehind(Compared); A && IsEquality)
    return IsParameter(A);
  if (!Compared->getType()->isPointerTy())
    return false;
  auto Pointers = pointersAround(Compared);
  return Pointers.empty() || any_of(Pointers, IsParameter);
}

/// The domain that the copy of a value of none is named after.
static DomainSet anyDomain(const Module &M, const Policy &Rules) {
  for (const Function &F : M)
    if (auto Marker = asMarker(F))
      if (auto Domain = Rules.findDomain(Marker->Domain))
        return DomainSet(*Domain);
  return {};
}

static void hide(Use &Compared, DomainSet Domains, const Policy &Rules) {
  auto *I = cast<Instruction>(Compared.getUser());
  IRBuilder<> B(I);
  auto Number = [&](Value *V) {
    Type *Ty = V->getType();
    if (Ty->isPointerTy())
      V = B.CreatePtrToInt(V, I->getDataLayout().getIntPtrType(Ty));
    return V;
  };
  Marker Kind{Rules.domains()[Domains.front()].Name, MarkerKind::Compared};
  if (Compared->getType()->isPointerTy()) {
    Kind.AddressSpace = Compared->getType()->getPointerAddressSpace();
    Use &Other = I->getOperandUse(1 - Compared.getOperandNo());
    Other.set(Number(Other));
  } else if (const auto *Cast = dyn_cast<PtrToIntInst>(Compared)) {
    Type *Pointer = Cast->getPointerOperand()->getType();
    if (Cast->getType() == I->getDataLayout().getIntPtrType(Pointer))
      Kind.AddressSpace = Cast->getPointerAddressSpace();
  }
  Function *Marker = getMarkerFunction(*I->getModule(), Kind);
  Compared.set(B.CreateCall(Marker, {Number(Compared)}));
}

PreservedAnalyses HideComparisonsPass::run(Function &F,
                                           FunctionAnalysisManager &AM) {
  const Module &M = *F.getParent();
  if (!hasConfig(M)) // it has no markers: no need to look
    return PreservedAnalyses::all();
  SmallVector<Use *, 8> Compared = comparedIn(F);
  if (Compared.empty() || !hasMarkers(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(F, AM);
  if (!Config)
    return PreservedAnalyses::all();
  std::optional<Provenance> P;
  if (marks(F)) // otherwise no value leads into a domain
    P.emplace(F, Config->Rules);
  SmallPtrSet<const Argument *, 8> Parameters = addressParameters(F);
  DomainSet Any = anyDomain(M, Config->Rules);
  SmallVector<std::pair<Use *, DomainSet>, 8> Hidden;
  for (Use *U : Compared)
    if (P && isAddress(*U, *P))
      Hidden.push_back({U, P->domainsOf(*U)});
    else if (!Any.empty() && mayBeAddressParameter(*U, Parameters))
      Hidden.push_back({U, Any});
  if (Hidden.empty())
    return PreservedAnalyses::all();
  for (auto [U, Domains] : Hidden)
    hide(*U, Domains, Config->Rules);
  PreservedAnalyses Kept;
  Kept.preserveSet<CFGAnalyses>();
  return Kept;
}

} // namespace kpkeys
