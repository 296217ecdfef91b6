//===- XState.cpp - The key register of a traced thread -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PKRU is one component of the XSAVE area, which ptrace hands out whole, in
// the standard format, as NT_X86_XSTATE. All else in it (AVX, AMX) is written
// back as it was read.
//
//===----------------------------------------------------------------------===//
#include "XState.h"
#include <cpuid.h>
#include <cstring>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

namespace kpkeys {

static constexpr unsigned PkruComponent = 9;
static constexpr size_t XstateBv = 512; // behind the legacy area

bool XState::probe(std::string &Why) {
  unsigned A, B, C, D;
  if (!__get_cpuid_count(7, 0, &A, &B, &C, &D) || !(C >> 4 & 1)) {
    Why = "this CPU, or its kernel, has no protection keys (CPUID.7:ECX.OSPKE "
          "is clear)";
    return false;
  }
  if (!__get_cpuid_count(0xd, PkruComponent, &A, &B, &C, &D) || A < 4) {
    Why = "PKRU is not in this CPU's XSAVE area";
    return false;
  }
  Offset = B;
  if (!__get_cpuid_count(0xd, 0, &A, &B, &C, &D) || Offset + 4 > C) {
    Why = "this CPU's XSAVE area is too small for PKRU";
    return false;
  }
  Area.resize(C);
  return true;
}

bool XState::get(pid_t Tid) {
  iovec Part{Area.data(), Area.size()};
  return ptrace(PTRACE_GETREGSET, Tid, NT_X86_XSTATE, &Part) == 0 &&
         Part.iov_len >= Offset + sizeof(uint32_t);
}

std::optional<uint32_t> XState::read(pid_t Tid) {
  if (!get(Tid))
    return std::nullopt;
  uint64_t Present;
  std::memcpy(&Present, &Area[XstateBv], sizeof Present);
  if (!(Present >> PkruComponent & 1))
    return 0; // the component's initial value
  uint32_t Pkru;
  std::memcpy(&Pkru, &Area[Offset], sizeof Pkru);
  return Pkru;
}

bool XState::write(pid_t Tid, uint32_t Pkru) {
  uint64_t Present;
  std::memcpy(&Present, &Area[XstateBv], sizeof Present);
  Present |= 1ull << PkruComponent;
  std::memcpy(&Area[XstateBv], &Present, sizeof Present);
  std::memcpy(&Area[Offset], &Pkru, sizeof Pkru);
  iovec Part{Area.data(), Area.size()};
  return ptrace(PTRACE_SETREGSET, Tid, NT_X86_XSTATE, &Part) == 0;
}

} // namespace kpkeys
