//===- ScopeJumps.cpp - The scopes of a body, and jumps -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scope is what the macro kpkeys_scope makes:
//   if (!sizeof(__kpkeys_scope("level"))) {} else <statement>
// Its end is a cleanup, so code generation lets goto, break and return leave it
// rightly. It knows of no way in but from above, and Clang, which checks such
// jumps, has seen an `if` only. So they are checked here, by the rules Clang
// has for variables with cleanups: a jump by a label's address, or from asm,
// stays in its scope.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/ScopeJumps.h"
#include "kpkeys/Frontend/AstVisitor.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace kpkeys {

/// The level that \p S, as made by the macro, is given; null if it is none.
static const Expr *levelOfScope(const IfStmt &S) {
  const auto *Not = dyn_cast_or_null<UnaryOperator>(
      S.getCond() ? S.getCond()->IgnoreParenImpCasts() : nullptr);
  if (!S.getElse() || !Not || Not->getOpcode() != UO_LNot)
    return nullptr;
  const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(
      Not->getSubExpr()->IgnoreParenImpCasts());
  if (!Size || Size->getKind() != UETT_SizeOf || Size->isArgumentType())
    return nullptr;
  const auto *Call =
      dyn_cast<CallExpr>(Size->getArgumentExpr()->IgnoreParens());
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  bool IsOurs = F && F->getIdentifier() && F->getName() == "__kpkeys_scope" &&
                Call->getNumArgs() == 1;
  return IsOurs ? Call->getArg(0) : nullptr;
}

namespace {
class ScopeFinder : public AstVisitor {
  struct Jump {
    SourceLocation Loc;
    const LabelDecl *To;
    unsigned From;
  };
  /// What belongs to one function, or one block.
  struct Labels {
    SmallVector<const LabelDecl *, 0> WithAddress;
    SmallVector<Jump, 0> Computed; ///< To is null
  };

  BodyScopes &Found;
  SmallVector<unsigned, 8> Parent = {0}; ///< of each scope, by number
  unsigned Current = 0;                  ///< 0: no scope
  llvm::DenseSet<const IfStmt *> Seen;
  llvm::DenseMap<const Decl *, unsigned> OfLabel;
  llvm::DenseMap<const SwitchCase *, unsigned> OfCase;
  SmallVector<Jump, 0> Gotos, FromAsm;
  SmallVector<std::pair<const SwitchStmt *, unsigned>, 0> Switches;
  Labels Own;

public:
  explicit ScopeFinder(BodyScopes &Found) : Found(Found) {}

  void enter() {
    Parent.push_back(Current);
    Current = Parent.size() - 1;
  }
  void finish();

  /// The bodies of lambdas and of a local class's members are functions of
  /// their own, and looked at as such.
  bool dataTraverseStmtPre(Stmt *S) override {
    if (auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      for (Expr *Init : Lambda->capture_inits())
        TraverseStmt(Init);
      return false;
    }
    auto *If = dyn_cast<IfStmt>(S);
    const Expr *Level = If ? levelOfScope(*If) : nullptr;
    if (Level)
      scope(*If, Level);
    return !Level;
  }
  bool TraverseDecl(Decl *D) override {
    if (!D || isa<RecordDecl, FunctionDecl>(D))
      return true;
    if (!isa<BlockDecl>(D))
      return AstVisitor::TraverseDecl(D);
    unsigned Outer = std::exchange(Current, 0);
    Labels OfOuter = std::exchange(Own, {});
    AstVisitor::TraverseDecl(D);
    checkComputed();
    Own = std::move(OfOuter);
    Current = Outer;
    return true;
  }

  bool VisitCapturedStmt(CapturedStmt *S) override {
    if (Current)
      fault(ScopeFault::OtherThread, S->getBeginLoc());
    return true;
  }
  bool VisitLabelStmt(LabelStmt *S) override {
    OfLabel[S->getDecl()] = Current;
    return true;
  }
  bool VisitGotoStmt(GotoStmt *S) override {
    Gotos.push_back({S->getGotoLoc(), S->getLabel(), Current});
    return true;
  }
  bool VisitIndirectGotoStmt(IndirectGotoStmt *S) override {
    Own.Computed.push_back({S->getGotoLoc(), nullptr, Current});
    return true;
  }
  bool VisitAddrLabelExpr(AddrLabelExpr *E) override {
    Own.WithAddress.push_back(E->getLabel());
    return true;
  }
  bool VisitGCCAsmStmt(GCCAsmStmt *Asm) override {
    for (const AddrLabelExpr *Label : Asm->labels())
      FromAsm.push_back({Asm->getAsmLoc(), Label->getLabel(), Current});
    return true;
  }
  bool VisitSwitchStmt(SwitchStmt *S) override {
    Switches.push_back({S, Current});
    return true;
  }
  bool VisitSwitchCase(SwitchCase *S) override {
    OfCase[S] = Current;
    return true;
  }
  bool VisitAttributedStmt(AttributedStmt *S) override {
    for (const Attr *A : S->getAttrs())
      if (Current && isa<MustTailAttr>(A))
        fault(ScopeFault::TailCall, S->getBeginLoc());
    return true;
  }

private:
  void scope(IfStmt &S, const Expr *Level) {
    if (!Seen.insert(&S).second)
      return;
    Found.Scopes.push_back({&S, Level});
    unsigned Outer = Current;
    enter();
    TraverseStmt(S.getElse());
    Current = Outer;
  }
  void fault(ScopeFault::Kind What, SourceLocation Loc) {
    Found.Faults.push_back({What, Loc});
  }
  bool isWithin(unsigned Scope, unsigned Outer) const {
    for (; Scope; Scope = Parent[Scope])
      if (Scope == Outer)
        return true;
    return Outer == 0;
  }
  void checkComputed() {
    for (const Jump &Each : Own.Computed)
      if (llvm::any_of(Own.WithAddress, [&](const LabelDecl *Label) {
            return OfLabel.lookup(Label) != Each.From;
          }))
        fault(ScopeFault::AnyGoto, Each.Loc);
  }
};
} // namespace

void ScopeFinder::finish() {
  checkComputed();
  for (const Jump &Each : Gotos)
    if (!isWithin(Each.From, OfLabel.lookup(Each.To)))
      fault(ScopeFault::GotoIn, Each.Loc);
  for (const Jump &Each : FromAsm)
    if (OfLabel.lookup(Each.To) != Each.From)
      fault(ScopeFault::AnyGoto, Each.Loc);
  for (auto [Switch, From] : Switches)
    for (const SwitchCase *Case = Switch->getSwitchCaseList(); Case;
         Case = Case->getNextSwitchCase())
      if (!isWithin(From, OfCase.lookup(Case)))
        fault(ScopeFault::CaseIn, Case->getKeywordLoc());
  llvm::sort(Found.Faults, [](const ScopeFault &A, const ScopeFault &B) {
    return A.Loc < B.Loc;
  });
}

BodyScopes findScopes(FunctionDecl &F, bool IsScope) {
  BodyScopes Found;
  ScopeFinder Finder(Found);
  if (auto *Constructor = dyn_cast<CXXConstructorDecl>(&F))
    for (CXXCtorInitializer *Each : Constructor->inits())
      Finder.TraverseConstructorInitializer(Each);
  if (IsScope)
    Finder.enter();
  Finder.TraverseStmt(F.getBody());
  Finder.finish();
  return Found;
}

} // namespace kpkeys
