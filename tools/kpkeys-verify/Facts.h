//===- Facts.h - What registers hold ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants, and addresses on the stack, along all paths through a function.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_VERIFY_FACTS_H
#define KPKEYS_VERIFY_FACTS_H

#include "Code.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <array>
#include <map>

namespace kpkeys::verify {

struct Fact {
  /// Function: the linker's address of one; Value is Code's number of it.
  enum class Kind : uint8_t { Unknown, Constant, Stack, Function };
  Kind What = Kind::Unknown;
  /// Of Stack: what Value is an offset from. 0 is the stack pointer at the
  /// function's entry; else the instruction that made an address.
  uint64_t Anchor = 0;
  uint64_t Value = 0;
  /// Of Stack: a number that varies is in it, so that it is on the stack only
  /// if that is in bounds.
  bool IsIndexed = false;

  static Fact constant(uint64_t Value) { return {Kind::Constant, 0, Value}; }
  bool isStack() const { return What == Kind::Stack; }
  bool operator==(const Fact &Other) const {
    return What == Other.What && Anchor == Other.Anchor &&
           Value == Other.Value && IsIndexed == Other.IsIndexed;
  }
};

/// At one place.
struct FactState {
  std::array<Fact, NumRegisters> Of;
  /// Addresses that were put on the stack, by anchor and offset.
  std::map<std::pair<uint64_t, uint64_t>, Fact> Slots;

  /// A constant that the last instruction has pushed.
  std::optional<Fact> Pushed;

  FactState();
  /// True if it changed.
  bool meet(const FactState &Other, uint64_t Place);
  void apply(const Instruction &I);
  /// Of \p Registers, but not what is on the stack.
  void forgetNumbers(uint32_t Registers = ~uint32_t(0));

  Fact of(Register R) const { return R < NumRegisters ? Of[R] : Fact(); }
  /// Does a memory operand lead to this function's stack frame, by no index
  /// that varies? \p ReturnSlot bytes above it are the return address.
  bool isOnStack(const MemoryOperand &At, uint64_t Bytes,
                 unsigned ReturnSlot) const;

private:
  std::optional<std::pair<uint64_t, uint64_t>>
  slotOf(const MemoryOperand &At) const;
  Fact resultOf(const Instruction &I) const;
  void forget(const Instruction &I);
};

class Facts {
  const Code &C;
  /// Of each instruction that begins a block.
  std::map<size_t, FactState> Blocks;
  std::vector<bool> IsReached;
  /// What holds behind every call and at every indirect branch.
  std::optional<FactState> Elsewhere;
  /// What holds at every indirect branch that may go to any of C.labels(): one
  /// for all, because each may go to each.
  std::optional<FactState> AtJumps;

  void apply(size_t N, FactState &State) const;
  void run(size_t From, const FactState &AtFrom);

public:
  explicit Facts(const Code &C);
  /// Calls \p Visit for each instruction, with what holds before it.
  void forEach(llvm::function_ref<void(size_t, const FactState &)> Visit) const;
};

} // namespace kpkeys::verify

#endif
