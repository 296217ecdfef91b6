//===- PassPlugin.cpp - Entry point for opt, ld.lld and -fpass-plugin -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/Compat.h"
#include "kpkeys/Plugin/Pipeline.h"
#include "llvm/Passes/PassBuilder.h"

extern "C" __attribute__((visibility("default"))) llvm::PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  static const std::string Version = kpkeys::versionText();
  return {LLVM_PLUGIN_API_VERSION, "kpkeys", Version.c_str(),
          [](llvm::PassBuilder &PB) {
            kpkeys::registerPipeline(PB, kpkeys::CompileJob());
          }};
}
