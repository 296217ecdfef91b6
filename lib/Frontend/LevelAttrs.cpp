//===- LevelAttrs.cpp - kpkeys_level, _requires and _leave ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses the three attributes, and finds what they say of a function or of a
// type of functions. Whether the policy has the level, and what a function may
// not be, is checked by LevelChecks.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/LevelAttrs.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaDiagnostic.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

/// Interned when one of the attributes is read: a handler has no other state
/// that belongs to the compilation. No program can spell it.
static constexpr llvm::StringLiteral AttrsRead = "kpkeys levels";

bool haveLevelAttrs(const ASTContext &Context) {
  return Context.Idents.find(AttrsRead) != Context.Idents.end();
}

bool mayHaveLevelAttrs(const ASTContext &Context) {
  return Context.getExternalSource() || haveLevelAttrs(Context);
}

bool isOfFunctions(QualType T) {
  T = T.getNonReferenceType();
  while (const auto *Array = dyn_cast<ArrayType>(T.getCanonicalType()))
    T = Array->getElementType();
  if (T->isPointerType())
    T = T->getPointeeType();
  return T->isFunctionType();
}

//===-- parsing -------------------------------------------------------------//

static void wrongSubject(Sema &S, const ParsedAttr &Attr,
                         const char *Subjects) {
  S.Diag(Attr.getLoc(), diag::err_attribute_wrong_decl_type_str)
      << Attr << Attr.isRegularKeywordAttribute() << Subjects;
}

/// Stores \p Value, unless \p D has another already.
static bool store(Sema &S, Decl *D, const ParsedAttr &Attr, StringRef Name,
                  StringRef Value) {
  auto Earlier = storedAttr(*D, Name);
  if (Earlier && Earlier->Value != Value) {
    S.Diag(Attr.getLoc(),
           S.getDiagnostics().getCustomDiagID(DiagnosticsEngine::Error,
                                              "%0 is '%1' here, '%2' before"))
        << Attr << Value << Earlier->Value;
    return false;
  }
  storeAttr(*D, Name, Value, Attr.getRange());
  return true;
}

namespace {
/// kpkeys_level and kpkeys_requires.
class LevelAttrInfo : public ParsedAttrInfo {
  StringRef Name;

protected:
  explicit LevelAttrInfo(StringRef Name, ArrayRef<Spelling> S) : Name(Name) {
    Spellings = S;
    NumArgs = 1;
  }

public:
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                            const Decl *D) const override {
    if (isa<FunctionDecl, VarDecl, FieldDecl, TypedefNameDecl>(D))
      return true;
    wrongSubject(S, Attr,
                 "functions, and variables, parameters, fields and typedefs "
                 "of functions");
    return false;
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override;
};

class AtLevelAttrInfo : public LevelAttrInfo {
  static constexpr Spelling Own[] = {{ParsedAttr::AS_GNU, "kpkeys_level"},
                                     {ParsedAttr::AS_C23, "kpkeys::level"},
                                     {ParsedAttr::AS_CXX11, "kpkeys::level"}};

public:
  AtLevelAttrInfo() : LevelAttrInfo(LevelAttr, Own) {}
};

class RequiresAttrInfo : public LevelAttrInfo {
  static constexpr Spelling Own[] = {
      {ParsedAttr::AS_GNU, "kpkeys_requires"},
      {ParsedAttr::AS_C23, "kpkeys::requires"},
      {ParsedAttr::AS_CXX11, "kpkeys::requires"}};

public:
  RequiresAttrInfo() : LevelAttrInfo(RequiresAttr, Own) {}
};

class LeaveAttrInfo : public ParsedAttrInfo {
  static constexpr Spelling Own[] = {{ParsedAttr::AS_GNU, "kpkeys_leave"},
                                     {ParsedAttr::AS_C23, "kpkeys::leave"},
                                     {ParsedAttr::AS_CXX11, "kpkeys::leave"}};

public:
  LeaveAttrInfo() {
    Spellings = Own;
    NumArgs = 1;
  }
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                            const Decl *D) const override {
    if (isa<FunctionDecl>(D))
      return true;
    wrongSubject(S, Attr, "functions");
    return false;
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override {
    StringRef Mode;
    if (!S.checkStringLiteralArgumentAttr(Attr, 0, Mode))
      return AttributeNotApplied;
    if (Mode != "saved" && Mode != "entry") {
      S.Diag(Attr.getLoc(), S.getDiagnostics().getCustomDiagID(
                                DiagnosticsEngine::Error,
                                "unknown way to leave '%0'; use entry, saved"))
          << Mode;
      return AttributeNotApplied;
    }
    S.Context.Idents.get(AttrsRead);
    return store(S, D, Attr, LeaveAttr, Mode) ? AttributeApplied
                                              : AttributeNotApplied;
  }
};
} // namespace

