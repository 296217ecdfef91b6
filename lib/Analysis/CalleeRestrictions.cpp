//===- CalleeRestrictions.cpp - What functions of other files do ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lists of names. A function that is on none may do anything. A function of the
// C library that is known (KnownCallees), and not for computing alone, is taken
// to make system calls: malloc, printf and read do.
//
//===----------------------------------------------------------------------===//
#include "CalleeRestrictions.h"
#include "WordTable.h"
#include "kpkeys/Analysis/Restrictions.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral ComputingFunctions =
    "memcpy memmove memset mempcpy memccpy memcmp memchr memrchr rawmemchr "
    "memmem explicit_bzero bzero bcopy bcmp swab strcpy stpcpy strncpy "
    "stpncpy strlcpy strcat strncat strlcat strlen strnlen strcmp strncmp "
    "strcasecmp strncasecmp strchr strrchr strchrnul strstr strpbrk strspn "
    "strcspn strsep strtok_r wmemcpy wmemmove wmemset wmemcmp wcslen wcscpy "
    "wcsncpy wcscmp wcsncmp wcschr atoi atol atoll strtol strtoul strtoll "
    "strtoull abs labs llabs isalnum isalpha isdigit isspace isxdigit isupper "
    "islower isprint ispunct iscntrl isgraph isblank tolower toupper";

static bool computes(StringRef Name) {
  Name.consume_front("__asan_");
  Name.consume_front("__hwasan_");
  if (Name.consume_front("__") && !Name.consume_back("_chk"))
    return Name == "errno_location" || Name == "clear_cache" ||
           Name.starts_with("ctype_");
  return isOneOf(Name, ComputingFunctions);
}

/// Functions that are not in KnownCallees.
static constexpr WordRow OtherFunctions[] = {
    {"syscall ioctl fcntl fork vfork clone mmap munmap mprotect mremap madvise "
     "close execve execv execvp kill raise sched_yield pkey_alloc pkey_free "
     "pkey_mprotect ioperm iopl",
     Restriction::Syscalls},
    {"pkey_alloc pkey_set pkey_get kpkeys_set_level kpkeys_restore_pkey_reg "
     "kpkeys_thread_init __kpkeys_enter __kpkeys_leave",
     Restriction::KeyRegister},
    {"ioperm iopl inb inw inl insb insw insl outb outw outl outsb outsw outsl",
     Restriction::IO},
};

static bool isOfKernelLibrary(const Function &F) {
  const CalleeRow *Row = knownCallee(F.getName());
  return Row && Row->Group == CalleeGroup::Kernels;
}

CalleeClass classifyCallee(const Function &F, Restriction R) {
  const bool ForKernel = isForKernel(*F.getParent());
  if (computes(F.getName()) || (ForKernel && isOfKernelLibrary(F)))
    // A program's C library moves memory by vector registers.
    return R == Restriction::FloatingPoint && !ForKernel
               ? CalleeClass::Unseen
               : CalleeClass::Computes;
  Restriction Known = lookUp(OtherFunctions, F.getName());
  if (!ForKernel && isKnownName(F.getName()))
    Known |= Restriction::Syscalls;
  return (Known & R) != Restriction::None ? CalleeClass::Violates
                                          : CalleeClass::Unseen;
}

bool onlyComputes(const Function &F) {
  return classifyCallee(F, Restriction::Syscalls) == CalleeClass::Computes;
}

/// By the first words of their names.
static constexpr WordRow Intrinsics[] = {
    {"x86.rdpkru x86.wrpkru x86.xrstor x86.xrstor64 x86.xrstors x86.xrstors64 "
     "x86.uwrmsr ppc.mfspr ppc.mtspr",
     Restriction::SystemRegisters | Restriction::KeyRegister},
    {"x86.urdmsr x86.xgetbv x86.xsetbv x86.rdpmc x86.rdfsbase x86.rdgsbase "
     "x86.wrfsbase x86.wrgsbase ppc.mfmsr ppc.mtmsr",
     Restriction::SystemRegisters},
};

Restriction intrinsicEffect(const Function &F) {
  SmallVector<StringRef, 5> Parts; // llvm.x86.rdfsbase.64
  F.getName().split(Parts, '.');
  return Parts.size() < 3
             ? Restriction::None
             : lookUp(Intrinsics, (Parts[1] + "." + Parts[2]).str());
}

} // namespace kpkeys
