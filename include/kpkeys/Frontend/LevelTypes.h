//===- LevelTypes.h - Pointers to functions at a level ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_LEVELTYPES_H
#define KPKEYS_FRONTEND_LEVELTYPES_H

#include "kpkeys/Frontend/MarkerCalls.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class CallExpr;
class FunctionDecl;
class VarDecl;
} // namespace clang

namespace kpkeys {

/// A call through a pointer whose declaration or type has kpkeys_requires.
struct CallAtLevel {
  clang::CallExpr *Call;
  llvm::StringRef Level;
};

/// Checks that pointers to functions say at which level these are called, and
/// marks the calls.
class LevelTypes {
  clang::ASTContext &Context;
  MarkerCalls Markers;
  /// Where something has been reported: instantiations share their text.
  llvm::DenseSet<clang::SourceLocation> Reported;

public:
  explicit LevelTypes(clang::ASTContext &Context)
      : Context(Context), Markers(Context) {}

  /// The body of \p F as it is written; returns the calls that are to be
  /// marked.
  llvm::SmallVector<CallAtLevel, 0> check(clang::FunctionDecl &F);
  /// The initialiser of \p Var, at file or class scope.
  void check(clang::VarDecl &Var);

  void mark(llvm::ArrayRef<CallAtLevel> Calls);
};

} // namespace kpkeys

#endif
