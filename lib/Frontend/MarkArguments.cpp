//===- MarkArguments.cpp - Mark what calls are given ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MarkWrites for the arguments of calls: what a parameter's type, the callee's
// name or its body says of what becomes of a pointer.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/PointerViews.h"
#include "kpkeys/Frontend/VariableArguments.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

/// True if argument \p ArgNo of \p Call has no parameter that could say what it
/// leads to, and may be written through: the callee may take it as another
/// type, unless it is seen not to, or said to take a format. With \p ReadsCount
/// it must not be read through, either.
static bool isVariablePart(const CallExpr &Call, unsigned ArgNo,
                           bool ReadsCount) {
  const Type *T = Call.getCallee()->getType()->getPointeeOrArrayElementType();
  const auto *Proto = T->getAs<FunctionProtoType>();
  if (!Proto || !Proto->isVariadic() || ArgNo < Proto->getNumParams())
    return false;
  const FunctionDecl *F = Call.getDirectCallee();
  if (!F || !Call.getArg(ArgNo)->getType()->isPointerType() ||
      !Call.getArg(ArgNo)->getType()->getPointeeType()->isRecordType())
    return true;
  if (takesVariablePartAs(*F, Call.getArg(ArgNo)->getType()))
    return false;
  if (ReadsCount)
    return true;
  // printf writes numbers at most, by %n.
  return llvm::none_of(
      F->specific_attrs<FormatAttr>(), [ArgNo](const FormatAttr *A) {
        return A->getType()->getName().contains("printf") &&
               A->getFirstArg() > 0 && ArgNo + 1 >= unsigned(A->getFirstArg());
      });
}

/// True of __sync_lock_test_and_set and its relatives, which store their values
/// where the first argument points.
static bool isSyncBuiltin(const FunctionDecl *F) {
  return F && F->getBuiltinID() != 0 && F->getName().starts_with("__sync_");
}

/// Who receives what is stored where \p Address points.
static Receiver receiverAt(const Expr &Address) {
  const auto *Of = dyn_cast<UnaryOperator>(Address.IgnoreParenCasts());
  if (Of && Of->getOpcode() == UO_AddrOf)
    return isInUnion(Of->getSubExpr()) ? Receiver()
                                       : Receiver::lvalue(Of->getSubExpr());
  return Receiver(Address.getType()->getPointeeType());
}

/// True of memcpy and its relatives, whose second argument is copied from.
static bool isCopy(const FunctionDecl &F) {
  if (!F.getIdentifier())
    return false;
  StringRef Name = F.getName();
  Name.consume_front("__builtin_");
  Name.consume_front("__");
  Name.consume_back("_chk");
  return Name == "memcpy" || Name == "memmove" || Name == "mempcpy" ||
         Name == "memcpy_inline";
}

/// The type that \p Callee, a pointer to a function, was declared with.
static const FunctionProtoType *prototypeOf(const Expr *Callee) {
  QualType T = Callee->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  return T->getAs<FunctionProtoType>();
}

/// What std::move makes of an \p T: a template does not see a typedef. Of that
/// of a pointer asDeclared() knows.
static QualType resultOf(QualType T) {
  return T->isPointerType() ? T : T.getCanonicalType();
}

/// Loads \p Arg, a pointer for parameter type \p T: Clang leaves that out in
/// the arguments of __builtin_trivially_relocate.
static void loadPointer(ASTContext &Context, QualType T, Expr *&Arg) {
  if (Arg->isGLValue() && Arg->getType()->isPointerType() && !T.isNull() &&
      T->isPointerType())
    Arg = ImplicitCastExpr::Create(Context, Arg->getType().getUnqualifiedType(),
                                   CK_LValueToRValue, Arg, nullptr, VK_PRValue,
                                   FPOptionsOverride());
}

void MarkWrites::visitCall(CallExpr *Call) {
  if (Call->isUnevaluatedBuiltinCall(Context) || isCountedByRef(*Call))
    return;
  const FunctionDecl *F = Call->getDirectCallee();
  bool Untyped = F && isUntyped(*F);
  Stmt *Callee = Call->getCallee();
  const FunctionProtoType *Type = prototypeOf(Call->getCallee());
  // The first operand of a member operator is its object.
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
  bool HasObject = Method && isa<CXXOperatorCallExpr>(Call) &&
                   !Method->isExplicitObjectMemberFunction();
  unsigned ArgNo = 0;
  for (Stmt *&Child : Call->children()) {
    if (Child == Callee) {
      if (!visitCallee(Call))
        visit(Child);
      continue;
    }
    auto *&Arg = asExpr(Child);
    if (std::exchange(HasObject, false)) {
      if (Method->isStatic())
        visitExpr(Arg);
      else
        visitObject(Arg, Method);
      continue;
    }
    Receiver By(Arg->getType());
    By.Pointee = {};
    if (F && ArgNo < F->getNumParams())
      By = Receiver(*F->getParamDecl(ArgNo));
    if (F && givesBackReference(*F))
      By = Receiver(resultOf(Arg->getType()));
    else if (!F && Type && ArgNo < Type->getNumParams())
      By = Receiver(Type->getParamType(ArgNo));
    bool IsSecret = Arg->getType()->isPointerType() &&
                    Model.isSecret(Model.ofWholePointer(Arg).Domain);
    if (F && F->getBuiltinID() != 0)
      loadPointer(Context, By.Type, Arg);
    if (Untyped || isVariablePart(*Call, ArgNo, IsSecret))
      By.Type = {};
    if (ArgNo != 0 && isSyncBuiltin(F))
      By = receiverAt(*Call->getArg(0));
    By.IsMeasured = F && ArgNo < F->getNumParams() &&
                    F->getParamDecl(ArgNo)->hasAttr<PassObjectSizeAttr>();
    By.IsLocal = false;
    // A copy of a link has its neighbours.
    bool CopiesLink = ArgNo == 1 && F && isCopy(*F) && Model.passesLink(Arg);
    By.Promiser = F;
    By.Prototype = Type;
    visitArgument(Arg, By,
                  !CopiesLink && !Promises.isDropped(Call, Arg, ArgNo));
    ++ArgNo;
  }
}

} // namespace kpkeys
