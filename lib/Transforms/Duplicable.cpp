//===- Duplicable.cpp - Functions that may be cloned ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A second copy of a function is not the same if
//   - its body is one piece of asm, whose parameters no instruction names;
//   - it, or a call in it, is noduplicate;
//   - asm in it defines a symbol: a label that is neither a number nor made
//     unique by %=;
//   - the address of a label is taken: a static table of them would lead the
//     copy's jumps into the original.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Transforms/Duplicable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace kpkeys {

/// True if \p Word, which stands before a colon, is a symbol's name: no number,
/// register (%gs:4) or relocation (:lo12:x).
static bool isSymbol(StringRef Word) {
  return !Word.empty() && (isAlpha(Word[0]) || is_contained("_.$", Word[0])) &&
         !Word.contains("${:uid}");
}

/// True if the colon before \p Rest belongs to a macro's parameter.
static bool qualifiesParameter(StringRef Rest) {
  return Rest.starts_with("req") || Rest.starts_with("vararg");
}

static bool definesSymbol(StringRef Text) {
  constexpr StringLiteral Separators = " \t\n;";
  size_t Start = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text.substr(I).starts_with("${")) // an operand
      I = std::min(Text.find('}', I), Text.size());
    else if (Separators.contains(Text[I]))
      Start = I + 1;
    else if (I == Start && Text.substr(I).starts_with("# ")) // a comment
      I = std::min(Text.find('\n', I), Text.size()) - 1;
    else if (Text[I] == ':' && isSymbol(Text.slice(Start, I)) &&
             !qualifiesParameter(Text.substr(I + 1)))
      return true;
  }
  return false;
}

static bool isUnique(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I);
  if (!Call)
    return false;
  const auto *Asm = dyn_cast<InlineAsm>(Call->getCalledOperand());
  return Call->cannotDuplicate() || (Asm && definesSymbol(Asm->getAsmString()));
}

bool isDuplicable(const Function &F) {
  return !F.hasFnAttribute(Attribute::Naked) &&
         !F.hasFnAttribute(Attribute::NoDuplicate) &&
         none_of(F,
                 [](const BasicBlock &BB) { return BB.hasAddressTaken(); }) &&
         none_of(instructions(F), isUnique);
}

} // namespace kpkeys
