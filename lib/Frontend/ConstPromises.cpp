//===- ConstPromises.cpp - Who keeps the promise of const -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer to const is not written through, unless const is dropped: by a
// cast, a union, inline asm, or a library function that gives back what it was
// given. This is decided per function, and passed on to who hands it a pointer
// to const. A function of another file is believed. What is defined further
// down is not known when a body is rewritten: what was believed is kept, and
// reported at the end of the file if it was wrong.
// The values of pointers are not followed here; that is Provenance's business.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/ConstPromises.h"
#include "kpkeys/Frontend/AsmOperands.h"
#include "kpkeys/Frontend/AstVisitor.h"
#include "kpkeys/Frontend/MarkWrites.h"
#include "kpkeys/Frontend/PointerViews.h"
#include "kpkeys/Frontend/Report.h"
#include "kpkeys/IR/KnownCallees.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using llvm::StringRef;

namespace kpkeys {

static const Type *canonical(const ASTContext &Context, QualType T) {
  return Context.getCanonicalType(T).getTypePtr();
}

static bool pointsToConst(QualType T) {
  return T->isPointerType() && T->getPointeeType().isConstQualified();
}

/// True if \p T is a pointer to const, or leads to one through pointers.
static bool holdsConst(QualType T) {
  for (; T->isPointerType(); T = T->getPointeeType())
    if (T->getPointeeType().isConstQualified())
      return true;
  return false;
}

/// True if who receives \p E must keep a promise of const.
static bool handsConst(const Expr &E) {
  return holdsConst(E.getType()) ||
         (E.isGLValue() && E.getType().isConstQualified());
}

/// True if a value of type \p T can be what a pointer is read as.
static bool isMutablePointerLike(const ASTContext &Context, QualType T) {
  if (T->isPointerType())
    return !T->getPointeeType().isConstQualified() &&
           !T->getPointeeType()->isFunctionType();
  return T->isIntegerType() &&
         Context.getTypeSize(T) >= Context.getTypeSize(Context.VoidPtrTy);
}

/// True if a pointer can be read as a \p T, or as a part of it: as an array or
/// vector of smaller integers, too.
static bool canReadPointer(const ASTContext &Context, QualType T) {
  return anyPart(T, [&](QualType Part) {
    bool IsSeveral = Part->isVectorType() ||
                     (Part->isConstantArrayType() &&
                      Part->getArrayElementTypeNoTypeQual()->isIntegerType());
    return isMutablePointerLike(Context, Part) ||
           (IsSeveral && Context.getTypeSize(Part) >=
                             Context.getTypeSize(Context.VoidPtrTy));
  });
}

/// True if const is lost on some level on the way from \p From to \p To.
static bool losesConst(const ASTContext &Context, QualType From, QualType To) {
  while (From->isPointerType()) {
    bool FromConst = From->getPointeeType().isConstQualified();
    if (FromConst && isMutablePointerLike(Context, To))
      return true;
    if (!To->isPointerType())
      return false;
    From = From->getPointeeType();
    To = To->getPointeeType();
  }
  return false;
}

/// True if a pointer to const that is stored in union \p T can be read as
/// another.
static bool isMixedUnion(const ASTContext &Context, QualType T) {
  // The text of a static_assert has no type.
  const auto *Record = T.isNull() ? nullptr : T->getAs<RecordType>();
  if (!Record || !Record->getDecl()->isUnion() || T->isDependentType())
    return false;
  bool Const = false, Mutable = false;
  for (const FieldDecl *Field : Record->getDecl()->fields()) {
    Const |= anyPart(Field->getType(), holdsConst);
    Mutable |= canReadPointer(Context, Field->getType());
  }
  return Const && Mutable;
}

bool isUntyped(const FunctionDecl &F) {
  // A naked function takes its parameters from the registers.
  if (!F.hasPrototype() || F.hasAttr<NakedAttr>())
    return true;
  const SourceManager &Sources = F.getASTContext().getSourceManager();
  return !F.hasBody() && !F.isTemplateInstantiation() &&
         !givesBackReference(F) &&
         (F.getBuiltinID() != 0 ||
          (F.getIdentifier() && isKnownName(F.getName())) ||
          Sources.isInSystemHeader(F.getLocation()));
}

/// True if \p F may give back, as pointer to non-const, what it is given as
/// pointer to const.
static bool mayReturnArgument(const FunctionDecl &F) {
  auto PointsToMutable = [](QualType T) {
    return T->isPointerType() && !T->getPointeeType().isConstQualified();
  };
  return PointsToMutable(F.getReturnType()) ||
         llvm::any_of(F.parameters(), [&](const ParmVarDecl *P) {
           return P->getType()->isPointerType() &&
                  PointsToMutable(P->getType()->getPointeeType());
         });
}

/// True if library function \p F writes through its argument \p ArgNo, keeps
/// it, or gives it back, though that may be a pointer to const: strchr,
/// strtol, pthread_setspecific.
static bool libraryDrops(const FunctionDecl &F, unsigned ArgNo) {
  if (!isUntyped(F) || !F.getIdentifier())
    return false;
  StringRef Name = F.getName();
  Name.consume_front("__builtin_");
  const CalleeRow *Row = knownCallee(Name);
  if (!Row)
    return mayReturnArgument(F);
  StringRef Arguments = Row->Arguments;
  if (ArgNo < Arguments.size() && StringRef("WK").contains(Arguments[ArgNo]))
    return true;
  bool IsReturned =
      isDigit(Row->Result[0]) && unsigned(Row->Result[0] - '0') == ArgNo;
  return IsReturned || Arguments.find_first_of("EH") != StringRef::npos;
}

/// True if \p Call of \p F, memcpy or memmove, copies pointers to const to
/// where they are pointers to what is not.
static bool copiesAsMutable(const CallExpr &Call, const FunctionDecl &F) {
  if (!F.getIdentifier())
    return false;
  StringRef Name = F.getName();
  Name.consume_front("__builtin_");
  return (Name == "memcpy" || Name == "memmove") && Call.getNumArgs() > 1 &&
         losesConst(F.getASTContext(),
                    Call.getArg(1)->IgnoreParenCasts()->getType(),
                    Call.getArg(0)->IgnoreParenCasts()->getType());
}

namespace {
/// Collects the facts of one body.
class BodyFacts : public AstVisitor {
  const ASTContext &Context;
  ConstPromises::Facts &Result;

public:
  BodyFacts(const ASTContext &Context, ConstPromises::Facts &Result)
      : Context(Context), Result(Result) {}

