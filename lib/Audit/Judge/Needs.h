//===- Needs.h - Who calls what writes --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_JUDGE_NEEDS_H
#define KPKEYS_LIB_AUDIT_JUDGE_NEEDS_H

#include "Program.h"
#include "kpkeys/Audit/Judge/Summary.h"

namespace kpkeys::audit {

/// Finds writes that are reached with no guard, or under a wrong one.
std::vector<Finding> judgeNeeds(Program &P);

} // namespace kpkeys::audit

#endif
