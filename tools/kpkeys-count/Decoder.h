//===- Decoder.h - What an instruction does to memory -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_COUNT_DECODER_H
#define KPKEYS_COUNT_DECODER_H

#include "MachineCode.h"
#include "llvm/MC/MCInst.h"
#include <optional>
#include <sys/user.h>

namespace kpkeys {

/// One instruction, as far as it matters to what runs in a window.
struct Instruction {
  enum class Stores {
    Nothing,
    OnStack,  ///< push and call
    ToString, ///< at RDI; repeated ones RCX times, one store each step
    AtOperand,
    Unknown, ///< somewhere: a scatter, or what nobody has thought of
  };
  llvm::MCInst Inst;
  uint64_t Length = 0;
  Stores Where = Stores::Nothing;
  unsigned Operand = 0; ///< the first of the five of AtOperand
  bool IsCall = false, IsSwitch = false, IsRepeated = false;
  bool MayChangeKeys = false; ///< WRPKRU, XRSTOR and system calls
  bool IsSyscall = false;
};

class Decoder {
  MachineCode X86 = MachineCode::x86();

  void findStore(Instruction &I) const;
  std::optional<uint64_t> valueOf(llvm::MCRegister Register, uint64_t Next,
                                  const user_regs_struct &Values) const;

public:
  /// std::nullopt if \p Bytes begin with no instruction.
  std::optional<Instruction> decode(llvm::ArrayRef<uint8_t> Bytes,
                                    uint64_t Address) const;
  /// Where \p I, AtOperand, stores when it runs with \p Values; std::nullopt if
  /// its address is not made of general registers.
  std::optional<uint64_t> target(const Instruction &I,
                                 const user_regs_struct &Values) const;
};

} // namespace kpkeys

#endif
