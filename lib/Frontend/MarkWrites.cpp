//===- MarkWrites.cpp - Mark pointers through which writes go -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  the AST of a function, before code generation.
// Output: the same with marker calls around pointers into protected data:
//   - around the base pointer of an lvalue that is written:
//       c->uid = 5            mark(c)->uid = 5
//       init_cred.uid = 5     (*mark(&init_cred)).uid = 5
//   - around a pointer whose type stops saying that it leads there:
//       int *p = &c->uid      int *p = mark(&c->uid)
//       memset(c, 0, n)       memset(mark((void *)c), 0, n)
//   - and, to end the marking, where an integer becomes a pointer again whose
//     type says it: the kernel's rcu_assign_pointer.
//     A pointer whose type still says so (struct cred *) needs none: whoever
//     uses it marks it.
// A pure read gets no marker, except in a domain that is secret, and for atomic
// loads, which may be writes. A conversion to pointer-to-const is a promise not
// to write, unless somebody casts it away again; of a secret it promises
// nothing.
// Does not touch what is not evaluated: sizeof, constant expressions, static
// initialisers, the branches of _Generic not taken.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/Report.h"
#include "kpkeys/Frontend/VariableTypes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"

using namespace clang;

namespace kpkeys {

bool MarkWrites::concerns(const FunctionDecl &F) {
  if (Named.areIn(F))
    return true;
  Promises.leave(F);
  return false;
}

void MarkWrites::rewrite(FunctionDecl &F) {
  Current = &F;
  ConstIsNoPromise = Promises.isDroppedBy(F);
  Result = Receiver(F);
  // A new-expression of the class knows what its operator new gives.
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&F);
      Method && (F.getOverloadedOperator() == OO_New ||
                 F.getOverloadedOperator() == OO_Array_New))
    Result.Pointee = Model.ofRecord(*Method->getParent());
  Markers.setMayBeConstant(F.isConstexpr());
  // Before the body's nodes change: the search goes by what is written.
  llvm::SetVector<Expr *> Sizes = variableSizes(F);
  Stmt *Body = F.getBody();
  unsigned Before = Markers.numMade();
  visitChildren(Body);
  for (Expr *Size : Sizes)
    visitExpr(Size); // its value needs no marker: an integer, or not used
  if (isa<CoroutineBodyStmt>(Body) && Markers.numMade() != Before)
    report(Context, F.getLocation(), DiagnosticsEngine::Error,
           "coroutine %0 writes protected data, or lets a pointer to it out, "
           "which is not supported; do it in a function that it calls")
        << &F;
  if (auto *Constructor = dyn_cast<CXXConstructorDecl>(&F))
    visitInitializers(*Constructor);
  if (auto *Method = dyn_cast<CXXMethodDecl>(&F))
    tagObject(*Method);
}

bool MarkWrites::dropsConst(const FunctionDecl *F) {
  return F && Promises.isDroppedBy(*F);
}

void MarkWrites::visitChildren(Stmt *S) {
  for (Stmt *&Child : S->children())
    if (Child)
      visit(Child);
}

/// A pointer whose declaration says where it leads is marked as it comes from
/// there; whoever knows better visits it with visitChainStart.
void MarkWrites::visit(Stmt *&S) {
  auto *E = dyn_cast<Expr>(S);
  DomainName Domain = E ? Model.ofSource(E) : DomainName();
  bool IsStart = !Domain.empty() && chainStep(E) == ChainStep::None;
  visitUnmarked(S);
  if (IsStart)
    S = Markers.markPointer(cast<Expr>(S), Domain, MarkerKind::Plain);
}

