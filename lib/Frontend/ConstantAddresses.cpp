//===- ConstantAddresses.cpp - Addresses in constants of C++ --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DeclChecks' rule for addresses of protected data in static initialisers,
// where the initialiser does not show them: a constructor, a default member
// initialiser or a constexpr function puts them into the value. So do template
// arguments of class type.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/DeclChecks.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/APValue.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace kpkeys {

/// The domain of what \p Address, an lvalue, names.
static DomainName domainAt(const ASTContext &Context, const DomainModel &Model,
                           const APValue &Address) {
  const auto *D = Address.getLValueBase().dyn_cast<const ValueDecl *>();
  const auto *Var = dyn_cast_or_null<VarDecl>(D);
  if (!Var)
    return {};
  DomainName Domain = Model.ofDecl(*Var);
  if (!Address.hasLValuePath())
    return Domain;
  QualType At = Var->getType(); // null: a base class
  for (const APValue::LValuePathEntry &Step : Address.getLValuePath()) {
    if (!Domain.empty())
      break;
    const ArrayType *Array = At.isNull() ? nullptr : Context.getAsArrayType(At);
    if (Array) {
      At = Array->getElementType();
      continue;
    }
    if (!At.isNull() && !At->isRecordType())
      break;
    const Decl *Part = Step.getAsBaseOrMember().getPointer();
    if (const auto *Field = dyn_cast<FieldDecl>(Part)) {
      Domain = Model.ofDecl(*Field);
      At = Field->getType();
    } else if (const auto *Base = dyn_cast<CXXRecordDecl>(Part)) {
      Domain = Model.ofRecord(*Base);
      At = {};
    }
  }
  return Domain;
}

namespace {
/// Finds an address of protected data in a value whose types do not say so.
class AddressInValue {
  const ASTContext &Context;
  const DomainModel &Model;

public:
  AddressInValue(const ASTContext &Context, const DomainModel &Model)
      : Context(Context), Model(Model) {}

  /// The domain of the first in \p Value, a \p T.
  DomainName find(const APValue &Value, QualType T) const {
    if (Value.isLValue())
      return ofAddress(Value, T);
    if (Value.isMemberPointer())
      return ofMember(Value, T);
    if (Value.isStruct())
      return inStruct(Value, T);
    if (Value.isUnion())
      return Value.getUnionField()
                 ? find(Value.getUnionValue(), Value.getUnionField()->getType())
                 : DomainName();
    if (Value.isArray())
      return inArray(Value, T);
    return {};
  }

private:
  DomainName ofAddress(const APValue &Address, QualType T) const {
    if (!T->isPointerType() && !T->isReferenceType())
      return {};
    DomainName Domain = domainAt(Context, Model, Address);
    QualType To = T->getPointeeType();
    bool IsTold = Model.ofType(To) == Domain ||
                  (To.isConstQualified() && !Model.isSecret(Domain));
    return IsTold ? DomainName() : Domain;
  }

  DomainName ofMember(const APValue &Value, QualType T) const {
    const ValueDecl *Member = Value.getMemberPointerDecl();
    DomainName Domain = Member ? Model.ofMember(*Member) : DomainName();
    return Model.tellsOfMember(T, Domain) ? DomainName() : Domain;
  }

  DomainName inStruct(const APValue &Value, QualType T) const {
    const auto *R = T->getAsCXXRecordDecl();
    if (!R)
      return {};
    unsigned N = 0;
    for (const CXXBaseSpecifier &Base : R->bases())
      if (DomainName Domain = find(Value.getStructBase(N++), Base.getType());
          !Domain.empty())
        return Domain;
    for (const FieldDecl *Field : R->fields())
      if (DomainName Domain = find(Value.getStructField(Field->getFieldIndex()),
                                   Field->getType());
          !Domain.empty())
        return Domain;
    return {};
  }

  DomainName inArray(const APValue &Value, QualType T) const {
    const ArrayType *Array = Context.getAsArrayType(T);
    if (!Array)
      return {};
    for (unsigned N = 0, E = Value.getArrayInitializedElts(); N != E; ++N) {
      const APValue &Element = Value.getArrayInitializedElt(N);
      if (Element.isInt() || Element.isFloat())
        return {}; // and so are the others
      if (DomainName Domain = find(Element, Array->getElementType());
          !Domain.empty())
        return Domain;
    }
    return Value.hasArrayFiller()
               ? find(Value.getArrayFiller(), Array->getElementType())
               : DomainName();
  }
};
} // namespace

void DeclChecks::checkValue(const APValue &Value, QualType T,
                            SourceLocation Loc) {
  DomainName Domain = AddressInValue(Context, Model).find(Value, T);
  if (!Domain.empty())
    report(Context, Loc, DiagnosticsEngine::Warning,
           "the address of data in domain '%0' is stored by a static "
           "initializer; writes through it get no window (use a pointer to "
           "const or to the protected type)")
        << Domain;
}

void DeclChecks::checkConstant(const VarDecl &Var) {
  if (!Context.getLangOpts().CPlusPlus || Var.isTemplated() ||
      Var.getInit()->isValueDependent() || !Var.hasConstantInitialization())
    return;
  if (const APValue *Value = Var.evaluateValue())
    checkValue(*Value, Var.getType(), Var.getLocation());
}

void DeclChecks::checkValueArguments(ArrayRef<TemplateArgument> Arguments,
                                     SourceLocation Loc) {
  for (const TemplateArgument &Argument : Arguments) {
    if (Argument.getKind() == TemplateArgument::Pack) {
      checkValueArguments(Argument.getPackAsArray(), Loc);
    } else if (Argument.getKind() == TemplateArgument::StructuralValue) {
      const APValue &Value = Argument.getAsStructuralValue();
      if (CheckedArguments.insert(&Value).second)
        checkValue(Value, Argument.getStructuralValueType(), Loc);
    } else if (Argument.getKind() == TemplateArgument::Declaration) {
      const auto *Object =
          dyn_cast<TemplateParamObjectDecl>(Argument.getAsDecl());
      if (Object && CheckedArguments.insert(Object).second)
        checkValue(Object->getValue(), Object->getType(), Loc);
    }
  }
}

} // namespace kpkeys
