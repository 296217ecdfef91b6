//===- Pipeline.h - The passes in order -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_PLUGIN_PIPELINE_H
#define KPKEYS_PLUGIN_PIPELINE_H

#include "kpkeys/IR/FunctionPlaces.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/IR/Unmarked.h"
#include <memory>

namespace llvm {
class PassBuilder;
}

namespace kpkeys {

/// Where the passes after the optimizer run.
enum class Finish { ByCompile, ByFullLink, ByThinLink };

/// What a front end asks for.
struct CompileJob {
  std::shared_ptr<const ModuleConfig> Config;
  /// Debug locations are there for our diagnostics only and go with the last
  /// pass; these functions have none. Null: the program wants them.
  std::shared_ptr<const FunctionPlaces> Places;
  Finish Windows = Finish::ByCompile;
  /// Why there is no protected data for this machine; empty: there may be.
  std::string Refusal;
  /// Functions that the front end has left alone; null: there is none.
  std::shared_ptr<const FunctionNames> Unmarked;
};

/// Registers the passes at the pipeline's extension points and their names
/// for -passes=. \p Job has no Config if there is no front end. Registering
/// twice is harmless: the second run of each pass finds nothing to do.
void registerPipeline(llvm::PassBuilder &PB, const CompileJob &Job);

/// "kpkeys-llvm 0.1.0 (LLVM 22)".
std::string versionText();

} // namespace kpkeys

#endif
