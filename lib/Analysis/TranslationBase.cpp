//===- TranslationBase.cpp - Where a CPU finds its page tables ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The address of a page table becomes a physical one, which asm with a "memory"
// clobber moves to CR3 or TTBR. Asm like that may write through any register
// that it is given; of one such statement it can be seen that it does not.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/TranslationBase.h"
#include "AsmStatements.h"
#include "kpkeys/Compat.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace kpkeys {

/// An operand of the asm in a register, which may have a modifier.
#define OPERAND "\\$(0|\\{0(:[a-z])?\\})"

static bool isMove(const AsmStatement &S, Triple::ArchType Arch) {
  switch (Arch) {
  case Triple::x86_64:
    return (S.Mnemonic == "mov" || S.Mnemonic == "movq") &&
           Regex("^" OPERAND ",[ \t]*%cr3$").match(S.Operands);
  case Triple::aarch64:
    return S.Mnemonic == "msr" &&
           Regex("^ttbr[01]_el[12],[ \t]*" OPERAND "$").match(S.Operands);
  default:
    return false;
  }
}

bool setsTranslationBase(const CallBase &Call) {
  const auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand());
  if (!Asm || Call.arg_size() != 1 || !Call.getType()->isVoidTy() ||
      Call.getParamElementType(0))
    return false;
  const Module &M = *Call.getModule();
  if (mayHaveMacros(M))
    return false;
  Triple::ArchType Arch = moduleTriple(M).getArch();
  auto Statements = asmStatements(Asm->getAsmString(), Arch);
  return Statements.size() == 1 && isMove(Statements.front(), Arch);
}

} // namespace kpkeys
