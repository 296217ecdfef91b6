//===- EarlyUses.h - Types used before they are protected -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_EARLYUSES_H
#define KPKEYS_FRONTEND_EARLYUSES_H

#include "kpkeys/Frontend/DomainModel.h"
#include "llvm/ADT/SmallVector.h"

namespace kpkeys {

/// True if \p Below is a pointer to an incomplete type, and \p Conversion makes
/// it one to something else.
bool isEarlyUse(const clang::ASTContext &Context, const clang::Expr *Conversion,
                const clang::Expr *Below);

/// Pointers to incomplete types that function bodies made pointers to something
/// else. If such a type turns out to be protected, they should have been
/// marked.
class EarlyUses {
  clang::ASTContext &Context;
  llvm::DenseMap<const clang::RecordDecl *,
                 llvm::SmallVector<const clang::Expr *, 2>>
      Conversions;

public:
  explicit EarlyUses(clang::ASTContext &Context) : Context(Context) {}

  /// \p Conversion is a step of an unmarked pointer, with one below it.
  void note(const clang::Expr *Conversion, const clang::Expr *Below);

  /// Warns of each of them: \p R has got its definition, in \p Domain.
  void reportFor(const clang::RecordDecl &R, DomainName Domain);
};

} // namespace kpkeys

#endif
