//===- XState.h - The key register of a traced thread -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRACE_XSTATE_H
#define KPKEYS_TRACE_XSTATE_H

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kpkeys {

/// PKRU's bits (Intel SDM vol. 3, 4.6.2).
inline uint32_t accessDisable(unsigned Pkey) { return 1u << (2 * Pkey); }
inline uint32_t writeDisable(unsigned Pkey) { return 2u << (2 * Pkey); }

class XState {
  std::vector<uint8_t> Area;
  size_t Offset = 0;

  bool get(pid_t Tid);

public:
  /// False, with the reason in \p Why, if this CPU has no protection keys.
  bool probe(std::string &Why);
  /// PKRU of stopped thread \p Tid; std::nullopt if the thread is gone.
  std::optional<uint32_t> read(pid_t Tid);
  /// Sets it; after read() in the same stop. False if the thread is gone.
  bool write(pid_t Tid, uint32_t Pkru);
};

} // namespace kpkeys

#endif
