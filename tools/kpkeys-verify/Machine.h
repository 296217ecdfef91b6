//===- Machine.h - Decodes the code of one machine --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_MACHINE_H
#define KPKEYS_VERIFY_MACHINE_H

#include "Instruction.h"
#include "MachineCode.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstPrinter.h"
#include <vector>

namespace kpkeys::verify {

class Machine : protected MachineCode {
protected:
  std::unique_ptr<llvm::MCInstPrinter> Printer;
  /// Of LLVM's registers; NoRegister, OtherRegister included.
  std::vector<Register> Numbers;

  Machine(const llvm::Triple &T, llvm::StringRef Features, unsigned Dialect);

  Register numberOf(const llvm::MCOperand &Operand) const;
  uint32_t defsOf(const llvm::MCInst &Inst) const;
  llvm::StringRef nameOf(const llvm::MCInst &Inst) const;

public:
  virtual ~Machine() = default;
  /// Made once: of archives, and of what fuzzing makes, there are many files.
  static const Machine &of(llvm::Triple::ArchType Arch);

  /// The instruction that \p Bytes begin with. Of what is none, one that is
  /// IsInvalid.
  virtual Instruction decode(llvm::ArrayRef<uint8_t> Bytes,
                             uint64_t Address) const = 0;

  /// Calls \p Found with each offset that may be a key write's.
  virtual void
  findKeyWrites(llvm::ArrayRef<uint8_t> Bytes,
                llvm::function_ref<void(uint64_t)> Found) const = 0;

  /// Calls \p Found with each place that may be a direct call or branch, or
  /// make an address relative to itself, and where it leads if it is one.
  virtual void
  findBranches(llvm::ArrayRef<uint8_t> Bytes, uint64_t Address,
               llvm::function_ref<void(uint64_t, uint64_t)> Found) const = 0;

  /// Registers that a call may change, but what it returns to the stack.
  virtual uint32_t callDefs() const = 0;
  /// Where argument \p N, of the first three, is passed.
  virtual Register argument(unsigned N) const = 0;
  virtual bool needsSynchronization() const = 0;
  /// Bytes of the return address that a call leaves on the stack.
  virtual unsigned returnSlot() const = 0;
  /// Of the jump that a gate is, in bytes.
  virtual unsigned gateLength() const = 0;
};

std::unique_ptr<Machine> makeX86();
std::unique_ptr<Machine> makeAArch64();

} // namespace kpkeys::verify

#endif
