//===- MarkerCalls.cpp - Build marker calls in the AST --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The marker is declared implicitly as
//   extern void *__kpkeys_mark.<domain>(void *) __attribute__((const, nothrow))
// Its name, with a dot, cannot clash with one in the program. The declaration
// is not entered into any scope. PruneMarkers adds the attributes that C
// cannot spell.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkerCalls.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace kpkeys {

FunctionDecl *MarkerCalls::function(const Marker &Kind, QualType Ptr) {
  std::string Name = markerName(Kind);
  FunctionDecl *&F = Functions[Name];
  if (F)
    return F;
  QualType Type = Context.getFunctionType(Ptr, {Ptr}, {});
  F = FunctionDecl::Create(Context, Context.getTranslationUnitDecl(), {}, {},
                           &Context.Idents.get(Name), Type,
                           /*TInfo=*/nullptr, SC_Extern);
  auto *Param = ParmVarDecl::Create(Context, F, {}, {}, nullptr, Ptr, nullptr,
                                    SC_None, nullptr);
  F->setParams({Param});
  F->setImplicit();
  F->addAttr(ConstAttr::CreateImplicit(Context));
  F->addAttr(NoThrowAttr::CreateImplicit(Context));
  return F;
}

static Expr *bitCast(ASTContext &C, QualType To, Expr *E) {
  return ImplicitCastExpr::Create(C, To, CK_BitCast, E, nullptr, VK_PRValue,
                                  FPOptionsOverride());
}

Expr *MarkerCalls::markPointer(Expr *Pointer, DomainName Domain,
                               MarkerKind Kind) {
  // Named address spaces have markers of their own: a conversion would change
  // the address.
  LangAS Space = Pointer->getType()->getPointeeType().getAddressSpace();
  QualType Void = Context.VoidTy;
  if (Space != LangAS::Default)
    Void = Context.getAddrSpaceQualType(Void, Space);
  QualType VoidPtr = Context.getPointerType(Void);
  FunctionDecl *F =
      function({Domain, Kind, Context.getTargetAddressSpace(Space)}, VoidPtr);
  SourceLocation Loc = Pointer->getExprLoc();
  Expr *Ref = DeclRefExpr::Create(Context, {}, {}, F, false, Loc, F->getType(),
                                  VK_LValue);
  Expr *Callee = ImplicitCastExpr::Create(
      Context, Context.getPointerType(F->getType()), CK_FunctionToPointerDecay,
      Ref, nullptr, VK_PRValue, FPOptionsOverride());
  Expr *Arg = bitCast(Context, VoidPtr, Pointer);
  Expr *Call = CallExpr::Create(Context, Callee, {Arg}, VoidPtr, VK_PRValue,
                                Loc, FPOptionsOverride());
  return bitCast(Context, Pointer->getType(), Call);
}

Expr *MarkerCalls::markLValue(Expr *LValue, DomainName Domain) {
  SourceLocation Loc = LValue->getExprLoc();
  auto Unary = [&](Expr *E, UnaryOperatorKind Op, QualType T, ExprValueKind K) {
    return UnaryOperator::Create(Context, E, Op, T, K, OK_Ordinary, Loc,
                                 /*CanOverflow=*/false, FPOptionsOverride());
  };
  QualType Type = LValue->getType();
  Expr *Address =
      Unary(LValue, UO_AddrOf, Context.getPointerType(Type), VK_PRValue);
  return Unary(markPointer(Address, Domain, MarkerKind::Plain), UO_Deref, Type,
               VK_LValue);
}

} // namespace kpkeys
