//===- Restrictions.h - What levels forbid ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_RESTRICTIONS_H
#define KPKEYS_VERIFY_RESTRICTIONS_H

#include "Walk.h"

namespace kpkeys::verify {

/// Checks the instructions that run at a level against its `restrict`.
void checkRestrictions(const Code &C, const Walk &Levels,
                       llvm::ArrayRef<Switch> Switches,
                       const PolicyInfo &Policy, Report Tell);

} // namespace kpkeys::verify

#endif
