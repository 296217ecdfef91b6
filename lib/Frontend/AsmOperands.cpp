//===- AsmOperands.cpp - What inline asm is given -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the constraints of asm in GCC's style: where an operand is, and whether
// it is written. Whether that concerns protected data is not asked here.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/AsmOperands.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/TargetInfo.h"

using namespace clang;

namespace kpkeys {

bool clobbersMemory(const GCCAsmStmt &Asm) {
  for (unsigned I = 0, E = Asm.getNumClobbers(); I != E; ++I)
    if (Asm.getClobber(I) == StringRef("memory"))
      return true;
  return false;
}

bool mayWriteAnything(const GCCAsmStmt &Asm) {
  return Asm.isVolatile() || Asm.getNumOutputs() == 0 || clobbersMemory(Asm);
}

bool outputInRegister(const ASTContext &Context, const GCCAsmStmt &Asm,
                      unsigned N) {
  clang::TargetInfo::ConstraintInfo Info(Asm.getOutputConstraint(N),
                                         Asm.getOutputName(N));
  return !Context.getTargetInfo().validateOutputConstraint(Info) ||
         Info.allowsRegister() || !Info.allowsMemory();
}

bool isInOutRegister(const ASTContext &Context, const GCCAsmStmt &Asm,
                     unsigned N) {
  return Asm.isOutputPlusConstraint(N) && outputInRegister(Context, Asm, N);
}

bool inputIsConstant(const ASTContext &Context, const GCCAsmStmt &Asm,
                     unsigned N) {
  clang::TargetInfo::ConstraintInfo Info(Asm.getInputConstraint(N),
                                         Asm.getInputName(N));
  // A tied operand ("0") is a register or memory as its output is; "p" is an
  // address.
  std::string Constraint(Asm.getInputConstraint(N));
  if (isdigit(Constraint[0]) || llvm::is_contained(Constraint, 'p'))
    return false;
  llvm::SmallVector<clang::TargetInfo::ConstraintInfo, 1> NoOutputs;
  return Context.getTargetInfo().validateInputConstraint(NoOutputs, Info) &&
         !Info.allowsRegister() && !Info.allowsMemory();
}

DeclRefExpr *localVariable(Expr *E) {
  auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens());
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->hasLocalStorage() && !Var->getType()->isReferenceType()
             ? Ref
             : nullptr;
}

DeclRefExpr *registerVariable(const ASTContext &Context, Expr *E) {
  DeclRefExpr *Ref = localVariable(E->IgnoreParenNoopCasts(Context));
  bool HasRegister =
      Ref && cast<VarDecl>(Ref->getDecl())->getStorageClass() == SC_Register &&
      Ref->getDecl()->hasAttr<AsmLabelAttr>();
  return HasRegister ? Ref : nullptr;
}

} // namespace kpkeys
