//===- MarkAsm.cpp - Mark the operands of inline asm ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An output operand is written. An input operand in memory may be, when the
// asm clobbers memory (the habit of old bit operations); so may what a
// pointer in a register leads into.
// Two operands have no expression for the value that is handed in, and are
// marked in their variable, before the asm:  c = mark(c); asm(...)
//   - "+r"(c), which stands for the variable written as well; unless the asm
//     only computes, since who uses the variable marks it again;
//   - "r"(c), where c has a register of its own: Clang must find its name.
// BodyChecks reports a "+r" of what is no local variable.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/AsmOperands.h"
#include "kpkeys/Frontend/MarkWrites.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace kpkeys {

/// The statement  variable = mark(variable),  or null if it needs none.
Stmt *MarkWrites::markVariable(DeclRefExpr *Variable) {
  QualType Type = Variable->getType().getUnqualifiedType();
  SourceLocation Loc = Variable->getExprLoc();
  Expr *Value =
      ImplicitCastExpr::Create(Context, Type, CK_LValueToRValue, Variable,
                               nullptr, VK_PRValue, FPOptionsOverride());
  Expr *Marked = Value;
  visitReceived(Marked, {});
  if (Marked == Value)
    return nullptr;
  return BinaryOperator::Create(Context, Variable, Marked, BO_Assign, Type,
                                VK_PRValue, OK_Ordinary, Loc,
                                FPOptionsOverride());
}

void MarkWrites::visitAsm(Stmt *&S) {
  auto *Asm = cast<GCCAsmStmt>(S);
  bool ClobbersMemory = clobbersMemory(*Asm);
  SmallVector<Stmt *, 4> Statements;
  auto Mark = [&](DeclRefExpr *Variable) {
    if (Stmt *Marks = markVariable(Variable))
      Statements.push_back(Marks);
  };

  // What asm loads from a link is a neighbour.
  auto MarkLink = [&](Expr *&LValue, DomainName Neighbour) {
    if (!Neighbour.empty())
      LValue = Markers.markLValue(LValue, Neighbour, MarkerKind::Linked);
  };

  auto It = Asm->child_begin();
  auto Next = [&]() -> Expr *& { return asExpr(*It++); };
  for (unsigned I = 0, E = Asm->getNumOutputs(); I != E; ++I) {
    Expr *&Operand = Next();
    if (isInOutRegister(Context, *Asm, I) && mayWriteAnything(*Asm))
      if (DeclRefExpr *Variable = localVariable(Operand))
        Mark(Variable);
    DomainName Link;
    if (!outputInRegister(Context, *Asm, I))
      Link = Model.ofLinkAt(Operand);
    visitWritten(Operand);
    MarkLink(Operand, Link);
  }
  for (unsigned I = 0, E = Asm->getNumInputs(); I != E; ++I) {
    Expr *&Operand = Next();
    if (inputIsConstant(Context, *Asm, I))
      continue;
    if (Operand->isLValue()) {
      DomainName Link = Model.ofLinkAt(Operand);
      ClobbersMemory ? visitWritten(Operand) : visitRead(Operand);
      MarkLink(Operand, Link);
    } else if (DeclRefExpr *Variable = registerVariable(Context, Operand))
      Mark(Variable);
    else
      visitReceived(Operand, {});
  }
  if (Statements.empty())
    return;
  Statements.push_back(Asm);
  S = CompoundStmt::Create(Context, Statements, FPOptionsOverride(),
                           Asm->getBeginLoc(), Asm->getEndLoc());
}

} // namespace kpkeys
