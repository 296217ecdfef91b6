//===- Launch.cpp - Starts a program under ptrace -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The child waits until it is traced, and says through a second pipe why it
// could not become the program.
//
//===----------------------------------------------------------------------===//
#include "Launch.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <unistd.h>

using namespace llvm;

namespace kpkeys {

Expected<pid_t> launchTraced(char *const *Argv, long Options) {
  int Go[2], Trouble[2];
  if (pipe2(Go, O_CLOEXEC) != 0 || pipe2(Trouble, O_CLOEXEC) != 0)
    return errorCodeToError(errnoAsErrorCode());
  pid_t Child = fork();
  if (Child < 0)
    return errorCodeToError(errnoAsErrorCode());
  if (Child == 0) {
    char Byte;
    close(Go[1]);
    if (read(Go[0], &Byte, 1) == 1)
      execvp(Argv[0], Argv);
    int Why = errno;
    ssize_t Written = write(Trouble[1], &Why, sizeof Why);
    _exit(Written == sizeof Why ? 127 : 126);
  }
  close(Go[0]);
  close(Trouble[1]);
  bool Traced = ptrace(PTRACE_SEIZE, Child, 0, Options) == 0;
  int Why = errno;
  if (!Traced || write(Go[1], "", 1) != 1) {
    kill(Child, SIGKILL);
    return createStringError(inconvertibleErrorCode(), "cannot trace: %s",
                             std::strerror(Why));
  }
  close(Go[1]);
  bool Failed = read(Trouble[0], &Why, sizeof Why) == sizeof Why;
  close(Trouble[0]);
  if (Failed)
    return createStringError(inconvertibleErrorCode(), "cannot run '%s': %s",
                             Argv[0], std::strerror(Why));
  return Child;
}

bool setBreakpoint(pid_t Tid, uint64_t Address) {
  auto Poke = [Tid](unsigned Register, uint64_t Value) {
    return ptrace(PTRACE_POKEUSER, Tid,
                  offsetof(struct user, u_debugreg) + Register * sizeof Value,
                  Value) == 0;
  };
  return Address == 0 ? Poke(7, 0) : Poke(0, Address) && Poke(7, 1);
}

} // namespace kpkeys
