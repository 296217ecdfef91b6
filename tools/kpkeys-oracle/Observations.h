//===- Observations.h - Where protected memory was touched ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_OBSERVATIONS_H
#define KPKEYS_ORACLE_OBSERVATIONS_H

#include "AddressSpace.h"
#include "Unwinder.h"
#include <map>
#include <memory>
#include <set>
#include <tuple>

namespace kpkeys {

enum class TouchKind { Read, Write, Syscall };

/// What happened at a spot to one pkey's memory.
struct Touch {
  uint64_t Count = 0;
  uint64_t FirstAddress = 0;
  bool Known = false; ///< in the range of an access that may do this
};

/// A place in the program that touched protected memory without a window.
struct Spot {
  CodePlace Place; ///< in the program: the instruction, or the call it is in
  CodePlace Inner; ///< the instruction itself
  std::vector<CodePlace> Frames; ///< Inner and its callers, the first time
  std::map<std::pair<unsigned, TouchKind>, Touch> Touches;

  bool inLibrary() const { return Inner.Module != Place.Module; }
};

/// All spots. The code of a library is attributed to the call in the program
/// that led there: a window around the call is what would let it write.
class Observations {
  using Key = std::tuple<Image *, uint64_t, Image *, std::string>;
  std::map<Key, std::unique_ptr<Spot>> Spots;
  std::set<std::pair<Image *, uint64_t>> SitesReached;

public:
  /// The spot of the fault at \p IP in stopped thread \p Tid.
  Spot &at(AddressSpace &Space, Unwinder &Stack, pid_t Tid, uint64_t IP);
  void add(Spot &S, unsigned Pkey, TouchKind Kind, uint64_t Address);

  std::vector<const Spot *> spots() const;
  bool reached(const Image &I, const Site &S) const {
    return SitesReached.count({const_cast<Image *>(&I), S.Begin}) != 0;
  }
};

} // namespace kpkeys

#endif
