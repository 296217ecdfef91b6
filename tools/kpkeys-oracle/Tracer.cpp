//===- Tracer.cpp - Runs a program past its key faults --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each thread is in one of three modes:
//   Runs     up to the next fault, signal or system call
//   Steps    over the one instruction that faulted, with the key open
//   Retries  the system call that gave EFAULT, with the key open
// Signals wait while a key is open, or a handler would keep it open in its
// frame: those that the stepped instruction does not raise are blocked; for a
// system call, whose result may depend on the mask, they are held back. Only
// the stopped thread's register changes, so other threads run on meanwhile.
// Steps are in this file, system calls in TracerSyscalls.cpp.
//
//===----------------------------------------------------------------------===//
#include "Tracer.h"
#include "Launch.h"
#include <cerrno>
#include <climits>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace kpkeys {

static bool isKeyFault(const siginfo_t &Info) {
  return Info.si_signo == SIGSEGV && Info.si_code == SEGV_PKUERR;
}

/// All signals but those that an instruction raises. The kernel's sets have 64
/// bits, signal N in bit N - 1.
static uint64_t blockable() {
  uint64_t Mask = ~0ull;
  for (int Signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP})
    Mask &= ~(1ull << (Signal - 1));
  return Mask;
}

void Tracer::fail(std::string Why) {
  if (Failure.empty())
    Failure = std::move(Why);
  killAll();
}

void Tracer::killAll() {
  for (auto &Entry : Threads)
    kill(Entry.second.Tgid, SIGKILL);
}

/// A thread that was killed meanwhile is reported by waitpid.
void Tracer::resume(Thread &T, int Signal) {
  bool Steps = T.Does == Mode::Steps && T.Breakpoint == 0;
  ptrace(Steps ? PTRACE_SINGLESTEP : PTRACE_SYSCALL, T.Tid, 0, Signal);
}

/// The address behind a repeated string store at \p IP, or 0 if it is another
/// instruction: a step goes over one repetition only.
static uint64_t behindStringStore(pid_t Tid, uint64_t IP) {
  errno = 0;
  auto Word = static_cast<uint64_t>(ptrace(PTRACE_PEEKTEXT, Tid, IP, nullptr));
  if (errno != 0 || (Word & 0xff) != 0xf3)
    return 0;
  bool HasRex = (Word >> 8 & 0xf0) == 0x40;
  switch (Word >> (HasRex ? 16 : 8) & 0xff) {
  case 0xa4: // movs
  case 0xa5:
  case 0xaa: // stos
  case 0xab:
    return IP + (HasRex ? 3 : 2);
  default:
    return 0;
  }
}

static pid_t groupOf(pid_t Tid) {
  std::string Path = "/proc/" + std::to_string(Tid) + "/status";
  auto Buffer = MemoryBuffer::getFileAsStream(Path);
  if (!Buffer)
    return Tid;
  StringRef Rest = (*Buffer)->getBuffer().split("\nTgid:").second;
  pid_t Tgid;
  return Rest.split('\n').first.trim().getAsInteger(10, Tgid) ? Tid : Tgid;
}

Tracer::Thread &Tracer::thread(pid_t Tid) {
  auto [It, IsNew] = Threads.try_emplace(Tid);
  if (IsNew) {
    It->second.Tid = Tid;
    It->second.Tgid = groupOf(Tid);
  }
  return It->second;
}

Tracer::Process &Tracer::process(const Thread &T) {
  std::unique_ptr<Process> &P = Processes[T.Tgid];
  if (!P)
    P = std::make_unique<Process>(T.Tgid, Files);
  return *P;
}

/// Opens what \p Info's fault needs: first for reading only, so that a second
/// fault of the same instruction tells a write. False if it was open already.
bool Tracer::open(Thread &T, const siginfo_t &Info) {
  unsigned Pkey = Info.si_pkey;
  uint32_t No = accessDisable(Pkey), NoWrite = writeDisable(Pkey);
  auto It = find_if(T.Touched, [&](const Opened &O) { return O.Pkey == Pkey; });
  if (It == T.Touched.end()) {
    bool Write = !(T.OpenPkru & No);
    T.Touched.push_back(
        {Pkey, Write, reinterpret_cast<uint64_t>(Info.si_addr)});
    T.OpenPkru = Write ? T.OpenPkru & ~NoWrite : (T.OpenPkru & ~No) | NoWrite;
  } else if (!It->Write) {
    It->Write = true;
    T.OpenPkru &= ~NoWrite;
  } else {
    return false;
  }
  Keys.write(T.Tid, T.OpenPkru);
  return true;
}

/// Puts the register back, unless the instruction itself has changed it.
void Tracer::close(Thread &T) {
  if (Keys.read(T.Tid) == T.OpenPkru)
    Keys.write(T.Tid, T.SavedPkru);
  if (T.Breakpoint != 0)
    setBreakpoint(T.Tid, T.Breakpoint = 0);
  if (T.Does == Mode::Steps)
    ptrace(PTRACE_SETSIGMASK, T.Tid, sizeof T.SavedMask, &T.SavedMask);
  T.Does = Mode::Runs;
}

