//===- ConstPromises.h - Who keeps the promise of const ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_CONSTPROMISES_H
#define KPKEYS_FRONTEND_CONSTPROMISES_H

#include "kpkeys/Frontend/DomainModel.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class CallExpr;
class FunctionDecl;
class FunctionProtoType;
class Type;
} // namespace clang

namespace kpkeys {

/// True if the callee cannot be expected to know the types that this file
/// protects: a builtin, a library function, one without a prototype.
bool isUntyped(const clang::FunctionDecl &F);

/// A pointer to const that was not marked, since nobody was seen to write
/// through it.
struct ConstPromise {
  clang::SourceLocation Loc;
  DomainName Domain;
  /// Who promised: this function, or, if null, all that have this type.
  const clang::FunctionDecl *By;
  const clang::FunctionProtoType *Type;
  /// By returns the pointer, or may.
  bool ComesBack = false;
};

/// Knows which functions of a file may write through pointers to const: those
/// that cast const away, and those that hand such a pointer to one of them.
class ConstPromises {
public:
  /// What is asked of one body.
  struct Facts {
    bool Drops = false; ///< by itself
    llvm::SmallVector<const clang::FunctionDecl *, 4> HandsTo;
    /// Called through pointers; null: without a prototype.
    llvm::SmallVector<const clang::FunctionProtoType *, 1> HandsToTypes;
    /// Whose results it casts to pointers to what is not const.
    llvm::SmallVector<const clang::FunctionDecl *, 1> DropsResultsOf;
  };

  explicit ConstPromises(clang::ASTContext &Context) : Context(Context) {}

  /// True if \p F may write through a pointer to const. A definition is to be
  /// asked about before it is rewritten.
  bool isDroppedBy(const clang::FunctionDecl &F);
  /// True if \p Arg, argument \p ArgNo of \p Call, is a pointer to const that
  /// the callee may write through.
  bool isDropped(const clang::CallExpr *Call, const clang::Expr *Arg,
                 unsigned ArgNo);

  /// A pointer may lead to definition \p F, which waits to be rewritten.
  void mayBeCalled(const clang::FunctionDecl &F) { Latest.push_back(&F); }
  /// Definition \p F is not rewritten. What it does with const is asked only if
  /// somebody believes a promise.
  void leave(const clang::FunctionDecl &F);
  void believe(const ConstPromise &Promise) {
    if (Promise.By || Promise.Type)
      Believed.push_back(Promise);
  }
  /// Reports, at the end of the file, what should not have been believed.
  void reportBroken();

private:
  using Visited = llvm::SmallPtrSet<const clang::FunctionDecl *, 16>;

  clang::ASTContext &Context;
  llvm::MapVector<const clang::FunctionDecl *, Facts> Bodies;
  /// Those that may not have been asked about, by canonical type; the latest
  /// ones are not sorted yet.
  llvm::DenseMap<const clang::Type *,
                 llvm::SmallVector<const clang::FunctionDecl *, 2>>
      Waiting;
  llvm::SmallVector<const clang::FunctionDecl *, 0> Latest;
  llvm::SmallVector<const clang::FunctionDecl *, 0> Left;
  llvm::SmallVector<ConstPromise, 8> Believed;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> ResultsDropped;

  void sortByType();
  bool namesakeDrops(const clang::FunctionDecl &F, Visited &Seen);
  bool drops(const clang::FunctionDecl &F, Visited &Seen);
  bool anyDrops(const clang::FunctionProtoType *Type, Visited &Seen);
};

} // namespace kpkeys

#endif
