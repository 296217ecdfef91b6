//===- MachineCode.h - LLVM's decoder of one machine ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_MACHINECODE_H
#define KPKEYS_TOOLS_MACHINECODE_H

#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Triple.h"
#include <memory>

namespace kpkeys {

/// LLVM's tables of one machine, and the decoder that uses them.
struct MachineCode {
  const llvm::Target &Target;
  std::unique_ptr<llvm::MCRegisterInfo> Registers;
  std::unique_ptr<llvm::MCAsmInfo> AsmInfo;
  std::unique_ptr<llvm::MCSubtargetInfo> Subtarget;
  std::unique_ptr<llvm::MCInstrInfo> Instructions;
  std::unique_ptr<llvm::MCContext> Context;
  std::unique_ptr<llvm::MCDisassembler> Disassembler;

  /// \p T is x86-64 or AArch64. Ends the program if LLVM does not have it.
  MachineCode(const llvm::Triple &T, llvm::StringRef Features);
  static MachineCode x86();
};

} // namespace kpkeys

#endif
