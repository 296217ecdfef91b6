//===- Mentions.cpp - Which functions may concern a domain ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What MarkWrites does to an expression, and what is reported of it, goes by
// the domains that DomainModel finds: in types, through pointers and members
// held by value, and in attributes of declarations. One quick look at each node
// asks whether there is any; a type or declaration is asked about once.
// Whatever this does not know counts as yes. So do expressions in types, and
// what is not among a statement's children.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/Mentions.h"
#include "kpkeys/Frontend/EarlyUses.h"
#include "kpkeys/Frontend/PointerAttrs.h"
#include "kpkeys/Frontend/PointerChains.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace kpkeys {

template <typename Fn> bool Mentions::remember(const void *Key, Fn Find) {
  if (auto It = Known.find(Key); It != Known.end())
    return It->second;
  if (!Asked.insert(Key).second) { // extern typeof(x) x;
    IsFinal = false;
    return false;
  }
  bool IsOuterFinal = std::exchange(IsFinal, true);
  bool Found = Find();
  if (IsFinal)
    Known[Key] = Found;
  Asked.erase(Key);
  IsFinal &= IsOuterFinal;
  return Found;
}

//===-- types ---------------------------------------------------------------//

bool Mentions::areInType(QualType T) {
  const Type *Ty = T.getTypePtr();
  return !isa<BuiltinType>(Ty) && remember(Ty, [&] {
    return Ty->isVariablyModifiedType() || areInParts(*Ty);
  });
}

template <typename Declaration>
static bool hasStoredAttrsOfAny(const Declaration &D) {
  return llvm::any_of(D.redecls(),
                      [](const Decl *Each) { return hasStoredAttrs(*Each); });
}

bool Mentions::areInParts(const Type &T) {
  if (const auto *Record = dyn_cast<RecordType>(&T)) {
    // Its definition may say more.
    const RecordDecl *R = Record->getDecl()->getDefinition();
    IsFinal &= R && R->isCompleteDefinition();
    return !Model.inside(QualType(&T, 0)).empty();
  }
  if (QualType Pointee = T.getPointeeType();
      isa<PointerType, BlockPointerType>(&T))
    return areInType(Pointee);
  if (const auto *Array = dyn_cast<ArrayType>(&T))
    return areInType(Array->getElementType());
  if (const auto *Atomic = dyn_cast<AtomicType>(&T))
    return areInType(Atomic->getValueType());
  if (const auto *Function = dyn_cast<FunctionType>(&T)) {
    const auto *Proto = dyn_cast<FunctionProtoType>(Function);
    return areInType(Function->getReturnType()) ||
           (Proto && llvm::any_of(Proto->param_types(), [this](QualType Param) {
              return areInType(Param);
            }));
  }
  if (isa<EnumType, VectorType, ComplexType>(&T))
    return false;
  // What it names is used by whoever has the type.
  if (const auto *Of = dyn_cast<TypeOfExprType>(&T);
      Of && areInStatement(*Of->getUnderlyingExpr()))
    return true;
  if (const auto *Typedef = dyn_cast<TypedefType>(&T);
      Typedef && hasStoredAttrsOfAny(*Typedef->getDecl()))
    return true;
  if (const auto *Adjusted = dyn_cast<AdjustedType>(&T);
      Adjusted && areInType(Adjusted->getOriginalType()))
    return true;
  QualType Next = T.getLocallyUnqualifiedSingleStepDesugaredType();
  return Next.getTypePtr() == &T || areInType(Next);
}

//===-- declarations --------------------------------------------------------//

bool Mentions::areInVariable(const VarDecl &Var) {
  return hasStoredAttrsOfAny(Var) || Var.hasAttr<AliasAttr>() ||
         llvm::any_of(Var.redecls(),
                      [this](const VarDecl *Each) {
                        return areInType(Each->getType());
                      }) ||
         (Var.hasGlobalStorage() && !Model.ofDecl(Var).empty());
}

/// What any declaration of \p F says of its result and its parameters.
bool Mentions::areInSignature(const FunctionDecl &F) {
  return isAllocationFunction(F) ||
         llvm::any_of(F.redecls(), [this](const FunctionDecl *Each) {
           return hasStoredAttrs(*Each) || areInType(Each->getType()) ||
                  llvm::any_of(Each->parameters(), [this](ParmVarDecl *Param) {
                    return hasStoredAttrs(*Param) ||
                           areInType(Param->getType());
                  });
         });
}

bool Mentions::areInDecl(const ValueDecl &D) {
  if (isa<EnumConstantDecl>(&D))
    return false;
  // The next declaration may say more.
  return remember(D.getMostRecentDecl(), [&] {
    if (const auto *F = dyn_cast<FunctionDecl>(&D))
      return areInSignature(*F);
    if (const auto *Var = dyn_cast<VarDecl>(&D))
      return areInVariable(*Var);
    return !isa<FieldDecl, IndirectFieldDecl>(&D) || hasStoredAttrs(D) ||
           areInType(D.getType());
  });
}

//===-- bodies --------------------------------------------------------------//

/// True if \p E has more to it than its type, its children and whom it names.
static bool isSpecial(const ASTContext &Context, const Expr &E) {
  if (const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(&E))
    return Size->getTypeOfArgument()->isVariablyModifiedType();
  if (const auto *Cast = dyn_cast<CastExpr>(&E))
    return chainStep(Cast) == ChainStep::Conversion &&
           isEarlyUse(Context, Cast, Cast->getSubExpr());
  return isa<BlockExpr, BuiltinBitCastExpr, PseudoObjectExpr>(&E);
}

bool Mentions::areAt(const Expr &E) {
  if (areInType(E.getType()) || isSpecial(Context, E))
    return true;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(&E))
    return areInDecl(*Ref->getDecl()) ||
           (!Allocating.empty() &&
            Allocating.contains(Ref->getDecl()->getCanonicalDecl()));
  if (const auto *Member = dyn_cast<MemberExpr>(&E))
    return areInDecl(*Member->getMemberDecl());
  if (isa<InitListExpr>(&E))
    return llvm::any_of(
        initializedFields(E.getType()),
        [this](const FieldDecl *Field) { return Field && areInDecl(*Field); });
  return false;
}

bool Mentions::areInStatement(const Stmt &S) {
  if (const auto *E = dyn_cast<Expr>(&S)) {
    if (areAt(*E))
      return true;
  } else if (const auto *Declaration = dyn_cast<DeclStmt>(&S)) {
    for (const Decl *D : Declaration->decls()) {
      const auto *Value = dyn_cast<ValueDecl>(D);
      const auto *Typedef = dyn_cast<TypedefNameDecl>(D);
      if ((Value && areInDecl(*Value)) ||
          (Typedef && areInType(Typedef->getUnderlyingType())))
        return true;
    }
  } else if (isa<CapturedStmt>(&S)) {
    return true;
  }
  return llvm::any_of(S.children(), [this](const Stmt *Child) {
    return Child && areInStatement(*Child);
  });
}

bool Mentions::areIn(const FunctionDecl &F) {
  return Context.getLangOpts().CPlusPlus || Context.getLangOpts().OpenMP ||
         areInDecl(F) || areInStatement(*F.getBody());
}

} // namespace kpkeys
