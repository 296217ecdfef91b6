//===- Allocations.cpp - Where allocated memory leads ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// kpkeys_alloc("cred", n) names its domain, its type does not: as a pointer to
// a type that says nothing its result is marked. One whose domain is no string
// literal is reported, unless the pointer's type or declaration tells.
// A void pointer between the call and the type that tells would be marked all
// the way. Local variables and functions that give such pointers are noted,
// and what is made of them ends the marking. What operator delete of a
// protected class gets is still in its domain.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace kpkeys {

bool isAllocationFunction(const FunctionDecl &F) {
  return F.getIdentifier() && F.getName() == "kpkeys_alloc" &&
         F.getDeclContext()->getRedeclContext()->isFileContext();
}

/// \p E as a call of kpkeys_alloc, or null.
static const CallExpr *asAllocation(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  return F && isAllocationFunction(*F) && Call->getNumArgs() == 2 &&
                 Call->getType()->isPointerType()
             ? Call
             : nullptr;
}

static const StringLiteral *literalDomain(const CallExpr &Allocation) {
  const auto *Name =
      dyn_cast<StringLiteral>(Allocation.getArg(0)->IgnoreParenImpCasts());
  return Name && Name->isOrdinary() ? Name : nullptr;
}

DomainName DomainModel::ofAllocation(const Expr *E) const {
  const CallExpr *Call = asAllocation(E);
  const StringLiteral *Name = Call ? literalDomain(*Call) : nullptr;
  // Of a domain that the policy lacks it returns null.
  return Name ? name(Rules.findDomain(Name->getString())) : DomainName();
}

DomainName DomainModel::ofFreed(const Expr *E) const {
  if (!Context.getLangOpts().CPlusPlus || !E->getType()->isPointerType())
    return {};
  const auto *P = dyn_cast_or_null<ParmVarDecl>(declOfValue(E));
  const auto *F = P ? dyn_cast<CXXMethodDecl>(P->getDeclContext()) : nullptr;
  return F && P->getFunctionScopeIndex() == 0 &&
                 (F->getOverloadedOperator() == OO_Delete ||
                  F->getOverloadedOperator() == OO_Array_Delete)
             ? ofRecord(*F->getParent())
             : DomainName();
}

/// Where the chain that gives pointer \p E starts.
static const Expr *chainStart(const Expr *E) {
  for (ChainStep Step = chainStep(E);
       Step == ChainStep::Conversion || Step == ChainStep::Arithmetic;
       Step = chainStep(E))
    E = chainOperand(const_cast<Expr *>(E));
  return E;
}

/// What of \p E satisfies \p Is: itself, or a side of it if it is a choice.
template <typename Fn> static const Expr *findSource(const Expr *E, Fn Is) {
  E = chainStart(E);
  const auto *Choice = dyn_cast<AbstractConditionalOperator>(E);
  if (!Choice)
    return Is(E) ? E : nullptr;
  const Expr *Found = findSource(Choice->getTrueExpr(), Is);
  return Found ? Found : findSource(Choice->getFalseExpr(), Is);
}

/// The call of kpkeys_alloc that pointer \p E may come from, or null.
static const CallExpr *allocationBehind(const Expr *E) {
  return cast_or_null<CallExpr>(
      findSource(E, [](const Expr *Source) { return asAllocation(Source); }));
}

bool MarkWrites::wasKept(const Expr *E) const {
  return !KeptAllocations.empty() && E->getType()->isPointerType() &&
         findSource(E, [this](const Expr *Source) {
           const Decl *From = nullptr;
           if (const auto *Call = dyn_cast<CallExpr>(Source))
             From = Call->getDirectCallee();
           else if (const auto *Ref =
                        dyn_cast<DeclRefExpr>(Source->IgnoreParenImpCasts()))
             From = Ref->getDecl();
           return From && KeptAllocations.contains(From->getCanonicalDecl());
         });
}

/// \p By, which receives \p E, does not tell that it leads into \p Domain.
void MarkWrites::noteAllocation(const Expr *E, const Receiver &By,
                                DomainName Domain) {
  if (Domain.empty() && By.Pointee.empty())
    reportUnknownAllocation(E);
  if (By.Keeper && (allocationBehind(E) || wasKept(E)))
    KeptAllocations.insert(By.Keeper->getCanonicalDecl());
}

void MarkWrites::reportUnknownAllocation(const Expr *E) {
  const CallExpr *Call = allocationBehind(E);
  if (!Call || literalDomain(*Call))
    return;
  report(Context, Call->getExprLoc(), DiagnosticsEngine::Warning,
         "kpkeys_alloc is given a domain that is no string literal, and writes "
         "through its result as %0 get no window; convert it to a pointer to "
         "the protected type")
      << E->getType();
}

} // namespace kpkeys
