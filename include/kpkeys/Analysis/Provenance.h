//===- Provenance.h - Which domains a pointer may lead into -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_PROVENANCE_H
#define KPKEYS_ANALYSIS_PROVENANCE_H

#include "kpkeys/Analysis/DomainSet.h"
#include "kpkeys/IR/HeldPointers.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class AllocaInst;
class CallBase;
class CallInst;
class Function;
class Instruction;
class StoreInst;
class Use;
class Value;
} // namespace llvm

namespace kpkeys {

/// What is known of one value.
struct Origin {
  DomainSet Domains; ///< that it may lead into
  DomainSet Linked;  ///< those of which pointers loaded through it may, too
  DomainSet Numbers; ///< those of addresses that it is a number made of

  bool empty() const { return Domains.empty() && Numbers.empty(); }
  bool insert(const Origin &O) {
    bool Grew = Domains.insert(O.Domains);
    Grew |= Linked.insert(O.Linked);
    return Numbers.insert(O.Numbers) || Grew;
  }
};

/// Computed once for a function; invalid after it changes.
class Provenance {
public:
  Provenance(llvm::Function &F, const Policy &Rules);

  /// The domains that \p V (a pointer, or a value that carries one) may lead
  /// into. Empty: not derived from any marker.
  Origin originOf(const llvm::Value *V) const { return Values.lookup(V); }
  DomainSet domainsOf(const llvm::Value *V) const {
    return Values.lookup(V).Domains;
  }

  /// The domains that a write through \p Address may reach: domainsOf, and
  /// those of the globals it may point into. (The optimizer may put a global's
  /// address for a marked pointer that compared equal to it.)
  DomainSet writtenThrough(const llvm::Value *Address) const;

  /// Those of \p Domains whose reads need a window, too.
  DomainSet secrets(DomainSet Domains) const { return Domains.in(Secrets); }
  /// The domains that a read through \p Address may reach and that need a
  /// window for it.
  DomainSet readThrough(const llvm::Value *Address) const {
    return Secrets.empty() ? Secrets : secrets(writtenThrough(Address));
  }

  /// The domains of pointers that the local variable \p Slot may hold.
  DomainSet heldBy(const llvm::AllocaInst *Slot) const {
    return Slots.lookup(Slot).Domains;
  }

  /// The marker that \p V, or what the local variable \p V holds, was found to
  /// come from first; nullptr if that is not known.
  const llvm::CallInst *markerBehind(const llvm::Value *V) const;

  /// The domains of pointers in the local variables that \p Address may point
  /// to, and in those whose addresses are kept there.
  DomainSet heldAt(const llvm::Value *Address) const {
    return originHeldAt(Address).Domains;
  }

private:
  DomainSet globalsBehind(const llvm::Value *Address) const;
  const llvm::Value *readsPointerFrom(const llvm::Instruction &I);
  void mark(llvm::Value *V, const Origin &From);
  void collectAddressed(const llvm::StoreInst &Store);
  void fill(const llvm::Value *Address, const Origin &From);
  void propagate(llvm::Value *V);
  void propagateToUser(llvm::Use &U, const Origin &From);
  void propagateThroughCall(llvm::CallBase &Call, llvm::Use &U,
                            const Origin &From);
  bool propagateThroughAddressedSlots(llvm::Function &F);
  Origin originHeldAt(const llvm::Value *Address) const;
  Origin readableAt(const llvm::Value *Address, const Origin &Kept) const;
  void propagateFromSlot(llvm::AllocaInst *Slot, const Origin &Held);

  const Policy &Rules;
  DomainSet Secrets; ///< of the policy
  /// In a function with kpkeys_ignore only markers count: they come from
  /// functions that were inlined into it.
  bool SeesGlobals;
  AddressIntegers Integers;
  mutable llvm::DenseMap<const llvm::Value *, DomainSet> OfGlobals;
  llvm::DenseMap<const llvm::Value *, Origin> Values;
  llvm::DenseMap<const llvm::AllocaInst *, Origin> Slots;
  /// The slots whose addresses a slot may hold.
  llvm::DenseMap<const llvm::AllocaInst *,
                 llvm::SmallVector<const llvm::AllocaInst *, 2>>
      Addressed;
  /// For each value and slot the one that it got its first domain from.
  llvm::DenseMap<const llvm::Value *, const llvm::Value *> Cause;
  const llvm::Value *Propagated = nullptr;
  llvm::SmallVector<llvm::Value *, 32> Worklist;
};

/// True if \p Address can only point into local variables.
bool pointsIntoLocals(const llvm::Value *Address);

} // namespace kpkeys

#endif
