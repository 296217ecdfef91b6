//===- DomainModel.cpp - Types and lvalues to domains ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers "does this type, declaration or lvalue belong to a domain, by what
// the program says about it". An lvalue belongs to the domain of the nearest
// thing on its path that has one: the field, its type, then the record around
// it. (DeclChecks refuses records in which two of these differ.)
// A pointer expression leads into the domain of the lvalue at its bottom, or
// of protected data that some pointer type on its way points to.
// Where a pointer *variable* points is Provenance's business, in the IR.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/DomainModel.h"
#include "kpkeys/Frontend/DomainAttr.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

DomainModel::DomainModel(const ASTContext &Context, const Policy &Rules)
    : Context(Context), Rules(Rules), TypeNames(Rules.protectedTypes()),
      VariableNames(Rules.protectedVariables()) {}

DomainName DomainModel::name(std::optional<unsigned> Domain) const {
  return Domain ? DomainName(Rules.domains()[*Domain].Name) : DomainName();
}

bool DomainModel::isSecret(DomainName Domain) const {
  std::optional<unsigned> D = Rules.findDomain(Domain);
  return D && Rules.isSecret(*D);
}

/// Patterns say nothing of the compiler's and the system's own declarations:
/// what writes those has been compiled already.
static bool isProgramsOwn(const ASTContext &Context, const Decl &D) {
  SourceLocation Loc = D.getLocation();
  return Loc.isValid() && !D.isImplicit() &&
         !Context.getSourceManager().isInSystemHeader(Loc);
}

DomainName DomainModel::byPolicy(const RecordDecl &R) const {
  StringRef Keyword = R.isUnion() ? "union" : "struct";
  StringRef Name = R.getName();
  if (const TypedefNameDecl *Typedef = R.getTypedefNameForAnonDecl()) {
    Keyword = "";
    Name = Typedef->getName();
  }
  if (TypeNames.hasExact() && !Name.empty()) {
    SmallString<64> Full(Keyword);
    if (!Full.empty())
      Full += ' ';
    Full += Name;
    if (auto Domain = TypeNames.exact(Full))
      return name(Domain);
  }
  const RecordDecl *Definition = R.getDefinition();
  if (TypeNames.hasPatterns() &&
      isProgramsOwn(Context, Definition ? *Definition : R))
    return name(TypeNames.pattern(Keyword, Name));
  return {};
}

DomainName DomainModel::byPolicy(const VarDecl &Var) const {
  if (!Var.hasGlobalStorage() || !Var.getIdentifier())
    return {};
  if (auto Domain = VariableNames.exact(Var.getName()))
    return name(Domain);
  if (!VariableNames.hasPatterns() || Var.getType().isConstant(Context) ||
      Var.getTLSKind() != VarDecl::TLS_None ||
      Var.getStorageClass() == SC_Register ||
      !isProgramsOwn(Context, *Var.getFirstDecl()))
    return {};
  return name(VariableNames.pattern("", Var.getName()));
}

/// True of a field that the policy lists under `copies`.
bool DomainModel::isCopy(const ValueDecl &D) const {
  const auto *Field = dyn_cast<FieldDecl>(&D);
  if (!Field || Rules.copies().empty())
    return false;
  const RecordDecl *R = Field->getParent();
  while (R->isAnonymousStructOrUnion() && isa<RecordDecl>(R->getDeclContext()))
    R = cast<RecordDecl>(R->getDeclContext());
  std::string Name;
  if (const TypedefNameDecl *Typedef = R->getTypedefNameForAnonDecl())
    Name = Typedef->getName().str();
  else
    Name = (R->isUnion() ? "union " : "struct ") + R->getName().str();
  Name += "." + Field->getName().str();
  return llvm::is_contained(Rules.copies(), Name);
}

