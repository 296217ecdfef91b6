//===- Unseen.h - Code that the plugin does not see -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_UNSEEN_H
#define KPKEYS_TOOLS_REPORT_UNSEEN_H

#include "Model.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"

namespace kpkeys {

/// Adds the units of \p Path, a compile_commands.json, that are compiled
/// without the plugin.
llvm::Error addCommands(const std::string &Path, Report &R);

/// Adds what \p File has or calls that runs code which is in no file.
void addRunTimeCode(const llvm::object::ELFObjectFileBase &File,
                    const std::string &Input, Report &R);

} // namespace kpkeys

#endif
