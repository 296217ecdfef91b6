//===- LevelTypes.cpp - Pointers to functions at a level ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function with kpkeys_requires is called at a level, one without at the
// default level. So a pointer must be declared as what it is set to is:
//   - wherever a value is received (assignment, initialiser, argument, result),
//     what it may be is compared with what the receiver says;
//   - the name of a function with kpkeys_requires that stands elsewhere, and is
//     not called, compared or cast, has gone where nobody says it.
// Calls through pointers that say it are marked, for the passes:
//   op->set(x)          ((T)__kpkeys_callee.L((void *)op->set))(x)
// Does not see what pointers to such pointers, and function types with them as
// parameters, say: to C these are one type.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/LevelTypes.h"
#include "kpkeys/Frontend/AstVisitor.h"
#include "kpkeys/Frontend/FunctionAttrs.h"
#include "kpkeys/Frontend/FunctionValues.h"
#include "kpkeys/Frontend/LevelAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "kpkeys/Frontend/Report.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ExprConcepts.h"

using namespace clang;

namespace kpkeys {

namespace {
class TypeVisitor : public AstVisitor {
  ASTContext &Context;
  llvm::DenseSet<SourceLocation> &Reported;
  llvm::DenseSet<const Expr *> Handled; ///< names and initialiser lists
  QualType Result;                      ///< of the function

public:
  SmallVector<CallAtLevel, 0> Calls;

  TypeVisitor(ASTContext &Context, llvm::DenseSet<SourceLocation> &Reported,
              QualType Result)
      : Context(Context), Reported(Reported), Result(Result) {}

  /// \p E is received by \p D.
  void receive(const Expr *E, const ValueDecl &D) {
    if (isOfFunctions(D.getType()))
      receive(E, requiredBy(D));
    else
      receive(E, D.getType());
  }
  void receive(const Expr *E, QualType By) {
    auto Attr = levelAttrOfType(By, RequiresAttr);
    receive(E, Attr ? Attr->Value : llvm::StringRef());
  }
  void receive(const Expr *E, llvm::StringRef Level);
  /// \p Arg has no parameter. What va_start names is no value.
  void receiveUntyped(const Expr *Arg) {
    if (Arg->isPRValue())
      receive(Arg, llvm::StringRef());
  }

  // What is not evaluated, and what is a function of its own.
  bool dataTraverseStmtPre(Stmt *S) override;
  bool shouldVisitTypeLocs() const override { return false; }
  bool TraverseDecl(Decl *D) override;
  bool TraverseConstructorInitializer(CXXCtorInitializer *Init) override {
    if (const FieldDecl *Field = Init->getAnyMember())
      receive(Init->getInit(), *Field);
    return TraverseStmt(Init->getInit());
  }

