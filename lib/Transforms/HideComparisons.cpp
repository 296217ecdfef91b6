//===- HideComparisons.cpp - What a marked address is compared equal with -===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function before or while it is optimized.
// Output: the same, in which each comparison of a marked address as a number,
//         or of a marked pointer with a constant address, is one of a copy
//         behind a marker of kind `compared`.
// Why:    where two numbers are equal, the optimizer may write either for the
//         other. Of  if (w == p) *(int *)w = 1  it makes  *(int *)p = 1,  and
//         the marker that w comes from is lost. Of the copy nothing else is
//         computed. (A pointer is replaced by null, a global or a constant
//         address only.) A parameter that holds an address is marked later,
//         when its function is inlined or cloned: it is looked at as well.
// Not:    comparisons with what is no address: null, error codes; of what is
//         left of an address: its alignment, a hash.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/AddressForm.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Analysis/Provenance.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
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
/// the domain would be lost. A variable says itself whether it is protected;
/// the name of a place (`extern char start[]`) does not.
static bool isPlainAddress(const Value *V) {
  if (!isa<Constant>(V) || isNoAddress(V))
    return false;
  const auto *Global = dyn_cast<GlobalValue>(getUnderlyingObject(V));
  return !Global || (Global->isDeclaration() && !globalDomain(*Global));
}

/// True if \p V is as wide as a pointer and may be compared with \p Other as a
/// number.
static bool isNumber(const Value *V, const Value *Other,
                     const DataLayout &Layout) {
  return V->getType()->isIntegerTy(Layout.getPointerSizeInBits()) &&
         !isa<Constant>(V) && !(isa<PtrToIntInst>(V) && isNoAddress(Other));
}

/// The operands of \p I, a comparison or a switch, to be looked at.
static SmallVector<Use *, 2> comparedIn(Instruction &I) {
  const DataLayout &Layout = I.getDataLayout();
  SmallVector<Use *, 2> Found;
  if (isa<ICmpInst>(I)) {
    for (unsigned N : {0, 1}) {
      Value *V = I.getOperand(N), *Other = I.getOperand(1 - N);
      if (V->getType()->isPointerTy() ? isPlainAddress(Other)
                                      : isNumber(V, Other, Layout))
        Found.push_back(&I.getOperandUse(N));
    }
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
  SmallVector<Use *, 8> Found;
  for (Instruction &I : instructions(F))
    for (Use *U : comparedIn(I))
      if (HasNumbers || (*U)->getType()->isPointerTy())
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

static bool isEquality(const User &Comparison) {
  const auto *Compare = dyn_cast<ICmpInst>(&Comparison);
  return !Compare || Compare->isEquality();
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
    else if (const Argument *A = parameterBehind(*U);
             A && !Any.empty() && isEquality(*U->getUser()) &&
             Parameters.contains(A))
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
