//===- Launch.h - Starts a program under ptrace -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRACE_LAUNCH_H
#define KPKEYS_TRACE_LAUNCH_H

#include "llvm/Support/Error.h"
#include <cstdint>
#include <sys/types.h>

namespace kpkeys {

inline constexpr int StopEvent = 128; // PTRACE_EVENT_STOP

/// Starts \p Argv, seized with \p Options and running; its exec is yet to come.
llvm::Expected<pid_t> launchTraced(char *const *Argv, long Options);

/// Debug register 0 stops the thread before \p Address; 0 takes it away.
bool setBreakpoint(pid_t Tid, uint64_t Address);

} // namespace kpkeys

#endif
