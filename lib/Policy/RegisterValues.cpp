//===- RegisterValues.cpp - Levels to key register values -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computes what the key register holds at each level, field by field. Does not
// know which instructions read and write the register.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys {

uint64_t Policy::managedMask(RegisterLayout Layout) const {
  if (Layout.IsIndex)
    return Layout.field(0);
  uint64_t Mask = 0;
  for (const Pkey &P : Pkeys)
    Mask |= Layout.field(P.Index);
  return Mask;
}

uint64_t Policy::registerValue(RegisterLayout Layout, unsigned Level) const {
  if (Layout.IsIndex) {
    assert(Levels[Level].Index && "checked for targets with such a register");
    return *Levels[Level].Index;
  }
  uint64_t Value = 0;
  for (const auto &[P, Granted] : zip_equal(Pkeys, Levels[Level].OfPkey))
    Value |= Layout.value(P.Index, Granted);
  return Value;
}

RegisterChange Policy::registerChange(RegisterLayout Layout, unsigned From,
                                      unsigned To) const {
  const uint64_t Before = registerValue(Layout, From);
  const uint64_t After = registerValue(Layout, To);
  return {/*Clear=*/Before & ~After, /*Set=*/After & ~Before};
}

} // namespace kpkeys
