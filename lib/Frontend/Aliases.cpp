//===- Aliases.cpp - Second names of protected variables ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A variable with __attribute__((alias("first"))) is where `first` is, so in
// its domain. The attribute names a symbol; the variable of that name is looked
// for at file scope.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/DomainModel.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace kpkeys {

DomainName DomainModel::byAlias(const VarDecl &Var) const {
  // An alias of an alias may, by mistake, be one of itself.
  llvm::SmallPtrSet<const VarDecl *, 4> Seen;
  const VarDecl *Name = &Var;
  while (const auto *Attr = Name->getAttr<AliasAttr>()) {
    IdentifierInfo &Symbol = Context.Idents.get(Attr->getAliasee());
    const VarDecl *Of = nullptr;
    for (const NamedDecl *Found :
         Context.getTranslationUnitDecl()->lookup(&Symbol))
      if (const auto *V = dyn_cast<VarDecl>(Found))
        Of = V;
    if (!Of || !Seen.insert(Of).second)
      return {};
    if (DomainName Domain = ofDecl(*Of); !Domain.empty())
      return Domain;
    Name = Of;
  }
  return {};
}

} // namespace kpkeys
