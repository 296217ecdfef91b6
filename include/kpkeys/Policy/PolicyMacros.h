//===- PolicyMacros.h - The policy's names as macros ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_POLICY_POLICYMACROS_H
#define KPKEYS_POLICY_POLICYMACROS_H

#include "kpkeys/Policy/Policy.h"

namespace kpkeys {

/// A macro that stands for something of the policy.
struct PolicyMacro {
  std::string Name, Value;
};

/// KPKEYS_LVL_*, KPKEYS_CTX_*, KPKEYS_PKEY_* and KPKEYS_DOMAIN_*. What has the
/// same macro as something else is left out, and reported.
std::vector<PolicyMacro>
policyMacros(const Policy &Rules,
             llvm::function_ref<void(const std::string &)> OnError);

} // namespace kpkeys

#endif
