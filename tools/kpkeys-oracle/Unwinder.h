//===- Unwinder.h - Callers of a stopped thread -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_UNWINDER_H
#define KPKEYS_ORACLE_UNWINDER_H

#include <cstdint>
#include <sys/types.h>
#include <vector>

struct Dwfl;

namespace kpkeys {

/// Unwinds threads of one process by their call frame information.
class Unwinder {
  pid_t Pid;
  Dwfl *Session = nullptr;
  unsigned Version = 0;

  void close();
  bool open();

public:
  explicit Unwinder(pid_t Pid) : Pid(Pid) {}
  ~Unwinder() { close(); }
  Unwinder(const Unwinder &) = delete;
  Unwinder &operator=(const Unwinder &) = delete;

  /// Addresses in the innermost frame and its callers: for a caller one in the
  /// call instruction. \p MapVersion tells when to look at the files anew.
  std::vector<uint64_t> frames(pid_t Tid, unsigned MapVersion);
};

} // namespace kpkeys

#endif
