//===- AttachConfig.cpp - Write the configuration into the module ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a module as the front end made it.
// Output: the same with !kpkeys.config, if it has markers or protected data,
//         and with a link guard if an LTO link is to place the windows;
//         any other module is left alone, so that its object has the same
//         bytes as without the plugin.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/LinkGuard.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

PreservedAnalyses AttachConfigPass::run(Module &M, ModuleAnalysisManager &) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  attachConfig(M, *Config);
  attachEscapeTiers(M);
  if (FinishedByLink)
    addLinkGuard(M);
  return PreservedAnalyses::all();
}

} // namespace kpkeys
