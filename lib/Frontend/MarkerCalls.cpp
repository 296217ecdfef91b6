//===- MarkerCalls.cpp - Build marker calls in the AST --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The marker is declared implicitly as
//   extern void *__kpkeys_mark.<domain>(void *) __attribute__((const, nothrow))
// in C++ as extern "C". Its name, with a dot, cannot clash with one in the
// program. The declaration is not entered into any scope. PruneMarkers adds the
// attributes that C cannot spell. What begins and ends a scope returns nothing
// and is not const. Code that the compiler may evaluate (constexpr) gets
//   __builtin_is_constant_evaluated() ? p : mark(p)
// of which code generation and evaluation each take one side. It is the meaning
// of a pseudo-object that is written as p: coverage counts what is written.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkerCalls.h"
#include "kpkeys/IR/Scopes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace kpkeys {

DeclContext *MarkerCalls::declContext() {
  TranslationUnitDecl *Unit = Context.getTranslationUnitDecl();
  if (!Context.getLangOpts().CPlusPlus)
    return Unit;
  if (!ExternC)
    ExternC = LinkageSpecDecl::Create(Context, Unit, {}, {},
                                      LinkageSpecLanguageIDs::C,
                                      /*HasBraces=*/true);
  return ExternC;
}

FunctionDecl *MarkerCalls::function(llvm::StringRef Name, QualType Result,
                                    llvm::ArrayRef<QualType> Params) {
  FunctionDecl *&F = Functions[Name];
  if (F)
    return F;
  QualType Type = Context.getFunctionType(Result, Params, {});
  F = FunctionDecl::Create(Context, declContext(), {}, {},
                           &Context.Idents.get(Name), Type,
                           /*TInfo=*/nullptr, SC_Extern);
  llvm::SmallVector<ParmVarDecl *, 1> Own;
  for (QualType T : Params)
    Own.push_back(ParmVarDecl::Create(Context, F, {}, {}, nullptr, T, nullptr,
                                      SC_None, nullptr));
  F->setParams(Own);
  F->setImplicit();
  if (!Result->isVoidType())
    F->addAttr(ConstAttr::CreateImplicit(Context));
  F->addAttr(NoThrowAttr::CreateImplicit(Context));
  return F;
}

static Expr *bitCast(ASTContext &C, QualType To, Expr *E) {
  return ImplicitCastExpr::Create(C, To, CK_BitCast, E, nullptr, VK_PRValue,
                                  FPOptionsOverride());
}

Expr *MarkerCalls::call(FunctionDecl *F, llvm::ArrayRef<Expr *> Args,
                        QualType Result, SourceLocation Loc) {
  Expr *Ref = DeclRefExpr::Create(Context, {}, {}, F, false, Loc, F->getType(),
                                  VK_LValue);
  CastKind Decay =
      F->getBuiltinID() ? CK_BuiltinFnToFnPtr : CK_FunctionToPointerDecay;
  Expr *Callee = ImplicitCastExpr::Create(
      Context, Context.getPointerType(F->getType()), Decay, Ref, nullptr,
      VK_PRValue, FPOptionsOverride());
  return CallExpr::Create(Context, Callee, Args, Result, VK_PRValue, Loc,
                          FPOptionsOverride());
}

Expr *MarkerCalls::isConstantEvaluated(SourceLocation Loc) {
  if (!IsConstantEvaluated) {
    QualType Type = Context.getFunctionType(Context.BoolTy, {}, {});
    IsConstantEvaluated = FunctionDecl::Create(
        Context, declContext(), {}, {},
        &Context.Idents.get("__builtin_is_constant_evaluated"), Type,
        /*TInfo=*/nullptr, SC_Extern);
    IsConstantEvaluated->setImplicit();
    IsConstantEvaluated->addAttr(BuiltinAttr::CreateImplicit(
        Context, Builtin::BI__builtin_is_constant_evaluated));
    IsConstantEvaluated->addAttr(NoThrowAttr::CreateImplicit(Context));
  }
  return call(IsConstantEvaluated, {}, Context.BoolTy, Loc);
}

Expr *MarkerCalls::unlessEvaluated(Expr *Evaluated, Expr *Generated,
                                   SourceLocation Loc) {
  return new (Context) ConditionalOperator(
      isConstantEvaluated(Loc), Loc, Evaluated, Loc, Generated,
      Generated->getType(), VK_PRValue, OK_Ordinary);
}

