//===- RedeclaredTypes.cpp - Types that declarations disagree on ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/Frontend/RedeclaredTypes.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

using namespace clang;

namespace kpkeys {

const Decl *previousDecl(const Decl &D) {
  const auto *Param = dyn_cast<ParmVarDecl>(&D);
  if (!Param)
    return D.getPreviousDecl();
  const auto *F = dyn_cast<FunctionDecl>(Param->getDeclContext());
  const FunctionDecl *Earlier = F ? F->getPreviousDecl() : nullptr;
  unsigned N = Param->getFunctionScopeIndex();
  return Earlier && N < Earlier->getNumParams() ? Earlier->getParamDecl(N)
                                                : nullptr;
}

/// The type that \p D was written with: its own has been merged with that of
/// the declaration before.
static QualType writtenType(const Decl &D) {
  if (const auto *Typedef = dyn_cast<TypedefNameDecl>(&D))
    return Typedef->getUnderlyingType();
  if (const auto *Param = dyn_cast<ParmVarDecl>(&D))
    return Param->getType();
  const auto *Declarator = dyn_cast<DeclaratorDecl>(&D);
  const TypeSourceInfo *Written =
      Declarator ? Declarator->getTypeSourceInfo() : nullptr;
  return Written ? Written->getType() : QualType();
}

/// What lies behind a pointer or reference of type \p T, or is returned; of an
/// array, behind its elements. Null: nothing does.
static QualType behind(QualType T, const ASTContext &Context) {
  while (const ArrayType *Array = Context.getAsArrayType(T))
    T = Array->getElementType();
  if (const auto *Atomic = T->getAs<AtomicType>())
    T = Atomic->getValueType();
  if (const auto *Function = T->getAs<FunctionType>())
    return Function->getReturnType();
  return T->getPointeeType();
}

/// The domains that typedefs say of \p T and of each type behind it, in turn.
static SmallVector<StringRef, 4> domainsOf(QualType T,
                                           const ASTContext &Context) {
  SmallVector<StringRef, 4> Domains;
  for (StringRef ByPointer; !T.isNull(); T = behind(T, Context)) {
    StringRef Own = protectedByTypedef(T);
    Domains.push_back(Own.empty() ? ByPointer : Own);
    ByPointer = pointeeOfType(T);
  }
  return Domains;
}

static bool isReferencedBefore(const Decl &D) {
  for (const Decl *Each = previousDecl(D); Each; Each = previousDecl(*Each))
    if (Each->isThisDeclarationReferenced())
      return true;
  return false;
}

/// True if, for the \p N th type behind \p D, it does not matter that \p Here
/// and \p Before differ.
static bool mayDiffer(const Decl &D, size_t N, StringRef Here,
                      StringRef Before) {
  bool IsFunction = isa<FunctionDecl>(D); // its type is the first, then comes
                                          // that of what it returns
  if (N == 0 && storedAttrOfAny(D, ProtectedAttr))
    return true;
  if (N == (IsFunction ? 2 : 1) && storedAttrOfAny(D, PointeeAttr))
    return true;
  if (IsFunction)
    return N == 1; // a copy
  const auto *Var = dyn_cast<VarDecl>(&D);
  bool LooksAtAll =
      Var && (N == 0 || (N == 1 && (Var->getType()->isPointerType() ||
                                    Var->getType()->isReferenceType())));
  return LooksAtAll &&
         (Here.empty() || (Before.empty() && !isReferencedBefore(D)));
}

static void compare(ASTContext &Context, const Decl &D, const Decl *Earlier) {
  if (!Earlier)
    return;
  QualType Type = writtenType(D), EarlierType = writtenType(*Earlier);
  if (Type.isNull() || EarlierType.isNull() || Type == EarlierType)
    return;
  SmallVector<StringRef, 4> Here = domainsOf(Type, Context);
  SmallVector<StringRef, 4> Before = domainsOf(EarlierType, Context);
  for (size_t N = 0; N < std::min(Here.size(), Before.size()); ++N) {
    if (Here[N] == Before[N] || mayDiffer(D, N, Here[N], Before[N]))
      continue;
    report(Context, D.getLocation(), DiagnosticsEngine::Error,
           "declared as %0 here and as %1 before, and only one of the two says "
           "that it is in domain '%2'; writes by the other would get no "
           "window, so write the same typedef in each")
        << Type << EarlierType << (Here[N].empty() ? Before[N] : Here[N]);
    report(Context, Earlier->getLocation(), DiagnosticsEngine::Note,
           "the other declaration is here");
    return;
  }
}

void checkRedeclaredTypes(ASTContext &Context, const Decl &D) {
  compare(Context, D, previousDecl(D));
  if (const auto *F = dyn_cast<FunctionDecl>(&D))
    for (const ParmVarDecl *Param : F->parameters())
      compare(Context, *Param, previousDecl(*Param));
}

void checkRedefinition(ASTContext &Context, const RecordDecl &R) {
  const DeclContext *Scope = R.getDeclContext();
  if (!Context.getLangOpts().C23 ||
      Scope->containsDecl(const_cast<RecordDecl *>(&R)))
    return; // not a second one, which Clang throws away
  const RecordDecl *First = nullptr; // the last of the name: blocks have theirs
  for (const Decl *Each : Scope->decls())
    if (const auto *Record = dyn_cast<RecordDecl>(Each);
        Record && Record->getDeclName() == R.getDeclName())
      First = Record;
  if (First)
    for (auto [Field, Earlier] : llvm::zip(R.fields(), First->fields()))
      compare(Context, *Field, Earlier);
}

} // namespace kpkeys
