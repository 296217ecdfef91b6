//===- AddressSpace.h - What lies where in a traced process -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_ADDRESSSPACE_H
#define KPKEYS_ORACLE_ADDRESSSPACE_H

#include "Image.h"
#include "Mappings.h"

namespace kpkeys {

/// An address as file and link address; Module is null outside of files.
struct CodePlace {
  Image *Module = nullptr;
  uint64_t Address = 0;
};

class AddressSpace {
  pid_t Pid;
  Images &Files;
  std::vector<Mapping> Mappings;
  bool Stale = true;
  unsigned Version = 0;

  void readMappings();
  const Mapping *find(uint64_t Address) const;

public:
  AddressSpace(pid_t Pid, Images &Files) : Pid(Pid), Files(Files) {}

  pid_t pid() const { return Pid; }
  /// Something was mapped or unmapped.
  void changed() { Stale = true; }
  /// Another number when the mappings are no longer those of before.
  unsigned version();
  CodePlace locate(uint64_t Address);
  /// The mappings that have a pkey other than 0, as they are now.
  std::vector<Mapping> keyedRanges() const;
};

} // namespace kpkeys

#endif
