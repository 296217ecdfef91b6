//===- LevelChecks.cpp - Declarations that speak of levels ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the handlers of the attributes cannot know: whether the policy has the
// level, what the other declarations say, and whether the function is one whose
// body, or whose callers, can be at a level.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/LevelChecks.h"
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/LevelAttrs.h"
#include "kpkeys/Frontend/LevelNames.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace kpkeys {

void LevelChecks::checkName(const StoredAttr &Attr) {
  if (!isLevelName(Rules, Attr.Value) && isNew(Attr.Loc))
    report(Context, Attr.Loc, DiagnosticsEngine::Error,
           "unknown level '%0'; policy '%1' has %2")
        << Attr.Value << Rules.name() << Rules.levelNames();
}

/// \p Name on \p D, after other declarations of it.
void LevelChecks::checkAgain(const Decl &D, llvm::StringRef Name) {
  auto Here = storedAttr(D, Name);
  const Decl *Earlier = D.getPreviousDecl();
  if (!Here || !Earlier)
    return;
  std::optional<StoredAttr> Before;
  bool WasUsed = false;
  for (const Decl *Each = Earlier; Each; Each = Each->getPreviousDecl()) {
    Before = storedAttr(*Each, Name);
    if (!Before)
      Before = levelAttrOfType(cast<ValueDecl>(Each)->getType(), Name);
    WasUsed |= Each->isReferenced();
    if (Before)
      break;
  }
  if (Before && Before->Value != Here->Value && isNew(Here->Loc)) {
    report(Context, Here->Loc, DiagnosticsEngine::Error,
           "%0 is '%1' here, '%2' before")
        << Name << Here->Value << Before->Value;
    report(Context, Before->Loc, DiagnosticsEngine::Note, "it is given here");
  } else if (!Before && Name == RequiresAttr && WasUsed && isNew(Here->Loc)) {
    report(Context, Here->Loc, DiagnosticsEngine::Error,
           "kpkeys_requires must be on a declaration before the first use; "
           "calls before this one would not be at the level");
    report(Context, Earlier->getLocation(), DiagnosticsEngine::Note,
           "declared without it here");
  }
}

/// Why a function of the kind of \p F cannot have \p Name, or null.
static const char *whyNot(const FunctionDecl &F, llvm::StringRef Name) {
  if (isIgnored(F))
    return "because it has kpkeys_ignore, and so no windows";
  if (F.hasAttr<NakedAttr>())
    return "because it is naked, and nothing may be put into its body";
  if (Name == LeaveAttr)
    return nullptr;
  if (isa<CXXConstructorDecl, CXXDestructorDecl>(F))
    return "because parts of constructors and destructors stand outside of "
           "their bodies; give it to a function that they call";
  if (Name == LevelAttr)
    return nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (Method && Method->isVirtual())
    return "because calls by the virtual table would not be at the level; "
           "let it call a function that has it";
  if (Method && Method->getParent()->isLambda())
    return "because what a lambda is converted to does not say so; call a "
           "function that has it";
  if (F.hasAttr<AliasAttr>() || F.hasAttr<IFuncAttr>())
    return "because it is an alias; give it to the function it is an alias of";
  if (F.isMain())
    return "because main is called at the default level; use kpkeys_level";
  return nullptr;
}

void LevelChecks::checkKind(const FunctionDecl &F, llvm::StringRef Name) {
  auto Attr = Name == LeaveAttr ? storedAttr(F, Name) : levelAttrOf(F, Name);
  const char *Reason = Attr ? whyNot(F, Name) : nullptr;
  if (Reason && isNew(storedAttr(F, Name) ? Attr->Loc : F.getLocation()))
    report(Context, Attr->Loc, DiagnosticsEngine::Error,
           "%0 cannot have %1, %2")
        << &F << Name << Reason;
}

void LevelChecks::checkFunction(const FunctionDecl &F) {
  for (llvm::StringRef Name : {LevelAttr, RequiresAttr, LeaveAttr}) {
    checkAgain(F, Name);
    checkKind(F, Name);
  }
  auto Level = levelAttrOf(F, LevelAttr);
  auto Requires = levelAttrOf(F, RequiresAttr);
  if (Level && Requires && isNew(F.getLocation()))
    report(Context, F.getLocation(), DiagnosticsEngine::Error,
           "%0 has kpkeys_level and kpkeys_requires, which contradict each "
           "other: it enters the level itself, or its callers do")
        << &F;
}

void LevelChecks::check(const Decl &D) {
  if (!mayHaveLevelAttrs(Context))
    return;
  for (llvm::StringRef Name : {LevelAttr, RequiresAttr})
    if (auto Attr = storedAttr(D, Name))
      checkName(*Attr);
  if (isa<VarDecl>(D) && !isa<ParmVarDecl>(D))
    checkAgain(D, RequiresAttr);
  const auto *F = dyn_cast<FunctionDecl>(&D);
  if (!F)
    return;
  for (const ParmVarDecl *Param : F->parameters())
    check(*Param);
  checkFunction(*F);
}

} // namespace kpkeys
