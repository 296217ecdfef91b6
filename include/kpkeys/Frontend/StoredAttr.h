//===- StoredAttr.h - The plugin's attributes on declarations ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A plugin cannot add attribute nodes to the AST, so each attribute is kept as
// a swift_attr with the text "<name>:<value>": of Clang's own attributes it is
// the one that takes a string, applies to any declaration and has no effect at
// all (annotate would change the code of each field access). Being part of the
// AST, it survives in precompiled headers.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_FRONTEND_STOREDATTR_H
#define KPKEYS_FRONTEND_STOREDATTR_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace clang {
class ASTContext;
class Decl;
} // namespace clang

namespace kpkeys {

struct StoredAttr {
  llvm::StringRef Value;
  clang::SourceLocation Loc;
};

void storeAttr(clang::Decl &D, llvm::StringRef Name, llvm::StringRef Value,
               clang::SourceRange Range);

/// False if no attribute has been stored in this compilation, as in most files
/// of a program whose policy names what is protected.
bool mayHaveStoredAttrs(const clang::ASTContext &Context);

/// True if any attribute is stored on \p D. Most declarations have none, and
/// this is quick to say so.
bool hasStoredAttrs(const clang::Decl &D);

/// The attribute \p Name written on \p D itself, or inherited.
std::optional<StoredAttr> storedAttr(const clang::Decl &D,
                                     llvm::StringRef Name);

/// The attribute of any declaration of the entity that \p D declares; of a
/// parameter, in any declaration of its function.
std::optional<StoredAttr> storedAttrOfAny(const clang::Decl &D,
                                          llvm::StringRef Name);

} // namespace kpkeys

#endif
