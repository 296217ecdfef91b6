//===- Mappings.h - What a process has mapped -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRACE_MAPPINGS_H
#define KPKEYS_TRACE_MAPPINGS_H

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kpkeys {

struct Mapping {
  uint64_t Begin, End, FileOffset;
  std::string Path;
  unsigned Pkey = 0; ///< as far as it was asked for

  bool holds(uint64_t Address) const {
    return Address >= Begin && Address < End;
  }
};

/// The mappings of \p Pid in ascending order; empty if the process is gone.
std::vector<Mapping> mappingsOf(pid_t Pid);
/// The same with pkeys, which takes the kernel longer.
std::vector<Mapping> mappingsWithKeys(pid_t Pid);

} // namespace kpkeys

#endif
