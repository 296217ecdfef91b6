//===- PolicyText.h - A policy file as written ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands in a policy file, each word with its place, before anything is
// known to make sense. PolicyReader fills it, PolicyBuilder judges it.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_POLICY_POLICYTEXT_H
#define KPKEYS_LIB_POLICY_POLICYTEXT_H

#include "PolicySource.h"
#include <optional>
#include <string>
#include <vector>

namespace kpkeys {

/// A word of the file. Absent if its range is invalid.
struct Word {
  std::string Text;
  llvm::SMRange Range;

  bool isPresent() const { return Range.isValid(); }
};

struct PkeyText {
  Word Name;
  Word Index;
};

struct PermissionText {
  Word Pkey;
  Word Letters;
};

/// A type of its own so that its shape can be checked.
struct RestrictList {
  std::vector<Word> Words;
};

/// The keys of a level that are no pkeys.
inline constexpr char RestrictKey[] = "restrict";
inline constexpr char IndexKey[] = "index";
inline constexpr llvm::StringRef LevelKeys[] = {RestrictKey, IndexKey};

struct LevelText {
  Word Name;
  std::vector<PermissionText> Permissions;
  RestrictList Restrict; ///< optional
  Word Index;            ///< optional
};

struct DomainText {
  Word Name;
  Word Pkey;
  Word WriteLevel; ///< optional
};

struct ProtectText {
  llvm::SMRange Range; ///< the entry
  Word Type, Variable; ///< one of them
  Word Domain;
};

/// A type of its own so that its shape can be checked.
struct ProtectList {
  std::vector<ProtectText> Entries;
};

/// The same for other lists.
template <typename T> struct TextList {
  std::vector<T> Entries;
};

/// A call that opens or ends a guard.
struct GuardCallText {
  llvm::SMRange Range; ///< the entry
  Word Function, Argument, Value, Level, If;
};

/// Calls that open a guard, and those that end it.
struct GuardPairText {
  llvm::SMRange Range;
  Word Enter, Leave, Type, Level, Flag;
};

struct GuardsText {
  TextList<GuardCallText> Enter, Leave;
  TextList<GuardPairText> Scoped, Batch;
  TextList<Word> Interrupt;
  bool HasInterrupt = false;
};

struct ObjectText {
  llvm::SMRange Range;
  Word Domain, Moves;
  TextList<Word> Allocate, Commit, Release, Fails;
};

/// Lists are in file order.
struct PolicyText {
  Word PkeysKey, LevelsKey, DomainsKey; ///< the sections' own keys
  std::vector<PkeyText> Pkeys;
  std::vector<LevelText> Levels;
  std::vector<DomainText> Domains;
  ProtectList Protect;
  TextList<Word> Copies, LevelKeepers;
  Word Register, Leave, Gates, Interrupts, Unions; ///< optional
  GuardsText Guards;                               ///< these as well
  TextList<Word> Sleeps;
  TextList<ObjectText> Objects;
};

/// Reads \p Source. Reports a problem there and gives std::nullopt.
std::optional<PolicyText> readPolicyText(PolicySource &Source);

} // namespace kpkeys

#endif