/// A class template's attribute counts for what is made of it and for its
/// specialisations; a protected base protects what is derived from it, since
/// writing that writes the base.
static DomainName ofBases(const DomainModel &Model, const CXXRecordDecl &R) {
  const auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(&R);
  const CXXRecordDecl *Patterns[] = {
      R.getTemplateInstantiationPattern(), R.getInstantiatedFromMemberClass(),
      Special ? Special->getSpecializedTemplate()->getTemplatedDecl()
              : nullptr};
  for (const CXXRecordDecl *Pattern : Patterns)
    if (Pattern)
      if (auto Attr = domainAttrOfAny(*Pattern))
        return Attr->Domain;
  if (!R.hasDefinition())
    return {};
  for (const CXXBaseSpecifier &Base : R.bases())
    if (const CXXRecordDecl *Class = Base.getType()->getAsCXXRecordDecl())
      if (DomainName Domain = Model.ofRecord(*Class); !Domain.empty())
        return Domain;
  return {};
}

DomainName DomainModel::ofRecord(const RecordDecl &R) const {
  // An incomplete record may still get the attribute with its definition, one
  // without a tag its name with the typedef around it.
  bool IsFinal =
      R.getDefinition() && (R.getIdentifier() || R.getTypedefNameForAnonDecl());
  if (IsFinal)
    if (auto It = OfRecord.find(&R); It != OfRecord.end())
      return It->second;
  DomainName Domain;
  if (auto Attr = domainAttrOfAny(R)) {
    Domain = Attr->Domain;
  } else {
    Domain = byPolicy(R);
    if (const auto *Class = dyn_cast<CXXRecordDecl>(&R);
        Domain.empty() && Class)
      Domain = ofBases(*this, *Class);
  }
  if (IsFinal)
    OfRecord[&R] = Domain;
  return Domain;
}

DomainName DomainModel::ofType(QualType T) const {
  while (!T.isNull()) {
    const Type *Ty = T.getTypePtr();
    if (const auto *Typedef = dyn_cast<TypedefType>(Ty)) {
      if (auto Attr = domainAttrOfAny(*Typedef->getDecl()))
        return Attr->Domain;
    } else if (const auto *Record = dyn_cast<RecordType>(Ty)) {
      return ofRecord(*Record->getDecl());
    } else if (const auto *Array = dyn_cast<ArrayType>(Ty)) {
      T = Array->getElementType();
      continue;
    } else if (const auto *Atomic = dyn_cast<AtomicType>(Ty)) {
      T = Atomic->getValueType();
      continue;
    }
    QualType Next = T.getSingleStepDesugaredType(Context);
    if (Next.getTypePtr() == Ty)
      break;
    T = Next;
  }
  return {};
}

DomainName DomainModel::ofPointee(QualType T) const {
  const auto *Pointer = T.isNull() ? nullptr : T->getAs<PointerType>();
  if (!Pointer)
    return {};
  // A parameter that is written as an array, perhaps by its typedef.
  for (const Type *Ty = T.getTypePtr(); Ty != Pointer;
       Ty = Ty->getLocallyUnqualifiedSingleStepDesugaredType().getTypePtr())
    if (const auto *Adjusted = dyn_cast<AdjustedType>(Ty))
      return ofType(Adjusted->getOriginalType());
  return ofType(Pointer->getPointeeType());
}

static DomainName firstOf(DomainName A, DomainName B) {
  return A.empty() ? B : A;
}

DomainName DomainModel::ofDecl(const ValueDecl &D) const {
  if (auto Attr = domainAttrOfAny(D))
    return Attr->Domain;
  if (const auto *Var = dyn_cast<VarDecl>(&D))
    if (DomainName Domain = firstOf(byPolicy(*Var), byAlias(*Var));
        !Domain.empty())
      return Domain;
  if (DomainName Domain = ofType(D.getType()); !Domain.empty() && !isCopy(D))
    return Domain;
  const auto *Field = dyn_cast<FieldDecl>(&D);
  return Field ? ofRecord(*Field->getParent()) : DomainName();
}

