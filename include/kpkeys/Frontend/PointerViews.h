//===- PointerViews.h - Pointers read as of another type --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_POINTERVIEWS_H
#define KPKEYS_FRONTEND_POINTERVIEWS_H

#include "kpkeys/Frontend/DomainModel.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace clang {
class CallExpr;
class FunctionDecl;
} // namespace clang

namespace kpkeys {

/// A place that holds pointers into a domain, seen as one that holds others.
struct PointerView {
  DomainName Domain; ///< empty: no such view
  /// The address of the place, as the other type; its steps down to the first
  /// type that tells are part of the view.
  const clang::Expr *Address = nullptr;
  clang::QualType As; ///< what is read there
};

/// The view that cast \p E makes: (int **)&cred_pointer.
PointerView viewBy(const DomainModel &Model, const clang::Expr *E);

/// The view that a call of memcpy or memmove makes, by its source.
PointerView viewByCopy(const DomainModel &Model, const clang::CallExpr *Call);

/// The view that bit cast \p E makes of what holds pointers.
PointerView viewByBitCast(const DomainModel &Model, const clang::Expr *E);

/// What the pointers lead into that a place holds whose type is \p Own, if they
/// are read there as those of type \p As, which is the same but for typedefs.
DomainName hiddenByTypedef(const DomainModel &Model, clang::QualType Own,
                           clang::QualType As);

/// True if \p Holds is true of \p T, or of an element, a field or a base of it,
/// and so on.
bool anyPart(clang::QualType T,
             llvm::function_ref<bool(clang::QualType)> Holds);

/// Says at \p Loc that pointers into \p Domain are read as an \p As.
void reportView(clang::ASTContext &Context, const DomainModel &Model,
                clang::SourceLocation Loc, DomainName Domain,
                clang::QualType As);

/// True if \p F gives back what it is given, with its type: std::move.
bool givesBackReference(const clang::FunctionDecl &F);

/// The pointer that a temporary holds which lvalue \p E is, or null.
clang::Expr **heldPointer(clang::Expr *E);

/// The lvalue that \p E is, by the type it was declared with: without std::move
/// and conversions that change nothing.
const clang::Expr *asDeclared(const clang::Expr *E);

} // namespace kpkeys

#endif
