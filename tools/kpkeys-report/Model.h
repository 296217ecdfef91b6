//===- Model.h - What a report is about -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain data between what is read (records, remarks, saved reports) and what
// is printed. docs/Report.md says what each number is; JSON has the same names.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TOOLS_REPORT_MODEL_H
#define KPKEYS_TOOLS_REPORT_MODEL_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace kpkeys {

/// A place in the source. Line 0: not known.
struct Spot {
  std::string File;
  uint64_t Line = 0, Column = 0;

  /// `file:line:column`, as far as it is known.
  std::string str() const;
};

enum class WindowKind { Window, Scope, Manual, Function };
llvm::StringRef kindName(WindowKind Kind);
std::optional<WindowKind> kindByName(llvm::StringRef Name);

/// A number of bytes; none: as many as there are.
using Bound = std::optional<uint64_t>;

/// What the compiler may count in a window.
struct Amounts {
  uint64_t Writes = 0, Reads = 0, Calls = 0, ForeignStores = 0;
};

/// A stretch of code at one level.
struct Window {
  uint64_t Number = 0; ///< within its function
  WindowKind Kind = WindowKind::Window;
  std::string Level;
  std::vector<std::string> Domains;
  Amounts Holds;
  Bound WriteBytes = 0, ForeignBytes = 0;
  uint64_t Instructions = 0, LongestPath = 0;
  uint64_t Switches = 0; ///< places in the code where it begins or ends
  uint64_t Parent = 0;   ///< number of the scope that it lies in; 0: none
  std::vector<std::string> Callees;
  Spot At;
  /// Of At's file, those that have code in it; empty without line tables.
  std::vector<uint64_t> Lines;
};

/// In place of a level's name: any.
inline constexpr llvm::StringLiteral UnknownLevel = "<unknown>";

/// A place in the code that switches from one level to another.
struct SwitchPlace {
  uint64_t Address = 0;
  WindowKind Kind = WindowKind::Window;
  std::string From, To;
  uint64_t Window = 0; ///< number of the one that it opens; 0: none
  Spot At;
};

struct FunctionReport {
  std::string Name;       ///< linkage name
  std::string Source;     ///< the file it is from
  std::string Input;      ///< the file its code is in
  std::string EntryLevel; ///< empty: the default
  uint64_t Line = 0;      ///< where it begins; 0 without debug information
  std::vector<Window> Windows;
  std::vector<SwitchPlace> Switches;

  std::string displayName() const;
  const Window *window(uint64_t Number) const;
};

/// A remark: what kept a window from reaching the next access.
struct Split {
  std::string Function, Level, Reason, Callee;
  Spot At;
};

/// A remark: a pointer that leaves, and what to do about it.
struct Escape {
  std::string Function, Domain, Kind, Text, Cure;
  Spot At;
};

/// What an access is to: a part of a record, or of a variable.
struct FieldRef {
  std::string Owner; ///< type name, or `@` and the variable's
  uint64_t Offset = 0, Bytes = 0;

  bool operator<(const FieldRef &Other) const {
    return std::tie(Owner, Offset, Bytes) <
           std::tie(Other.Owner, Other.Offset, Other.Bytes);
  }
  bool operator==(const FieldRef &Other) const {
    return !(*this < Other) && !(Other < *this);
  }
};

/// A remark: a window, with what is known before it has any code.
struct WindowSite {
  std::string Function, Level;
  Spot At;
  double SwitchesPerCall = 0;   ///< as LLVM guesses, or a profile says
  std::vector<FieldRef> Fields; ///< sorted, each once
  uint64_t UnknownAccesses = 0; ///< to fields that are not known
};

/// A member of a record, from debug information.
struct Member {
  std::string Name;
  uint64_t Offset = 0, Bytes = 0;
};
struct RecordLayout {
  uint64_t Bytes = 0;
  std::vector<Member> Members;
};

/// Variables of a domain, which are on pages of their own.
struct DataPages {
  std::string Input, Domain;
  uint64_t Used = 0, Bytes = 0; ///< of variables; with padding
};

struct LevelInfo {
  std::string Name;
  std::vector<std::string> Restrictions;
};
struct DomainInfo {
  std::string Name, WriteLevel;
  uint64_t Pkey = 0;
};

/// Code whose writes the plugin does not see: a unit, or a function that leads
/// to it.
struct UnseenCode {
  std::string Input, What, Why;

  auto key() const { return std::tie(Why, What, Input); }
  bool operator<(const UnseenCode &Other) const { return key() < Other.key(); }
  bool operator==(const UnseenCode &Other) const {
    return key() == Other.key();
  }
};

/// A file that was read, or a member of an archive.
struct Input {
  std::string Path, Target, Policy, Digest;
  std::vector<LevelInfo> Levels;
  std::vector<DomainInfo> Domains;
};

/// Sums over windows. A window of two domains is in the sums of both, and a
/// switch straight from one level to another in those of both levels.
struct Total {
  uint64_t Windows = 0, Switches = 0;
  Amounts Holds;
  uint64_t LongestPath = 0; ///< of all of them
  void add(const Window &W);
};

struct Totals {
  Total All;
  std::map<std::string, Total> Levels, Domains, Files;
  uint64_t Functions = 0, Splits = 0, Escapes = 0;
};

struct Report {
  std::vector<Input> Inputs;
  std::vector<FunctionReport> Functions; ///< sorted by source and name
  std::vector<Split> Splits;
  std::vector<Escape> Escapes;
  std::vector<WindowSite> Sites;
  std::map<std::string, RecordLayout> Records; ///< by name
  std::vector<DataPages> Pages;
  std::vector<UnseenCode> Unseen; ///< sorted, each once
  bool HasRemarks = false;

  /// Derives what is not read: order, switches of windows, and their scopes.
  void finish();
  Totals totals() const;
};

/// In the order of the code.
void sortSwitches(FunctionReport &F);
/// Places that switch: all of a function's, without where it is entered.
unsigned numSwitches(const FunctionReport &F);
/// \p Items with commas.
std::string joined(const std::vector<std::string> &Items);

} // namespace kpkeys

#endif