/// What gives \p E its value: the last of a comma or statement expression.
static const Expr *lastValue(const Expr *E) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->getOpcode() == BO_Comma ? Binary->getRHS() : nullptr;
  const auto *Block = dyn_cast<StmtExpr>(E);
  if (!Block)
    return nullptr;
  for (const Stmt *Last : llvm::reverse(Block->getSubStmt()->body()))
    if (!isa<NullStmt>(Last)) {
      const auto *Value = dyn_cast<ValueStmt>(Last);
      return Value ? Value->getExprStmt() : nullptr;
    }
  return nullptr;
}

Place DomainModel::ofPointer(const Expr *E) const {
  if (DomainName Viewed = ofViewedPointer(E); !Viewed.empty())
    return {Viewed};
  if (DomainName Counted = ofCounter(E); !Counted.empty())
    return {Counted};
  ChainStep Step = chainStep(E);
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
    const auto *Elvis = dyn_cast<BinaryConditionalOperator>(E);
    Place A = ofPointer(Elvis ? Elvis->getCommon() : Choice->getTrueExpr());
    Place B = ofPointer(Choice->getFalseExpr());
    return {firstOf(A.Domain, B.Domain), A.IsLocal && B.IsLocal};
  }
  if (const Expr *Last = lastValue(E))
    return ofPointer(Last);
  if (Step == ChainStep::None) {
    if (isUnsealed(E))
      return {{}, /*IsLocal=*/true};
    return {firstOf(ofPointee(E->getType()),
                    firstOf(ofSource(E), ofLoadedLink(E)))};
  }
  const Expr *Below = chainOperand(const_cast<Expr *>(E));
  if (Step == ChainStep::AddressOf || Step == ChainStep::Decay)
    return ofLValue(Below);
  Place From = ofPointer(Below);
  if (From.Domain.empty() && !From.IsLocal)
    From.Domain = firstOf(ofPointee(E->getType()), pointeeOfType(E->getType()));
  return From;
}

DomainName DomainModel::inside(QualType T) const {
  if (DomainName Domain = ofType(T); !Domain.empty())
    return Domain;
  const auto *Record = T->getBaseElementTypeUnsafe()->getAs<RecordType>();
  const RecordDecl *R = Record ? Record->getDecl()->getDefinition() : nullptr;
  if (!R)
    return {};
  if (auto It = InRecord.find(R); It != InRecord.end())
    return It->second;
  DomainName Domain = insideRecord(*R);
  if (R->isCompleteDefinition())
    InRecord[R] = Domain;
  return Domain;
}

DomainName DomainModel::insideRecord(const RecordDecl &R) const {
  if (const auto *Class = dyn_cast<CXXRecordDecl>(&R))
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (DomainName Domain = inside(Base.getType()); !Domain.empty())
        return Domain;
  for (const FieldDecl *Field : R.fields()) {
    DomainName Domain = ofDecl(*Field);
    if (Domain.empty() && !isCopy(*Field))
      Domain = inside(Field->getType());
    if (!Domain.empty())
      return Domain;
  }
  return {};
}

/// What __builtin_counted_by_ref(c->array) points to: the member of *c that
/// counts the array.
DomainName DomainModel::ofCounter(const Expr *E) const {
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call || !isCountedByRef(*Call))
    return {};
  const auto *Array =
      dyn_cast<MemberExpr>(Call->getArg(0)->IgnoreParenImpCasts());
  if (!Array)
    return {};
  DomainName Own;
  const auto *Counted =
      Array->getMemberDecl()->getType()->getAs<CountAttributedType>();
  if (Counted)
    if (const auto *Counter = dyn_cast<DeclRefExpr>(
            Counted->getCountExpr()->IgnoreParenImpCasts()))
      Own = ofDecl(*Counter->getDecl());
  return firstOf(Own, ofLValue(Array).Domain);
}

/// What lvalue \p E may name when its root pointer was made, by a cast, from a
/// pointer to a holder of protected data: *(int *)((char *)task + offset).
DomainName DomainModel::insideCastHolder(const Expr *E) const {
  const Expr *Pointer = rootPointer(E);
  // Cast back to a holder: its members' types speak again.
  if (!Pointer || !inside(Pointer->getType()->getPointeeType()).empty())
    return {};
  Place P = ofWholePointer(Pointer);
  return P.IsLocal ? DomainName() : P.Domain;
}

