//===- KnownCalleesFortified.cpp - What fortified headers declare ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiled with _FORTIFY_SOURCE. Taking an address does not link to it.
//
//===----------------------------------------------------------------------===//
#include "KnownCalleesHeaders.inc"
#include "KnownCalleesPrototypes.h"

#define KPKEYS_CALLEE(Name, Result, Arguments)
#define KPKEYS_HIDDEN(Name, Result, Arguments)
#define KPKEYS_FORTIFIED(Name, Result, Arguments) prototypeOf(#Name, &(Name)),
#define KPKEYS_ALIAS(Name, Of)

std::vector<Prototype> fortifiedPrototypes() {
  return {
#include "../../lib/IR/Callees/Compiler.def"
  };
}
