//===- RegisterValues.cpp - Levels to key register values -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computes what the key register holds at each level, field by field. Does not
// know which instructions read and write the register.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;

namespace kpkeys {

/// Bits of one pkey's field.
static unsigned fieldWidth(RegisterLayout Layout) {
  switch (Layout) {
  case RegisterLayout::X86:
    return 2;
  case RegisterLayout::Overlay:
    return 4;
  }
  llvm_unreachable("every layout has a case");
}

static uint64_t fieldValue(RegisterLayout Layout, Permissions P) {
  switch (Layout) {
  case RegisterLayout::X86: {
    uint64_t AccessDisable = !(P & KPKEYS_PERM_R);
    uint64_t WriteDisable = !(P & KPKEYS_PERM_W);
    return AccessDisable | WriteDisable << 1;
  }
  case RegisterLayout::Overlay:
    return P;
  }
  llvm_unreachable("every layout has a case");
}

uint64_t Policy::managedMask(RegisterLayout Layout) const {
  const unsigned Width = fieldWidth(Layout);
  uint64_t Mask = 0;
  for (const Pkey &P : Pkeys)
    Mask |= ((uint64_t(1) << Width) - 1) << (P.Index * Width);
  return Mask;
}

uint64_t Policy::registerValue(RegisterLayout Layout, unsigned Level) const {
  const unsigned Width = fieldWidth(Layout);
  uint64_t Value = 0;
  for (const auto &[P, Granted] : zip_equal(Pkeys, Levels[Level].OfPkey))
    Value |= fieldValue(Layout, Granted) << (P.Index * Width);
  return Value;
}

RegisterChange Policy::registerChange(RegisterLayout Layout, unsigned From,
                                      unsigned To) const {
  const uint64_t Before = registerValue(Layout, From);
  const uint64_t After = registerValue(Layout, To);
  return {/*Clear=*/Before & ~After, /*Set=*/After & ~Before};
}

} // namespace kpkeys
