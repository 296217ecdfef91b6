//===- RegisterLayout.h - How key registers hold permissions ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A key register is a row of fields, one for each pkey, with one bit for each
// permission. Layouts are data, so that a new one needs no code.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TARGET_REGISTERLAYOUT_H
#define KPKEYS_TARGET_REGISTERLAYOUT_H

#include "kpkeys/ABI.h"
#include <cstdint>

namespace kpkeys {

/// Permission bits, as in ABI.h.
using Permissions = uint8_t;

struct RegisterLayout {
  unsigned Bits;      ///< of the register
  unsigned FieldBits; ///< of one pkey's field
  bool FromTop;       ///< pkey 0 has the most significant field
  bool Denies;        ///< a set bit takes the permission away
  int R, W, X;        ///< each permission's bit in the field; -1: not ruled
  bool IsIndex;       ///< no fields: the register holds the level's index

  static const RegisterLayout X86, Overlay, Amr, ThreadIndex;

  /// Where the field of hardware index \p Pkey begins.
  constexpr unsigned shift(unsigned Pkey) const {
    return FromTop ? Bits - (Pkey + 1) * FieldBits : Pkey * FieldBits;
  }
  constexpr uint64_t field(unsigned Pkey) const {
    return ((uint64_t(1) << FieldBits) - 1) << shift(Pkey);
  }
  /// The field of \p Pkey with exactly the permissions \p P, where the
  /// register can tell them apart.
  constexpr uint64_t value(unsigned Pkey, Permissions P) const {
    uint64_t Value = bit(R, P & KPKEYS_PERM_R) | bit(W, P & KPKEYS_PERM_W) |
                     bit(X, P & KPKEYS_PERM_X);
    return Value << shift(Pkey);
  }

private:
  constexpr uint64_t bit(int Place, bool Granted) const {
    return Place >= 0 && Granted != Denies ? uint64_t(1) << Place : 0;
  }
};

/// AD at bit 2k, WD at bit 2k+1 (Intel SDM vol. 3, 4.6.2).
inline constexpr RegisterLayout RegisterLayout::X86 = {32, 2, false, true,
                                                       0,  1, -1,    false};
/// Nibble k holds R, X, W (Arm ARM, POR_EL1).
inline constexpr RegisterLayout RegisterLayout::Overlay = {64, 4, false, false,
                                                           0,  2, 1,     false};
/// Two bits each from the top: no write, no read (Power ISA, AMR).
inline constexpr RegisterLayout RegisterLayout::Amr = {64, 2, true, true,
                                                       0,  1, -1,   false};
/// Seven bits; what a level grants stands in tables of the kernel. They rule
/// execution, too.
inline constexpr RegisterLayout RegisterLayout::ThreadIndex = {
    7, 7, false, false, 0, 2, 1, true};

} // namespace kpkeys

#endif