void Tracer::handleFault(Thread &T, const siginfo_t &Info) {
  user_regs_struct Registers;
  std::optional<uint32_t> Pkru = Keys.read(T.Tid);
  if (!Pkru || ptrace(PTRACE_GETREGS, T.Tid, 0, &Registers) != 0)
    return resume(T);
  if (MaxFaults != 0 && Result.Faults >= MaxFaults) {
    Result.ReachedLimit = true;
    killAll();
    return resume(T);
  }
  ++Result.Faults;
  Process &P = process(T);
  T.Where = &Seen.at(P.Space, P.Stack, T.Tid, Registers.rip);
  T.FaultIP = Registers.rip;
  T.SavedPkru = T.OpenPkru = *Pkru;
  T.Touched.clear();
  open(T, Info);
  ptrace(PTRACE_GETSIGMASK, T.Tid, sizeof T.SavedMask, &T.SavedMask);
  uint64_t Blocked = T.SavedMask | blockable();
  ptrace(PTRACE_SETSIGMASK, T.Tid, sizeof Blocked, &Blocked);
  T.Does = Mode::Steps;
  T.Breakpoint = behindStringStore(T.Tid, T.FaultIP);
  if (T.Breakpoint != 0 && !setBreakpoint(T.Tid, T.Breakpoint))
    T.Breakpoint = 0; // then step by step
  resume(T);
}

void Tracer::handleStep(Thread &T, const siginfo_t &Info) {
  if (isKeyFault(Info)) {
    if (!Keys.read(T.Tid) || open(T, Info))
      return resume(T);
    fail("this kernel does not let a tracer change PKRU");
    return resume(T);
  }
  user_regs_struct Registers;
  if (ptrace(PTRACE_GETREGS, T.Tid, 0, &Registers) != 0)
    return resume(T);
  bool IsStep = Info.si_signo == SIGTRAP;
  if (IsStep && Registers.rip == T.FaultIP)
    return resume(T); // a string instruction has more to do
  close(T);
  for (const Opened &O : T.Touched)
    Seen.add(*T.Where, O.Pkey, O.Write ? TouchKind::Write : TouchKind::Read,
             O.Address);
  resume(T, IsStep ? 0 : Info.si_signo);
}

/// The other threads are gone, and so is all that was mapped.
void Tracer::handleExec(Thread &T) {
  pid_t Tgid = T.Tgid;
  for (auto It = Threads.begin(); It != Threads.end();)
    It = It->second.Tgid == Tgid && It->first != T.Tid ? Threads.erase(It)
                                                       : std::next(It);
  Processes.erase(Tgid);
  // Known even if it never faults. The kernel's link follows renames.
  char Path[PATH_MAX];
  ssize_t Length = readlink(("/proc/" + std::to_string(Tgid) + "/exe").c_str(),
                            Path, sizeof Path);
  if (Length > 0 && static_cast<size_t>(Length) < sizeof Path)
    Files.open(std::string(Path, static_cast<size_t>(Length)));
  T.Does = Mode::Runs;
  T.Deferred.clear();
  resume(T);
}

void Tracer::handleEnd(pid_t Tid, int Status) {
  Threads.erase(Tid);
  Processes.erase(Tid);
  if (Tid != Main)
    return;
  Result.ExitCode = WIFEXITED(Status) ? WEXITSTATUS(Status) : 0;
  Result.Signal = WIFSIGNALED(Status) ? WTERMSIG(Status) : 0;
}

static bool stopsGroup(int Signal) {
  return Signal == SIGSTOP || Signal == SIGTSTP || Signal == SIGTTIN ||
         Signal == SIGTTOU;
}

void Tracer::handle(pid_t Tid, int Status) {
  if (!WIFSTOPPED(Status))
    return handleEnd(Tid, Status);
  Thread &T = thread(Tid);
  int Event = Status >> 16, Signal = WSTOPSIG(Status);
  if (Event == StopEvent && stopsGroup(Signal)) {
    ptrace(PTRACE_LISTEN, Tid, 0, 0);
    return;
  }
  if (Event == PTRACE_EVENT_EXEC)
    return handleExec(T);
  if (Event != 0)
    return resume(T);
  if (Signal == (SIGTRAP | 0x80))
    return handleSyscall(T);
  siginfo_t Info;
  if (ptrace(PTRACE_GETSIGINFO, Tid, 0, &Info) != 0)
    return resume(T);
  switch (T.Does) {
  case Mode::Steps:
    return handleStep(T, Info);
  case Mode::Retries:
    T.Deferred.push_back(Signal);
    return resume(T);
  case Mode::Runs:
    return isKeyFault(Info) ? handleFault(T, Info) : resume(T, Signal);
  }
}

Expected<Outcome> Tracer::run(char *const *Argv) {
  const long Options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD |
                       PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                       PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
  Expected<pid_t> Child = launchTraced(Argv, Options);
  if (!Child)
    return Child.takeError();
  Main = *Child;
  signal(SIGINT, SIG_IGN); // the program's to take; the report comes after
  int Status;
  for (;;) {
    pid_t Tid = waitpid(-1, &Status, __WALL);
    if (Tid > 0)
      handle(Tid, Status);
    else if (errno != EINTR)
      break;
  }
  if (!Failure.empty())
    return createStringError(std::errc::not_supported, Failure.c_str());
  return Result;
}

} // namespace kpkeys
