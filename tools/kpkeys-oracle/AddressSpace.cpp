//===- AddressSpace.cpp - What lies where in a traced process -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Read again when the tracer saw a mapping change.
//
//===----------------------------------------------------------------------===//
#include "AddressSpace.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys {

void AddressSpace::readMappings() {
  Stale = false;
  ++Version;
  Mappings = mappingsOf(Pid);
  erase_if(Mappings, [](const Mapping &M) {
    return !StringRef(M.Path).starts_with("/");
  });
}

const Mapping *AddressSpace::find(uint64_t Address) const {
  auto It = find_if(Mappings,
                    [Address](const Mapping &M) { return M.holds(Address); });
  return It == Mappings.end() ? nullptr : &*It;
}

unsigned AddressSpace::version() {
  if (Stale)
    readMappings();
  return Version;
}

CodePlace AddressSpace::locate(uint64_t Address) {
  if (Stale)
    readMappings();
  const Mapping *M = find(Address);
  Image *Module = M ? Files.open(M->Path) : nullptr;
  if (!Module)
    return {nullptr, Address};
  auto Link = Module->addressOf(M->FileOffset + (Address - M->Begin));
  return Link ? CodePlace{Module, *Link} : CodePlace{nullptr, Address};
}

std::vector<Mapping> AddressSpace::keyedRanges() const {
  std::vector<Mapping> Ranges = mappingsWithKeys(Pid);
  erase_if(Ranges, [](const Mapping &M) { return M.Pkey == 0; });
  return Ranges;
}

} // namespace kpkeys