void MarkWrites::visitUnmarked(Stmt *&S) {
  if (isa<GCCAsmStmt>(S))
    return visitAsm(S);
  if (visitCxx(S) || visitSpecial(S) || visitOperator(S))
    return;
  auto *E = dyn_cast<Expr>(S);
  if (!E)
    return visitChildren(S);
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    CastKind Kind = Cast->getCastKind();
    Expr *&Operand = asExpr(*E->child_begin());
    if (Kind == CK_ToUnion)
      return visitPointer(Operand, {}, /*ConstPromises=*/false);
    if (Kind == CK_PointerToBoolean)
      return visitBelowChain(Operand, Model.ofPointer(Operand).Domain);
    if (Kind == CK_IntegralToPointer && wasPointer(Operand)) {
      DomainName Domain = Model.ofPointee(E->getType());
      visitExpr(Operand);
      if (!Domain.empty())
        S = Markers.markPointer(E, Domain, MarkerKind::HandOver);
      return;
    }
    if (Kind == CK_LValueToRValue || Kind == CK_AtomicToNonAtomic ||
        Kind == CK_LValueToRValueBitCast)
      return visitLoad(S);
  }
  if (chainStep(E) != ChainStep::None) {
    visitReceived(E, E->getType());
    S = E;
    return;
  }
  if (E->isGLValue() &&
      (Context.getLangOpts().CPlusPlus || !isa<CallExpr>(E))) {
    // An lvalue in no context above: a discarded or volatile read; in C++
    // perhaps bound to something.
    if (Context.getLangOpts().CPlusPlus)
      visitBound(E, E->getType(), /*ConstPromises=*/!ConstIsNoPromise);
    else
      visitRead(E);
    S = E;
    return;
  }
  visitChildren(S);
}

/// \p S loads from an lvalue. What comes out is marked if it may be a pointer
/// that its type says nothing of.
void MarkWrites::visitLoad(Stmt *&S) {
  auto *Load = cast<CastExpr>(S);
  Expr *&Operand = asExpr(*Load->child_begin());
  DomainName Neighbour = Model.ofLoadedLink(Load);
  DomainName Viewed = Model.ofViewedInteger(Load);
  if (Load->getCastKind() == CK_AtomicToNonAtomic)
    visitExpr(Operand);
  else
    visitRead(Operand);
  if (!Neighbour.empty()) {
    // Copied, or too large for one pointer: neighbours come out of it.
    if (Load->getType()->isRecordType() || isLargerThanPointer(Load->getType()))
      Operand = Markers.markLValue(Operand, Neighbour, MarkerKind::Linked);
    else
      S = Markers.markValue(Load, Neighbour, MarkerKind::Linked);
  } else if (!Viewed.empty()) {
    S = Markers.markValue(Load, Viewed, MarkerKind::Plain);
  }
}

bool MarkWrites::isLargerThanPointer(QualType T) const {
  return Context.getTypeSize(T) > Context.getTypeSize(Context.VoidPtrTy);
}

/// True of what is atomic and cannot be loaded by one plain instruction, which
/// may be written to be loaded.
bool MarkWrites::isLargeAtomic(QualType T) const {
  return T->isAtomicType() && Context.getTypeSize(T) > 64;
}

/// True if \p Operand of \p Atomic is the value, of the type of its place, as
/// in an assignment.
static bool isPlainValue(AtomicExpr &Atomic, const Expr &Operand,
                         const ASTContext &Context) {
  QualType Place = Atomic.getPtr()->getType()->getPointeeType();
  if (const auto *Value = Place->getAs<AtomicType>())
    Place = Value->getValueType();
  const auto *Address =
      dyn_cast<UnaryOperator>(Atomic.getPtr()->IgnoreParenCasts());
  return Operand.getType()->isPointerType() &&
         Context.hasSameUnqualifiedType(Operand.getType(), Place) &&
         !(Address && isInUnion(Address->getSubExpr()));
}

