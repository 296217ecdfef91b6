//===- FormatStrings.h - printf formats that write their arguments -*- C++ -*-//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_IR_FORMATSTRINGS_H
#define KPKEYS_LIB_IR_FORMATSTRINGS_H

namespace llvm {
class Value;
} // namespace llvm

namespace kpkeys {

/// True if printf, or wprintf if \p IsWide, with \p Format may write through
/// argument \p VariableArgNo of its variable part.
bool formatMayWrite(const llvm::Value &Format, bool IsWide,
                    unsigned VariableArgNo);

} // namespace kpkeys

#endif
