//===- Addresses.h - Functions that pointers may lead to --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_SUMMARIZE_ADDRESSES_H
#define KPKEYS_LIB_AUDIT_SUMMARIZE_ADDRESSES_H

#include "kpkeys/Audit/Judge/Summary.h"

namespace llvm {
class CallBase;
class FunctionType;
class Module;
} // namespace llvm

namespace kpkeys {

/// A text that is the same in all files for types that may be called as each
/// other.
std::string typeName(const llvm::FunctionType &Type);

/// The functions that \p Call passes the addresses of.
std::vector<std::string> functionsPassedBy(const llvm::CallBase &Call);

/// All functions of \p M whose address is taken by more than lists for the
/// linker (EXPORT_SYMBOL).
std::vector<audit::Taken> addressesTaken(const llvm::Module &M);

} // namespace kpkeys

#endif
