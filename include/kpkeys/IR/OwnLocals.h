//===- OwnLocals.h - Variables that only their function sees ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_OWNLOCALS_H
#define KPKEYS_IR_OWNLOCALS_H

namespace llvm {
class Value;
}

namespace kpkeys {

/// True if \p Address leads into a local variable whose address goes nowhere.
/// Nobody else sees what is stored there, volatile or not.
bool isOwnLocal(const llvm::Value *Address);

} // namespace kpkeys

#endif
