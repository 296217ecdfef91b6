//===- LevelNames.h - The policy's names in sources -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_LEVELNAMES_H
#define KPKEYS_FRONTEND_LEVELNAMES_H

#include "kpkeys/Policy/Policy.h"

namespace clang {
class CompilerInstance;
} // namespace clang

namespace kpkeys {

/// True if sources may name a level of \p Rules so.
bool isLevelName(const Policy &Rules, llvm::StringRef Name);

/// A macro that stands for something of the policy.
struct PolicyMacro {
  std::string Name, Value;
};

/// KPKEYS_LVL_*, KPKEYS_CTX_*, KPKEYS_PKEY_* and KPKEYS_DOMAIN_*. What has the
/// same macro as something else is left out, and reported.
std::vector<PolicyMacro>
policyMacros(const Policy &Rules,
             llvm::function_ref<void(const std::string &)> OnError);

/// Predefines them, if the command line does not. It may not say otherwise.
void definePolicyMacros(clang::CompilerInstance &CI, const Policy &Rules,
                        llvm::function_ref<void(const std::string &)> OnError);

} // namespace kpkeys

#endif
