//===- MachineCode.cpp - LLVM's decoder of one machine --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "MachineCode.h"
#include "kpkeys/Compat.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

namespace kpkeys {

static const Target &targetOf(const Triple &T) {
  if (T.isAArch64()) {
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64Disassembler();
  } else {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86Disassembler();
  }
  std::string Why;
  const Target *Found = TargetRegistry::lookupTarget(registryTriple(T), Why);
  if (!Found)
    report_fatal_error(Why.c_str(), /*gen_crash_diag=*/false);
  return *Found;
}

MachineCode::MachineCode(const Triple &T, StringRef Features)
    : Target(targetOf(T)), Registers(Target.createMCRegInfo(registryTriple(T))),
      AsmInfo(Target.createMCAsmInfo(*Registers, registryTriple(T),
                                     MCTargetOptions())),
      Subtarget(Target.createMCSubtargetInfo(registryTriple(T), "", Features)),
      Instructions(Target.createMCInstrInfo()),
      Context(std::make_unique<MCContext>(T, AsmInfo.get(), Registers.get(),
                                          Subtarget.get())),
      Disassembler(Target.createMCDisassembler(*Subtarget, *Context)) {}

MachineCode MachineCode::x86() {
  return {Triple("x86_64-unknown-linux-gnu"), /*Features=*/""};
}

} // namespace kpkeys
