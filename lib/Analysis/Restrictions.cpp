//===- Restrictions.cpp - Code that a level forbids -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks at one instruction: its types, the asm it holds, what it calls. Does
// not follow calls and does not know levels.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Restrictions.h"
#include "AsmRestrictions.h"
#include "CalleeRestrictions.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Scopes.h"
#include "kpkeys/IR/Tags.h"
#include "kpkeys/IR/Windows.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

//===-- types ---------------------------------------------------------------//

/// True if a value of type \p Ty, or a part of one, lies in a register for
/// floating point or vectors.
static bool isFloat(const Type *Ty) {
  if (Ty->isFloatingPointTy() || Ty->isVectorTy() || Ty->isX86_AMXTy())
    return true;
  return (Ty->isStructTy() || Ty->isArrayTy()) &&
         any_of(Ty->subtypes(), isFloat);
}

static std::optional<Violation> floatingPoint(const Instruction &I) {
  bool Uses = isFloat(I.getType()) || any_of(I.operands(), [](const Use &U) {
                return isFloat(U->getType());
              });
  if (!Uses)
    return std::nullopt;
  return Violation{"floating-point or vector operation"};
}

//===-- inline asm ----------------------------------------------------------//

static std::string quoted(StringRef Word) { return ("'" + Word + "'").str(); }

static bool hasFloatOperands(const InlineAsm &Asm, Triple::ArchType Arch) {
  return any_of(Asm.ParseConstraints(), [Arch](const auto &Constraint) {
    return Constraint.Type != InlineAsm::isClobber &&
           any_of(Constraint.Codes, [Arch](const std::string &Code) {
             return isFloatConstraint(Code, Arch);
           });
  });
}

static std::optional<Violation> inlineAsm(const CallBase &Call,
                                          const InlineAsm &Asm, Restriction R) {
  const Module &M = *Call.getModule();
  Triple::ArchType Arch = moduleTriple(M).getArch();
  auto Statements = asmStatements(Asm.getAsmString(), Arch);
  if (Statements.empty()) // a barrier for the compiler
    return std::nullopt;
  if (R == Restriction::InlineAsm)
    return Violation{"inline asm"};
  if (R == Restriction::FloatingPoint && hasFloatOperands(Asm, Arch))
    return Violation{"inline asm with a floating-point or vector register"};
  for (const AsmStatement &S : Statements) {
    AsmEffect Effect = effectOf(S, Arch);
    if ((Effect.Violated & R) != Restriction::None)
      return Violation{quoted(S.Mnemonic) + " in inline asm"};
    if (Effect.IsUnchecked || mayHaveMacros(M))
      return Violation{quoted(S.Mnemonic) +
                       " in inline asm, which cannot be checked"};
  }
  return std::nullopt;
}

//===-- calls ---------------------------------------------------------------//

/// llvm.read_register and llvm.write_register name their register by metadata.
static std::optional<Violation> namedRegister(const IntrinsicInst &I,
                                              Restriction R) {
  const auto *Name = cast<MDString>(
      cast<MDNode>(cast<MetadataAsValue>(I.getArgOperand(0))->getMetadata())
          ->getOperand(0));
  std::string Register = Name->getString().lower();
  if (is_contained({"sp", "rsp", "esp", "r1", "x18", "rbp"}, Register))
    return std::nullopt;
  // On AArch64 the same intrinsics access system registers.
  AsmStatement AsMove{"msr", Register + ", x0"};
  AsmEffect Effect = effectOf(AsMove, moduleTriple(*I.getModule()).getArch());
  if ((R == Restriction::SystemRegisters) ||
      (Effect.Violated & R) != Restriction::None)
    return Violation{"access to register " + quoted(Register)};
  return std::nullopt;
}

static std::optional<Violation> intrinsic(const IntrinsicInst &I,
                                          Restriction R) {
  switch (I.getIntrinsicID()) {
  case Intrinsic::read_register:
  case Intrinsic::read_volatile_register:
  case Intrinsic::write_register:
    return namedRegister(I, R);
  default:
    break;
  }
  const Function &F = *I.getCalledFunction();
  if ((intrinsicEffect(F) & R) == Restriction::None)
    return std::nullopt;
  return Violation{"access to a register by " + quoted(F.getName())};
}

static std::optional<Violation> callOf(const Function &F, Restriction R) {
  if (!F.isDeclaration() || asMarker(F) || asTag(F) || isWindowFunction(F) ||
      isScopeFunction(F) || isCalleeMarker(F))
    return std::nullopt;
  switch (classifyCallee(F, R)) {
  case CalleeClass::Computes:
    return std::nullopt;
  case CalleeClass::Violates:
    return Violation{"call of " + quoted(F.getName())};
  case CalleeClass::Unseen:
    return Violation{"call of " + quoted(F.getName()) +
                         ", which is not in this file and cannot be checked",
                     isKnownName(F.getName()) ? nullptr : &F};
  }
  llvm_unreachable("every class has a case");
}

static std::optional<Violation> call(const CallBase &Call, Restriction R) {
  if (const auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand()))
    return inlineAsm(Call, *Asm, R);
  if (const auto *I = dyn_cast<IntrinsicInst>(&Call))
    return intrinsic(*I, R);
  if (asManualCall(Call) || isRegisterRead(Call)) // switches of its own
    return std::nullopt;
  const auto *Callee = dyn_cast<Function>(
      Call.getCalledOperand()->stripPointerCastsAndAliases());
  if (Callee)
    return callOf(*Callee, R);
  if (R == Restriction::IndirectCalls)
    return Violation{"call through a pointer"};
  // Functions of such a type are checked where they are defined.
  if (asCalleeMarker(*Call.getCalledOperand()))
    return std::nullopt;
  return Violation{"call through a pointer, which cannot be checked"};
}

std::optional<Violation> violates(const Instruction &I, Restriction R) {
  if (I.isDebugOrPseudoInst())
    return std::nullopt;
  if (R == Restriction::FloatingPoint)
    if (auto Found = floatingPoint(I))
      return Found;
  const auto *Call = dyn_cast<CallBase>(&I);
  return Call ? call(*Call, R) : std::nullopt;
}

} // namespace kpkeys
