//===- BodyChecks.cpp - Statements that cannot get windows ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MarkWrites marks expressions. Some code writes without one:
//   - an OpenMP clause that copies a result back to a variable: the code is
//     made by Clang, in the middle of the runtime's protocol;
//   - inline asm that is given a pointer into protected data in a local
//     variable: what it does with the pointer is not seen;
//   - asm that is given one by "+r" of what is no local variable;
//   - what reads a pointer as a pointer of another type: PointerViews;
//   - a call through a pointer to a function whose result is kpkeys_pointee:
//     the pointer's type does not say so. Reported where the function's address
//     is taken.
// The first is an error, the others are warnings. Looks at a body before it is
// rewritten, and changes nothing.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/BodyChecks.h"
#include "kpkeys/Frontend/AsmOperands.h"
#include "kpkeys/Frontend/AstVisitor.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/PointerViews.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/OpenMPKinds.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace kpkeys {

/// True if a clause of kind \p Kind writes the variables it lists.
static bool writesVariables(OpenMPClauseKind Kind) {
  using namespace llvm::omp;
  switch (Kind) {
  case OMPC_reduction:
  case OMPC_task_reduction:
  case OMPC_in_reduction:
  case OMPC_lastprivate:
  case OMPC_linear:
  case OMPC_map:
  case OMPC_from:
    return true;
  default:
    return false;
  }
}

static void reportView(ASTContext &Context, const DomainModel &Model,
                       const PointerView &View) {
  reportView(Context, Model, View.Address->getExprLoc(), View.Domain, View.As);
}

namespace {
class BodyVisitor : public AstVisitor {
  ASTContext &Context;
  const DomainModel &Model;
  llvm::SmallPtrSet<const Expr *, 16> Callees;

public:
  BodyVisitor(ASTContext &Context, const DomainModel &Model)
      : Context(Context), Model(Model) {}

  /// A lambda's body is that of a member function, and looked at as such.
  bool shouldVisitLambdaBody() const override { return false; }

  bool VisitOMPExecutableDirective(OMPExecutableDirective *D) override {
    for (OMPClause *Clause : D->clauses())
      if (writesVariables(Clause->getClauseKind()))
        for (Stmt *Item : Clause->children())
          if (auto *E = dyn_cast_or_null<Expr>(Item))
            checkItem(*E, Clause->getClauseKind());
    return true;
  }

  bool VisitGCCAsmStmt(GCCAsmStmt *Asm) override {
    for (unsigned I = 0, E = Asm->getNumOutputs(); I != E; ++I)
      if (isInOutRegister(Context, *Asm, I) && mayWriteAnything(*Asm) &&
          !localVariable(Asm->getOutputExpr(I)))
        checkInOut(*Asm->getOutputExpr(I));
    if (!clobbersMemory(*Asm))
      return true;
    for (unsigned I = 0, E = Asm->getNumOutputs(); I != E; ++I)
      if (!outputInRegister(Context, *Asm, I) && Asm->isOutputPlusConstraint(I))
        checkSlot(*Asm->getOutputExpr(I));
    for (const Expr *Input : Asm->inputs())
      if (Input->isLValue())
        checkSlot(*Input);
    return true;
  }

  /// All operands of such asm are in memory, and it may write anything.
  bool VisitMSAsmStmt(MSAsmStmt *Asm) override {
    for (const Expr *Operand : Asm->getAllExprs())
      checkOperand(*Operand);
    return true;
  }

  /// A handler of pointers to the class or to its bases is MarkWrites'
  /// business.
  bool VisitCXXCatchStmt(CXXCatchStmt *Handler) override {
    const VarDecl *Caught = Handler->getExceptionDecl();
    if (!Caught || !Caught->getIdentifier())
      return true;
    QualType T = Caught->getType().getNonReferenceType();
    if (T->isVoidPointerType() && !T->getPointeeType().isConstQualified())
      report(Context, Caught->getLocation(), DiagnosticsEngine::Warning,
             "this handler catches pointers to protected data, too, and writes "
             "through %0 get no window; catch const void *, or the protected "
             "type before")
          << Caught;
    return true;
  }

