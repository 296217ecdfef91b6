//===- Ways.h - Ways through code that no instruction shows -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables lead to code, too: an unwinder's to landing pads, a kernel's to what
// runs behind a fault, at a label that is patched in, or behind a warning.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_VERIFY_WAYS_H
#define KPKEYS_VERIFY_WAYS_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace kpkeys::verify {

class Image;

class Ways {
public:
  struct Way {
    uint64_t From, To;
  };
  /// Calls that return into [Begin, End], but not to Begin, may end in Pad.
  struct CallSite {
    uint64_t Begin, End, Pad;
  };

  /// Code that a kernel may put at Place when it starts, and no-operations
  /// behind it, up to End.
  struct Patch {
    uint64_t Place, End, Code, Length;
    bool IsMade; ///< by a function, which makes a branch a no-operation
  };

  /// What cannot be read of the tables is as if it was not there: then no way
  /// leads to what is there, which is said.
  void read(const Image &In);
  /// Those of the instruction [Begin, End).
  llvm::ArrayRef<Way> from(uint64_t Begin, uint64_t End) const;
  llvm::ArrayRef<Patch> patches(uint64_t Begin, uint64_t End) const;
  /// Of a call that returns to \p Behind, 0: it has none.
  uint64_t landingPad(uint64_t Behind) const;

private:
  std::vector<Way> Jumps;          ///< ascending
  std::vector<Patch> Patches;      ///< ascending
  std::vector<CallSite> CallSites; ///< ascending
  uint64_t Budget = 0; ///< of call sites: damaged tables may be everywhere

  void readPairs(const Image &In);
  void readPatches(const Image &In);
  void readCallSites(const Image &In, uint64_t Table, uint64_t Function);
};

} // namespace kpkeys::verify

#endif
