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
  /// Those that are called what the program calls them; some do not wait any
  /// longer.
  llvm::SmallVector<clang::FunctionDecl *, 0> Plain;
  /// The others that wait.
  llvm::DenseMap<const clang::IdentifierInfo *, clang::FunctionDecl *> Special;
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
  /// The names of those that still wait, which are not in \p Done.
  FunctionNames names(const llvm::DenseSet<clang::Decl *> &Done) const;

private:
  bool mayPutOff(const clang::FunctionDecl &F) const;
  const clang::IdentifierInfo *nameOf(const clang::FunctionDecl &F) const;
  void need(const clang::IdentifierInfo *Name,
            const clang::FunctionDecl *F = nullptr);
};

} // namespace kpkeys

#endif
