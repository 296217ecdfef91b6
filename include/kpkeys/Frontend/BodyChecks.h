//===- BodyChecks.h - Statements that cannot get windows --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef KPKEYS_FRONTEND_BODYCHECKS_H
#define KPKEYS_FRONTEND_BODYCHECKS_H

#include "kpkeys/Frontend/DomainModel.h"

namespace clang {
class ASTContext;
class FunctionDecl;
} // namespace clang

namespace kpkeys {

/// Reports what in the body of \p F writes protected data without an
/// expression that could be marked.
void checkStatements(clang::ASTContext &Context, const DomainModel &Model,
                     const clang::FunctionDecl &F);

} // namespace kpkeys

#endif
