//===- WaitingBodies.h - Bodies that no code needs so far -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_WAITINGBODIES_H
#define KPKEYS_FRONTEND_WAITINGBODIES_H

#include "kpkeys/IR/Unmarked.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
class Decl;
class FunctionDecl;
class IdentifierInfo;
} // namespace clang

namespace kpkeys {

/// The static inline functions of C that are not referred to by code that is
/// emitted, as far as that is known. Goes by the names in the object, as code
/// generation does.
class WaitingBodies {
  clang::ASTContext &Context;
  llvm::DenseMap<const clang::IdentifierInfo *, clang::FunctionDecl *> Waiting;
  llvm::DenseSet<const clang::IdentifierInfo *> Needed;
  llvm::SmallVector<clang::FunctionDecl *, 8> Ready;

public:
  explicit WaitingBodies(clang::ASTContext &Context) : Context(Context) {}

  /// True if definition \p F waits until it is needed.
  bool putOff(clang::FunctionDecl &F);
  /// Code is generated for \p D: what it refers to is needed.
  void needReferencesOf(clang::Decl &D);
  /// \p D may be another name of a function, which is then needed.
  void needTargetOf(const clang::Decl &D);
  /// A function that does not wait any longer, or null.
  clang::FunctionDecl *next() {
    return Ready.empty() ? nullptr : Ready.pop_back_val();
  }
  /// The names of those that still wait.
  FunctionNames names() const;

private:
  const clang::IdentifierInfo *nameOf(const clang::FunctionDecl &F) const;
  void need(const clang::IdentifierInfo *Name);
};

} // namespace kpkeys

#endif
