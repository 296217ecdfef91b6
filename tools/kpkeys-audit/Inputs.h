//===- Inputs.h - Compile commands and summaries ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_AUDIT_TOOL_INPUTS_H
#define KPKEYS_AUDIT_TOOL_INPUTS_H

#include "kpkeys/Audit/Judge/Summary.h"

namespace kpkeys::audit {

/// An entry of compile_commands.json.
struct Command {
  std::string File, Directory;
  std::vector<std::string> Arguments; ///< the compiler first
};

/// A file that could not be audited.
struct Failure {
  std::string File, Why;
};

/// What the files on the command line hold.
struct Inputs {
  std::vector<Command> Commands;
  std::vector<Summary> Summaries;
  std::vector<Failure> Failures; ///< of earlier runs
};

/// Reads \p Paths: compile_commands.json, summaries, folders of summaries.
llvm::Expected<Inputs> readInputs(const std::vector<std::string> &Paths);
llvm::Expected<Summary> readSummary(llvm::StringRef Path);

/// False if \p C assembles, which the audit does not look at.
bool isAuditable(const Command &C);

/// The source file of \p C, absolute.
std::string sourceOf(const Command &C);

} // namespace kpkeys::audit

#endif