/// Assignment, increment and comparison. True if \p S was one.
bool MarkWrites::visitOperator(Stmt *S) {
  auto Operand = [S](unsigned N) -> Expr *& {
    return asExpr(*std::next(S->child_begin(), N));
  };
  if (auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (!Unary->isIncrementDecrementOp())
      return false;
    visitWritten(Operand(0));
    return true;
  }
  auto *Binary = dyn_cast<BinaryOperator>(S);
  if (!Binary)
    return false;
  if (Binary->isAssignmentOp()) {
    const Expr *Target = Binary->getLHS();
    visitReceived(Operand(1),
                  isInUnion(Target) ? Receiver() : Receiver::lvalue(Target));
    visitWritten(Operand(0));
    return true;
  }
  bool Compares = Binary->isComparisonOp() ||
                  (Binary->getOpcode() == BO_Sub &&
                   Binary->getLHS()->getType()->isPointerType() &&
                   Binary->getRHS()->getType()->isPointerType());
  if (!Compares)
    return false;
  for (unsigned N : {0, 1})
    visitBelowChain(Operand(N), Model.ofPointer(Operand(N)).Domain);
  return true;
}

/// Nodes whose children are not all evaluated, or not all alike. True if
/// \p S was one.
bool MarkWrites::visitSpecial(Stmt *S) {
  if (isa<ConstantExpr, OpaqueValueExpr>(S))
    return true;
  if (const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(S)) {
    // Evaluated if the type is a variable-length array (C17 6.5.3.4).
    if (!Size->isArgumentType() &&
        Context.getAsVariableArrayType(Size->getTypeOfArgument()))
      visitChildren(S);
    return true;
  }
  if (auto *Call = dyn_cast<CallExpr>(S)) {
    visitCall(Call);
    return true;
  }
  if (auto *Atomic = dyn_cast<AtomicExpr>(S)) {
    for (Stmt *&Child : Atomic->children()) {
      auto *&Operand = asExpr(Child);
      if (isPlainValue(*Atomic, *Operand, Context))
        visitReceived(Operand, Operand->getType());
      else // a load may write, too
        visitPointer(Operand, {}, /*ConstPromises=*/false);
    }
    return true;
  }
  if (auto *List = dyn_cast<InitListExpr>(S)) {
    visitInitList(List);
    return true;
  }
  if (auto *Declaration = dyn_cast<DeclStmt>(S)) {
    llvm::SmallDenseMap<const Stmt *, const VarDecl *, 4> Inits;
    for (const Decl *D : Declaration->decls())
      if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->hasInit())
        Inits[Var->getInit()] = Var;
    for (Stmt *&Child : Declaration->children()) {
      const VarDecl *Var = Inits.lookup(Child);
      bool IsConstant = Var && Var->isStaticLocal() &&
                        (!Context.getLangOpts().CPlusPlus ||
                         Var->hasConstantInitialization());
      if (IsConstant)
        rewriteBlocksIn(Child);
      else if (Var)
        visitReceived(asExpr(Child), Receiver(*Var));
    }
    return true;
  }
  if (auto *Return = dyn_cast<ReturnStmt>(S)) {
    if (Return->getRetValue())
      visitReceived(asExpr(*Return->child_begin()), Result);
    return true;
  }
  if (auto *Attributed = dyn_cast<AttributedStmt>(S);
      Attributed && hasSpecificAttr<MustTailAttr>(Attributed->getAttrs())) {
    visitTailCall(*cast<ReturnStmt>(Attributed->getSubStmt()));
    return true;
  }
  if (auto *Block = dyn_cast<BlockExpr>(S)) {
    visitBlock(*Block);
    return true;
  }
  if (auto *Directive = dyn_cast<OMPExecutableDirective>(S)) {
    visitClauses(*Directive);
    return false; // on to its region
  }
  if (auto *Captured = dyn_cast<CapturedStmt>(S)) { // an OpenMP region
    Stmt *Body = Captured->getCapturedStmt();
    visit(Body); // a statement: nothing uses its value, so it stays itself
    return true;
  }
  // Of several branches one is evaluated.
  const Expr *Chosen = nullptr;
  if (auto *Generic = dyn_cast<GenericSelectionExpr>(S))
    Chosen = Generic->getResultExpr();
  else if (auto *Choose = dyn_cast<ChooseExpr>(S))
    Chosen = Choose->getChosenSubExpr();
  if (!Chosen)
    return false;
  // As an lvalue it is handled by whoever reads or writes it.
  if (!Chosen->isLValue())
    for (Stmt *&Child : S->children())
      if (Child == Chosen)
        visit(Child);
  return true;
}

