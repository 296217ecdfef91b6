//===- AttachConfig.cpp - Write the configuration into the module ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a module as the front end made it.
// Output: the same with !kpkeys.config, if it has markers or protected data;
//         any other module is left alone, so that its object has the same
//         bytes as without the plugin.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

PreservedAnalyses AttachConfigPass::run(Module &M, ModuleAnalysisManager &) {
  if (concernsUs(M)) {
    attachConfig(M, *Config);
    attachEscapeTiers(M);
  }
  return PreservedAnalyses::all();
}

} // namespace kpkeys
