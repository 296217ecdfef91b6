//===- PointerChains.h - What a pointer expression is made of ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_POINTERCHAINS_H
#define KPKEYS_FRONTEND_POINTERCHAINS_H

#include "llvm/ADT/SmallVector.h"

namespace clang {
class CallExpr;
class Expr;
class FieldDecl;
class QualType;
} // namespace clang

namespace kpkeys {

/// One step of a pointer expression: what it is computed from.
enum class ChainStep {
  AddressOf, ///< &lvalue
  Decay,     ///< an array lvalue as pointer to its first element
  /// A cast from pointer to pointer or to integer; parentheses, also braces.
  Conversion,
  Arithmetic, ///< pointer + integer
  None,       ///< anything else: the chain starts here
};

ChainStep chainStep(const clang::Expr *E);

/// The operand through which the chain goes on below \p E, which is a step.
clang::Expr *&chainOperand(clang::Expr *E);

/// The lvalue whose address \p E is, through conversions, or null.
clang::Expr **addressedLValue(clang::Expr *E);

/// The pointer that lvalue \p E dereferences at the root of its path, or null.
const clang::Expr *rootPointer(const clang::Expr *E);

/// True if the integer \p E is a pointer that is converted here, or where the
/// local variable that it is was declared.
bool wasPointer(const clang::Expr *E);

/// True if \p Call is __builtin_counted_by_ref, which does not evaluate its
/// argument.
bool isCountedByRef(const clang::CallExpr &Call);

/// The fields that the values of a list for a \p T initialise, in order, null
/// for each base class before them; empty for anything but a struct.
llvm::SmallVector<const clang::FieldDecl *, 8>
initializedFields(clang::QualType T);

/// True of {x}, where a reference is bound to that.
bool isBracedLValue(const clang::Expr &E);

/// True if lvalue \p E names a union's member, or part of one: what is stored
/// there can be read as another type.
bool isInUnion(const clang::Expr *E);

} // namespace kpkeys

#endif
