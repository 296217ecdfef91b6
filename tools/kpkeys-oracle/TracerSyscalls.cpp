//===- TracerSyscalls.cpp - System calls that a key kept from a buffer ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel writes to user memory with the thread's own key register, and
// gives EFAULT where that forbids it. If an argument, or a word in what one
// points to (an iovec), lies in memory whose key is closed, the call is made
// again with the key open. Only if it then gives something else was the key
// the cause. A call that was cut short in the middle of its buffer gives no
// EFAULT and is not seen.
//
//===----------------------------------------------------------------------===//
#include "Tracer.h"
#include "llvm/ADT/STLExtras.h"
#include <cerrno>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

using namespace llvm;

namespace kpkeys {

static constexpr unsigned SyscallLength = 2; // 0f 05
static constexpr size_t WordsLookedAt = 16;

static bool changesMappings(uint64_t Number, const uint64_t (&Arguments)[6]) {
  switch (Number) {
  case SYS_mmap:
    return static_cast<int>(Arguments[4]) >= 0; // of a file
  case SYS_munmap:
  case SYS_mremap:
    return true;
  default:
    return false;
  }
}

void Tracer::handleSyscall(Thread &T) {
  __ptrace_syscall_info Info{};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, T.Tid, sizeof Info, &Info) <= 0)
    return resume(T);
  if (Info.op == PTRACE_SYSCALL_INFO_ENTRY) {
    T.Syscall = Info.entry.nr;
    copy(Info.entry.args, T.Arguments);
    return resume(T);
  }
  if (Info.op == PTRACE_SYSCALL_INFO_EXIT)
    leaveSyscall(T, Info.exit.rval);
  resume(T);
}

void Tracer::leaveSyscall(Thread &T, int64_t Value) {
  if (changesMappings(T.Syscall, T.Arguments))
    process(T).Space.changed();
  if (T.Does != Mode::Retries) {
    if (Value == -EFAULT)
      retrySyscall(T);
    return;
  }
  close(T);
  if (Value != -EFAULT)
    for (const Opened &O : T.Touched)
      Seen.add(*T.Where, O.Pkey, TouchKind::Syscall, O.Address);
  for (int Signal : T.Deferred)
    syscall(SYS_tgkill, T.Tgid, T.Tid, Signal);
  T.Deferred.clear();
}

/// The argument, or the word behind one, that lies in memory that \p Pkru does
/// not let the thread write.
std::optional<Tracer::Opened> Tracer::deniedArgument(Thread &T, uint32_t Pkru) {
  std::vector<Mapping> Ranges = process(T).Space.keyedRanges();
  auto Denied = [&](uint64_t Address) -> std::optional<Opened> {
    for (const Mapping &R : Ranges)
      if (Address >= R.Begin && Address < R.End &&
          (Pkru & (accessDisable(R.Pkey) | writeDisable(R.Pkey))))
        return Opened{R.Pkey, true, Address};
    return std::nullopt;
  };
  for (uint64_t Argument : T.Arguments)
    if (auto Found = Denied(Argument))
      return Found;
  for (uint64_t Argument : T.Arguments) {
    uint64_t Words[WordsLookedAt];
    iovec Here{Words, sizeof Words};
    iovec There{reinterpret_cast<void *>(Argument), sizeof Words};
    ssize_t Size = process_vm_readv(T.Tgid, &Here, 1, &There, 1, 0);
    for (ssize_t I = 0; I < Size / ssize_t(sizeof *Words); ++I)
      if (auto Found = Denied(Words[I]))
        return Found;
  }
  return std::nullopt;
}

bool Tracer::retrySyscall(Thread &T) {
  user_regs_struct Registers;
  std::optional<uint32_t> Pkru = Keys.read(T.Tid);
  if (!Pkru || ptrace(PTRACE_GETREGS, T.Tid, 0, &Registers) != 0)
    return false;
  std::optional<Opened> Cause = deniedArgument(T, *Pkru);
  if (!Cause)
    return false;
  Process &P = process(T);
  ++Result.Faults;
  T.Where = &Seen.at(P.Space, P.Stack, T.Tid, Registers.rip - SyscallLength);
  T.Touched = {*Cause};
  T.SavedPkru = *Pkru;
  T.OpenPkru =
      *Pkru & ~(accessDisable(Cause->Pkey) | writeDisable(Cause->Pkey));
  if (!Keys.read(T.Tid) || !Keys.write(T.Tid, T.OpenPkru))
    return false;
  Registers.rip -= SyscallLength;
  Registers.rax = T.Syscall;
  Registers.orig_rax = -1; // no restart of its own
  if (ptrace(PTRACE_SETREGS, T.Tid, 0, &Registers) != 0)
    return false;
  T.Does = Mode::Retries;
  return true;
}

} // namespace kpkeys
