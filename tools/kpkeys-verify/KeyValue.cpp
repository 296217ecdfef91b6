//===- KeyValue.cpp - What a switch writes, bit by bit --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts: Intel SDM vol. 3, 4.6.2 (PKRU, IA32_PKRS: AD at bit 2k, WD at 2k+1);
// Arm ARM, POR_EL1 (nibble k: R, X, W, as in ABI.h).
//
//===----------------------------------------------------------------------===//
#include "KeyValue.h"

namespace kpkeys::verify {

KeyValue KeyValue::cut(uint64_t Mask) const {
  return {Constant & Mask, FromKey & Mask, FromOuter & Mask, Unknown & Mask,
          Outer};
}

/// Bits of two registers that were there before are not told apart.
static uint64_t mixed(const KeyValue &A, const KeyValue &B) {
  bool IsMixed = A.FromOuter && B.FromOuter && A.Outer != B.Outer;
  return IsMixed ? A.FromOuter | B.FromOuter : 0;
}

KeyValue operator^(const KeyValue &A, const KeyValue &B) {
  uint64_t Unknown = A.Unknown | B.Unknown | mixed(A, B);
  KeyValue Sum{A.Constant ^ B.Constant, A.FromKey ^ B.FromKey,
               A.FromOuter ^ B.FromOuter, 0, A.FromOuter ? A.Outer : B.Outer};
  Sum = Sum.cut(~Unknown);
  Sum.Unknown = Unknown;
  return Sum;
}

KeyValue operator&(const KeyValue &A, const KeyValue &B) {
  uint64_t Zero = (A.known() & ~A.Constant) | (B.known() & ~B.Constant);
  uint64_t TakeB = A.known() & A.Constant & ~Zero;
  uint64_t TakeA = B.known() & B.Constant & ~Zero & ~TakeB;
  KeyValue Both = A.cut(TakeA) ^ B.cut(TakeB);
  Both.Unknown |= ~(Zero | TakeA | TakeB);
  return Both;
}

KeyValue operator|(const KeyValue &A, const KeyValue &B) {
  KeyValue Ones = KeyValue::constant(~uint64_t(0));
  return ((A ^ Ones) & (B ^ Ones)) ^ Ones;
}

static bool isX86(kpkeys_target Target) {
  return Target == KPKEYS_TARGET_PKU || Target == KPKEYS_TARGET_PKS;
}

static bool isIndex(kpkeys_target Target) {
  return Target == KPKEYS_TARGET_POE2_EL0 || Target == KPKEYS_TARGET_POE2_EL1;
}

KeyFields::KeyFields(const PolicyInfo &Policy) {
  if (isIndex(Policy.Target)) {
    Managed = All = 0x7f;
    return;
  }
  unsigned Width = isX86(Policy.Target) ? 2 : 4;
  All = isX86(Policy.Target) ? 0xffffffff : ~uint64_t(0);
  for (const PolicyInfo::Pkey &P : Policy.Pkeys)
    if (P.Index < 16)
      Managed |= ((uint64_t(1) << Width) - 1) << P.Index * Width;
}

uint64_t KeyFields::value(const PolicyInfo &Policy, unsigned Level) const {
  const PolicyInfo::Level &L = Policy.Levels[Level];
  if (isIndex(Policy.Target))
    return L.Index;
  if (!isX86(Policy.Target))
    return L.Permissions & Managed;
  uint64_t Value = 0;
  for (unsigned P = 0; P < 16; ++P) {
    unsigned Granted = L.Permissions >> 4 * P & 0xf;
    uint64_t Field =
        (Granted & KPKEYS_PERM_R ? 0 : 1) | (Granted & KPKEYS_PERM_W ? 0 : 2);
    Value |= Field << 2 * P;
  }
  return Value & Managed;
}

} // namespace kpkeys::verify
