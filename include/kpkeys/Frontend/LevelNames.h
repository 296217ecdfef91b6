//===- LevelNames.h - The policy's levels in sources ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_LEVELNAMES_H
#define KPKEYS_FRONTEND_LEVELNAMES_H

#include "kpkeys/Policy/Policy.h"

namespace kpkeys {

/// True if sources may name a level of \p Rules so.
bool isLevelName(const Policy &Rules, llvm::StringRef Name);

} // namespace kpkeys

#endif