/// Code generation wants the call itself, and nothing around it.
void MarkWrites::visitTailCall(ReturnStmt &Return) {
  auto *Call = cast<CallExpr>(Return.getRetValue()->IgnoreParens());
  DomainName Domain = Model.ofSource(Call);
  if (!Domain.empty() && Domain != Result.Pointee &&
      Model.ofPointee(Call->getType()) != Domain)
    reportUnmarked(Call);
  visitCall(Call);
}

/// The expressions of an OpenMP directive's clauses, which are no children of
/// it. What a clause lists is for BodyChecks.
void MarkWrites::visitClauses(OMPExecutableDirective &Directive) {
  for (OMPClause *Clause : Directive.clauses()) {
    if (auto *Captures = OMPClauseWithPreInit::get(Clause))
      if (Stmt *Before = Captures->getPreInitStmt()) {
        visit(Before); // a statement, and stays itself
        continue;
      }
    for (Stmt *&Child : Clause->children()) {
      auto *E = dyn_cast_or_null<Expr>(Child);
      if (!E || E->getType()->isPlaceholderType())
        continue;
      if (E->isGLValue())
        visitLValue(asExpr(Child), {});
      else
        visit(Child);
    }
  }
}

void MarkWrites::visitInitList(InitListExpr *List) {
  if (InitListExpr *Semantic = List->getSemanticForm())
    List = Semantic;
  visitElements(List);
}

/// \p List initialises the parts of an object, one after the other.
void MarkWrites::visitElements(Expr *List) {
  QualType T = List->getType();
  SmallVector<const FieldDecl *, 8> Fields = initializedFields(T);
  const ArrayType *Array = Context.getAsArrayType(T);
  for (auto [N, Child] : llvm::enumerate(List->children())) {
    if (!Child)
      continue;
    auto *&Value = asExpr(Child);
    if (isa<CXXDefaultInitExpr>(Value))
      visit(Child); // says itself who receives it
    else if (T->isUnionType())
      visitPointer(Value, {}, /*ConstPromises=*/false);
    else if (N < Fields.size() && Fields[N])
      visitReceived(Value, Receiver(*Fields[N]));
    else if (Array)
      visitReceived(Value, Receiver(Array->getElementType()));
    else
      visit(Child);
  }
}

/// \p LValue is written.
void MarkWrites::visitWritten(Expr *&LValue) {
  Place Target = Model.ofWholeLValue(LValue);
  visitLValue(LValue, Target.IsLocal ? DomainName() : Target.Domain);
}

/// The value of \p LValue is used. To load an atomic one may be to write it.
void MarkWrites::visitRead(Expr *&LValue) {
  bool MayWrite = LValue->getType()->isAtomicType();
  if (!MayWrite && !Model.hasSecrets())
    return visitLValue(LValue, {});
  Place Source = Model.ofWholeLValue(LValue);
  bool Mark = !Source.IsLocal && (MayWrite || Model.isSecret(Source.Domain));
  visitLValue(LValue, Mark ? Source.Domain : DomainName());
}

/// True of a static member and a reference: the object they are named through
/// is not what they lie in.
static bool namesItsOwnPlace(const MemberExpr &E) {
  return !isa<FieldDecl>(E.getMemberDecl()) ||
         E.getMemberDecl()->getType()->isReferenceType();
}

