//===- TemplateNodes.cpp - What instantiations share ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where nothing depends on a template's arguments, Clang gives an instantiation
// the template's own nodes. Code of some instantiations is generated at once,
// so they are rewritten before the next is made. The next must not be made of
// what has been rewritten: so that is taken back when an instantiation begins,
// and put again before code is generated.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/TemplateNodes.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace kpkeys {

/// True if \p D, or what it is declared in, has been made of a template.
static bool isInstantiated(const Decl &D) {
  if (const auto *Var = dyn_cast<VarDecl>(&D);
      Var && Var->getTemplateInstantiationPattern())
    return true;
  if (const auto *F = dyn_cast<FunctionDecl>(&D);
      F && F->isTemplateInstantiation())
    return true;
  if (const auto *R = dyn_cast<CXXRecordDecl>(&D);
      R && R->getTemplateInstantiationPattern())
    return true;
  const DeclContext *Around = D.getDeclContext();
  return Around && !Around->isFileContext() &&
         isInstantiated(*cast<Decl>(Around));
}

// What a declaration holds is its own: declarations are never shared.
void TemplateNodes::Recording::add(Stmt *S) {
  bool Declares = isa<DeclStmt>(S);
  for (Stmt *&Child : S->children()) {
    if (!Child)
      continue;
    if (!Declares)
      Slots.push_back({&Child, Child, nullptr});
    add(Child);
  }
}

TemplateNodes::Recording::Recording(TemplateNodes &Nodes, const Decl &Owner,
                                    ArrayRef<Stmt *> Roots)
    : Nodes(Nodes) {
  if (!isInstantiated(Owner))
    return;
  PutsAgain = !Nodes.AreBack;
  Nodes.takeBack();
  for (Stmt *Root : Roots)
    if (Root)
      add(Root);
}

TemplateNodes::Recording::~Recording() {
  for (Change &C : Slots)
    if (*C.Slot != C.Before)
      Nodes.Changes.push_back({C.Slot, C.Before, *C.Slot});
  if (PutsAgain)
    Nodes.putAgain();
}

void TemplateNodes::takeBack() {
  if (AreBack)
    return;
  AreBack = true;
  for (const Change &C : llvm::reverse(Changes))
    *C.Slot = C.Before;
}

void TemplateNodes::putAgain() {
  if (!AreBack)
    return;
  AreBack = false;
  for (const Change &C : Changes)
    *C.Slot = C.After;
}

} // namespace kpkeys
