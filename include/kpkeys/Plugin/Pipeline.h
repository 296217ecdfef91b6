//===- Pipeline.h - The passes in order -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_PLUGIN_PIPELINE_H
#define KPKEYS_PLUGIN_PIPELINE_H

#include "kpkeys/IR/ModuleConfig.h"
#include <memory>

namespace llvm {
class PassBuilder;
}

namespace kpkeys {

/// Registers the passes at the pipeline's extension points and their names
/// for -passes=. \p Config, if any, is what a front end asked for. With
/// \p StripLocations debug locations exist for our diagnostics only and go
/// with the last pass. Registering twice is harmless: the second run of each
/// pass finds nothing to do.
void registerPipeline(llvm::PassBuilder &PB,
                      const std::shared_ptr<const ModuleConfig> &Config,
                      bool StripLocations);

/// "kpkeys-llvm 0.1.0 (LLVM 22)".
std::string versionText();

} // namespace kpkeys

#endif
