//===- Callbacks.h - Functions that library functions call ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_IR_CALLBACKS_H
#define KPKEYS_LIB_IR_CALLBACKS_H

namespace llvm {
class Value;
} // namespace llvm

namespace kpkeys {

/// True if \p Callback, an argument such as qsort's comparison, is known and
/// may be called inside a window: it does nothing but compute.
bool isQuietCallback(const llvm::Value &Callback);

} // namespace kpkeys

#endif
