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

/// Lists are in file order.
struct PolicyText {
  Word PkeysKey, LevelsKey, DomainsKey; ///< the sections' own keys
  std::vector<PkeyText> Pkeys;
  std::vector<LevelText> Levels;
  std::vector<DomainText> Domains;
  ProtectList Protect;
  Word Register, Leave, Unions; ///< optional
};

/// Reads \p Source. Reports a problem there and gives std::nullopt.
std::optional<PolicyText> readPolicyText(PolicySource &Source);

} // namespace kpkeys

#endif
