//===- DomainAttr.cpp - kpkeys_protected on declarations ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses the attribute, checks subject and argument, and keeps it on the
// declaration (StoredAttr.h).
// Whether the domain exists is checked by DeclChecks, which knows the policy.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/StoredAttr.h"
#include "clang/AST/Decl.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaDiagnostic.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

std::optional<DomainAttr> domainAttr(const Decl &D) {
  auto Attr = storedAttr(D, ProtectedAttr);
  return Attr ? std::optional(DomainAttr{Attr->Value, Attr->Loc})
              : std::nullopt;
}

std::optional<DomainAttr> domainAttrOfAny(const Decl &D) {
  for (const Decl *Each : D.redecls())
    if (auto Attr = domainAttr(*Each))
      return Attr;
  return std::nullopt;
}

namespace {
class ProtectedAttrInfo : public ParsedAttrInfo {
public:
  ProtectedAttrInfo() {
    static constexpr Spelling S[] = {
        {ParsedAttr::AS_GNU, "kpkeys_protected"},
        {ParsedAttr::AS_C23, "kpkeys::protected"},
        {ParsedAttr::AS_CXX11, "kpkeys::protected"}};
    Spellings = S;
    NumArgs = 1;
  }

  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                            const Decl *D) const override;
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override;
};
} // namespace

bool ProtectedAttrInfo::diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                                             const Decl *D) const {
  bool Fits = isa<FieldDecl, TypedefNameDecl, RecordDecl>(D) ||
              (isa<VarDecl>(D) && !isa<ParmVarDecl>(D));
  if (!Fits)
    S.Diag(Attr.getLoc(), diag::err_attribute_wrong_decl_type_str)
        << Attr << Attr.isRegularKeywordAttribute()
        << "structs, unions, fields, variables and typedefs";
  return Fits;
}

ParsedAttrInfo::AttrHandling
ProtectedAttrInfo::handleDeclAttribute(Sema &S, Decl *D,
                                       const ParsedAttr &Attr) const {
  StringRef Domain;
  if (!S.checkStringLiteralArgumentAttr(Attr, 0, Domain))
    return AttributeNotApplied;
  auto Report = [&](unsigned ID, SourceLocation Loc) {
    return S.Diag(Loc, ID);
  };
  DiagnosticsEngine &Diags = S.getDiagnostics();
  if (auto Earlier = domainAttr(*D)) {
    if (Earlier->Domain == Domain)
      return AttributeNotApplied;
    Report(Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                 "conflicting domains: '%0' here, '%1' before"),
           Attr.getLoc())
        << Domain << Earlier->Domain;
    Report(Diags.getCustomDiagID(DiagnosticsEngine::Note,
                                 "the other domain is given here"),
           Earlier->Loc);
    return AttributeNotApplied;
  }
  storeAttr(*D, ProtectedAttr, Domain, Attr.getRange());
  return AttributeApplied;
}

static ParsedAttrInfoRegistry::Add<ProtectedAttrInfo>
    Registration("kpkeys_protected", "data of a protection-key domain");

} // namespace kpkeys
