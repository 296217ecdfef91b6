//===- FunctionAttrs.cpp - kpkeys_ignore and kpkeys_escape ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses the two attributes. The passes hear of them through the one attribute
// of Clang's that puts a string of ours on a function in the IR: an OpenMP
// assumption (FunctionNotes.h), about which nothing else has an opinion.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/LevelAttrs.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaDiagnostic.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

namespace {
class FunctionAttrInfo : public ParsedAttrInfo {
public:
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                            const Decl *D) const override {
    if (isa<FunctionDecl>(D))
      return true;
    S.Diag(Attr.getLoc(), diag::err_attribute_wrong_decl_type_str)
        << Attr << Attr.isRegularKeywordAttribute() << "functions";
    return false;
  }
};

class IgnoreAttrInfo : public FunctionAttrInfo {
public:
  IgnoreAttrInfo() {
    static constexpr Spelling S[] = {{ParsedAttr::AS_GNU, "kpkeys_ignore"},
                                     {ParsedAttr::AS_C23, "kpkeys::ignore"},
                                     {ParsedAttr::AS_CXX11, "kpkeys::ignore"}};
    Spellings = S;
  }
  AttrHandling handleDeclAttribute(Sema &, Decl *D,
                                   const ParsedAttr &Attr) const override {
    storeAttr(*D, IgnoreAttr, "", Attr.getRange());
    return AttributeApplied;
  }
};

class EscapeAttrInfo : public FunctionAttrInfo {
public:
  EscapeAttrInfo() {
    static constexpr Spelling S[] = {{ParsedAttr::AS_GNU, "kpkeys_escape"},
                                     {ParsedAttr::AS_C23, "kpkeys::escape"},
                                     {ParsedAttr::AS_CXX11, "kpkeys::escape"}};
    Spellings = S;
    NumArgs = 1;
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override;
};
} // namespace

ParsedAttrInfo::AttrHandling
EscapeAttrInfo::handleDeclAttribute(Sema &S, Decl *D,
                                    const ParsedAttr &Attr) const {
  StringRef Mode;
  if (!S.checkStringLiteralArgumentAttr(Attr, 0, Mode))
    return AttributeNotApplied;
  DiagnosticsEngine &Diags = S.getDiagnostics();
  if (!escapeModeByName(Mode)) {
    S.Diag(Attr.getLoc(),
           Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                 "unknown escape tier '%0'; use %1"))
        << Mode << llvm::join(escapeModeNames(), ", ");
    return AttributeNotApplied;
  }
  auto Earlier = storedAttr(*D, EscapeAttr);
  if (Earlier && Earlier->Value != Mode) {
    S.Diag(Attr.getLoc(), Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                                "%0 is '%1' here, '%2' before"))
        << Attr << Mode << Earlier->Value;
    return AttributeNotApplied;
  }
  storeAttr(*D, EscapeAttr, Mode, Attr.getRange());
  return AttributeApplied;
}

static ParsedAttrInfoRegistry::Add<IgnoreAttrInfo>
    IgnoreRegistration(IgnoreAttr, "a function without windows");
static ParsedAttrInfoRegistry::Add<EscapeAttrInfo>
    EscapeRegistration(EscapeAttr,
                       "how a function's leaving pointers are reported");

bool isIgnored(const FunctionDecl &F) {
  return storedAttrOfAny(F, IgnoreAttr).has_value();
}

static void addNote(FunctionDecl &F, const std::string &Note) {
  for (const auto *A : F.specific_attrs<OMPAssumeAttr>())
    if (A->getAssumption() == Note)
      return;
  F.addAttr(OMPAssumeAttr::CreateImplicit(F.getASTContext(), Note));
}

void noteObject(FunctionDecl &F, StringRef Domain) {
  addNote(F, objectNote(Domain));
}

void passOnFunctionAttrs(FunctionDecl &F) {
  if (!mayHaveStoredAttrs(F.getASTContext()))
    return;
  bool HasOurs = llvm::any_of(
      F.redecls(), [](const FunctionDecl *D) { return hasStoredAttrs(*D); });
  if (HasOurs && isIgnored(F)) {
    // In the body of another function its writes would get windows.
    if (!F.hasAttr<NoInlineAttr>())
      F.addAttr(NoInlineAttr::CreateImplicit(F.getASTContext()));
    addNote(F, ignoreNote());
  }
  if (auto Mode = HasOurs ? storedAttrOfAny(F, EscapeAttr) : std::nullopt)
    addNote(F, escapeNote(*escapeModeByName(Mode->Value)));
  if (!mayHaveLevelAttrs(F.getASTContext()))
    return;
  if (auto Level = levelAttrOf(F, RequiresAttr))
    addNote(F, requiresNote(Level->Value));
  if (auto Mode = storedAttrOfAny(F, LeaveAttr))
    addNote(F, leaveNote(Mode->Value));
}

} // namespace kpkeys
