//===- ScopeJumps.h - The scopes of a body, and jumps -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_SCOPEJUMPS_H
#define KPKEYS_FRONTEND_SCOPEJUMPS_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace clang {
class ASTContext;
class Expr;
class FunctionDecl;
class IfStmt;
} // namespace clang

namespace kpkeys {

/// A kpkeys_scope in the source.
struct SourceScope {
  clang::IfStmt *If;
  const clang::Expr *Level; ///< as written
};

/// Something that a scope does not allow.
struct ScopeFault {
  enum Kind {
    GotoIn,     ///< enters a scope
    CaseIn,     ///< lets its switch enter a scope
    AnyGoto,    ///< leaves or enters scopes by a label's address or from asm
    TailCall,   ///< must be the last thing a function does
    OtherThread ///< is compiled as another function
  };
  Kind What;
  clang::SourceLocation Loc;
};

struct BodyScopes {
  llvm::SmallVector<SourceScope, 4> Scopes; ///< outer ones first
  llvm::SmallVector<ScopeFault, 0> Faults;
};

/// The scopes in \p F, and what its statements may not do with them. With
/// \p IsScope the whole body is one, too.
BodyScopes findScopes(clang::FunctionDecl &F, bool IsScope);

} // namespace kpkeys

#endif