  bool VisitCastExpr(CastExpr *E) override {
    const Expr *Sub = E->getSubExpr();
    bool Loses = losesConst(Context, Sub->getType(), E->getType());
    // A reference: const_cast<T &>(x).
    Loses |= E->isGLValue() && Sub->isGLValue() &&
             Sub->getType().isConstQualified() &&
             !E->getType().isConstQualified();
    Result.Drops |= Loses;
    if (const auto *Call = dyn_cast<CallExpr>(Sub->IgnoreParenCasts()))
      if (const FunctionDecl *F = Call->getDirectCallee(); Loses && F)
        Result.DropsResultsOf.push_back(F->getCanonicalDecl());
    return true;
  }

  bool VisitExpr(Expr *E) override {
    Result.Drops |= isMixedUnion(Context, E->getType());
    return true;
  }

  bool VisitMemberExpr(MemberExpr *E) override {
    QualType Base = E->getBase()->getType();
    Result.Drops |=
        E->isArrow() && isMixedUnion(Context, Base->getPointeeType());
    return true;
  }

  /// The destructor writes, and what frees the memory.
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) override {
    Result.Drops |= pointsToConst(E->getArgument()->getType());
    return true;
  }

  /// An atomic load through a pointer to const may write.
  bool VisitAtomicExpr(AtomicExpr *E) override {
    Result.Drops |= pointsToConst(E->getPtr()->getType());
    return true;
  }

