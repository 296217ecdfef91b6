//===- Instruction.h - One instruction of either machine --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the rules need to know of an instruction, and nothing of how a machine
// spells it.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_VERIFY_INSTRUCTION_H
#define KPKEYS_VERIFY_INSTRUCTION_H

#include "kpkeys/ABI.h"
#include <cstdint>

namespace kpkeys::verify {

/// General registers by number; the stack pointer is 31 on both machines.
using Register = uint8_t;
inline constexpr Register StackPointer = 31;
inline constexpr unsigned NumRegisters = 32;
inline constexpr Register NoRegister = 32;
/// One that is not followed: vectors, segments.
inline constexpr Register OtherRegister = 33;
inline constexpr Register InstructionPointer = 34;

/// Base + Scale * Index + Displacement.
struct MemoryOperand {
  Register Base = NoRegister;
  Register Index = NoRegister;
  uint8_t Scale = 1;
  bool IsRelative = false; ///< x86: written relative to the instruction
  int64_t Displacement = 0;
};

inline constexpr uint64_t UnknownSize = ~uint64_t(0);

/// The number of IA32_PKRS (Intel SDM, volume 4).
inline constexpr uint32_t KeyMsr = 0x6e1;

enum InstructionFlags : uint32_t {
  IsKeyWrite = 1u << 0, ///< Key says of which register
  IsKeyRead = 1u << 1,
  IsMsrWrite = 1u << 2, ///< WRMSR: of the key register if ECX says so
  IsMsrRead = 1u << 3,
  IsStateRestore = 1u << 4, ///< XRSTOR: of PKRU if EAX says so
  IsCall = 1u << 5,
  IsBranch = 1u << 6,
  IsConditional = 1u << 7,
  IsIndirect = 1u << 8, ///< call or branch whose target is not in it
  IsReturn = 1u << 9,
  IsTrap = 1u << 10,      ///< does not go on
  IsInterrupt = 1u << 11, ///< goes on after somebody else has run
  IsSynchronization = 1u << 12,
  IsLoad = 1u << 13,
  IsStore = 1u << 14,
  IsRepeated = 1u << 15, ///< a string instruction, RCX times
  IsSystemRegister = 1u << 16,
  IsPort = 1u << 17,
  IsFloatingPoint = 1u << 18,
  IsSystemCall = 1u << 19,
  IsInvalid = 1u << 20, ///< no instruction that is known
  IsPadding = 1u << 21,
  IsFlagWrite = 1u << 22, ///< of NZCV, or of EFLAGS
};

/// Of which comparison a conditional branch is taken: of unsigned numbers.
enum class Comparison : uint8_t {
  Other,
  Equal,
  NotEqual,
  Below,
  NotBelow,
  Above,
  NotAbove
};

/// What becomes of Dst, as far as it is followed.
enum class Operation : uint8_t {
  Other,
  Constant,    ///< Immediate
  Copy,        ///< Src
  Add,         ///< Src + Immediate
  AddRegister, ///< Src + (Second << Shift)
  Scale,       ///< Src plus a constant of the machine's
  And,         ///< Src & Immediate; Or, Xor alike
  Or,
  Xor,
  AndRegister, ///< Src & Second; OrRegister, XorRegister alike
  OrRegister,
  XorRegister,
  Insert,   ///< Immediate in 16 bits of Src, at Shift
  Compare,  ///< Src with Immediate
  Load,     ///< a whole register from At
  LoadPart, ///< Immediate bytes from At; Is32: with zeros above, else the sign
  Store,    ///< of Src to At
  Extract,  ///< (Src >> Shift) & Immediate
};

struct Instruction {
  uint64_t Address = 0;
  uint64_t Target = 0; ///< of a direct call or branch
  uint64_t Immediate = 0;
  uint64_t Bytes = 0; ///< that it stores; UnknownSize
  uint32_t Flags = 0;
  uint32_t Defs = 0; ///< general registers that it changes
  uint32_t ShortDefs =
      0;            ///< AArch64: of them, those whose upper half becomes 0
  MemoryOperand At; ///< of its load or store
  uint8_t Length = 0;
  kpkeys_target Key = KPKEYS_TARGET_PKU;
  Operation Op = Operation::Other;
  Comparison Taken = Comparison::Other;
  bool Is32 = false; ///< Op's result is cut to 32 bits
  bool HasTarget = false;
  int8_t StackShift = 0; ///< of pushes and pops: how far the pointer moves
  uint8_t Shift = 0;
  Register Dst = NoRegister, Src = NoRegister, Second = NoRegister;
  Register Data = NoRegister; ///< of a key write: where the value is

  bool is(uint32_t Mask) const { return Flags & Mask; }
  uint64_t end() const { return Address + Length; }
  bool goesOn() const {
    return !is(IsReturn | IsTrap | IsInvalid) &&
           (!is(IsBranch) || is(IsConditional));
  }
};

/// Unless something says that it does not.
inline bool mayWriteKey(const Instruction &I) {
  return I.is(IsKeyWrite | IsMsrWrite | IsStateRestore);
}

} // namespace kpkeys::verify

#endif
