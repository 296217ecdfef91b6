//===- LevelNames.h - The policy's names in sources -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_LEVELNAMES_H
#define KPKEYS_FRONTEND_LEVELNAMES_H

#include "kpkeys/Policy/PolicyMacros.h"

namespace clang {
class Preprocessor;
} // namespace clang

namespace kpkeys {

/// True if sources may name a level of \p Rules so.
bool isLevelName(const Policy &Rules, llvm::StringRef Name);

/// Predefines the policy's macros, if the command line does not. It may not say
/// otherwise.
void definePolicyMacros(clang::Preprocessor &PP, const Policy &Rules,
                        llvm::function_ref<void(const std::string &)> OnError);

} // namespace kpkeys

#endif
