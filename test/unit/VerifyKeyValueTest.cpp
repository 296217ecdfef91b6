//===- VerifyKeyValueTest.cpp - What a switch writes, bit by bit ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "KeyValue.h"
#include <gtest/gtest.h>

using namespace kpkeys;
using namespace kpkeys::verify;

TEST(VerifyKeyValue, FieldsOfWhatWasRead) {
  KeyValue V = (KeyValue::key() & KeyValue::constant(~uint64_t(0xc))) |
               KeyValue::constant(0x8);
  EXPECT_EQ(V.justKey(), ~uint64_t(0xc));
  EXPECT_EQ(V.known(), 0xcu);
  EXPECT_EQ(V.Constant, 0x8u);
}

TEST(VerifyKeyValue, MaskedRestore) {
  KeyValue Key = KeyValue::key(), Saved = KeyValue::outer(3);
  KeyValue V = ((Key ^ Saved) & KeyValue::constant(0xf)) ^ Key;
  EXPECT_EQ(V.justOuter(), 0xfu);
  EXPECT_EQ(V.justKey(), ~uint64_t(0xf));
  EXPECT_EQ(V.Unknown, 0u);
}

TEST(VerifyKeyValue, OthersAreNotKnown) {
  KeyValue Mixed = KeyValue::outer(3) ^ KeyValue::outer(4);
  EXPECT_EQ(Mixed.Unknown, ~uint64_t(0));
  KeyValue Product = KeyValue::key() & KeyValue::outer(3);
  EXPECT_EQ(Product.Unknown, ~uint64_t(0));
  EXPECT_EQ((Product & KeyValue::constant(1)).known(), ~uint64_t(1));
  EXPECT_TRUE((KeyValue::outer(3) ^ KeyValue::outer(3)).isConstant(0));
}

static PolicyInfo policy(kpkeys_target Target) {
  PolicyInfo P;
  P.Target = Target;
  P.Pkeys = {{"default", 0}, {"protected", 2}};
  P.Levels = {{"default", 0, 5, 0x117}, {"protected", 0, 6, 0x517}};
  return P;
}

TEST(VerifyKeyValue, Fields) {
  PolicyInfo X86 = policy(KPKEYS_TARGET_PKU);
  KeyFields OfX86(X86);
  EXPECT_EQ(OfX86.Managed, 0x33u);
  EXPECT_EQ(OfX86.value(X86, 0), 0x20u); // WD of pkey 2
  EXPECT_EQ(OfX86.value(X86, 1), 0u);
  PolicyInfo Poe = policy(KPKEYS_TARGET_POE_EL0);
  KeyFields OfPoe(Poe);
  EXPECT_EQ(OfPoe.Managed, 0xf0fu);
  EXPECT_EQ(OfPoe.value(Poe, 0), 0x107u);
  PolicyInfo Poe2 = policy(KPKEYS_TARGET_POE2_EL1);
  EXPECT_EQ(KeyFields(Poe2).value(Poe2, 1), 6u);
}
