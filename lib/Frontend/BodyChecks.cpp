//===- BodyChecks.cpp - Statements that cannot get windows ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MarkWrites marks expressions. Two kinds of statement write without one:
//   - an OpenMP clause that copies a result back to a variable: the code is
//     made by Clang, in the middle of the runtime's protocol;
//   - inline asm that is given, in memory, a pointer into protected data: what
//     it does with the pointer is not seen.
// The first is an error, the second a warning. Looks at a body before it is
// rewritten, and changes nothing.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/BodyChecks.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/OpenMPKinds.h"

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

/// True if asm that takes \p Asm's operands may write memory it is not shown.
static bool clobbersMemory(const AsmStmt &Asm) {
  for (unsigned I = 0, E = Asm.getNumClobbers(); I != E; ++I)
    if (Asm.getClobber(I) == StringRef("memory"))
      return true;
  return false;
}

namespace {
class BodyVisitor : public RecursiveASTVisitor<BodyVisitor> {
  ASTContext &Context;
  const DomainModel &Model;

public:
  BodyVisitor(ASTContext &Context, const DomainModel &Model)
      : Context(Context), Model(Model) {}

  bool VisitOMPExecutableDirective(OMPExecutableDirective *D) {
    for (OMPClause *Clause : D->clauses())
      if (writesVariables(Clause->getClauseKind()))
        for (Stmt *Item : Clause->children())
          if (auto *E = dyn_cast_or_null<Expr>(Item))
            checkItem(*E, Clause->getClauseKind());
    return true;
  }

  bool VisitGCCAsmStmt(GCCAsmStmt *Asm) {
    if (!clobbersMemory(*Asm))
      return true;
    for (unsigned I = 0, E = Asm->getNumOutputs(); I != E; ++I)
      if (!isRegister(*Asm, I))
        checkOperand(*Asm->getOutputExpr(I));
    for (const Expr *Input : Asm->inputs())
      if (Input->isLValue())
        checkOperand(*Input);
    return true;
  }

  /// All operands of such asm are in memory, and it may write anything.
  bool VisitMSAsmStmt(MSAsmStmt *Asm) {
    for (const Expr *Operand : Asm->getAllExprs())
      checkOperand(*Operand);
    return true;
  }

private:
  static bool isRegister(GCCAsmStmt &Asm, unsigned Output) {
    return !StringRef(Asm.getOutputConstraint(Output)).contains('m');
  }

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

  void checkOperand(const Expr &E) {
    DomainName Domain = Model.ofPointee(E.getType());
    if (!Domain.empty())
      report(Context, E.getExprLoc(), DiagnosticsEngine::Warning,
             "inline asm is given a pointer into domain '%0' in memory, and "
             "may write through it without a window; give it the pointer in a "
             "register")
          << Domain;
  }
};
} // namespace

void checkStatements(ASTContext &Context, const DomainModel &Model,
                     const FunctionDecl &F) {
  BodyVisitor(Context, Model).TraverseStmt(F.getBody());
}

} // namespace kpkeys
