//===- Tracer.h - Runs a program past its key faults ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_TRACER_H
#define KPKEYS_ORACLE_TRACER_H

#include "Observations.h"
#include "XState.h"
#include "llvm/Support/Error.h"
#include <csignal>

namespace kpkeys {

/// How the program ended.
struct Outcome {
  int ExitCode = 0;
  int Signal = 0;            ///< that killed it, or 0
  bool ReachedLimit = false; ///< killed by the tracer after --max-faults
  uint64_t Faults = 0;
};

/// Runs a program. An instruction that faults because of a key is let through
/// with the key open for that one instruction; a system call that cannot reach
/// its buffer because of one is done again with the key open.
class Tracer {
  struct Process {
    AddressSpace Space;
    Unwinder Stack;
    Process(pid_t Pid, Images &Files) : Space(Pid, Files), Stack(Pid) {}
  };
  enum class Mode { Runs, Steps, Retries };
  struct Opened {
    unsigned Pkey;
    bool Write;
    uint64_t Address;
  };
  struct Thread {
    pid_t Tid, Tgid;
    Mode Does = Mode::Runs;
    uint32_t SavedPkru = 0, OpenPkru = 0;
    uint64_t FaultIP = 0;
    Spot *Where = nullptr;
    std::vector<Opened> Touched;
    uint64_t SavedMask = 0;
    uint64_t Breakpoint = 0; ///< that ends Steps, where one step is not enough
    std::vector<int> Deferred; ///< signals that wait for Retries to end
    uint64_t Syscall = 0, Arguments[6] = {};
  };

  XState &Keys;
  Images &Files;
  Observations &Seen;
  uint64_t MaxFaults;
  pid_t Main = 0;
  Outcome Result;
  std::string Failure;
  std::map<pid_t, Thread> Threads;
  std::map<pid_t, std::unique_ptr<Process>> Processes;

  Thread &thread(pid_t Tid);
  Process &process(const Thread &T);
  void handle(pid_t Tid, int Status);
  void handleEnd(pid_t Tid, int Status);
  void handleExec(Thread &T);
  void handleFault(Thread &T, const siginfo_t &Info);
  void handleStep(Thread &T, const siginfo_t &Info);
  void handleSyscall(Thread &T);
  void leaveSyscall(Thread &T, int64_t Value);
  bool retrySyscall(Thread &T);
  std::optional<Opened> deniedArgument(Thread &T, uint32_t Pkru);
  bool open(Thread &T, const siginfo_t &Info);
  void close(Thread &T);
  void resume(Thread &T, int Signal = 0);
  void killAll();
  void fail(std::string Why);

public:
  Tracer(XState &Keys, Images &Files, Observations &Seen, uint64_t MaxFaults)
      : Keys(Keys), Files(Files), Seen(Seen), MaxFaults(MaxFaults) {}
  /// Runs \p Argv to its end, and everything it starts.
  llvm::Expected<Outcome> run(char *const *Argv);
};

} // namespace kpkeys

#endif
