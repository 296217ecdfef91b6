//===- CommandLine.h - TOOL [options] -- PROGRAM [arguments] ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_TRACE_COMMANDLINE_H
#define KPKEYS_TOOLS_TRACE_COMMANDLINE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/CommandLine.h"
#include <system_error>

namespace kpkeys {

/// Parses what stands before "--", with --version and the options of
/// \p Category in --help; exits after an error there. Returns PROGRAM and its
/// arguments, or nullptr if there is none.
char **parseOptionsAndProgram(int Argc, char **Argv,
                              llvm::cl::OptionCategory &Category,
                              const char *Tool, const char *Overview);

/// Writes with \p Print to file \p Path.
std::error_code writeFile(llvm::StringRef Path,
                          llvm::function_ref<void(llvm::raw_ostream &)> Print);

} // namespace kpkeys

#endif
