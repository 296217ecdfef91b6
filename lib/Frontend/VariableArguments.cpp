//===- VariableArguments.cpp - What a function takes by va_arg ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks at every use of a va_list in the body. One that is not va_start,
// va_arg, va_copy or va_end of a variable may let others take the arguments. An
// argument that is taken as an integer is not looked for: C does not define
// that, and the pointer's type is then not the argument's.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/VariableArguments.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace kpkeys {

static bool isListType(QualType T, const ASTContext &Context) {
  QualType List = Context.getBuiltinVaListType();
  if (const ArrayType *Array = Context.getAsArrayType(List)) {
    List = Array->getElementType();
    if (const ArrayType *Of = Context.getAsArrayType(T))
      T = Of->getElementType();
    else if (T->isPointerType())
      T = T->getPointeeType();
  }
  return Context.hasSameUnqualifiedType(T, List);
}

static bool isListVariable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return Ref && isa<VarDecl>(Ref->getDecl());
}

static bool handlesList(const CallExpr &Call) {
  switch (Call.getBuiltinCallee()) {
  case Builtin::BI__builtin_va_copy:
    return isListVariable(Call.getArg(0)) && isListVariable(Call.getArg(1));
  case Builtin::BI__builtin_va_start:
  case Builtin::BI__builtin_va_end:
    return isListVariable(Call.getArg(0));
  default:
    return false;
  }
}

/// True if \p S takes variable arguments as \p Pointer at most.
static bool takesOnly(const Stmt *S, QualType Pointer,
                      const ASTContext &Context) {
  if (const auto *Take = dyn_cast<VAArgExpr>(S)) {
    QualType T = Take->getType();
    return isListVariable(Take->getSubExpr()) &&
           (!T->isPointerType() || T->getPointeeType().isConstQualified() ||
            Context.hasSameType(T, Pointer));
  }
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && handlesList(*Call))
    return true;
  if (const auto *E = dyn_cast<Expr>(S); E && isListType(E->getType(), Context))
    return false;
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return !Child || takesOnly(Child, Pointer, Context);
  });
}

bool takesVariablePartAs(const FunctionDecl &F, QualType Pointer) {
  const FunctionDecl *Definition = nullptr;
  return F.hasBody(Definition) && !F.isWeak() &&
         takesOnly(Definition->getBody(), Pointer.getUnqualifiedType(),
                   F.getASTContext());
}

} // namespace kpkeys
