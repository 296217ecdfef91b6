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
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <utility>
#include <vector>

namespace kpkeys::verify {

class Image;

class Ways {
public:
  struct Way {
    uint64_t From, To;
    uint32_t Defs; ///< general registers that a fault's handler may change
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

  /// What cannot be read of the tables is as if it was not there. To what only
  /// that leads to no way is seen, which is said; a patch is not.
  void read(const Image &In);
  /// Those of the instruction [Begin, End).
  llvm::ArrayRef<Way> from(uint64_t Begin, uint64_t End) const;
  /// Those whose place is in [Begin, End).
  llvm::ArrayRef<Patch> patches(uint64_t Begin, uint64_t End) const;
  /// Those whose code \p Address is in.
  llvm::SmallVector<Patch, 1> patchesWith(uint64_t Address) const;
  /// Where in [Begin, End), around \p Address, the code of one patch ends and
  /// that of another begins.
  std::pair<uint64_t, uint64_t> around(uint64_t Address, uint64_t Begin,
                                       uint64_t End) const;
  /// Of a call that returns to \p Behind.
  llvm::SmallVector<uint64_t, 1> landingPads(uint64_t Behind) const;
  void forEach(llvm::function_ref<void(const Way &)> Visit) const;

private:
  std::vector<Way> Jumps;          ///< ascending
  std::vector<Patch> Patches;      ///< ascending
  std::vector<Patch> ByCode;       ///< those with code, ascending by that
  std::vector<uint64_t> Edges;     ///< of that code; ascending
  std::vector<CallSite> CallSites; ///< ascending
  std::vector<uint64_t> LastEnds;  ///< of each call site and those before it
  uint64_t Budget = 0; ///< of call sites: damaged tables may be everywhere

  void readPairs(const Image &In);
  void readPatches(const Image &In);
  void readCallSites(const Image &In, uint64_t Table, uint64_t Function);
};

} // namespace kpkeys::verify

#endif