Expr *MarkerCalls::callOn(Expr *Pointer, llvm::StringRef Name,
                          QualType VoidPtr) {
  ++NumMade;
  SourceLocation Loc = Pointer->getExprLoc();
  QualType Type = Pointer->getType();
  auto Marked = [&](Expr *E) {
    Expr *Call = call(function(Name, VoidPtr, VoidPtr),
                      {bitCast(Context, VoidPtr, E)}, VoidPtr, Loc);
    return bitCast(Context, Type, Call);
  };
  if (!MayBeConstant)
    return Marked(Pointer);
  auto *Value = new (Context)
      OpaqueValueExpr(Loc, Type, VK_PRValue, OK_Ordinary, Pointer);
  Expr *Written = new (Context) ParenExpr(Loc, Loc, Pointer);
  return PseudoObjectExpr::Create(
      Context, Written, {Value, unlessEvaluated(Value, Marked(Value), Loc)},
      /*resultIndex=*/1);
}

Expr *MarkerCalls::markPointer(Expr *Pointer, DomainName Domain,
                               MarkerKind Kind) {
  // Named address spaces have markers of their own: a conversion would change
  // the address.
  LangAS Space = Pointer->getType()->getPointeeType().getAddressSpace();
  QualType Void = Context.VoidTy;
  if (Space != LangAS::Default)
    Void = Context.getAddrSpaceQualType(Void, Space);
  Marker M{Domain, Kind, Context.getTargetAddressSpace(Space)};
  return callOn(Pointer, markerName(M), Context.getPointerType(Void));
}

Expr *MarkerCalls::markValue(Expr *Value, DomainName Domain, MarkerKind Kind) {
  QualType Type = Value->getType();
  if (Type->isPointerType())
    return markPointer(Value, Domain, Kind);
  auto Cast = [&](Expr *E, QualType To, CastKind By) {
    return ImplicitCastExpr::Create(Context, To, By, E, nullptr, VK_PRValue,
                                    FPOptionsOverride());
  };
  Expr *Pointer = Cast(Value, Context.VoidPtrTy, CK_IntegralToPointer);
  return Cast(markPointer(Pointer, Domain, Kind), Type, CK_PointerToIntegral);
}

Expr *MarkerCalls::markLValue(Expr *LValue, DomainName Domain,
                              MarkerKind Kind) {
  SourceLocation Loc = LValue->getExprLoc();
  auto Unary = [&](Expr *E, UnaryOperatorKind Op, QualType T, ExprValueKind K) {
    return UnaryOperator::Create(Context, E, Op, T, K, OK_Ordinary, Loc,
                                 /*CanOverflow=*/false, FPOptionsOverride());
  };
  QualType Type = LValue->getType();
  Expr *Address =
      Unary(LValue, UO_AddrOf, Context.getPointerType(Type), VK_PRValue);
  return Unary(markPointer(Address, Domain, Kind), UO_Deref, Type,
               LValue->getValueKind());
}

Expr *MarkerCalls::markCallee(Expr *Pointer, llvm::StringRef Level) {
  return callOn(Pointer, calleeMarkerName(Level), Context.VoidPtrTy);
}

Expr *MarkerCalls::beginScope(llvm::StringRef Level, SourceLocation Loc) {
  Expr *Call =
      call(function(scopeName({Level, /*IsBegin=*/true}), Context.VoidTy, {}),
           {}, Context.VoidTy, Loc);
  if (!MayBeConstant)
    return Call;
  auto *Nothing = new (Context) CXXScalarValueInitExpr(
      Context.VoidTy, Context.getTrivialTypeSourceInfo(Context.VoidTy, Loc),
      Loc);
  return PseudoObjectExpr::Create(Context, Nothing,
                                  unlessEvaluated(Nothing, Call, Loc),
                                  /*resultIndex=*/0);
}

FunctionDecl *MarkerCalls::endOfScope(llvm::StringRef Level) {
  return function(scopeName({Level, /*IsBegin=*/false}), Context.VoidTy,
                  QualType(Context.VoidPtrTy));
}

Expr *MarkerCalls::tagPointer(Expr *Pointer, const Tag &Kind) {
  return callOn(Pointer, tagName(Kind), Context.VoidPtrTy);
}

} // namespace kpkeys
