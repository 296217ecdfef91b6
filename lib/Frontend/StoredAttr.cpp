//===- StoredAttr.cpp - The plugin's attributes on declarations -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes and reads the text of the swift_attrs.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/StoredAttr.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

/// Gets an attribute of its own as soon as any is stored. No program can give
/// it one.
static Decl &unitOf(const ASTContext &Context) {
  return *Context.getTranslationUnitDecl()->getFirstDecl();
}

void storeAttr(Decl &D, StringRef Name, StringRef Value, SourceRange Range) {
  ASTContext &Context = D.getASTContext();
  std::string Text = (Name + ":" + Value).str();
  D.addAttr(SwiftAttrAttr::CreateImplicit(Context, Text, Range));
  if (Decl &Unit = unitOf(Context); !Unit.hasAttrs())
    Unit.addAttr(SwiftAttrAttr::CreateImplicit(Context, "kpkeys"));
}

bool mayHaveStoredAttrs(const ASTContext &Context) {
  return Context.getExternalSource() || unitOf(Context).hasAttrs();
}

bool hasStoredAttrs(const Decl &D) {
  return D.hasAttrs() && D.hasAttr<SwiftAttrAttr>();
}

std::optional<StoredAttr> storedAttr(const Decl &D, StringRef Name) {
  if (!D.hasAttrs())
    return std::nullopt;
  for (const auto *A : D.specific_attrs<SwiftAttrAttr>()) {
    StringRef Text = A->getAttribute();
    if (Text.consume_front(Name) && Text.consume_front(":"))
      return StoredAttr{Text, A->getLocation()};
  }
  return std::nullopt;
}

std::optional<StoredAttr> storedAttrOfAny(const Decl &D, StringRef Name) {
  const auto *Param = dyn_cast<ParmVarDecl>(&D);
  const auto *F =
      Param ? dyn_cast<FunctionDecl>(Param->getDeclContext()) : nullptr;
  if (!F) {
    for (const Decl *Each : D.redecls())
      if (auto Attr = storedAttr(*Each, Name))
        return Attr;
    return std::nullopt;
  }
  unsigned N = Param->getFunctionScopeIndex();
  for (const FunctionDecl *Each : F->redecls())
    if (N < Each->getNumParams())
      if (auto Attr = storedAttr(*Each->getParamDecl(N), Name))
        return Attr;
  return storedAttr(D, Name);
}

} // namespace kpkeys
