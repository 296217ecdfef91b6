//===- GuardRules.h - Guards that code places by hand -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a policy says of functions that switch levels, sleep, or make objects
// of protected types (docs/Policy.md). Only the audit reads it: it describes
// code and changes none, so that it is no part of the policy's digest.
// A function is named as in the source, in C++ with its scopes: "mm::unlock".
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_POLICY_GUARDRULES_H
#define KPKEYS_POLICY_GUARDRULES_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kpkeys {

/// When a call of a guard function has an effect.
enum class GuardCondition {
  Always,
  NonZero, ///< if its result is not zero
  Zero,    ///< if its result is zero
};

/// Calls that open or end a guard.
struct GuardCall {
  std::string Function;
  /// Counted from 0: only calls whose argument is Value; without a Value the
  /// argument is the level's number.
  std::optional<unsigned> Argument;
  std::optional<uint64_t> Value;
  /// Index into Policy::levels(). Of a call that ends: std::nullopt is the
  /// innermost, whatever its level.
  std::optional<unsigned> Level;
  GuardCondition When = GuardCondition::Always;
};

/// A section in which guards are left open on purpose.
struct BatchFlag {
  std::string Function; ///< its result is not zero inside of such a section
  unsigned Level;
};

/// How objects of a domain come to lie in protected memory.
struct ObjectRule {
  unsigned Domain; ///< index into Policy::domains()
  std::vector<std::string> Allocate, Commit, Release, Fails;
  /// A commit returns the protected object; what it was given is a copy.
  bool Moves = false;
};

struct GuardRules {
  std::vector<GuardCall> Enter, Leave;
  std::vector<BatchFlag> Flags;
  /// Functions whose result is zero where no interrupted code's flag is seen.
  std::vector<std::string> Interrupt;
  std::vector<std::string> Sleeps;
  std::vector<ObjectRule> Objects;
};

} // namespace kpkeys

#endif
