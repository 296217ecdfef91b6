//===- OwnLocals.h - Variables that only their function sees ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_OWNLOCALS_H
#define KPKEYS_IR_OWNLOCALS_H

namespace llvm {
class AnyMemTransferInst;
class StoreInst;
class Value;
} // namespace llvm

namespace kpkeys {

/// True if \p Address leads into a local variable whose address goes nowhere.
/// Nobody else sees what is stored there, volatile or not.
bool isOwnLocal(const llvm::Value *Address);

/// True if \p Store goes to such a variable for certain: at a constant offset
/// within it. With an index that varies it may go anywhere.
bool storesToOwnLocal(const llvm::StoreInst &Store);

/// True if \p Copy goes to some local variable for certain, whoever sees it.
bool copiesToLocal(const llvm::AnyMemTransferInst &Copy);

} // namespace kpkeys

#endif
