//===- InstructionStarts.cpp - Where x86 instructions begin ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is between the question and the last known start is decoded, each byte
// at most once. Bytes that are no instruction are skipped one by one; x86 code
// finds its way back within a few instructions.
//
//===----------------------------------------------------------------------===//
#include "InstructionStarts.h"
#include "kpkeys/Compat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include <memory>

using namespace llvm;

namespace kpkeys::verify {

static constexpr uint64_t LongestInstruction = 15;

struct InstructionStarts::Decoder {
  std::unique_ptr<MCRegisterInfo> Registers;
  std::unique_ptr<MCAsmInfo> AsmInfo;
  std::unique_ptr<MCSubtargetInfo> Subtarget;
  std::unique_ptr<MCContext> Context;
  std::unique_ptr<MCDisassembler> Disassembler;

  Decoder() {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86Disassembler();
    Triple Machine("x86_64-unknown-linux-gnu");
    std::string Why;
    const Target *X86 =
        TargetRegistry::lookupTarget(registryTriple(Machine), Why);
    if (!X86)
      report_fatal_error(Why.c_str(), /*gen_crash_diag=*/false);
    Registers.reset(X86->createMCRegInfo(registryTriple(Machine)));
    AsmInfo.reset(X86->createMCAsmInfo(*Registers, registryTriple(Machine),
                                       MCTargetOptions()));
    Subtarget.reset(
        X86->createMCSubtargetInfo(registryTriple(Machine), "", ""));
    Context = std::make_unique<MCContext>(Machine, AsmInfo.get(),
                                          Registers.get(), Subtarget.get());
    Disassembler.reset(X86->createMCDisassembler(*Subtarget, *Context));
  }

  /// 0: no instruction.
  uint64_t length(ArrayRef<uint8_t> Bytes) const {
    MCInst Inst;
    uint64_t Length = 0;
    return Disassembler->getInstruction(Inst, Length,
                                        Bytes.take_front(LongestInstruction), 0,
                                        nulls()) == MCDisassembler::Success
               ? Length
               : 0;
  }
};

void InstructionStarts::enter(const CodeRange &R, ArrayRef<uint64_t> Starts) {
  static const Decoder Shared;
  Decodes = &Shared;
  Range = &R;
  Anchors = Starts;
  Next = 0;
}

static bool isPrefix(uint8_t Byte) {
  static constexpr uint8_t Legacy[] = {0xf0, 0xf2, 0xf3, 0x2e, 0x36, 0x3e,
                                       0x26, 0x64, 0x65, 0x66, 0x67};
  return (Byte & 0xf0) == 0x40 || is_contained(Legacy, Byte);
}

bool InstructionStarts::isOpcode(uint64_t Offset) {
  while (!Anchors.empty() && Anchors.front() <= Offset) {
    Next = std::max(Next, Anchors.front());
    Anchors = Anchors.drop_front();
  }
  while (Next <= Offset) {
    uint64_t Length = Decodes->length(Range->Bytes.drop_front(Next));
    if (Length != 0 && Next + Length > Offset)
      // Next stays: the following question may be about the same instruction.
      return all_of(Range->Bytes.slice(Next, Offset - Next), isPrefix);
    Next += std::max<uint64_t>(Length, 1);
  }
  return false;
}

} // namespace kpkeys::verify