DomainName DomainModel::ofSource(const Expr *E) const {
  return firstOf(firstOf(pointeeOfValue(E), ofCounter(E)),
                 firstOf(ofAllocation(E), ofFreed(E)));
}

Place DomainModel::ofWholeLValue(const Expr *E) const {
  Place P = ofLValue(E);
  if (P.IsLocal || !P.Domain.empty())
    return P;
  P.Domain = firstOf(inside(E->getType()), insideCastHolder(E));
  // A reference that was made of one to a holder: reinterpret_cast<int &>(*h).
  for (const auto *Cast = dyn_cast<CastExpr>(E->IgnoreParens());
       Cast && P.Domain.empty() && Cast->getSubExpr()->isGLValue();
       Cast = dyn_cast<CastExpr>(Cast->getSubExpr()->IgnoreParens()))
    P.Domain = inside(Cast->getSubExpr()->getType());
  return P;
}

Place DomainModel::ofWholePointer(const Expr *E) const {
  Place P = ofPointer(E);
  for (const Expr *Step = E; !P.IsLocal && P.Domain.empty();) {
    if (Step->getType()->isPointerType())
      P.Domain = inside(Step->getType()->getPointeeType());
    ChainStep Kind = chainStep(Step);
    if (Kind != ChainStep::Conversion && Kind != ChainStep::Arithmetic)
      break;
    Step = chainOperand(const_cast<Expr *>(Step));
  }
  return P;
}

/// True if pointer \p E was made by going back from protected data to what is
/// around it: container_of.
static bool leavesObject(const DomainModel &Model, const Expr *E) {
  bool GoesBack = false;
  for (ChainStep Step; (Step = chainStep(E)) != ChainStep::None;) {
    if (Step != ChainStep::Conversion && Step != ChainStep::Arithmetic)
      break;
    const auto *Binary = dyn_cast<BinaryOperator>(E);
    GoesBack |= Binary && Binary->getOpcode() == BO_Sub;
    E = chainOperand(const_cast<Expr *>(E));
  }
  return GoesBack && !Model.ofPointee(E->getType()).empty();
}

/// A holder's type tells of the protected data in it, which is all there is
/// unless the holder lies inside protected data itself.
bool DomainModel::tellsOf(QualType To, const Expr *E, DomainName Domain) const {
  if (ofType(To) == Domain)
    return true;
  return inside(To) == Domain &&
         (ofPointer(E).Domain.empty() || leavesObject(*this, E));
}

/// What \p Pointer leads into when dereferenced; \p Known: what the member or
/// the result's type already says.
Place DomainModel::behind(const Expr *Pointer, DomainName Known) const {
  Place There = ofPointer(Pointer);
  return There.IsLocal ? There : Place{firstOf(Known, There.Domain)};
}

/// A reference leads where the type of what it is bound to says.
Place DomainModel::ofVariable(const ValueDecl &D) const {
  if (const auto *Binding = dyn_cast<BindingDecl>(&D)) {
    if (const VarDecl *Holder = Binding->getHoldingVar())
      return ofVariable(*Holder);
    return Binding->getBinding() ? ofLValue(Binding->getBinding())
                                 : Place{{}, /*IsLocal=*/true};
  }
  if (D.getType()->isReferenceType())
    return {
        firstOf(ofType(D.getType().getNonReferenceType()), pointeeOfDecl(D))};
  const auto *Var = dyn_cast<VarDecl>(&D);
  if (!Var || Var->hasLocalStorage())
    return {{}, /*IsLocal=*/true};
  return {ofDecl(*Var)};
}

