//===- BodyChecks.h - Statements that cannot get windows --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef KPKEYS_FRONTEND_BODYCHECKS_H
#define KPKEYS_FRONTEND_BODYCHECKS_H

#include "kpkeys/Frontend/DomainModel.h"

namespace clang {
class ASTContext;
class Stmt;
} // namespace clang

namespace kpkeys {

/// Reports what in a function's body or a variable's initializer writes
/// protected data without an expression that could be marked, or lets others.
void checkStatements(clang::ASTContext &Context, const DomainModel &Model,
                     clang::Stmt *BodyOrInitializer);

} // namespace kpkeys

#endif
