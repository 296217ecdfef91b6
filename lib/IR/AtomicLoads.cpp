//===- AtomicLoads.cpp - Loads that may be done by writing ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// By size and alignment only: which instructions the CPU has is the code
// generator's business, and may differ between the functions of a module.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/AtomicLoads.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace kpkeys {

bool mayWriteToLoad(const LoadInst &Load) {
  static constexpr uint64_t MaxPlainBytes = 8;
  if (!Load.isAtomic())
    return false;
  uint64_t Bytes = Load.getDataLayout().getTypeStoreSize(Load.getType());
  return Bytes > MaxPlainBytes || Load.getAlign().value() < Bytes;
}

} // namespace kpkeys
