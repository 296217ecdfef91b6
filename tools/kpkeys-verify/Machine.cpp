//===- Machine.cpp - What decoders of both machines share -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Machine.h"
#include "llvm/MC/MCInstrDesc.h"

using namespace llvm;

namespace kpkeys::verify {

Machine::Machine(const Triple &T, StringRef Features, unsigned Dialect)
    : MachineCode(T, Features),
      Printer(Target.createMCInstPrinter(T, Dialect, *AsmInfo, *Instructions,
                                         *Registers)),
      Numbers(Registers->getNumRegs(), OtherRegister) {}

Register Machine::numberOf(const MCOperand &Operand) const {
  if (!Operand.isReg())
    return OtherRegister;
  MCRegister R = Operand.getReg();
  return R ? Numbers[R.id()] : NoRegister;
}

uint32_t Machine::defsOf(const MCInst &Inst) const {
  const MCInstrDesc &Desc = Instructions->get(Inst.getOpcode());
  uint32_t Defs = 0;
  auto Add = [&](Register R) {
    if (R < NumRegisters)
      Defs |= uint32_t(1) << R;
  };
  for (unsigned N = 0; N < Desc.getNumDefs() && N < Inst.getNumOperands(); ++N)
    Add(numberOf(Inst.getOperand(N)));
  for (MCPhysReg R : Desc.implicit_defs())
    Add(Numbers[R]);
  return Defs;
}

StringRef Machine::nameOf(const MCInst &Inst) const {
  return Instructions->getName(Inst.getOpcode());
}

const Machine &Machine::of(Triple::ArchType Arch) {
  if (Arch == Triple::aarch64) {
    static const std::unique_ptr<Machine> AArch64 = makeAArch64();
    return *AArch64;
  }
  static const std::unique_ptr<Machine> X86 = makeX86();
  return *X86;
}

} // namespace kpkeys::verify
