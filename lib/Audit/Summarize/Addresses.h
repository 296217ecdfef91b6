//===- Addresses.h - Functions that pointers may lead to --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_SUMMARIZE_ADDRESSES_H
#define KPKEYS_LIB_AUDIT_SUMMARIZE_ADDRESSES_H

#include "kpkeys/Audit/Judge/Summary.h"

namespace llvm {
class CallBase;
class Function;
class FunctionType;
class Module;
} // namespace llvm

namespace kpkeys {

/// A text that is the same in all files for types that may be called as each
/// other.
std::string typeName(const llvm::FunctionType &Type);

/// The number of the source's type, if the module is compiled for KCFI: that
/// \p F answers to, and that \p Call checks.
std::optional<uint64_t> kcfiNumber(const llvm::Function &F);
std::optional<uint64_t> kcfiNumber(const llvm::CallBase &Call);

/// The functions that \p Call passes the addresses of.
std::vector<std::string> functionsPassedBy(const llvm::CallBase &Call);

/// True if the address of \p F is used for more than calls of it and lists for
/// the linker (EXPORT_SYMBOL).
bool isAddressTaken(const llvm::Function &F);

/// All such functions of \p M.
std::vector<audit::Taken> addressesTaken(const llvm::Module &M);

} // namespace kpkeys

#endif
