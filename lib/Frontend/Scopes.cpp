//===- Scopes.cpp - Statements and bodies at a level ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  the AST of a function with a kpkeys_scope, or with kpkeys_level or
//         kpkeys_requires.
// Output: the statement of the scope, or the function's body, becomes
//           {
//             __kpkeys_scope.begin.L();
//             __attribute__((cleanup(__kpkeys_scope.end.L))) char scope;
//             <statement>
//           }
// so that code generation puts the end on each way out, after what is returned
// has been computed. The `if` of the macro stays: its condition is constant,
// and code generation emits nothing for it. Does not look at what runs at the
// level: that is the passes'.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/Scopes.h"
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/LevelAttrs.h"
#include "kpkeys/Frontend/LevelNames.h"
#include "kpkeys/Frontend/Report.h"
#include "kpkeys/IR/Scopes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace kpkeys {

/// What the file has declared by that name.
static DeclContext::lookup_result declared(const ASTContext &Context,
                                           llvm::StringRef Name) {
  auto Known = Context.Idents.find(Name);
  if (Known == Context.Idents.end())
    return {};
  const TranslationUnitDecl *Unit = Context.getTranslationUnitDecl();
  return Unit->lookup(Known->getValue());
}

bool Scopes::areUsed() const {
  return llvm::any_of(declared(Context, "__kpkeys_scope"),
                      [](const NamedDecl *D) { return D->isReferenced(); });
}

bool Scopes::callRuntime() const {
  auto IsUsed = [](const NamedDecl *D) {
    const auto *F = dyn_cast<FunctionDecl>(D);
    return F && F->isReferenced() && !F->isDefined();
  };
  return llvm::any_of(levelFunctionNames(), [&](llvm::StringRef Name) {
    return llvm::any_of(declared(Context, Name), IsUsed);
  });
}

std::optional<llvm::StringRef> Scopes::levelOf(const SourceScope &Scope) {
  const Expr *Written = Scope.Level->IgnoreParenImpCasts();
  SourceLocation Loc = Written->getExprLoc();
  const auto *Name = dyn_cast<clang::StringLiteral>(Written);
  if (Name && Name->isOrdinary() && isLevelName(Rules, Name->getString()))
    return Name->getString();
  if (!Reported.insert(Loc).second)
    return std::nullopt;
  if (!Name)
    kpkeys::report(Context, Loc, DiagnosticsEngine::Error,
                   "the level of a kpkeys_scope must be a string literal; "
                   "policy '%0' has %1")
        << Rules.name() << Rules.levelNames();
  else
    kpkeys::report(Context, Loc, DiagnosticsEngine::Error,
                   "unknown level '%0'; policy '%1' has %2")
        << Name->getBytes() << Rules.name() << Rules.levelNames();
  return std::nullopt;
}

static const char *describe(ScopeFault::Kind What) {
  switch (What) {
  case ScopeFault::GotoIn:
    return "this goto jumps into a kpkeys_scope; a scope is entered at its "
           "beginning";
  case ScopeFault::CaseIn:
    return "this label lets its switch jump into a kpkeys_scope; put the "
           "switch into the scope, or scopes behind its labels";
  case ScopeFault::AnyGoto:
    return "this may jump into or out of a kpkeys_scope by the address of a "
           "label, or from asm, without a switch; use goto";
  case ScopeFault::TailCall:
    return "musttail leaves no place for the end of the kpkeys_scope, or the "
           "function body at a level, that it is in";
  case ScopeFault::OtherThread:
    return "an OpenMP region does not run at the level of the kpkeys_scope "
           "that it is in; put a scope into the region";
  }
  llvm_unreachable("all kinds are named");
}

void Scopes::report(const BodyScopes &Found) {
  for (const ScopeFault &Fault : Found.Faults)
    if (Reported.insert(Fault.Loc).second)
      kpkeys::report(Context, Fault.Loc, DiagnosticsEngine::Error, "%0")
          << describe(Fault.What);
}

/// Reports kinds of functions that cannot hold scopes.
bool Scopes::refuses(const FunctionDecl &F, llvm::StringRef Level,
                     const BodyScopes &Found) {
  const char *Reason = nullptr;
  if (isa<CoroutineBodyStmt>(F.getBody()))
    Reason = "because a coroutine is left and entered again in the middle; "
             "call a function that has it";
  else if (!Level.empty() && isa<CXXTryStmt>(F.getBody()))
    Reason = "because its body is a function-try-block; put the try-block into "
             "the body";
  else if (Level.empty() && isIgnored(F))
    Reason = "because it has kpkeys_ignore, and so no windows";
  if (!Reason || (Level.empty() && Found.Scopes.empty()))
    return false;
  SourceLocation Loc =
      Level.empty() ? Found.Scopes.front().If->getBeginLoc() : F.getLocation();
  if (Reported.insert(Loc).second)
    kpkeys::report(Context, Loc, DiagnosticsEngine::Error,
                   "%0 cannot have %1, %2")
        << &F << (Level.empty() ? "a kpkeys_scope" : "a level") << Reason;
  return true;
}

Stmt *Scopes::wrap(Stmt *S, llvm::StringRef Level, FunctionDecl &F,
                   SourceLocation Loc) {
  auto *Var = VarDecl::Create(Context, &F, Loc, Loc,
                              &Context.Idents.get("__kpkeys_scope"),
                              Context.CharTy, nullptr, SC_None);
  Var->setImplicit();
  Var->addAttr(CleanupAttr::CreateImplicit(Context, Markers.endOfScope(Level)));
  Var->addAttr(NoDebugAttr::CreateImplicit(Context));
  Var->addAttr(UninitializedAttr::CreateImplicit(Context));
  Stmt *Parts[] = {Markers.beginScope(Level, Loc),
                   new (Context) DeclStmt(DeclGroupRef(Var), Loc, Loc), S};
  return CompoundStmt::Create(Context, Parts, FPOptionsOverride(), Loc,
                              S->getEndLoc());
}

void Scopes::rewrite(FunctionDecl &F) {
  llvm::StringRef Level =
      mayHaveLevelAttrs(Context) ? bodyLevelOf(F) : llvm::StringRef();
  if (Level.empty() && !areUsed())
    return;
  BodyScopes Found = findScopes(F, !Level.empty());
  report(Found);
  if (refuses(F, Level, Found))
    return;
  Markers.setMayBeConstant(F.isConstexpr());
  for (const SourceScope &Scope : Found.Scopes)
    if (auto Own = levelOf(Scope))
      Scope.If->setElse(
          wrap(Scope.If->getElse(), *Own, F, Scope.If->getBeginLoc()));
  if (isLevelName(Rules, Level))
    F.setBody(wrap(F.getBody(), Level, F, F.getBody()->getBeginLoc()));
}

} // namespace kpkeys
