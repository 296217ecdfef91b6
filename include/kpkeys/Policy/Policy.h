//===- Policy.h - pkeys, levels and domains ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The checked form of a policy file (docs/Policy.md). A Policy object is
// always valid: parsing either gives one or reports why not. It is immutable
// and knows nothing of Clang or IR.
//
// Canonical order, on which digests and level numbers depend: pkeys by
// hardware index; level 0 is `default`, the others by name, then those that
// `unions: allow` adds, by the levels they unite; domains by name;
// protected types by name, then protected variables by name, then copies.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_POLICY_POLICY_H
#define KPKEYS_POLICY_POLICY_H

#include "kpkeys/Policy/GuardRules.h"
#include "kpkeys/Policy/Restriction.h"
#include "kpkeys/Target/TargetKind.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SourceMgr.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace kpkeys {

struct Pkey {
  std::string Name;
  unsigned Index; ///< hardware index
};

struct Level {
  std::string Name;
  /// Permissions for each entry of Policy::pkeys(), in that order. A pkey the
  /// file does not list at this level has none.
  llvm::SmallVector<Permissions, 8> OfPkey;
  /// What code at this level must not do.
  Restriction Restrictions = Restriction::None;
  /// The thread index that selects the level on POE2.
  std::optional<unsigned> Index;
  /// Added by `unions: allow`, so that sources cannot name it.
  bool IsDerived = false;
};

struct Domain {
  std::string Name;
  unsigned Pkey;       ///< index into Policy::pkeys()
  unsigned WriteLevel; ///< index into Policy::levels()
};

/// Types or variables put into a domain by the policy instead of by an
/// attribute.
struct ProtectedName {
  /// A type as written ("struct cred", "union u", "pte_t"), a variable's name,
  /// or a glob pattern for either.
  std::string Name;
  unsigned Domain; ///< index into Policy::domains()
};

enum class RegisterMode {
  Shared = KPKEYS_REGISTER_SHARED,
  Owned = KPKEYS_REGISTER_OWNED
};

/// What a window leaves behind.
enum class LeaveMode {
  Entry, ///< the entry level, a constant
  Saved, ///< what the register held when the function was entered
};

/// A change of the key register: NewValue = (OldValue & ~Clear) | Set.
struct RegisterChange {
  uint64_t Clear = 0;
  uint64_t Set = 0;
};

class Policy {
public:
  /// More domains than this are an error (analysis keeps them in one word).
  static constexpr unsigned MaxDomains = 64;
  /// More levels than this are an error (object records count in 16 bits).
  static constexpr unsigned MaxLevels = 256;
  /// POE2 selects a level by an index of seven bits.
  static constexpr unsigned NumThreadIndices = 128;
  using Digest = std::array<uint8_t, 16>;

  /// One pkey (index 1), one domain and one level, all named `protected`,
  /// and `default: 0`.
  static const Policy &builtin();

  /// Parses and checks \p Text. A problem gives std::nullopt and goes to
  /// \p OnError, exactly once, with \p FileName and the line and column
  /// (SMDiagnostic counts columns from 0) of the word at fault. The diagnostic
  /// may be copied and printed later; its location and source manager die with
  /// the call. Indices and what code needs of ordinary memory are checked
  /// against \p Target.
  static std::optional<Policy>
  parse(llvm::StringRef Text, llvm::StringRef FileName, TargetKind Target,
        llvm::function_ref<void(const llvm::SMDiagnostic &)> OnError);

  /// File name without its folders, which would make objects of the same
  /// sources differ; or "<built-in>".
  llvm::StringRef name() const { return Name; }
  llvm::ArrayRef<Pkey> pkeys() const { return Pkeys; }
  /// All levels, the derived ones last.
  llvm::ArrayRef<Level> levels() const { return Levels; }
  /// The levels that the file lists, which are those that sources may name.
  llvm::ArrayRef<Level> declaredLevels() const;
  llvm::ArrayRef<Domain> domains() const { return Domains; }
  llvm::ArrayRef<ProtectedName> protectedTypes() const { return Types; }
  llvm::ArrayRef<ProtectedName> protectedVariables() const { return Variables; }
  /// Fields that hold copies of protected data outside of protected memory, as
  /// written: "struct vm_fault.orig_pte".
  llvm::ArrayRef<std::string> copies() const { return Copies; }
  /// Functions that return at the level they are called at, whichever it is.
  llvm::ArrayRef<std::string> levelKeepers() const { return LevelKeepers; }
  RegisterMode registerMode() const { return Mode; }
  LeaveMode leaveMode() const { return Leave; }
  /// True if each switch begins with a jump over itself, which a kernel takes
  /// out at boot.
  bool gates() const { return Gates; }
  /// True if windows mask interrupts.
  bool masksInterrupts() const { return Masks; }
  /// True if the levels include the unions of any two write levels.
  bool unions() const { return Unions; }

  /// What the audit is told. No part of toYAML() and digest().
  const GuardRules &guards() const { return Guards; }

  static constexpr unsigned DefaultLevel = 0;

  std::optional<unsigned> findDomain(llvm::StringRef Name) const;
  /// Of all levels, derived ones as well.
  std::optional<unsigned> findLevel(llvm::StringRef Name) const;

  /// True if level `default` cannot read domain \p D: reads of it need windows,
  /// too.
  bool isSecret(unsigned D) const;
  bool hasSecrets() const;

  /// The domain names, quoted and comma separated, for error messages;
  /// "(none)" if there are none.
  std::string domainNames() const;
  /// The same of the declared levels.
  std::string levelNames() const;

  /// The managed fields of the key register: a mask. A target without fields
  /// has an index in their place.
  uint64_t managedMask(RegisterLayout Layout) const;
  /// The managed fields' value at \p Level; other bits are 0.
  uint64_t registerValue(RegisterLayout Layout, unsigned Level) const;
  /// The least change of the managed fields that goes from \p From to \p To.
  RegisterChange registerChange(RegisterLayout Layout, unsigned From,
                                unsigned To) const;

  /// Canonical YAML text; parse(toYAML()) gives a policy that is equal but for
  /// guards().
  std::string toYAML() const;
  /// Of toYAML(): equal policies have equal digests whatever their layout.
  Digest digest() const;

private:
  std::string Name;
  std::vector<Pkey> Pkeys;
  std::vector<Level> Levels;
  std::vector<Domain> Domains;
  std::vector<ProtectedName> Types, Variables;
  std::vector<std::string> Copies, LevelKeepers;
  RegisterMode Mode = RegisterMode::Shared;
  LeaveMode Leave = LeaveMode::Entry;
  bool Gates = false, Masks = false;
  bool Unions = false;
  GuardRules Guards;
  friend class PolicyBuilder;
};

} // namespace kpkeys

#endif
