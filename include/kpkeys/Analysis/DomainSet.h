//===- DomainSet.h - A set of domains ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One bit per Policy::domains() entry; Policy::MaxDomains keeps it in a word.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_ANALYSIS_DOMAINSET_H
#define KPKEYS_ANALYSIS_DOMAINSET_H

#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/bit.h"

namespace kpkeys {

class DomainSet {
  uint64_t Bits = 0;

public:
  DomainSet() = default;
  explicit DomainSet(unsigned Domain) : Bits(uint64_t(1) << Domain) {}

  bool empty() const { return Bits == 0; }
  bool contains(unsigned Domain) const { return Bits >> Domain & 1; }
  bool operator==(DomainSet O) const { return Bits == O.Bits; }
  bool operator!=(DomainSet O) const { return Bits != O.Bits; }

  /// Adds \p O; true if that changed the set.
  bool insert(DomainSet O) {
    uint64_t Old = Bits;
    Bits |= O.Bits;
    return Bits != Old;
  }

  /// Those that are in \p O, too.
  DomainSet in(DomainSet O) const {
    O.Bits &= Bits;
    return O;
  }

  /// Without \p Domain.
  DomainSet without(unsigned Domain) const {
    DomainSet Rest = *this;
    Rest.Bits &= ~DomainSet(Domain).Bits;
    return Rest;
  }

  unsigned size() const { return llvm::popcount(Bits); }
  /// The first in the policy's order; not of an empty set.
  unsigned front() const { return llvm::countr_zero(Bits); }

  template <typename Fn> void forEach(Fn Visit) const {
    for (uint64_t Rest = Bits; Rest; Rest &= Rest - 1)
      Visit(static_cast<unsigned>(llvm::countr_zero(Rest)));
  }

  /// "cred, pgtable" in the policy's order.
  std::string str(const Policy &Rules) const;
};

/// True if all of \p Written can be written at \p Level, and all of \p Read be
/// read.
bool grants(unsigned Level, DomainSet Written, DomainSet Read,
            const Policy &Rules);

/// The level at which every domain of \p Written can be written and every one
/// of \p Read be read: the write level of the only domain, or a level that
/// grants all. std::nullopt if the policy has none.
std::optional<unsigned> levelFor(DomainSet Written, DomainSet Read,
                                 const Policy &Rules);

} // namespace kpkeys

#endif
