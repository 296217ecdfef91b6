//===- Run.h - The compiler, with the plugin, over many files ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_AUDIT_TOOL_RUN_H
#define KPKEYS_AUDIT_TOOL_RUN_H

#include "Inputs.h"

namespace kpkeys::audit {

struct RunOptions {
  std::string Policy, Plugin, Target;      ///< as the plugin's options
  std::vector<std::string> ExtraArguments; ///< of each command, behind its own
  std::string Clang;     ///< empty: the one that each command names
  std::string Summaries; ///< the folder to leave summaries in; empty: none
  bool IsWhole = false;  ///< summaries of other files are to go
  unsigned Jobs = 0;     ///< 0: as many as the machine has threads
};

/// Audits what \p Commands compile. Nothing that they would write is written.
void runAudit(const std::vector<Command> &Commands, const RunOptions &Options,
              std::vector<Summary> &To, std::vector<Failure> &Failures);

} // namespace kpkeys::audit

#endif
