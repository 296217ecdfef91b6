//===- AccessedField.h - Which field an access is to ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_ACCESSEDFIELD_H
#define KPKEYS_LIB_TRANSFORMS_ACCESSEDFIELD_H

#include <string>

namespace llvm {
class Instruction;
}

namespace kpkeys {

/// `cred+8:4`: four bytes at offset 8 of a record of that type; `@limit+0:4`:
/// of that variable. Empty: not known. For remarks: nothing rests on it.
std::string accessedField(const llvm::Instruction &I);

} // namespace kpkeys

#endif
