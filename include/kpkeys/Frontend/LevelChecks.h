//===- LevelChecks.h - Declarations that speak of levels --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_LEVELCHECKS_H
#define KPKEYS_FRONTEND_LEVELCHECKS_H

#include "kpkeys/Frontend/StoredAttr.h"
#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/DenseSet.h"

namespace clang {
class ASTContext;
class Decl;
class FunctionDecl;
} // namespace clang

namespace kpkeys {

/// Checks kpkeys_level, kpkeys_requires and kpkeys_leave against the policy and
/// against what they stand on.
class LevelChecks {
  clang::ASTContext &Context;
  const Policy &Rules;
  /// Where something has been reported: instantiations share their text.
  llvm::DenseSet<clang::SourceLocation> Reported;

public:
  LevelChecks(clang::ASTContext &Context, const Policy &Rules)
      : Context(Context), Rules(Rules) {}

  void check(const clang::Decl &D);

private:
  bool isNew(clang::SourceLocation Loc) { return Reported.insert(Loc).second; }
  void checkName(const StoredAttr &Attr);
  void checkFunction(const clang::FunctionDecl &F);
  void checkAgain(const clang::Decl &D, llvm::StringRef Name);
  void checkKind(const clang::FunctionDecl &F, llvm::StringRef Name);
};

} // namespace kpkeys

#endif
