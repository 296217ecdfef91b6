//===- Unmarked.cpp - Functions that were not rewritten -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The front end rewrites the functions that it expects code for. Whether it was
// right is to be seen in the module.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Unmarked.h"
#include "kpkeys/IR/Diagnose.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

void reportUnmarked(const Module &M, const StringSet<> &Unmarked) {
  for (const Function &F : M) {
    StringRef Name = F.getName();
    Name.consume_front("\01"); // an asm label
    if (!F.isDeclaration() && Unmarked.contains(Name))
      reportError(M.getContext(),
                  "'" + Name +
                      "' has code that the plugin did not expect, and "
                      "its writes would get no window; remove inline");
  }
}

} // namespace kpkeys
