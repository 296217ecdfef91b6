//===- FunctionPlaces.h - Where functions stand in the source ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locations cost time, and in most files nobody needs them. Functions whose
// code is generated before a file is known to need them have none; in a file
// that does, they get that of the function.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_FUNCTIONPLACES_H
#define KPKEYS_IR_FUNCTIONPLACES_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace llvm {
class Module;
}

namespace kpkeys {

struct FunctionPlace {
  std::string Name; ///< in the object
  std::string File;
  unsigned Line, Column;
};

using FunctionPlaces = std::vector<FunctionPlace>;

/// Gives all instructions of functions in \p Places that have no locations the
/// place of their function.
void givePlaces(llvm::Module &M, llvm::ArrayRef<FunctionPlace> Places);

} // namespace kpkeys

#endif