/// What the lvalues are that C does not have; std::nullopt: \p E is none.
std::optional<Place> DomainModel::ofCxxLValue(const Expr *E) const {
  if (isa<ExprWithCleanups, SubstNonTypeTemplateParmExpr>(E) ||
      isBracedLValue(*E))
    return ofLValue(cast<Expr>(*E->children().begin()));
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
    return Opaque->getSourceExpr() ? ofLValue(Opaque->getSourceExpr())
                                   : Place{ofType(E->getType())};
  if (const auto *Pack = dyn_cast<PackIndexingExpr>(E))
    return ofLValue(Pack->getSelectedExpr());
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    return ofLValue(Default->getExpr());
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
    return ofLValue(Default->getExpr());
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
    Place A = ofLValue(Choice->getTrueExpr());
    Place B = ofLValue(Choice->getFalseExpr());
    return Place{firstOf(A.Domain, B.Domain), A.IsLocal && B.IsLocal};
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->isIncrementDecrementOp())
    return ofLValue(Unary->getSubExpr());
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isAssignmentOp())
      return ofLValue(Binary->getLHS());
    if (Binary->isCommaOp())
      return ofLValue(Binary->getRHS());
    if (Binary->getOpcode() == BO_PtrMemI)
      return behind(Binary->getLHS(), ofMember(Binary->getRHS()));
    if (Binary->getOpcode() == BO_PtrMemD) {
      Place Object = ofLValue(Binary->getLHS());
      return Object.IsLocal
                 ? Object
                 : Place{firstOf(ofMember(Binary->getRHS()), Object.Domain)};
    }
    return std::nullopt;
  }
  if (isa<CallExpr, CXXTypeidExpr>(E))
    return Place{ofType(E->getType())};
  return std::nullopt;
}

Place DomainModel::ofLValue(const Expr *E) const {
  // A by-value result of a call, a compound literal, a local: on the stack.
  const Place Local{{}, /*IsLocal=*/true};
  if (const auto *P = dyn_cast<ParenExpr>(E))
    return ofLValue(P->getSubExpr());
  if (const auto *G = dyn_cast<GenericSelectionExpr>(E))
    return ofLValue(G->getResultExpr());
  if (const auto *C = dyn_cast<ChooseExpr>(E))
    return ofLValue(C->getChosenSubExpr());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return ofVariable(*Ref->getDecl());
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const ValueDecl *Named = Member->getMemberDecl();
    if (isa<VarDecl>(Named) || Named->getType()->isReferenceType())
      return ofVariable(*Named);
    DomainName Own = ofDecl(*Named);
    Place Base = Member->isArrow() ? behind(Member->getBase(), Own)
                                   : ofLValue(Member->getBase());
    if (isCopy(*Named) && Own.empty() && Base.Domain.empty())
      return Local;
    if (Member->isArrow())
      return Base;
    return Base.IsLocal ? Base : Place{firstOf(Own, Base.Domain)};
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    const Expr *Base = Subscript->getBase();
    return Base->getType()->isPointerType()
               ? behind(Base, ofType(E->getType()))
               : ofLValue(Base); // a vector's element
  }
  if (const auto *Matrix = dyn_cast<MatrixSubscriptExpr>(E))
    return ofLValue(Matrix->getBase());
  if (const auto *Vector = dyn_cast<ExtVectorElementExpr>(E))
    return Vector->isArrow() ? behind(Vector->getBase(), {})
                             : ofLValue(Vector->getBase());
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && !Unary->isIncrementDecrementOp()) {
    if (Unary->getOpcode() == UO_Deref)
      return behind(Unary->getSubExpr(), ofType(E->getType()));
    return ofLValue(Unary->getSubExpr()); // __real, __imag, __extension__
  }
  if (E->isGLValue())
    if (std::optional<Place> Found = ofCxxLValue(E))
      return *Found;
  if (const auto *Cast = dyn_cast<CastExpr>(E);
      Cast && Cast->getSubExpr()->isGLValue()) {
    Place Sub = ofLValue(Cast->getSubExpr());
    return Sub.IsLocal ? Sub : Place{firstOf(ofType(E->getType()), Sub.Domain)};
  }
  return Local;
}

} // namespace kpkeys