  /// A view that is read through at once is known: DomainModel.
  bool VisitExpr(Expr *E) override {
    const Expr *Address = E->isLValue() ? rootPointer(E) : nullptr;
    for (; Address && chainStep(Address) == ChainStep::Conversion;
         Address = chainOperand(const_cast<Expr *>(Address)))
      ReadThrough.insert(Address);
    if (ReadThrough.contains(E))
      return true;
    if (PointerView View = viewBy(Model, E); !View.Domain.empty()) {
      reportView(Context, Model, View);
      // Said once: the casts below it are steps of the same view.
      for (const Expr *Step = E; chainStep(Step) == ChainStep::Conversion;
           Step = chainOperand(const_cast<Expr *>(Step)))
        ReadThrough.insert(Step);
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      if (PointerView Copied = viewByCopy(Model, Call); !Copied.Domain.empty())
        reportView(Context, Model, Copied);
    } else if (PointerView Cast = viewByBitCast(Model, E);
               !Cast.Domain.empty()) {
      reportView(Context, Model, Cast);
    }
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) override {
    Callees.insert(Call->getCallee()->IgnoreParenImpCasts());
    return true;
  }

  /// Comes after the call that it may be the callee of.
  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl());
    if (F && !Callees.contains(Ref) && storedAttrOfAny(*F, PointeeAttr))
      report(Context, Ref->getExprLoc(), DiagnosticsEngine::Warning,
             "the address of %0 is taken, and who calls it through a pointer "
             "does not know that its result is kpkeys_pointee; give it, and "
             "the pointer to it, a typedef with kpkeys_pointee as result")
          << F;
    return true;
  }

private:
  llvm::SmallPtrSet<const Expr *, 16> ReadThrough;

  /// \p E is a variable, a member or a section of an array: p[0:4].
  DomainName domainOfItem(const Expr &E) {
    if (const auto *Section = dyn_cast<ArraySectionExpr>(&E)) {
      const Expr *Base = Section->getBase()->IgnoreParens();
      return Base->getType()->isPointerType()
                 ? Model.ofWholePointer(Base).Domain
                 : domainOfItem(*Base);
    }
    return E.isLValue() ? Model.ofWholeLValue(&E).Domain : DomainName();
  }

  void checkItem(const Expr &E, OpenMPClauseKind Kind) {
    DomainName Domain = domainOfItem(E);
    if (!Domain.empty())
      report(Context, E.getExprLoc(), DiagnosticsEngine::Error,
             "OpenMP clause '%0' would write domain '%1' without a window; "
             "list a local variable and assign it afterwards")
          << llvm::omp::getOpenMPClauseName(Kind) << Domain;
  }

  /// A pointer in other memory than local variables is there to be exchanged
  /// or loaded: xchg(&head, c).
  void checkSlot(const Expr &E) {
    if (Model.ofLValue(&E).IsLocal)
      checkOperand(E);
  }

  void checkOperand(const Expr &E) {
    DomainName Domain = Model.ofPointee(E.getType());
    if (Domain.empty() && E.getType()->isPointerType())
      Domain = pointeeOfLValue(&E);
    if (!Domain.empty())
      report(Context, E.getExprLoc(), DiagnosticsEngine::Warning,
             "inline asm is given a pointer into domain '%0' in memory, and "
             "may %1 through it without a window; give it the pointer in a "
             "register")
          << Domain << (Model.isSecret(Domain) ? "read or write" : "write");
  }

  /// MarkWrites marks the value of a local variable only.
  void checkInOut(const Expr &E) {
    QualType To = E.getType()->getPointeeType();
    if (To.isNull() || To.isConstQualified())
      return;
    DomainName Domain = Model.inside(To);
    if (Domain.empty())
      Domain = pointeeOfLValue(&E);
    if (!Domain.empty())
      report(Context, E.getExprLoc(), DiagnosticsEngine::Warning,
             "inline asm is given a pointer into domain '%0' in an operand "
             "that it reads and writes, and may write through it without a "
             "window; use a local variable as the operand")
          << Domain;
  }
};
} // namespace

void checkStatements(ASTContext &Context, const DomainModel &Model,
                     Stmt *BodyOrInitializer) {
  BodyVisitor(Context, Model).TraverseStmt(BodyOrInitializer);
}

} // namespace kpkeys
