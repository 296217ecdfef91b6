//===- Scopes.h - Statements and bodies at a level --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_SCOPES_H
#define KPKEYS_FRONTEND_SCOPES_H

#include "kpkeys/Frontend/MarkerCalls.h"
#include "kpkeys/Frontend/ScopeJumps.h"
#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/DenseSet.h"

namespace clang {
class Stmt;
} // namespace clang

namespace kpkeys {

/// Puts the begin and the end of scopes into function bodies.
class Scopes {
  clang::ASTContext &Context;
  const Policy &Rules;
  MarkerCalls Markers;
  /// Where something has been reported: instantiations share their text.
  llvm::DenseSet<clang::SourceLocation> Reported;

public:
  Scopes(clang::ASTContext &Context, const Policy &Rules)
      : Context(Context), Rules(Rules), Markers(Context) {}

  /// True if kpkeys_scope has been used in what has been read.
  bool areUsed() const;
  /// The same of the runtime's functions that switch levels.
  bool callRuntime() const;
  /// \p F is defined here and about to be compiled.
  void rewrite(clang::FunctionDecl &F);

private:
  std::optional<llvm::StringRef> levelOf(const SourceScope &Scope);
  clang::Stmt *wrap(clang::Stmt *S, llvm::StringRef Level,
                    clang::FunctionDecl &F, clang::SourceLocation Loc);
  void report(const BodyScopes &Found);
  bool refuses(const clang::FunctionDecl &F, llvm::StringRef Level,
               const BodyScopes &Found);
};

} // namespace kpkeys

#endif
