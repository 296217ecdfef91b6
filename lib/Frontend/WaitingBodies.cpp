//===- WaitingBodies.cpp - Bodies that no code needs so far ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Headers of C are full of static inline functions, of which a file uses few.
// Code generation emits one at the end of the file, if code that is emitted
// refers to its name; until then its body need not be rewritten. Followed here
// are all ways from one declaration to another: expressions, the attributes
// cleanup and assume, and alias, ifunc, asm labels and builtins, which are
// names. If code generation knows another, reportUnmarked (IR/Unmarked.h) fails
// the compilation.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/WaitingBodies.h"
#include "kpkeys/Frontend/AstVisitor.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace kpkeys {

namespace {
class References : public AstVisitor {
public:
  llvm::SmallSetVector<const FunctionDecl *, 16> Found;

  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()))
      Found.insert(F);
    return true;
  }
  bool VisitCleanupAttr(CleanupAttr *A) override {
    Found.insert(A->getFunctionDecl());
    return true;
  }
  bool VisitAttributedStmt(AttributedStmt *S) override {
    for (const Attr *A : S->getAttrs())
      if (const auto *Assume = dyn_cast<CXXAssumeAttr>(A))
        TraverseStmt(Assume->getAssumption());
    return true;
  }
};
} // namespace

/// Its name in the object. A builtin is emitted as the library function.
const IdentifierInfo *WaitingBodies::nameOf(const FunctionDecl &F) const {
  if (const auto *Label = F.getAttr<AsmLabelAttr>())
    return &Context.Idents.get(Label->getLabel());
  llvm::StringRef Name = F.getIdentifier() ? F.getName() : llvm::StringRef();
  if (F.getBuiltinID() != 0 && Name.consume_front("__builtin_"))
    return &Context.Idents.get(Name);
  return F.getIdentifier();
}

/// True if none of its attributes changes what a static inline function is
/// called in the object, nor whether it is emitted. Asking Clang takes longer.
static bool isPlain(const FunctionDecl &F) {
  return !F.hasAttrs() || llvm::all_of(F.getAttrs(), [](const Attr *A) {
    switch (A->getKind()) {
    case attr::AlwaysInline:
    case attr::Cold:
    case attr::Const:
    case attr::GNUInline:
    case attr::Hot:
    case attr::NoInline:
    case attr::NoInstrumentFunction:
    case attr::Pure:
    case attr::Unused:
    case attr::WarnUnusedResult:
      return true;
    default:
      return false;
    }
  });
}

bool WaitingBodies::mayPutOff(const FunctionDecl &F) const {
  const LangOptions &L = Context.getLangOpts();
  // What is precompiled refers to functions in ways that have not been seen.
  return !L.CPlusPlus && !L.OpenMP && !L.EmitAllDecls &&
         !Context.getExternalSource() && F.doesThisDeclarationHaveABody() &&
         F.isInlined() &&
         (F.getStorageClass() == SC_Static || !F.isExternallyVisible());
}

bool WaitingBodies::putOff(FunctionDecl &F) {
  if (!mayPutOff(F))
    return false;
  bool IsPlain = isPlain(F);
  if (!IsPlain && (F.isMultiVersion() || F.hasAttr<OverloadableAttr>() ||
                   Context.DeclMustBeEmitted(&F)))
    return false;
  const IdentifierInfo *Name = IsPlain ? F.getIdentifier() : nameOf(F);
  if (Needed.contains(Name))
    return false;
  if (!IsPlain)
    return Special.try_emplace(Name, &F).second;
  Plain.push_back(&F);
  return true;
}

/// \p F: who has the name, if it is known. A name alone is rare.
void WaitingBodies::need(const IdentifierInfo *Name, const FunctionDecl *F) {
  if (!Needed.insert(Name).second)
    return;
  if (auto It = Special.find(Name); It != Special.end()) {
    Ready.push_back(It->second);
    Special.erase(It);
  }
  if (F && F->getIdentifier() == Name) {
    const FunctionDecl *Definition = F->getDefinition();
    if (Definition && mayPutOff(*Definition))
      Ready.push_back(const_cast<FunctionDecl *>(Definition));
    return;
  }
  for (FunctionDecl *Each : Plain)
    if (Each->getIdentifier() == Name)
      Ready.push_back(Each);
}

void WaitingBodies::needReferencesOf(Decl &D) {
  References Visitor;
  Visitor.TraverseDecl(&D);
  for (const FunctionDecl *F : Visitor.Found)
    need(nameOf(*F), F);
}

void WaitingBodies::needTargetOf(const Decl &D) {
  // What has a body stands for no other function.
  const auto *F = dyn_cast<FunctionDecl>(&D);
  if (!D.hasAttrs() || (F && F->doesThisDeclarationHaveABody()))
    return;
  for (const Attr *A : D.getAttrs())
    if (const auto *Alias = dyn_cast<AliasAttr>(A))
      need(&Context.Idents.get(Alias->getAliasee()));
    else if (const auto *IFunc = dyn_cast<IFuncAttr>(A))
      need(&Context.Idents.get(IFunc->getResolver()));
}

FunctionNames WaitingBodies::names(const llvm::DenseSet<Decl *> &Done) const {
  FunctionNames Names;
  for (const FunctionDecl *F : Plain)
    if (!Done.contains(F))
      Names.push_back(F->getName());
  for (const auto &[Name, F] : Special)
    Names.push_back(Name->getName());
  return Names;
}

} // namespace kpkeys
