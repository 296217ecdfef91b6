//===- Effects.h - What a call may do ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_JUDGE_EFFECTS_H
#define KPKEYS_LIB_AUDIT_JUDGE_EFFECTS_H

#include "Program.h"
#include "kpkeys/Audit/Judge/Summary.h"

namespace kpkeys::audit {

/// Finds guards that hold nothing, and calls under a guard of what enters
/// another level or sleeps.
std::vector<Finding> judgeGuards(Program &P);

} // namespace kpkeys::audit

#endif
