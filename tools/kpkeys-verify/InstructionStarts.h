//===- InstructionStarts.h - Where x86 instructions begin -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_INSTRUCTIONSTARTS_H
#define KPKEYS_VERIFY_INSTRUCTIONSTARTS_H

#include "CodeRanges.h"

namespace kpkeys::verify {

/// Decodes one code range from its functions' first instructions on, and says
/// which bytes are opcodes of instructions that are met on the way.
class InstructionStarts {
  const CodeRange *Range = nullptr;
  llvm::ArrayRef<uint64_t> Anchors; ///< not yet passed
  uint64_t Next = 0;                ///< offset of the next instruction

public:
  /// Goes to \p R. Instructions begin at \p Anchors, ascending offsets in it.
  void enter(const CodeRange &R, llvm::ArrayRef<uint64_t> Anchors);
  /// The byte at \p Offset is the opcode of an instruction: only prefixes stand
  /// between it and the instruction's start. Asked in ascending order.
  bool isOpcode(uint64_t Offset);
};

} // namespace kpkeys::verify

#endif
