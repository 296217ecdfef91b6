//===- X86Opcode.h - What the name of an x86 opcode says --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's tables say what an instruction defines and whether it branches. What
// they do not say goes by the opcode's name, which is looked at once.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_VERIFY_X86OPCODE_H
#define KPKEYS_VERIFY_X86OPCODE_H

#include "Instruction.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCInstrDesc.h"
#include <optional>

namespace kpkeys::verify {

namespace x86 {
inline constexpr Register Rax = 0, Rcx = 1, Rdx = 2, Rbp = 5, Rsi = 6, Rdi = 7;
} // namespace x86

struct X86Opcode {
  /// Where Op finds what it is done with.
  enum class Form : uint8_t {
    None,
    Constant,     ///< to operand 0, from operand 1
    Copy,         ///< the same, of registers
    Load,         ///< to operand 0
    Store,        ///< of the operand behind the memory operand
    Push,         ///< of operand 0
    PushConstant, ///< the same
    Leave,
    CompareWith,    ///< operand 0 with operand 1
    CompareRaxWith, ///< operand 0
    Address,        ///< LEA
    Step,           ///< operand 0 by Immediate
    RaxAndConstant, ///< operand 0
    AndConstant,    ///< of operand 0 and 2
    AndRegister,    ///< the same
  };

  /// All flags but those of operands and prefixes.
  uint32_t Flags = 0;
  uint32_t Defs = 0;         ///< that the tables do not say
  uint32_t RepeatedDefs = 0; ///< the same, with a prefix
  uint64_t Immediate = 0;
  uint64_t StringBytes = 0; ///< that a string instruction stores; 0: none
  /// Of what it stores to memory operand Memory, if it stores.
  uint64_t Bytes = UnknownSize;
  Operation Op = Operation::Other;
  Form Where = Form::None;
  int StackShift = 0;
  /// Operand where its address begins.
  std::optional<uint8_t> Memory;
  bool IsPrefix = false;
  bool IsAbsolute = false;        ///< a branch that is not relative
  bool IsThroughRegister = false; ///< an indirect call or branch
  bool Is32 = false;
  bool IsSub = false;
  bool IsSmallExchange = false; ///< XCHG of AX: 66 90 is a no-operation
  bool IsPop = false;           ///< and to no other memory
  bool Stores = false;          ///< to Memory, or where no operand says
  bool IsElsewhere = false;     ///< not where Memory alone says
};

/// \p UsesFloatingPoint: it changes such registers that are no operands.
X86Opcode x86OpcodeOf(llvm::StringRef Name, const llvm::MCInstrDesc &Desc,
                      bool UsesFloatingPoint);

} // namespace kpkeys::verify

#endif
