//===- AsmOperands.h - What inline asm is given ------------------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_ASMOPERANDS_H
#define KPKEYS_FRONTEND_ASMOPERANDS_H

namespace clang {
class ASTContext;
class DeclRefExpr;
class Expr;
class GCCAsmStmt;
} // namespace clang

namespace kpkeys {

/// True if \p Asm clobbers memory.
bool clobbersMemory(const clang::GCCAsmStmt &Asm);

/// True if \p Asm may write memory that it is not shown.
bool mayWriteAnything(const clang::GCCAsmStmt &Asm);

/// True if output operand \p N of \p Asm may be in a register.
bool outputInRegister(const clang::ASTContext &Context,
                      const clang::GCCAsmStmt &Asm, unsigned N);

/// True if output operand \p N of \p Asm ("+r") hands its value in, too, in a
/// register.
bool isInOutRegister(const clang::ASTContext &Context,
                     const clang::GCCAsmStmt &Asm, unsigned N);

/// True if input operand \p N of \p Asm is neither a register nor memory: "i".
bool inputIsConstant(const clang::ASTContext &Context,
                     const clang::GCCAsmStmt &Asm, unsigned N);

/// \p E as the name of a local variable, if it is no more than that.
clang::DeclRefExpr *localVariable(clang::Expr *E);

/// The local variable with a register of its own (register long n asm("rdi"))
/// that operand \p E is. Clang looks for its name there.
clang::DeclRefExpr *registerVariable(const clang::ASTContext &Context,
                                     clang::Expr *E);

} // namespace kpkeys

#endif
