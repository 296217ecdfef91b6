//===- X86.h - What the two x86 lowerings share -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TARGET_X86_H
#define KPKEYS_TARGET_X86_H

#include "kpkeys/Target/LevelChange.h"

namespace kpkeys {

/// Instructions that change EAX, which holds the register's old value, as
/// \p Change asks.
std::string x86ChangeEax(const LevelChange &Change);

/// Instructions that put the fields which a restore puts back into EAX, from
/// register \p Saved, which they use up. What else is in \p Saved, which may
/// have been in memory, does not matter.
std::string x86PutIntoEax(const LevelChange &Change, llvm::StringRef Saved);

/// EAX and flags are used up; memory is ordered.
#define KPKEYS_X86_CLOBBERS "~{rax},~{memory},~{dirflag},~{fpsr},~{flags}"

} // namespace kpkeys

#endif
