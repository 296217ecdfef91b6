//===- Intruders.h - Branches into the windows of others --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_INTRUDERS_H
#define KPKEYS_VERIFY_INTRUDERS_H

#include "Walk.h"
#include "llvm/ADT/BitVector.h"
#include <map>
#include <vector>

namespace kpkeys::verify {

/// Code that only its own function may jump to: windows, and the insides of
/// switches; and of functions that can switch, the insides of instructions,
/// where there may be other ones.
class ClosedCode {
  /// Begin and end; once sealed, ascending and apart.
  std::vector<std::pair<uint64_t, uint64_t>> Ranges;
  /// Of addresses' blocks, so many bits of their numbers: a bit that is not set
  /// says that there is no range. Most questions are about other code.
  llvm::BitVector MayHold;

  struct Instructions {
    uint64_t End;
    llvm::BitVector Begins; ///< offsets
  };
  std::map<uint64_t, Instructions> Watched; ///< functions

  unsigned bitOf(uint64_t Address) const;

public:
  void add(uint64_t Begin, uint64_t End);
  void add(const Code &C, const Walk &Levels, llvm::ArrayRef<Switch> Switches);
  /// Adds the start of a function that is entered at a level.
  void addEntry(uint64_t Address) { add(Address, Address + 1); }
  /// Nobody else may jump into the middle of its instructions.
  void watch(const Code &C);
  /// What is added is all.
  void seal();
  bool empty() const { return Ranges.empty() && Watched.empty(); }
  /// But for the insides of instructions.
  bool isClosed(uint64_t Address) const;
  /// For who comes from \p From; 0: from any other function.
  bool holds(uint64_t Address, uint64_t From = 0) const;
  /// The same, because it is in the middle of an instruction.
  bool splits(uint64_t Address, uint64_t From = 0) const;
};

/// Calls \p Found with each direct call or branch of the file from outside of a
/// function into code of it that is \p Closed, and with what makes such an
/// address at once.
void findIntruders(
    const Image &In, const Machine &M, const ClosedCode &Closed,
    llvm::function_ref<void(const Instruction &From, uint64_t To)> Found);

} // namespace kpkeys::verify

#endif
