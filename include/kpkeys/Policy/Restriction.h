//===- Restriction.h - What a level forbids its code ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words of a policy's `restrict`. What each means for code is in
// docs/Policy.md.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_POLICY_RESTRICTION_H
#define KPKEYS_POLICY_RESTRICTION_H

#include "kpkeys/ABI.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitmaskEnum.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace kpkeys {

LLVM_ENABLE_BITMASK_ENUMS_IN_NAMESPACE();

/// A set of restrictions, numbered as in the object records.
enum class Restriction : uint32_t {
  None = 0,
  InlineAsm = KPKEYS_RESTRICT_INLINE_ASM,
  SystemRegisters = KPKEYS_RESTRICT_SYSTEM_REGISTERS,
  KeyRegister = KPKEYS_RESTRICT_KEY_REGISTER,
  IndirectCalls = KPKEYS_RESTRICT_INDIRECT_CALLS,
  IO = KPKEYS_RESTRICT_IO,
  Syscalls = KPKEYS_RESTRICT_SYSCALLS,
  FloatingPoint = KPKEYS_RESTRICT_FLOATING_POINT,
  LLVM_MARK_AS_BITMASK_ENUM(FloatingPoint)
};

/// Each restriction alone, in canonical order.
llvm::ArrayRef<Restriction> allRestrictions();

/// As policies and messages spell the restriction \p R, which is one.
llvm::StringRef restrictionName(Restriction R);
std::optional<Restriction> restrictionByName(llvm::StringRef Name);
/// For messages: "no-inline-asm, no-io".
std::string restrictionNames(llvm::ArrayRef<Restriction> Names);

} // namespace kpkeys

#endif