  bool VisitVarDecl(VarDecl *Var) override {
    if (Var->hasInit() && !isa<ParmVarDecl>(Var))
      receive(Var->getInit(), *Var);
    return true;
  }
  // What get() gives has a variable of its own.
  bool VisitBindingDecl(BindingDecl *Binding) override {
    VarDecl *Holder = Binding->getHoldingVar();
    return !Holder || VisitVarDecl(Holder);
  }
  // In C a pointer is a condition as it is.
  bool VisitIfStmt(IfStmt *S) override { return handled(S->getCond()); }
  bool VisitWhileStmt(WhileStmt *S) override { return handled(S->getCond()); }
  bool VisitDoStmt(DoStmt *S) override { return handled(S->getCond()); }
  bool VisitForStmt(ForStmt *S) override { return handled(S->getCond()); }
  bool VisitConditionalOperator(ConditionalOperator *E) override {
    return handled(E->getCond());
  }
  bool VisitReturnStmt(ReturnStmt *S) override {
    if (S->getRetValue() && !Result.isNull())
      receive(S->getRetValue(), Result);
    return true;
  }
  bool VisitInitListExpr(InitListExpr *List) override;
  bool VisitBinaryOperator(BinaryOperator *E) override;
  bool VisitUnaryOperator(UnaryOperator *E) override {
    if (E->getOpcode() == UO_LNot)
      handled(E->getSubExpr());
    return true;
  }
  bool VisitCastExpr(CastExpr *E) override {
    if (isa<ExplicitCastExpr>(E) || E->getCastKind() == CK_PointerToBoolean ||
        E->getCastKind() == CK_ToVoid)
      handled(E->getSubExpr());
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) override;
  // Shared by all uses: a call in them that is marked is none to be marked.
  bool VisitCXXDefaultArgExpr(CXXDefaultArgExpr *E) override {
    return TraverseStmt(E->getExpr());
  }
  bool VisitCXXDefaultInitExpr(CXXDefaultInitExpr *E) override {
    return TraverseStmt(E->getExpr());
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    const CXXConstructorDecl *F = E->getConstructor();
    for (auto [N, Arg] : llvm::enumerate(E->arguments()))
      if (N < F->getNumParams())
        receive(Arg, *F->getParamDecl(N));
      else
        receiveUntyped(Arg);
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *E) override {
    if (E->getInitializer())
      receive(E->getInitializer(), E->getAllocatedType());
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) override;

private:
  void captures(LambdaExpr &Lambda);
  /// The functions that \p E names go nowhere.
  bool handled(const Expr *E) {
    if (E)
      for (const FunctionValue &Value : functionValues(E))
        Handled.insert(Value.Name);
    return true;
  }
  void compare(const FunctionValue &Value, llvm::StringRef Level);
  void reportUntold(const FunctionValue &Value);
};
} // namespace

void TypeVisitor::reportUntold(const FunctionValue &Value) {
  SourceLocation Loc = Value.E->getExprLoc();
  if (!Reported.insert(Loc).second)
    return;
  if (Value.F)
    report(Context, Loc, DiagnosticsEngine::Error,
           "%0 requires level '%1', and its address goes to what does not say "
           "so: calls from there would not be at the level; give that "
           "kpkeys_requires(\"%1\"), or write a cast")
        << Value.F << Value.Level;
  else
    report(Context, Loc, DiagnosticsEngine::Error,
           "a pointer to functions that require level '%0' goes to what does "
           "not say so: calls from there would not be at the level; give that "
           "kpkeys_requires(\"%0\"), or write a cast")
        << Value.Level;
}

void TypeVisitor::compare(const FunctionValue &Value, llvm::StringRef Level) {
  Handled.insert(Value.Name);
  if (Value.IsCast || Value.Level == Level)
    return;
  if (Level.empty())
    return reportUntold(Value);
  SourceLocation Loc = Value.E->getExprLoc();
  if (!Reported.insert(Loc).second)
    return;
  llvm::StringRef Own = Value.Level.empty() ? "default" : Value.Level;
  if (Value.F)
    report(Context, Loc, DiagnosticsEngine::Error,
           "%0 is for level '%1', and its address goes to a pointer to "
           "functions that require level '%2': its windows would go back to "
           "level '%1'; give it kpkeys_requires(\"%2\"), or write a cast")
        << Value.F << Own << Level;
  else
    report(Context, Loc, DiagnosticsEngine::Error,
           "a pointer to functions for level '%0' goes to one to functions "
           "that require level '%1': their windows would go back to level "
           "'%0'; give it kpkeys_requires(\"%1\"), or write a cast")
        << Own << Level;
}

void TypeVisitor::receive(const Expr *E, llvm::StringRef Level) {
  const auto *List = dyn_cast<InitListExpr>(E->IgnoreParens());
  if (List && List->getType()->isArrayType() &&
      isOfFunctions(List->getType())) {
    if (List->isSyntacticForm() && List->getSemanticForm())
      List = List->getSemanticForm();
    Handled.insert(List);
    for (const Expr *Each : List->inits())
      receive(Each, Level);
    return;
  }
  for (const FunctionValue &Value : functionValues(E))
    compare(Value, Level);
}

bool TypeVisitor::VisitInitListExpr(InitListExpr *List) {
  if (List->isSyntacticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  if (!Handled.insert(List).second)
    return true;
  // A pointer in braces has been received as itself.
  if (List->getType()->isPointerType())
    return true;
  if (isOfFunctions(List->getType())) {
    auto Attr = levelAttrOfType(List->getType(), RequiresAttr);
    for (const Expr *Each : List->inits())
      receive(Each, Attr ? Attr->Value : llvm::StringRef());
    return true;
  }
  if (const FieldDecl *Field = List->getInitializedFieldInUnion()) {
    for (const Expr *Each : List->inits())
      receive(Each, *Field);
    return true;
  }
  SmallVector<const FieldDecl *, 8> Fields = initializedFields(List->getType());
  for (auto [N, Each] : llvm::enumerate(List->inits()))
    if (N < Fields.size() && Fields[N])
      receive(Each, *Fields[N]);
  return true;
}

bool TypeVisitor::VisitBinaryOperator(BinaryOperator *E) {
  if (E->getOpcode() == BO_Assign) {
    auto Receivers = functionValues(E->getLHS());
    for (const FunctionValue &Receiver : Receivers)
      receive(E->getRHS(), Receiver.Level);
    if (Receivers.empty())
      receive(E->getRHS(), llvm::StringRef());
  } else if (E->isComparisonOp() || E->isLogicalOp()) {
    handled(E->getLHS());
    handled(E->getRHS());
  } else if (E->getOpcode() == BO_Comma) {
    handled(E->getLHS());
  }
  return true;
}

/// What says which parameters a call by \p Callee has, or null.
static const FunctionProtoType *prototypeOf(const Expr &Callee) {
  QualType T = Callee.hasPlaceholderType(BuiltinType::BoundMember)
                   ? Expr::findBoundMemberType(&Callee)
                   : Callee.getType()->getPointeeType();
  return T.isNull() ? nullptr : T->getAs<FunctionProtoType>();
}

bool TypeVisitor::VisitCallExpr(CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  const Expr *Callee = Call->getCallee();
  const FunctionProtoType *Type = prototypeOf(*Callee);
  if (F) {
    handled(Callee);
  } else if (auto Values = functionValues(Callee);
             !Values.empty() && Callee->getType()->isPointerType()) {
    llvm::StringRef Level = Values.front().Level;
    for (const FunctionValue &Value : Values)
      compare(Value, Level);
    if (!Level.empty())
      Calls.push_back({Call, Level});
  }
  if (Call->isUnevaluatedBuiltinCall(Context)) {
    for (const Expr *Arg : Call->arguments())
      handled(Arg);
    return true;
  }
  // The first operand of a member operator is its object.
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
  unsigned Skip = Method && isa<CXXOperatorCallExpr>(Call) &&
                  !Method->isExplicitObjectMemberFunction();
  unsigned Params = F ? F->getNumParams() : Type ? Type->getNumParams() : 0;
  for (auto [N, Arg] :
       llvm::enumerate(llvm::drop_begin(Call->arguments(), Skip))) {
    if (N >= Params)
      receiveUntyped(Arg);
    else if (F)
      receive(Arg, *F->getParamDecl(N));
    else
      receive(Arg, Type->getParamType(N));
  }
  return true;
}

/// Comes after what receives it, if anything does.
bool TypeVisitor::VisitDeclRefExpr(DeclRefExpr *Ref) {
  auto *F = dyn_cast<FunctionDecl>(Ref->getDecl());
  if (!F)
    return true;
  passOnFunctionAttrs(*F); // it may be declared in this body
  if (Handled.contains(Ref))
    return true;
  if (llvm::StringRef Level = requiredBy(*F); !Level.empty())
    reportUntold({Ref, Level, F, Ref});
  return true;
}

bool TypeVisitor::dataTraverseStmtPre(Stmt *S) {
  if (auto *Selection = dyn_cast<GenericSelectionExpr>(S))
    TraverseStmt(Selection->getResultExpr());
  else if (auto *Lambda = dyn_cast<LambdaExpr>(S))
    captures(*Lambda);
  return !isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, CXXTypeidExpr,
              RequiresExpr, GenericSelectionExpr, LambdaExpr>(S);
}

void TypeVisitor::captures(LambdaExpr &Lambda) {
  for (auto [Capture, Init] :
       llvm::zip(Lambda.captures(), Lambda.capture_inits())) {
    if (Init && Capture.capturesVariable())
      receive(Init, *Capture.getCapturedVar());
    TraverseStmt(Init);
  }
}

bool TypeVisitor::TraverseDecl(Decl *D) {
  if (!D || isa<RecordDecl, FunctionDecl>(D))
    return true;
  const auto *Block = dyn_cast<BlockDecl>(D);
  if (!Block)
    return AstVisitor::TraverseDecl(D);
  const auto *Type = Block->getFunctionType();
  QualType Outer =
      std::exchange(Result, Type ? Type->getReturnType() : QualType());
  AstVisitor::TraverseDecl(D);
  Result = Outer;
  return true;
}

SmallVector<CallAtLevel, 0> LevelTypes::check(FunctionDecl &F) {
  if (!mayHaveLevelAttrs(Context))
    return {};
  TypeVisitor Visitor(Context, Reported, F.getReturnType());
  if (auto *Constructor = dyn_cast<CXXConstructorDecl>(&F))
    for (CXXCtorInitializer *Init : Constructor->inits())
      Visitor.TraverseConstructorInitializer(Init);
  Visitor.TraverseStmt(F.getBody());
  return std::move(Visitor.Calls);
}

void LevelTypes::check(VarDecl &Var) {
  if (!mayHaveLevelAttrs(Context))
    return;
  TypeVisitor Visitor(Context, Reported, {});
  Visitor.TraverseDecl(&Var);
  // Calls in dynamic initialisers have no function that could be rewritten.
  mark(Visitor.Calls);
}

void LevelTypes::mark(ArrayRef<CallAtLevel> Calls) {
  for (const CallAtLevel &Each : Calls)
    Each.Call->setCallee(
        Markers.markCallee(Each.Call->getCallee(), Each.Level));
}

} // namespace kpkeys
