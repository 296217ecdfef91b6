//===- DeclChecks.h - Declarations of protected data ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_DECLCHECKS_H
#define KPKEYS_FRONTEND_DECLCHECKS_H

#include "kpkeys/Frontend/DomainModel.h"
#include "kpkeys/Frontend/LevelChecks.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace clang {
class APValue;
class CXXRecordDecl;
class Decl;
class DeclContext;
class DiagnosticsEngine;
class FieldDecl;
class FunctionDecl;
class TagDecl;
class TemplateArgument;
class TypeSourceInfo;
} // namespace clang

namespace kpkeys {

/// Checks attributes against the policy and the program's rules, and puts
/// protected variables into their domain's section.
class DeclChecks {
  clang::ASTContext &Context;
  const Policy &Rules;
  const DomainModel &Model;
  LevelChecks Levels;
  llvm::SmallPtrSet<const clang::TagDecl *, 16> Checked;
  /// Checked when their types were known.
  llvm::SmallPtrSet<const clang::VarDecl *, 16> CompleteVariables;
  /// Template arguments that have been looked at.
  llvm::SmallPtrSet<const void *, 8> CheckedArguments;

public:
  DeclChecks(clang::ASTContext &Context, const Policy &Rules,
             const DomainModel &Model)
      : Context(Context), Rules(Rules), Model(Model), Levels(Context, Rules) {}

  /// \p D is a declaration at file scope or in a function.
  void check(clang::Decl &D);
  /// \p Var, defined tentatively, is complete now that the file has ended.
  void completeTentative(clang::VarDecl &Var);
  /// What \p F, which may be instantiated, says of levels.
  void checkLevels(const clang::FunctionDecl &F);
  /// All declarations inside \p Body, a function or block.
  void checkLocals(const clang::DeclContext &Body);
  /// \p R is a completed struct or union.
  void checkRecord(const clang::TagDecl &R);
  /// \p Argument is written as a template's argument.
  void checkTypeArgument(const clang::TypeSourceInfo &Argument);
  /// \p Arguments are those of what is instantiated at \p Loc.
  void checkValueArguments(llvm::ArrayRef<clang::TemplateArgument> Arguments,
                           clang::SourceLocation Loc);

private:
  void checkDomain(const clang::Decl &D, llvm::StringRef Name);
  void checkRedeclaration(const clang::Decl &D, llvm::StringRef Name);
  void checkPointer(const clang::Decl &D);
  void checkFunction(const clang::FunctionDecl &F);
  void checkBodyAttr(const clang::FunctionDecl &F, llvm::StringRef Name);
  void checkFunctionType(const clang::Decl &D);
  void checkAttrs(const clang::Decl &D);
  void checkVariable(clang::VarDecl &Var);
  void checkReference(const clang::VarDecl &Var);
  void checkLifetime(const clang::VarDecl &Var);
  void reportThreadLocal(const clang::VarDecl &Var, clang::SourceLocation Loc);
  void checkInitializer(const clang::VarDecl &Var);
  void checkConstant(const clang::VarDecl &Var);
  void checkValue(const clang::APValue &Value, clang::QualType T,
                  clang::SourceLocation Loc);
  void checkBases(const clang::CXXRecordDecl &R, DomainName Outer);
  void checkHeap(const clang::FieldDecl &Field);
};

} // namespace kpkeys

#endif