  /// It may write, or give back what it is given.
  bool VisitAsmStmt(AsmStmt *Asm) override {
    const auto *Gnu = dyn_cast<GCCAsmStmt>(Asm);
    if (Gnu && !clobbersMemory(*Gnu) && !givesMutable(*Gnu))
      return true;
    for (const Stmt *Operand : Asm->children())
      if (const auto *E = dyn_cast_or_null<Expr>(Operand))
        Result.Drops |= holdsConst(E->getType());
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) override {
    const FunctionDecl *F = Call->getDirectCallee();
    for (auto [ArgNo, Arg] : llvm::enumerate(Call->arguments())) {
      if (!handsConst(*Arg))
        continue;
      if (!F) {
        QualType Callee = Call->getCallee()->getType();
        Result.Drops |= Callee->isBlockPointerType();
        Result.HandsToTypes.push_back(
            Callee->isPointerType()
                ? Callee->getPointeeType()->getAs<FunctionProtoType>()
                : nullptr);
        break;
      }
      if (libraryDrops(*F, ArgNo) || (ArgNo == 1 && copiesAsMutable(*Call, *F)))
        Result.Drops = true;
      else
        handTo(*F);
    }
    const auto *Member =
        dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens());
    if (Member && F && handsConst(*Member->getBase()))
      handTo(*F);
    return true;
  }

  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    if (llvm::any_of(E->arguments(),
                     [](const Expr *Arg) { return handsConst(*Arg); }))
      handTo(*E->getConstructor());
    return true;
  }

  bool VisitVarDecl(VarDecl *Var) override {
    const auto *Cleanup = Var->getAttr<CleanupAttr>();
    if (Cleanup && holdsConst(Var->getType()))
      handTo(*Cleanup->getFunctionDecl());
    return true;
  }

private:
  bool givesMutable(const GCCAsmStmt &Asm) {
    return llvm::any_of(Asm.outputs(), [this](const Expr *Output) {
      return isMutablePointerLike(Context, Output->getType());
    });
  }
  void handTo(const FunctionDecl &F) {
    if (!llvm::is_contained(Result.HandsTo, F.getCanonicalDecl()))
      Result.HandsTo.push_back(F.getCanonicalDecl());
  }
};
} // namespace

/// The same of \p F, which has no body, if it is another name of a function of
/// this file.
bool ConstPromises::namesakeDrops(const FunctionDecl &F, Visited &Seen) {
  const FunctionDecl &Last = *F.getMostRecentDecl();
  const auto *Alias = Last.getAttr<AliasAttr>();
  const auto *Label = Last.getAttr<AsmLabelAttr>();
  if (!Alias && !Label)
    return Last.hasAttr<IFuncAttr>();
  StringRef Name = Alias ? Alias->getAliasee() : Label->getLabel();
  for (const NamedDecl *D :
       Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name)))
    if (const auto *To = dyn_cast<FunctionDecl>(D))
      return drops(*To, Seen);
  return Alias != nullptr; // of a name that the program does not spell
}

bool ConstPromises::drops(const FunctionDecl &F, Visited &Seen) {
  const FunctionDecl *Key = F.getCanonicalDecl();
  if (!Seen.insert(Key).second)
    return false;
  if (F.isMultiVersion())
    return true;
  const FunctionDecl *Definition = nullptr;
  if (!F.hasBody(Definition))
    return namesakeDrops(F, Seen);
  auto *It = Bodies.find(Key);
  if (It == Bodies.end()) {
    Facts Own;
    // As a declaration: with a constructor's initialisers.
    BodyFacts(Context, Own)
        .TraverseDecl(const_cast<FunctionDecl *>(Definition));
    ResultsDropped.insert(Own.DropsResultsOf.begin(), Own.DropsResultsOf.end());
    It = Bodies.insert({Key, std::move(Own)}).first;
  }
  if (It->second.Drops)
    return true;
  // A copy: the search below may grow the map.
  Facts Own = It->second;
  return llvm::any_of(
             Own.HandsTo,
             [&](const FunctionDecl *To) { return drops(*To, Seen); }) ||
         llvm::any_of(Own.HandsToTypes, [&](const FunctionProtoType *Type) {
           return anyDrops(Type, Seen);
         });
}

