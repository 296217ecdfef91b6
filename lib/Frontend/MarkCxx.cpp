//===- MarkCxx.cpp - Mark writes: what C++ adds ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MarkWrites' rules for what C does not have:
//   - binding a reference is taking an address, and the object of a member
//     call is bound like an argument:
//       int &r = c->uid        int &r = *mark(&c->uid)
//       c->name.clear()        (*mark(&c->name)).clear()
//     A reference whose type says where it leads needs no marker.
//   - a constructor or destructor writes its object, and `new` what it got, in
//     ways that stand in no expression: they get a tag (Tags.h).
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/PointerViews.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/AST/RecordLayout.h"

using namespace clang;

namespace kpkeys {

/// True if \p R is or has a std::atomic that may be written to be loaded.
static bool hasLargeAtomic(const ASTContext &C, const CXXRecordDecl &R) {
  if (R.isInStdNamespace() && R.getIdentifier() && R.getName() == "atomic")
    return C.getASTRecordLayout(&R).getSize().getQuantity() > 8;
  auto Holds = [&C](QualType T) {
    const auto *Part = C.getBaseElementType(T)->getAsCXXRecordDecl();
    return Part && Part->hasDefinition() && hasLargeAtomic(C, *Part);
  };
  return llvm::any_of(
             R.fields(),
             [&](const FieldDecl *F) { return Holds(F->getType()); }) ||
         llvm::any_of(R.bases(), [&](const CXXBaseSpecifier &B) {
           return Holds(B.getType());
         });
}

/// True if a const \p T may be written: it has mutable members, or atomics that
/// are written to be loaded, or what is derived from it may have some.
static bool mayChange(const ASTContext &C, QualType T) {
  const auto *R = C.getBaseElementType(T)->getAsCXXRecordDecl();
  return R && R->hasDefinition() &&
         (R->hasMutableFields() || hasLargeAtomic(C, *R) ||
          (R->isPolymorphic() && !R->isEffectivelyFinal()));
}

/// What conversion \p E converts, or null.
static const Expr *converted(const Expr *E) {
  if (chainStep(E) == ChainStep::Conversion)
    return chainOperand(const_cast<Expr *>(E));
  const auto *Cast = dyn_cast<CastExpr>(E->IgnoreParens());
  return Cast && Cast->getSubExpr()->isGLValue() ? Cast->getSubExpr() : nullptr;
}

/// True if who is given \p E, a pointer to or an lvalue of what it takes as a
/// \p T, does not write it.
bool MarkWrites::promisesNoWrite(QualType T, const Expr *E) const {
  if (!T.isConstQualified() || isLargeAtomic(T) || mayChange(Context, T))
    return false;
  if (!Context.getLangOpts().CPlusPlus)
    return true;
  // It may be converted back.
  for (; E; E = converted(E)) {
    QualType Own = E->getType();
    if (mayChange(Context, Own->isPointerType() ? Own->getPointeeType() : Own))
      return false;
  }
  return true;
}

/// \p E, where the domain of what it leads to has to be marked, cannot be
/// replaced.
void MarkWrites::reportUnmarked(const Expr *E) {
  report(Context, E->getExprLoc(), DiagnosticsEngine::Error,
         "a write of protected data, or its address, stands where it cannot "
         "get a window; move it into a statement of its own");
}

/// What a pointer or reference to a \p To says about what it leads to: of an
/// object that is protected itself, in \p Own, it must say so of the whole.
DomainName MarkWrites::saidBy(QualType To, DomainName Own) const {
  return Own.empty() ? Model.inside(To) : Model.ofType(To);
}

/// \p E is bound to a reference, or is the object of a member call.
void MarkWrites::visitBound(Expr *&E, const Receiver &By, bool ConstPromises) {
  Receiver Kept = By; // who receives what the lvalue holds
  Kept.Pointee = {};
  if (!By.Type.isNull())
    Kept.Type = By.Type.getNonReferenceType();
  if (Expr **Held = heldPointer(E); Held && !By.Type.isNull())
    return visitPointer(*Held, Kept, ConstPromises);
  checkBinding(E, Kept);
  Place Target = Model.ofWholeLValue(E);
  QualType To = By.Type.isNull() ? QualType() : By.Type.getNonReferenceType();
  bool Carries =
      !To.isNull() && saidBy(To, Model.ofLValue(E).Domain) == Target.Domain;
  bool IsPromised =
      ConstPromises && promisesNoWrite(To.isNull() ? E->getType() : To, E);
  bool Leads = !Target.IsLocal && !Target.Domain.empty() && !Carries;
  if (Leads && IsPromised)
    Promises.believe({E->getExprLoc(), Target.Domain, By.Promiser, By.Prototype,
                      comesBack(By, E->getType())});
  bool Mark = Leads && !IsPromised;
  // The binding of a bit-field is to a copy.
  if (E->getObjectKind() != OK_Ordinary)
    return visitLValue(E, Mark ? Target.Domain : DomainName());
  visitLValue(E, {});
  if (Mark)
    E = Markers.markLValue(E, Target.Domain,
                           Model.isUnprotectedLink(E->getType())
                               ? MarkerKind::Linked
                               : MarkerKind::Plain);
}

/// \p E is received by a parameter or a variable. In C++ an lvalue here is
/// bound to a reference.
void MarkWrites::visitArgument(Expr *&E, const Receiver &By,
                               bool ConstPromises) {
  if (Context.getLangOpts().CPlusPlus && E->isGLValue())
    visitBound(E, By, ConstPromises);
  else
    visitPointer(E, By, ConstPromises);
}

/// True if code generation copies the object itself instead of calling
/// \p Method, an assignment operator.
static bool isCopiedInline(const CXXMethodDecl &Method) {
  return (Method.isCopyAssignmentOperator() ||
          Method.isMoveAssignmentOperator()) &&
         (Method.isTrivial() ||
          (Method.isDefaulted() && Method.getParent()->isUnion()));
}

/// \p Object is a pointer to, or is, the object that \p Method is called on.
void MarkWrites::visitObject(Expr *&Object, const CXXMethodDecl *Method) {
  bool IsPointer = Object->getType()->isPointerType();
  if (isCopiedInline(*Method)) {
    if (!IsPointer)
      return Object->isGLValue() ? visitWritten(Object) : visitExpr(Object);
    Place Target = Model.ofWholePointer(Object);
    return visitDereferenced(Object,
                             Target.IsLocal ? DomainName() : Target.Domain);
  }
  Receiver By(Method->getThisType()->getPointeeType());
  By.Promiser = Method;
  visitArgument(Object, By, !dropsConst(Method));
}

/// The callee of a call, if an object is in it: c->f, (c->*f). True if it was
/// one.
bool MarkWrites::visitCallee(CallExpr *Call) {
  if (auto *F = Call->getDirectCallee())
    passOnFunctionAttrs(*F);
  Expr *Callee = Call->getCallee()->IgnoreParens();
  if (auto *Member = dyn_cast<MemberExpr>(Callee)) {
    auto &Object = asExpr(*Member->child_begin());
    const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
    if (!Method)
      return false;
    if (!Method->isImplicitObjectMemberFunction()) {
      visitExpr(Object);
    } else if (Member->isArrow() && !isCopiedInline(*Method)) {
      Receiver By(Method->getThisType());
      By.Promiser = Method;
      visitPointer(Object, By, !dropsConst(Method));
    } else {
      visitObject(Object, Method);
    }
    return true;
  }
  auto *Binary = dyn_cast<BinaryOperator>(Callee);
  if (!Binary || !Binary->isPtrMemOp())
    return false;
  auto It = Binary->child_begin();
  auto &Object = asExpr(*It);
  visitArgument(Object, Object->getType(), /*ConstPromises=*/false);
  visit(*++It);
  return true;
}

/// \p E calls a constructor.
void MarkWrites::visitConstruction(Expr *E) {
  auto *Construct = cast<CXXConstructExpr>(E);
  CXXConstructorDecl *F = Construct->getConstructor();
  passOnFunctionAttrs(*F);
  bool ConstPromises = !dropsConst(F);
  unsigned ArgNo = 0;
  for (Stmt *&Child : Construct->children()) {
    Receiver By(asExpr(Child)->getType());
    if (ArgNo < F->getNumParams())
      By = Receiver(*F->getParamDecl(ArgNo));
    By.IsLocal = false;
    By.Promiser = F;
    visitArgument(asExpr(Child), By, ConstPromises);
    ++ArgNo;
  }
}

/// What `new` initialises is written by code that no expression names.
void MarkWrites::visitNew(Stmt *&S) {
  auto *New = cast<CXXNewExpr>(S);
  const FunctionDecl *Allocator = New->getOperatorNew();
  for (Stmt *&Child : New->children()) {
    bool IsPlacement = false;
    for (unsigned N = 0, E = New->getNumPlacementArgs(); N != E; ++N)
      if (Child == New->getPlacementArg(N)) {
        // The first parameter is the size.
        Receiver By = N + 1 < Allocator->getNumParams()
                          ? Receiver(*Allocator->getParamDecl(N + 1))
                          : Receiver();
        // What it gives leads where its type says, if that says so.
        if (Allocator->isReservedGlobalPlacementOperator())
          By = Receiver(New->getType());
        By.IsLocal = false;
        visitArgument(asExpr(Child), By, /*ConstPromises=*/true);
        IsPlacement = true;
        break;
      }
    if (!IsPlacement && Child == New->getInitializer())
      visitReceived(asExpr(Child), Receiver(New->getAllocatedType()));
    else if (!IsPlacement && Child)
      visit(Child);
  }
  if (DomainName Domain = Model.inside(New->getAllocatedType());
      !Domain.empty())
    S = Markers.tagPointer(New, {Domain, TagKind::New});
}

/// True if who catches what pointer \p E leads to, as one of its base classes,
/// does not know that it is in \p Domain.
static bool losesDomainAsBase(const DomainModel &Model, const Expr *E,
                              DomainName Domain) {
  const auto *R = E->getType()->getPointeeType()->getAsCXXRecordDecl();
  return !Domain.empty() && R && R->hasDefinition() &&
         !R->forallBases([&](const CXXRecordDecl *Base) {
           return Model.ofRecord(*Base) == Domain;
         });
}

/// \p E is thrown. Handlers are found by its type without typedefs, and convert
/// it unseen.
void MarkWrites::visitThrown(Expr *&E) {
  if (!E->getType()->isPointerType())
    return visitExpr(E);
  Receiver By(E->getType().getCanonicalType());
  if (losesDomainAsBase(Model, E, Model.ofPointer(E).Domain))
    By = {};
  visitReceived(E, By);
}

/// True of expressions that are not evaluated.
static bool isUnevaluated(const Stmt *S) {
  if (const auto *Typeid = dyn_cast<CXXTypeidExpr>(S))
    return !Typeid->isPotentiallyEvaluated();
  return isa<CXXNoexceptExpr, RequiresExpr, ConceptSpecializationExpr,
             TypeTraitExpr, ArrayTypeTraitExpr, ExpressionTraitExpr,
             SizeOfPackExpr>(S);
}

/// Which of its expressions \p Pack is: pack...[0].
static Expr *&selected(PackIndexingExpr &Pack) {
  ArrayRef<Expr *> Expressions = Pack.getExpressions();
  return const_cast<Expr *&>(*llvm::find(Expressions, Pack.getSelectedExpr()));
}

/// What \p Value stands for is evaluated once, and cannot be replaced.
void MarkWrites::visitSource(const OpaqueValueExpr &Value) {
  Expr *Source = Value.getSourceExpr();
  if (!Shared.insert(Source).second)
    return;
  Expr *Visited = Source;
  if (Source->isGLValue())
    visitLValue(Visited, {});
  else
    visitExpr(Visited);
  if (Visited != Source)
    reportUnmarked(Source);
}

/// Nodes of C++. True if \p S was one.
bool MarkWrites::visitCxx(Stmt *&S) {
  if (!Context.getLangOpts().CPlusPlus)
    return false;
  if (isUnevaluated(S))
    return true;
  if (isa<CXXConstructExpr>(S)) {
    visitConstruction(cast<Expr>(S));
    return true;
  }
  if (isa<CXXNewExpr>(S)) {
    visitNew(S);
    return true;
  }
  if (auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    visitArgument(asExpr(*Delete->child_begin()),
                  Delete->getArgument()->getType(), /*ConstPromises=*/false);
    return true;
  }
  if (isa<CXXParenListInitExpr>(S)) {
    visitElements(cast<Expr>(S));
    return true;
  }
  if (auto *Throw = dyn_cast<CXXThrowExpr>(S)) {
    if (Throw->getSubExpr())
      visitThrown(asExpr(*Throw->child_begin()));
    return true;
  }
  if (isa<CXXDefaultArgExpr, CXXDefaultInitExpr>(S)) {
    visitShared(S);
    return true;
  }
  if (auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    // The body is that of a member function.
    auto Field = Lambda->getLambdaClass()->field_begin();
    for (auto It = Lambda->capture_init_begin(), E = Lambda->capture_init_end();
         It != E; ++It, ++Field)
      if (*It)
        visitReceived(*It, Receiver(Field->getType()));
    return true;
  }
  if (auto *Pack = dyn_cast<PackIndexingExpr>(S)) {
    visitExpr(selected(*Pack));
    return true;
  }
  if (auto *Property = dyn_cast<PseudoObjectExpr>(S)) {
    // The first child is how it is written, the others what it means.
    for (Stmt *&Child : llvm::drop_begin(Property->children()))
      if (const auto *Value = dyn_cast<OpaqueValueExpr>(Child))
        visitSource(*Value);
      else
        visit(Child);
    return true;
  }
  if (auto *Loop = dyn_cast<ArrayInitLoopExpr>(S)) {
    visitSource(*Loop->getCommonExpr());
    visitExpr(asExpr(*std::next(Loop->child_begin())));
    return true;
  }
  if (auto *Declaration = dyn_cast<DeclStmt>(S))
    for (Decl *D : Declaration->decls())
      visitHolders(*D);
  return false;
}

/// The variables that bindings to a tuple's elements are.
void MarkWrites::visitHolders(Decl &D) {
  auto *Bindings = dyn_cast<DecompositionDecl>(&D);
  if (!Bindings)
    return;
  for (BindingDecl *Binding : Bindings->bindings())
    if (VarDecl *Holder = Binding->getHoldingVar())
      if (Stmt **Init = Holder->getInitAddress(); Init && *Init)
        visitReceived(asExpr(*Init), Receiver(*Holder));
}

/// Lvalues of C++. True if \p E was one.
bool MarkWrites::visitCxxLValue(Expr *&E, DomainName MarkWith) {
  if (!Context.getLangOpts().CPlusPlus ||
      isa<CastExpr, GenericSelectionExpr, ChooseExpr>(E))
    return false;
  auto Operand = [&E](unsigned N) -> Expr *& {
    return asExpr(*std::next(E->child_begin(), N));
  };
  if (isa<ExprWithCleanups, SubstNonTypeTemplateParmExpr>(E)) {
    visitLValue(Operand(0), MarkWith);
    return true;
  }
  if (auto *Pack = dyn_cast<PackIndexingExpr>(E)) {
    visitLValue(selected(*Pack), MarkWith);
    return true;
  }
  if (isa<ConditionalOperator>(E)) {
    visitExpr(Operand(0));
    for (unsigned N : {1, 2}) {
      if (!Operand(N)->isGLValue()) { // throw
        visitExpr(Operand(N));
        continue;
      }
      Place Arm = Model.ofWholeLValue(Operand(N));
      visitLValue(Operand(N), MarkWith.empty() || Arm.IsLocal ? DomainName()
                              : Arm.Domain.empty()            ? MarkWith
                                                              : Arm.Domain);
    }
    return true;
  }
  if (auto *Binary = dyn_cast<BinaryOperator>(E);
      Binary && Binary->isCommaOp()) {
    visitExpr(Operand(0));
    visitLValue(Operand(1), MarkWith);
    return true;
  }
  // Marks itself what it writes.
  auto *Binary = dyn_cast<BinaryOperator>(E);
  auto *Unary = dyn_cast<UnaryOperator>(E);
  if ((Binary && Binary->isAssignmentOp()) ||
      (Unary && Unary->isIncrementDecrementOp()))
    return visitOperator(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *Binding = dyn_cast<BindingDecl>(Ref->getDecl());
    Expr *Bound = Binding ? Binding->getBinding() : nullptr;
    if (MarkWith.empty() || !Bound || Bound->getObjectKind() == OK_Ordinary)
      return false;
    // A bit-field has no address: what it is bound to is marked, for all uses.
    if (Shared.insert(Bound).second)
      visitLValue(Bound, MarkWith);
    return true;
  }
  if (auto *Member = dyn_cast<MemberExpr>(E)) {
    if (!Member->isArrow() && Operand(0)->isGLValue())
      visitLValue(Operand(0), {});
    else
      visitExpr(Operand(0));
  } else if (Binary && Binary->isPtrMemOp()) {
    if (Operand(0)->isGLValue())
      visitLValue(Operand(0), {});
    else
      visitExpr(Operand(0));
    visitNamedMember(Operand(1));
  } else {
    Stmt *S = E;
    if (!visitCxx(S) && !visitSpecial(S))
      visitChildren(S);
  }
  if (MarkWith.empty())
    return true;
  if (E->getObjectKind() == OK_Ordinary)
    E = Markers.markLValue(E, MarkWith);
  else
    reportUnmarked(E);
  return true;
}

} // namespace kpkeys