/// \p E is an lvalue. With a domain it is written: the root of its path is
/// marked. Without, it is read, or its address is taken and the address is
/// marked by the caller.
void MarkWrites::visitLValue(Expr *&E, DomainName MarkWith) {
  auto Operand = [&E](unsigned N) -> Expr *& {
    return asExpr(*std::next(E->child_begin(), N));
  };
  if (isa<ParenExpr>(E) || isBracedLValue(*E))
    return visitLValue(Operand(0), MarkWith);
  if (const auto *Member = dyn_cast<MemberExpr>(E);
      Member && !namesItsOwnPlace(*Member)) {
    if (Member->isArrow())
      return visitDereferenced(Operand(0), MarkWith);
    return visitLValue(Operand(0), MarkWith);
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    unsigned BaseNo = Subscript->getBase() == Subscript->getLHS() ? 0 : 1;
    visitExpr(Operand(1 - BaseNo));
    if (Subscript->getBase()->getType()->isPointerType())
      return visitDereferenced(Operand(BaseNo), MarkWith);
    return visitLValue(Operand(BaseNo), MarkWith);
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && !Unary->isIncrementDecrementOp()) {
    if (Unary->getOpcode() == UO_Deref)
      return visitDereferenced(Operand(0), MarkWith);
    return visitLValue(Operand(0), MarkWith);
  }
  if (const auto *Vector = dyn_cast<ExtVectorElementExpr>(E)) {
    if (Vector->isArrow())
      return visitDereferenced(Operand(0), MarkWith);
    return visitLValue(Operand(0), MarkWith);
  }
  if (isa<MatrixSubscriptExpr>(E)) {
    visitExpr(Operand(1));
    visitExpr(Operand(2));
    return visitLValue(Operand(0), MarkWith);
  }
  if (visitCxxLValue(E, MarkWith))
    return;
  if (isa<CastExpr>(E) && Operand(0)->isGLValue())
    return visitLValue(Operand(0), MarkWith);
  if (isa<GenericSelectionExpr, ChooseExpr>(E)) {
    const Expr *Chosen = isa<GenericSelectionExpr>(E)
                             ? cast<GenericSelectionExpr>(E)->getResultExpr()
                             : cast<ChooseExpr>(E)->getChosenSubExpr();
    for (Stmt *&Child : E->children())
      if (Child == Chosen)
        return visitLValue(asExpr(Child), MarkWith);
  }
  if (isa<DeclRefExpr>(E)) {
    if (!MarkWith.empty())
      E = Markers.markLValue(E, MarkWith, MarkerKind::Plain);
    return;
  }
  // A compound literal, or a value on the stack that is used as an lvalue.
  if (!visitSpecial(E) && !visitOperator(E))
    visitChildren(E);
}

/// \p Pointer is dereferenced by the lvalue that is read or written.
void MarkWrites::visitDereferenced(Expr *&Pointer, DomainName MarkWith) {
  // The decay of an array lvalue goes on as an lvalue: one marker, at the
  // base pointer of the whole path.
  auto *Decay = dyn_cast<ImplicitCastExpr>(Pointer->IgnoreParens());
  if (Decay && Decay->getCastKind() == CK_ArrayToPointerDecay)
    return visitLValue(chainOperand(Decay), MarkWith);
  // As WRITE_ONCE writes, *(volatile int *)&t[i].x = 1: the marker goes to t,
  // where a loop leaves it outside.
  if (Expr **LValue = addressedLValue(Pointer); LValue && !MarkWith.empty())
    return visitLValue(*LValue, MarkWith);
  if (MarkWith.empty() && Model.ofPointer(Pointer).Domain.empty())
    reportUnknownAllocation(Pointer);
  visitBelowChain(Pointer, MarkWith.empty() ? Model.ofPointer(Pointer).Domain
                                            : MarkWith);
  if (!MarkWith.empty())
    Pointer = Markers.markPointer(Pointer, MarkWith, MarkerKind::Plain);
}

} // namespace kpkeys
