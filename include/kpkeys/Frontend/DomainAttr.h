//===- DomainAttr.h - kpkeys_protected on declarations ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_DOMAINATTR_H
#define KPKEYS_FRONTEND_DOMAINATTR_H

#include "kpkeys/Frontend/StoredAttr.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace clang {
class Decl;
}

namespace kpkeys {

inline constexpr llvm::StringLiteral ProtectedAttr = "kpkeys_protected";

/// A kpkeys_protected attribute as found on a declaration.
struct DomainAttr {
  llvm::StringRef Domain;
  clang::SourceLocation Loc;
};

/// The attribute written on \p D itself, if any.
std::optional<DomainAttr> domainAttr(const clang::Decl &D);

/// The attribute of any declaration of the entity that \p D declares.
std::optional<DomainAttr> domainAttrOfAny(const clang::Decl &D);

} // namespace kpkeys

#endif
