//===- Findings.h - What was found, in a stable order -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_FINDINGS_H
#define KPKEYS_VERIFY_FINDINGS_H

#include "Rules.h"
#include <cstdint>
#include <string>
#include <vector>

namespace kpkeys::verify {

/// As reports write addresses and bits.
std::string hex(uint64_t Value);

struct Finding {
  Rule R = Rule::Records;
  bool IsNote = false;  ///< worth knowing; does not make the check fail
  std::string File;     ///< object or "archive(member)"
  std::string Section;  ///< that Address is in
  uint64_t Address = 0; ///< in a relocatable file: offset in the section
  std::string Symbol;   ///< function; empty: none known
  uint64_t SymbolOffset = 0;
  std::string Source; ///< "file:line:column", or empty
  std::string Message;
};

/// What was looked at, so that "nothing found" says of how much.
struct Tally {
  uint64_t Objects = 0;
  uint64_t Switches = 0;
  uint64_t Windows = 0;
  uint64_t Gates = 0;        ///< of switches
  uint64_t Functions = 0;    ///< that were decoded
  uint64_t Instructions = 0; ///< in them
  uint64_t Unseen = 0;       ///< of them, where no path is seen to lead to

  Tally &operator+=(const Tally &Other);
};

class Findings {
  std::vector<Finding> All;
  Tally Seen;

public:
  void add(Finding F) { All.push_back(std::move(F)); }
  void add(const Tally &T) { Seen += T; }
  const Tally &tally() const { return Seen; }

  /// By file, section, address, rule and text; the same finding once.
  void sort();
  const std::vector<Finding> &all() const { return All; }
  size_t numNotes() const;
  /// Findings that are no notes.
  size_t numFailures() const { return All.size() - numNotes(); }
};

} // namespace kpkeys::verify

#endif
