//===- Decoder.cpp - What an instruction does to memory -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's tables say which instructions may store and which operands are memory.
// A memory operand of x86 is five operands: base, scale, index, displacement,
// segment. Strings, pushes and calls store where no operand says.
//
//===----------------------------------------------------------------------===//
#include "Decoder.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCInstrDesc.h"

using namespace llvm;

namespace kpkeys {

void Decoder::findStore(Instruction &I) const {
  using Stores = Instruction::Stores;
  const MCInstrDesc &Desc = X86.Instructions->get(I.Inst.getOpcode());
  StringRef Name = X86.Instructions->getName(I.Inst.getOpcode());
  if (Desc.isCall() || Name.starts_with("PUSH")) {
    I.Where = Stores::OnStack;
    return;
  }
  // The tables do not say that these store.
  static constexpr StringLiteral Strings[] = {
      "STOSB", "STOSW", "STOSL", "STOSQ", "MOVSB", "MOVSW", "MOVSL", "MOVSQ"};
  if (is_contained(Strings, Name)) {
    I.Where = Stores::ToString;
    return;
  }
  if (!Desc.mayStore() || Desc.isReturn() || I.IsSwitch)
    return;
  I.Where = Stores::Unknown;
  ArrayRef<MCOperandInfo> Operands = Desc.operands();
  for (unsigned N = 0; N + 5 <= Operands.size(); ++N)
    if (Operands[N].OperandType == MCOI::OPERAND_MEMORY) {
      I.Where = Stores::AtOperand;
      I.Operand = N;
      return;
    }
}

std::optional<Instruction> Decoder::decode(ArrayRef<uint8_t> Bytes,
                                           uint64_t Address) const {
  Instruction I;
  // LLVM decodes the prefix `lock` as an instruction.
  StringRef Name;
  do {
    uint64_t Length = 0;
    if (X86.Disassembler->getInstruction(
            I.Inst, Length, Bytes.drop_front(I.Length), Address + I.Length,
            nulls()) != MCDisassembler::Success)
      return std::nullopt;
    I.Length += Length;
    Name = X86.Instructions->getName(I.Inst.getOpcode());
  } while (Name.ends_with("_PREFIX"));
  I.IsCall = X86.Instructions->get(I.Inst.getOpcode()).isCall();
  I.IsSwitch = Name == "WRPKRUr";
  I.IsSyscall = Name == "SYSCALL";
  I.MayChangeKeys = I.IsSwitch || I.IsSyscall || Name.starts_with("XRSTOR");
  findStore(I);
  I.IsRepeated = I.Where == Instruction::Stores::ToString &&
                 (Bytes[0] == 0xf3 || Bytes[0] == 0xf2);
  return I;
}

std::optional<uint64_t> Decoder::valueOf(MCRegister Register, uint64_t Next,
                                         const user_regs_struct &Values) const {
  auto Half = [](uint64_t Value) { return Value & 0xffffffff; };
  return StringSwitch<std::optional<uint64_t>>(X86.Registers->getName(Register))
      .Case("", 0) // none
      .Case("RIZ", 0)
      .Case("EIZ", 0)
      .Case("CS", 0)
      .Case("DS", 0)
      .Case("ES", 0)
      .Case("SS", 0)
      .Case("RIP", Next)
      .Case("FS", Values.fs_base)
      .Case("GS", Values.gs_base)
      .Case("RAX", Values.rax)
      .Case("RBX", Values.rbx)
      .Case("RCX", Values.rcx)
      .Case("RDX", Values.rdx)
      .Case("RSI", Values.rsi)
      .Case("RDI", Values.rdi)
      .Case("RBP", Values.rbp)
      .Case("RSP", Values.rsp)
      .Case("R8", Values.r8)
      .Case("R9", Values.r9)
      .Case("R10", Values.r10)
      .Case("R11", Values.r11)
      .Case("R12", Values.r12)
      .Case("R13", Values.r13)
      .Case("R14", Values.r14)
      .Case("R15", Values.r15)
      .Case("EAX", Half(Values.rax))
      .Case("EBX", Half(Values.rbx))
      .Case("ECX", Half(Values.rcx))
      .Case("EDX", Half(Values.rdx))
      .Case("ESI", Half(Values.rsi))
      .Case("EDI", Half(Values.rdi))
      .Case("EBP", Half(Values.rbp))
      .Default(std::nullopt);
}

std::optional<uint64_t> Decoder::target(const Instruction &I,
                                        const user_regs_struct &Values) const {
  uint64_t Next = Values.rip + I.Length;
  auto Part = [&](unsigned N) { return I.Inst.getOperand(I.Operand + N); };
  auto Value = [&](unsigned N) {
    return valueOf(Part(N).getReg(), Next, Values);
  };
  if (!Part(0).isReg() || !Part(2).isReg() || !Part(3).isImm() ||
      !Part(4).isReg())
    return std::nullopt;
  std::optional<uint64_t> Base = Value(0), Index = Value(2), Segment = Value(4);
  if (!Base || !Index || !Segment)
    return std::nullopt;
  return *Base + static_cast<uint64_t>(Part(1).getImm()) * *Index +
         static_cast<uint64_t>(Part(3).getImm()) + *Segment;
}

} // namespace kpkeys
