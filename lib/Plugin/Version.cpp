//===- Version.cpp - The plugin's version as text -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/Plugin/Pipeline.h"
#include "llvm/Config/llvm-config.h"

namespace kpkeys {

std::string versionText() {
  return "kpkeys-llvm " KPKEYS_VERSION " (LLVM " +
         std::to_string(LLVM_VERSION_MAJOR) + ")";
}

} // namespace kpkeys
