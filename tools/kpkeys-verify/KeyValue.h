//===- KeyValue.h - What a switch writes, bit by bit ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_KEYVALUE_H
#define KPKEYS_VERIFY_KEYVALUE_H

#include "Instruction.h"
#include "kpkeys/Records/Records.h"

namespace kpkeys::verify {

/// A value as far as it is known: each bit is Constant's, xor the key
/// register's if FromKey has it, xor that of register Outer, as it was before
/// the switch, if FromOuter has it. Of bits in Unknown nothing is known.
struct KeyValue {
  uint64_t Constant = 0, FromKey = 0, FromOuter = 0, Unknown = 0;
  Register Outer = NoRegister;

  static KeyValue constant(uint64_t Value) {
    return {Value, 0, 0, 0, NoRegister};
  }
  static KeyValue key() { return {0, ~uint64_t(0), 0, 0, NoRegister}; }
  static KeyValue outer(Register R) { return {0, 0, ~uint64_t(0), 0, R}; }
  static KeyValue unknown() { return {0, 0, 0, ~uint64_t(0), NoRegister}; }

  /// The bits that are constant.
  uint64_t known() const { return ~(FromKey | FromOuter | Unknown); }
  /// The bits that are just the key register's, or just Outer's.
  uint64_t justKey() const {
    return FromKey & ~(FromOuter | Unknown | Constant);
  }
  uint64_t justOuter() const {
    return FromOuter & ~(FromKey | Unknown | Constant);
  }
  bool isConstant(uint64_t Value) const {
    return known() == ~uint64_t(0) && Constant == Value;
  }
  KeyValue cut(uint64_t Mask) const;

  friend KeyValue operator^(const KeyValue &A, const KeyValue &B);
  friend KeyValue operator&(const KeyValue &A, const KeyValue &B);
  friend KeyValue operator|(const KeyValue &A, const KeyValue &B);
};

/// How a target's register holds a policy's levels.
struct KeyFields {
  uint64_t Managed = 0; ///< the bits that the policy rules
  uint64_t All = 0;     ///< the bits that there are

  KeyFields(const PolicyInfo &Policy);
  /// The managed bits of \p Level.
  uint64_t value(const PolicyInfo &Policy, unsigned Level) const;
};

} // namespace kpkeys::verify

#endif
