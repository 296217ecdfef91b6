//===- Unmarked.cpp - Functions that were not rewritten -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The front end rewrites the functions that it expects code for. Whether it was
// right is to be seen in the module.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Unmarked.h"
#include "kpkeys/IR/Diagnose.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

/// The name without the mark of an asm label.
static StringRef plainName(const Function &F) {
  StringRef Name = F.getName();
  Name.consume_front("\01");
  return Name;
}

void reportUnmarked(const Module &M, ArrayRef<StringRef> Unmarked) {
  DenseSet<StringRef> Defined;
  for (const Function &F : M)
    if (!F.isDeclaration())
      Defined.insert(plainName(F));
  std::vector<StringRef> Unexpected;
  llvm::copy_if(Unmarked, std::back_inserter(Unexpected),
                [&](StringRef Name) { return Defined.contains(Name); });
  llvm::sort(Unexpected);
  for (StringRef Name : Unexpected)
    reportError(M.getContext(),
                "'" + Name +
                    "' has code that the plugin did not expect, and its writes "
                    "would get no window; remove inline");
}

} // namespace kpkeys
