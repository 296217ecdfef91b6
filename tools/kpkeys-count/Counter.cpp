//===- Counter.cpp - Steps through a program and counts -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A breakpoint stands at the function. Each call of it is stepped through until
// it has returned; in between, the program runs. What an instruction stores to
// is computed from its operands and the registers before it runs. The key
// register is read again only after what may change it.
//
// Other threads and processes run unseen. Instructions are decoded once for
// each address, so code that is written while it runs is counted wrongly.
//
//===----------------------------------------------------------------------===//
#include "Counter.h"
#include "Launch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <cerrno>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>

using namespace llvm;

namespace kpkeys {

static constexpr size_t LongestInstruction = 15;
static constexpr uint64_t RedZone = 128;

/// False: the program has ended, and Result says how.
bool Counter::wait(int &Status) {
  while (waitpid(Pid, &Status, __WALL) < 0)
    if (errno != EINTR)
      return false;
  Result.ExitCode = WIFEXITED(Status) ? WEXITSTATUS(Status) : 0;
  Result.Signal = WIFSIGNALED(Status) ? WTERMSIG(Status) : 0;
  Ended = !WIFSTOPPED(Status);
  return !Ended;
}

Error Counter::untilExec() {
  int Status;
  while (wait(Status)) {
    if (Status >> 16 == PTRACE_EVENT_EXEC) {
      auto P = Program::of(Pid);
      if (!P)
        return P.takeError();
      Symbols = std::move(*P);
      return Error::success();
    }
    ptrace(PTRACE_CONT, Pid, 0, Status >> 16 ? 0 : WSTOPSIG(Status));
  }
  return createStringError(inconvertibleErrorCode(),
                           "the program ended before it began");
}

/// Goes on, by one step or until something happens, with \p Signal. False: the
/// program has ended.
bool Counter::next(bool Steps, int Signal, siginfo_t &Info) {
  int Status;
  do {
    ptrace(Steps ? PTRACE_SINGLESTEP : PTRACE_CONT, Pid, 0, Signal);
    Signal = 0;
    if (!wait(Status))
      return false;
  } while (Status >> 16 != 0 || ptrace(PTRACE_GETSIGINFO, Pid, 0, &Info) != 0);
  return true;
}

/// Runs until the breakpoint at \p Address. False: the program has ended.
bool Counter::continueTo(uint64_t Address) {
  if (Ended)
    return false;
  if (!setBreakpoint(Pid, Address))
    report_fatal_error("this kernel gives no debug registers",
                       /*gen_crash_diag=*/false);
  user_regs_struct Values{};
  siginfo_t Info;
  for (int Signal = 0; next(/*Steps=*/false, Signal, Info);
       Signal = Info.si_signo)
    if (Info.si_signo == SIGTRAP &&
        ptrace(PTRACE_GETREGS, Pid, 0, &Values) == 0 && Values.rip == Address)
      return setBreakpoint(Pid, 0);
  return false;
}

const std::optional<Instruction> &Counter::at(uint64_t Address) {
  auto [It, IsNew] = Known.try_emplace(Address);
  if (IsNew) {
    // Two pieces: the second page may not be there.
    uint8_t Bytes[LongestInstruction];
    size_t Here = std::min<size_t>(sizeof Bytes, 0x1000 - Address % 0x1000);
    iovec Local{Bytes, sizeof Bytes};
    iovec Remote[] = {
        {reinterpret_cast<void *>(Address), Here},
        {reinterpret_cast<void *>(Address + Here), sizeof Bytes - Here}};
    ssize_t Length = process_vm_readv(Pid, &Local, 1, Remote, 2, 0);
    if (Length > 0)
      It->second =
          Decodes.decode(ArrayRef(Bytes, static_cast<size_t>(Length)), Address);
  }
  return It->second;
}

/// What a register value allows, in the places of PKRU's own bits.
static uint32_t granted(uint32_t Pkru) {
  uint32_t Reads = ~Pkru & 0x55555555;
  return Reads | (Reads << 1 & ~Pkru);
}

/// In a window something is allowed that was not at the start.
bool Counter::isInside() const {
  return (granted(Pkru) & ~granted(EntryPkru)) != 0;
}

void Counter::readKeys() { Pkru = Keys.read(Pid).value_or(Pkru); }

/// Neither on the stack nor in memory of a key that is open here and was not at
/// the start. Unknown addresses are.
bool Counter::isForeign(std::optional<uint64_t> Address, uint64_t SP) {
  if (!Address)
    return true;
  if (MemoryIsStale)
    Memory = mappingsWithKeys(Pid);
  MemoryIsStale = false;
  auto Holds = [&](uint64_t A) {
    return find_if(Memory, [=](const Mapping &M) { return M.holds(A); });
  };
  auto Stack = Holds(SP);
  if (Stack != Memory.end() && *Address >= SP - RedZone &&
      *Address < Stack->End)
    return false;
  auto It = Holds(*Address);
  if (It == Memory.end())
    return true;
  return (granted(Pkru) & ~granted(EntryPkru) & writeDisable(It->Pkey)) == 0;
}

void Counter::countStore(const Instruction &I, const user_regs_struct &Values) {
  using Stores = Instruction::Stores;
  std::optional<uint64_t> Address;
  switch (I.Where) {
  case Stores::Nothing:
    return;
  case Stores::OnStack:
    Address = Values.rsp - sizeof Values.rsp;
    break;
  case Stores::ToString:
    if (I.IsRepeated && Values.rcx == 0)
      return;
    Address = Values.rdi;
    break;
  case Stores::AtOperand:
    Address = Decodes.target(I, Values);
    break;
  case Stores::Unknown:
    break;
  }
  ++Result.Inside.Stores;
  if (isForeign(Address, Values.rsp)) {
    ++Result.Inside.ForeignStores;
    ++Result.ForeignAt[Symbols.describe(Values.rip)];
  }
}

/// What the instruction that comes next will do. One that nobody can read
/// counts as a foreign store.
void Counter::count(const std::optional<Instruction> &I,
                    const user_regs_struct &Values) {
  bool Inside = isInside();
  if (!I) {
    if (Inside)
      countStore({{}, 0, Instruction::Stores::Unknown}, Values);
    return;
  }
  Result.Switches += I->IsSwitch;
  Result.Syscalls += I->IsSyscall;
  if (!Inside)
    return;
  Result.Inside.Calls += I->IsCall;
  countStore(*I, Values);
}

/// From the function's first instruction until it has returned.
void Counter::countCall(uint64_t ReturnAddress, uint64_t EntrySP) {
  user_regs_struct Values{};
  int Signal = 0;
  ++Result.Calls;
  readKeys();
  EntryPkru = Pkru;
  while (ptrace(PTRACE_GETREGS, Pid, 0, &Values) == 0) {
    if (Values.rip == ReturnAddress && Values.rsp > EntrySP)
      return;
    uint64_t Address = Values.rip;
    const std::optional<Instruction> &I = at(Address);
    bool MayChangeKeys = !I || I->MayChangeKeys || Signal != 0;
    bool WasInside = isInside();
    if (Signal == 0) // else a handler comes first
      count(I, Values);
    siginfo_t Info;
    if (!next(/*Steps=*/true, Signal, Info))
      return;
    bool Stepped = Info.si_signo == SIGTRAP;
    if (MayChangeKeys)
      readKeys();
    MemoryIsStale |= I && I->IsSyscall;
    bool Repeats = I && I->IsRepeated &&
                   ptrace(PTRACE_GETREGS, Pid, 0, &Values) == 0 &&
                   Values.rip == Address;
    if (Stepped && Signal == 0 && !Repeats) {
      ++Result.Instructions;
      Result.Inside.Instructions += WasInside;
    }
    Result.Inside.Windows += !WasInside && isInside();
    Signal = Stepped ? 0 : Info.si_signo;
  }
}

Expected<Counts> Counter::run(char *const *Argv, StringRef Function,
                              uint64_t Calls) {
  Expected<pid_t> Child =
      launchTraced(Argv, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC);
  if (!Child)
    return Child.takeError();
  Pid = *Child;
  if (Error E = untilExec())
    return std::move(E);
  std::optional<uint64_t> Address = Symbols.find(Function);
  if (!Address)
    return createStringError(inconvertibleErrorCode(),
                             "the program has no function '" + Function + "'");
  while ((Calls == 0 || Result.Calls < Calls) && continueTo(*Address)) {
    user_regs_struct Values{};
    ptrace(PTRACE_GETREGS, Pid, 0, &Values);
    auto ReturnAddress = static_cast<uint64_t>(
        ptrace(PTRACE_PEEKDATA, Pid, Values.rsp, nullptr));
    countCall(ReturnAddress, Values.rsp);
  }
  siginfo_t Info;
  for (int Signal = 0; !Ended && next(/*Steps=*/false, Signal, Info);
       Signal = Info.si_signo) {
  }
  if (Result.Calls == 0)
    return createStringError(inconvertibleErrorCode(),
                             "'" + Function + "' was never called");
  return Result;
}

} // namespace kpkeys
