//===- Offsets.h - Where in an object a pointer may point -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_OFFSETS_H
#define KPKEYS_ANALYSIS_OFFSETS_H

#include <cstdint>

namespace llvm {
class DataLayout;
class GEPOperator;
} // namespace llvm

namespace kpkeys {

/// The offsets First, First + Step, First + 2 * Step, ... and, with a step, as
/// many before; without one just First.
struct Offsets {
  int64_t First = 0;
  uint64_t Step = 0;

  Offsets plus(Offsets O) const;
  Offsets times(uint64_t Size) const;
  Offsets negated() const { return {-First, Step}; }
  /// Takes in the offsets of \p O, and perhaps more; true if that is news.
  bool join(Offsets O);
};

/// The offsets that \p Gep adds to its pointer.
Offsets offsetsOf(const llvm::GEPOperator &Gep, const llvm::DataLayout &Layout);

/// \p Value modulo \p Step, from 0 on.
int64_t modulo(int64_t Value, uint64_t Step);

} // namespace kpkeys

#endif