ParsedAttrInfo::AttrHandling
LevelAttrInfo::handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const {
  StringRef Level;
  if (!S.checkStringLiteralArgumentAttr(Attr, 0, Level))
    return AttributeNotApplied;
  QualType T;
  if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
    T = Typedef->getUnderlyingType();
  else
    T = cast<ValueDecl>(D)->getType();
  if (!T->isDependentType() && !T->isUndeducedType() && !isOfFunctions(T)) {
    S.Diag(Attr.getLoc(),
           S.getDiagnostics().getCustomDiagID(
               DiagnosticsEngine::Error,
               "%0 is for functions and pointers to them; this has type %1"))
        << Attr << T;
    return AttributeNotApplied;
  }
  S.Context.Idents.get(AttrsRead);
  return store(S, D, Attr, Name, Level) ? AttributeApplied
                                        : AttributeNotApplied;
}

static ParsedAttrInfoRegistry::Add<AtLevelAttrInfo>
    LevelRegistration(LevelAttr, "a function whose body runs at a level");
static ParsedAttrInfoRegistry::Add<RequiresAttrInfo>
    RequiresRegistration(RequiresAttr, "a function that is called at a level");
static ParsedAttrInfoRegistry::Add<LeaveAttrInfo>
    LeaveRegistration(LeaveAttr, "how a function's windows are left");

//===-- what they say -------------------------------------------------------//

/// The attribute of a typedef that \p T is, down to where it is something else.
static std::optional<StoredAttr> attrOfTypedef(QualType T, StringRef Name) {
  while (true) {
    const Type *Ty = T.getTypePtr();
    if (const auto *Typedef = dyn_cast<TypedefType>(Ty))
      if (auto Attr = storedAttrOfAny(*Typedef->getDecl(), Name))
        return Attr;
    const auto *Array = dyn_cast<ArrayType>(Ty);
    QualType Next = Array ? Array->getElementType()
                          : Ty->getLocallyUnqualifiedSingleStepDesugaredType();
    if (Next.getTypePtr() == Ty)
      return std::nullopt;
    T = Next;
  }
}

std::optional<StoredAttr> levelAttrOfType(QualType T, StringRef Name) {
  if (T.isNull() || !isOfFunctions(T))
    return std::nullopt;
  for (;;) {
    if (auto Attr = attrOfTypedef(T, Name))
      return Attr;
    if (T->isFunctionType())
      return std::nullopt;
    const ArrayType *Array = T->getAsArrayTypeUnsafe();
    T = Array ? Array->getElementType() : T->getPointeeType();
  }
}

std::optional<StoredAttr> levelAttrOf(const FunctionDecl &F, StringRef Name) {
  for (const FunctionDecl *Each : F.redecls()) {
    if (auto Attr = storedAttr(*Each, Name))
      return Attr;
    if (auto Attr = levelAttrOfType(Each->getType(), Name))
      return Attr;
  }
  return std::nullopt;
}

StringRef bodyLevelOf(const FunctionDecl &F) {
  for (StringRef Name : {LevelAttr, RequiresAttr})
    if (auto Attr = levelAttrOf(F, Name))
      return Attr->Value;
  return {};
}

} // namespace kpkeys
