//===- Scopes.cpp - Code that the source puts at a level ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Begin and end touch all memory as far as LLVM knows, so no access moves
// across one.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Scopes.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral BeginPrefix = "__kpkeys_scope.begin.";
static constexpr StringLiteral EndPrefix = "__kpkeys_scope.end.";
static constexpr StringLiteral CalleePrefix = "__kpkeys_callee.";

std::string scopeName(const ScopeCall &S) {
  return ((S.IsBegin ? BeginPrefix : EndPrefix) + S.Level).str();
}

static std::optional<ScopeCall> readName(StringRef Name) {
  if (Name.consume_front(BeginPrefix))
    return ScopeCall{Name, true};
  if (Name.consume_front(EndPrefix))
    return ScopeCall{Name, false};
  return std::nullopt;
}

static const Function *calledBy(const Value &V) {
  const auto *Call = dyn_cast<CallBase>(&V);
  return Call ? Call->getCalledFunction() : nullptr;
}

std::optional<ScopeCall> asScopeCall(const Instruction &I) {
  const Function *Callee = calledBy(I);
  return Callee ? readName(Callee->getName()) : std::nullopt;
}

bool isScopeFunction(const Function &F) {
  return readName(F.getName()).has_value();
}

std::string calleeMarkerName(StringRef Level) {
  return (CalleePrefix + Level).str();
}

bool isCalleeMarker(const Function &F) {
  return F.getName().starts_with(CalleePrefix);
}

std::optional<StringRef> asCalleeMarker(const Value &V) {
  const Function *Callee = calledBy(V);
  if (!Callee || !isCalleeMarker(*Callee))
    return std::nullopt;
  return Callee->getName().drop_front(CalleePrefix.size());
}

static constexpr StringLiteral SetName = "kpkeys_set_level";
static constexpr StringLiteral RestoreName = "kpkeys_restore_pkey_reg";
static constexpr StringLiteral CallAtName = "kpkeys_call_at";

ArrayRef<StringLiteral> levelFunctionNames() {
  static constexpr StringLiteral Names[] = {SetName, RestoreName, CallAtName};
  return Names;
}

static bool isManualFunction(const Function &F) {
  const FunctionType &T = *F.getFunctionType();
  if (!F.isDeclaration() || T.getNumParams() != 1 || T.isVarArg())
    return false;
  if (F.getName() == SetName)
    return T.getReturnType()->isIntegerTy(64) &&
           T.getParamType(0)->isIntegerTy(32);
  return F.getName() == RestoreName && T.getReturnType()->isVoidTy() &&
         T.getParamType(0)->isIntegerTy(64);
}

std::optional<ManualCall> asManualCall(const Instruction &I) {
  const Function *Callee = calledBy(I);
  if (!Callee || !isManualFunction(*Callee))
    return std::nullopt;
  if (Callee->getName() == RestoreName)
    return ManualCall{false, std::nullopt};
  const auto *Level = dyn_cast<ConstantInt>(cast<CallBase>(I).getArgOperand(0));
  if (!Level)
    return ManualCall{true, std::nullopt};
  return ManualCall{true, unsigned(Level->getZExtValue())};
}

Function *callAtFunction(const Module &M) {
  Function *F = M.getFunction(CallAtName);
  if (!F || !F->isDeclaration() || F->use_empty())
    return nullptr;
  const FunctionType &T = *F->getFunctionType();
  bool IsOurs = T.getNumParams() == 5 && T.getParamType(0)->isIntegerTy(32) &&
                T.getParamType(2)->isPointerTy();
  return IsOurs ? F : nullptr;
}

bool hasScopes(const Module &M) {
  return any_of(M, [](const Function &F) {
    return (isScopeFunction(F) || isCalleeMarker(F) || isManualFunction(F)) &&
           !F.use_empty();
  });
}

} // namespace kpkeys
