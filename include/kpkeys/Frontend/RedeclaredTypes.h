//===- RedeclaredTypes.h - Types that declarations disagree on --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_REDECLAREDTYPES_H
#define KPKEYS_FRONTEND_REDECLAREDTYPES_H

namespace clang {
class ASTContext;
class Decl;
class RecordDecl;
} // namespace clang

namespace kpkeys {

/// The declaration before \p D of the same thing; of a parameter, in the
/// declaration of its function before.
const clang::Decl *previousDecl(const clang::Decl &D);

/// Reports that \p D, or a parameter of it, is given a type that is the same to
/// the language as in the declaration before, but leads into other domains: a
/// typedef with an attribute is in one of them only. Which of the two an
/// expression has is up to the compiler. (A variable, or what its pointers lead
/// to, may be protected by any of its declarations that comes before its use.)
void checkRedeclaredTypes(clang::ASTContext &Context, const clang::Decl &D);

/// The same of the fields of \p R, which C23 lets a program define twice.
void checkRedefinition(clang::ASTContext &Context, const clang::RecordDecl &R);

} // namespace kpkeys

#endif
