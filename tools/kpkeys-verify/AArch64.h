//===- AArch64.h - AArch64 instructions -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_AARCH64_H
#define KPKEYS_VERIFY_AARCH64_H

#include "Machine.h"

namespace kpkeys::verify {

class AArch64 final : public Machine {
  llvm::MCPhysReg FlagRegister = 0;

  void nameRegisters();
  void findSystem(uint32_t Word, Instruction &I) const;
  bool findKeyAccess(uint32_t Word, Instruction &I) const;
  void findFlags(const llvm::MCInst &Inst, llvm::StringRef Name,
                 Instruction &I) const;
  void findMemory(const llvm::MCInst &Inst, llvm::StringRef Name,
                  Instruction &I) const;
  void findOperation(const llvm::MCInst &Inst, llvm::StringRef Name,
                     Instruction &I) const;
  bool usesFloatingPoint(const llvm::MCInst &Inst) const;
  uint32_t tupleDefsOf(const llvm::MCInst &Inst) const;
  uint32_t shortDefsOf(const llvm::MCInst &Inst) const;

public:
  AArch64();
  Instruction decode(llvm::ArrayRef<uint8_t> Bytes,
                     uint64_t Address) const override;
  void findKeyWrites(llvm::ArrayRef<uint8_t> Bytes,
                     llvm::function_ref<void(uint64_t)> Found) const override;
  void findBranches(
      llvm::ArrayRef<uint8_t> Bytes, uint64_t Address,
      llvm::function_ref<void(uint64_t, uint64_t)> Found) const override;
  uint32_t callDefs() const override { return 0x4007ffff; } // X0-X18, LR
  Register argument(unsigned N) const override { return N; }
  bool needsSynchronization() const override { return true; }
  unsigned returnSlot() const override { return 0; }
  unsigned gateLength() const override { return 4; }
};

/// What a load or store of LLVM's name \p Name moves, pairs as a whole;
/// UnknownSize where the name does not say.
uint64_t aarch64AccessSize(llvm::StringRef Name);
/// Of plain loads and stores of two registers, whose offsets count in the size
/// of one.
bool isAArch64Pair(llvm::StringRef Name);

} // namespace kpkeys::verify

#endif
