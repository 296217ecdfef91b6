//===- Records.h - What objects say of their windows ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the sections that ABI.h describes out of ELF files, for tools. It
// knows nothing of the passes that write them.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_RECORDS_RECORDS_H
#define KPKEYS_RECORDS_RECORDS_H

#include "kpkeys/ABI.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"
#include <array>
#include <string>
#include <vector>

namespace kpkeys {

/// A kpkeys_policy_record.
struct PolicyInfo {
  struct Pkey {
    std::string Name;
    unsigned Index; ///< hardware index
  };
  struct Level {
    std::string Name;
    unsigned Restrictions; ///< enum kpkeys_restriction, or-ed
    unsigned Index;        ///< thread index on POE2
    uint64_t Permissions;  ///< nibble k: those of hardware index k
  };
  struct Domain {
    std::string Name;
    unsigned Pkey; ///< hardware index
    unsigned WriteLevel;
  };
  std::string Name; ///< of the policy file
  kpkeys_target Target;
  kpkeys_register_mode RegisterMode;
  std::vector<Pkey> Pkeys;
  std::vector<Level> Levels; ///< the first is `default`
  std::vector<Domain> Domains;
  std::array<uint8_t, 16> Digest;

  /// For people; also of KPKEYS_LEVEL_SAVED and KPKEYS_LEVEL_UNKNOWN.
  std::string levelName(unsigned Level) const;
};

/// A kpkeys_window_record.
struct WindowInfo {
  /// Where the switch is: an address, or in a relocatable file the offset in
  /// section SectionIndex.
  uint64_t Place;
  uint64_t SectionIndex; ///< of a relocatable file; 0 in others
  kpkeys_window_record Raw;
  std::string Function, File, Domains;
  std::vector<std::string> Callees;
};

/// All records of one file, in the file's order.
struct Records {
  std::vector<PolicyInfo> Policies;
  std::vector<WindowInfo> Windows;

  /// The policy of \p W; nullptr if there is none for its target, or several.
  const PolicyInfo *policyOf(const WindowInfo &W) const;
};

/// LLVM's readers of relocations and symbols end the program where a table does
/// not fit into the file: this comes first.
llvm::Error checkTables(const llvm::object::ELFObjectFileBase &File);

/// Reads the records of \p File. A record that is cut off, or names a level
/// that no policy of the file has, is an error, which says where.
llvm::Expected<Records>
readRecords(const llvm::object::ELFObjectFileBase &File);

/// The name of an enum kpkeys_target, as the option target= takes it; empty if
/// there is no such target.
llvm::StringRef targetName(unsigned Target);

} // namespace kpkeys

#endif