/// Each declaration may give a function another type that is compatible.
void ConstPromises::sortByType() {
  for (const FunctionDecl *F : std::exchange(Latest, {})) {
    llvm::SmallPtrSet<const Type *, 2> Types;
    for (const FunctionDecl *Each : F->redecls())
      if (const Type *Its = canonical(Context, Each->getType());
          Types.insert(Its).second)
        Waiting[Its].push_back(F);
  }
}

/// True if a pointer to functions of type \p To may lead to one of type \p Own.
static bool mayLeadTo(ASTContext &Context, QualType To, QualType Own) {
  if (!Context.getLangOpts().CPlusPlus)
    return Context.typesAreCompatible(To, Own);
  auto MayReturn = [&Context](QualType T) {
    const auto *F = T->castAs<FunctionType>();
    return QualType(
        Context.adjustFunctionType(F, F->getExtInfo().withNoReturn(false)), 0);
  };
  return Context.hasSameFunctionTypeIgnoringExceptionSpec(MayReturn(To),
                                                          MayReturn(Own));
}

void ConstPromises::leave(const FunctionDecl &F) {
  mayBeCalled(F);
  Left.push_back(&F);
}

/// True if a function of this file that a pointer of that type can lead to
/// drops const.
bool ConstPromises::anyDrops(const FunctionProtoType *Type, Visited &Seen) {
  SmallVector<const FunctionDecl *, 8> Candidates;
  auto Fits = [&](QualType Own) {
    return !Type || mayLeadTo(Context, QualType(Type, 0), Own);
  };
  for (const auto &[F, Own] : Bodies)
    if (llvm::any_of(F->redecls(), [&](const FunctionDecl *Each) {
          return Fits(Each->getType());
        }))
      Candidates.push_back(F);
  sortByType();
  for (const auto &[Its, Functions] : Waiting)
    if (Fits(QualType(Its, 0)))
      Candidates.append(Functions);
  return llvm::any_of(Candidates,
                      [&](const FunctionDecl *F) { return drops(*F, Seen); });
}

bool ConstPromises::isDroppedBy(const FunctionDecl &F) {
  // What this file defines further down may, and what is still to be
  // instantiated.
  Visited Seen;
  return drops(F, Seen) ||
         (!F.hasBody() && (!F.isExternallyVisible() || F.isInlined() ||
                           F.isTemplateInstantiation()));
}

bool ConstPromises::isDropped(const CallExpr *Call, const Expr *Arg,
                              unsigned ArgNo) {
  if (!handsConst(*Arg))
    return false;
  if (const FunctionDecl *F = Call->getDirectCallee())
    return libraryDrops(*F, ArgNo) || isDroppedBy(*F);
  QualType Callee = Call->getCallee()->getType();
  if (!Callee->isPointerType())
    return Callee->isBlockPointerType(); // any block may
  Visited Seen;
  return anyDrops(Callee->getPointeeType()->getAs<FunctionProtoType>(), Seen);
}

void ConstPromises::reportBroken() {
  if (Believed.empty())
    return;
  for (const FunctionDecl *F : std::exchange(Left, {})) {
    Visited Seen;
    drops(*F, Seen);
  }
  for (const ConstPromise &Promise : Believed) {
    if (Promise.ComesBack &&
        ResultsDropped.contains(Promise.By->getCanonicalDecl())) {
      report(Context, Promise.Loc, DiagnosticsEngine::Warning,
             "a pointer to const into domain '%0' may be the result of %1, "
             "whose const this file casts away, and may be written through "
             "without a window; make it a result without const")
          << Promise.Domain << Promise.By;
      continue;
    }
    Visited Seen;
    if (Promise.By ? drops(*Promise.By, Seen) : anyDrops(Promise.Type, Seen))
      report(Context, Promise.Loc, DiagnosticsEngine::Warning,
             "a pointer to const into domain '%0' gets to code further down "
             "that casts const away, and may be written through without a "
             "window; define that code before this")
          << Promise.Domain;
  }
  Believed.clear();
}

} // namespace kpkeys
