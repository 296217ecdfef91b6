//===- InstructionStarts.cpp - Where x86 instructions begin ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is between the question and the last known start is decoded, each byte
// at most once. Bytes that are no instruction are skipped one by one; x86 code
// finds its way back within a few instructions.
//
//===----------------------------------------------------------------------===//
#include "InstructionStarts.h"
#include "MachineCode.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/MC/MCInst.h"

using namespace llvm;

namespace kpkeys::verify {

static constexpr uint64_t LongestInstruction = 15;

/// 0: no instruction.
static uint64_t lengthOf(ArrayRef<uint8_t> Bytes) {
  static const MachineCode X86 = MachineCode::x86();
  MCInst Inst;
  uint64_t Length = 0;
  return X86.Disassembler->getInstruction(Inst, Length,
                                          Bytes.take_front(LongestInstruction),
                                          0, nulls()) == MCDisassembler::Success
             ? Length
             : 0;
}

void InstructionStarts::enter(const CodeRange &R, ArrayRef<uint64_t> Starts) {
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
    uint64_t Length = lengthOf(Range->Bytes.drop_front(Next));
    if (Length != 0 && Next + Length > Offset)
      // Next stays: the following question may be about the same instruction.
      return all_of(Range->Bytes.slice(Next, Offset - Next), isPrefix);
    Next += std::max<uint64_t>(Length, 1);
  }
  return false;
}

} // namespace kpkeys::verify
