//===- PointerViews.h - Pointers read as pointers of another type *- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef KPKEYS_FRONTEND_POINTERVIEWS_H
#define KPKEYS_FRONTEND_POINTERVIEWS_H

#include "kpkeys/Frontend/DomainModel.h"

namespace clang {
class CallExpr;
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

} // namespace kpkeys

#endif
