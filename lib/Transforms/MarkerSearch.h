//===- MarkerSearch.h - From an address back to its markers -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TRANSFORMS_MARKERSEARCH_H
#define KPKEYS_TRANSFORMS_MARKERSEARCH_H

#include "kpkeys/IR/HeldPointers.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/PointerIntPair.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

namespace kpkeys {

/// Finds the markers that an address is computed from.
class MarkerSearch {
  /// A value, and whether the address was loaded through it: then only a
  /// linked marker counts.
  using Trail = llvm::PointerIntPair<const llvm::Value *, 1, bool>;
  using Names = llvm::SmallSetVector<llvm::StringRef, 2>;

  llvm::DenseMap<Trail, Names> OfSlot;
  /// By markers and by globals, of the addresses that were asked about.
  llvm::DenseMap<const llvm::Value *, Names> OfAddress, OfGlobals;
  llvm::DenseMap<const llvm::AllocaInst *,
                 llvm::SmallVector<const llvm::Value *, 8>>
      Contents;
  /// The calls that may copy something into a slot.
  llvm::DenseMap<const llvm::AllocaInst *,
                 llvm::SmallVector<const llvm::CallBase *, 2>>
      CopiesInto;
  /// Slots that may be read through pointers from memory or calls.
  llvm::SmallVector<const llvm::AllocaInst *, 8> AddressedSlots;
  bool SeesGlobals;
  const llvm::DataLayout &Layout;
  AddressIntegers Integers;
  class Walk;

  const Names &ofSlot(Trail Slot);
  const Names &globalsBehind(const llvm::Value *Address);
  llvm::ArrayRef<const llvm::Value *> contents(const llvm::AllocaInst *Slot);
  llvm::SetVector<const llvm::AllocaInst *> slotsAt(const llvm::Value *Address);

public:
  explicit MarkerSearch(llvm::Function &F);
  /// The marked domains of \p Address; \p Contents: and of pointers in the
  /// local variables it may point to.
  llvm::SmallVector<llvm::StringRef, 2> domains(const llvm::Value *Address,
                                                bool Contents);
};

} // namespace kpkeys

#endif
