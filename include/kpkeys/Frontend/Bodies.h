//===- Bodies.h - Which bodies are rewritten when ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_BODIES_H
#define KPKEYS_FRONTEND_BODIES_H

#include "kpkeys/Frontend/DeclChecks.h"
#include "kpkeys/Frontend/LevelTypes.h"
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/Scopes.h"
#include "kpkeys/Frontend/TemplateNodes.h"
#include "kpkeys/Frontend/WaitingBodies.h"
#include "kpkeys/IR/FunctionPlaces.h"
#include "llvm/ADT/DenseSet.h"

namespace clang {
class CXXRecordDecl;
} // namespace clang

namespace kpkeys {

/// Checks declarations and rewrites bodies and initialisers, each once and
/// before code is generated for it.
class Bodies {
  clang::ASTContext &Context;
  const Policy &Rules;
  const DomainModel &Model;
  DeclChecks &Checks;
  TemplateNodes Nodes;
  MarkWrites Marker;
  Scopes Leveller;
  LevelTypes Types;
  WaitingBodies Waiting;
  llvm::DenseSet<const clang::Decl *> Checked;
  llvm::DenseSet<clang::Decl *> Done; ///< rewritten
  bool NeedsLocations;
  /// Their code has been generated without locations.
  llvm::SmallVector<const clang::FunctionDecl *, 0> Placeless;

public:
  Bodies(clang::ASTContext &Context, const Policy &Rules,
         const DomainModel &Model, DeclChecks &Checks, EarlyUses &Early,
         bool NeedsLocations)
      : Context(Context), Rules(Rules), Model(Model), Checks(Checks),
        Marker(Context, Model, Early, Nodes), Leveller(Context, Rules),
        Types(Context), Waiting(Context), NeedsLocations(NeedsLocations) {}

  /// Code may be generated for \p D next, and for what is declared in it.
  void reached(clang::Decl &D);
  /// Sema begins to make something of a template.
  void instantiationBegins() { Nodes.takeBack(); }
  /// Code is generated now for what has been put off.
  void finish();
  void reportBrokenPromises() { Marker.reportBrokenPromises(); }
  bool usesLevels() const;
  /// The passes alone need locations: if they have nothing to do in this file,
  /// those are left out of the code that is still to be generated. If they do,
  /// the places of functions whose code has none.
  FunctionPlaces omitLocations();
  /// The names of functions that have not been rewritten, since no code is
  /// expected for them.
  FunctionNames unmarked() const { return Waiting.names(Done); }
  /// \p R is complete.
  void completed(clang::CXXRecordDecl &R);

private:
  void function(clang::FunctionDecl &F);
  void variable(clang::VarDecl &Var);
  bool reachedCxx(clang::Decl &D);
  void record(clang::CXXRecordDecl &R);
  void rewrite(clang::FunctionDecl &F);
  void rewriteNeeded();
  bool mayMatter() const;
  bool isBroken(const clang::Stmt *S) const;
  bool concernsPasses() const;
  bool mayOmitLocations(const clang::FunctionDecl &F) const;
  bool mayBeEmittedNow(const clang::FunctionDecl &F) const;
};

} // namespace kpkeys

#endif
