//===- AtomicLoads.h - Loads that may be done by writing --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_ATOMICLOADS_H
#define KPKEYS_IR_ATOMICLOADS_H

namespace llvm {
class LoadInst;
}

namespace kpkeys {

/// True if the code generator may do \p Load by a write to the place it reads:
/// an atomic one that is misaligned or larger than eight bytes becomes a call
/// of the library, cmpxchg16b, or a loop of exclusive loads and stores.
bool mayWriteToLoad(const llvm::LoadInst &Load);

} // namespace kpkeys

#endif
