//===- Restriction.cpp - What a level forbids its code --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One table of words. What code violates a restriction is not decided here.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/Restriction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

static constexpr std::pair<Restriction, StringLiteral> Words[] = {
    {Restriction::InlineAsm, "no-inline-asm"},
    {Restriction::SystemRegisters, "no-system-registers"},
    {Restriction::KeyRegister, "no-key-register"},
    {Restriction::IndirectCalls, "no-indirect-calls"},
    {Restriction::IO, "no-io"},
    {Restriction::Syscalls, "no-syscalls"},
    {Restriction::FloatingPoint, "no-floating-point"},
};

ArrayRef<Restriction> allRestrictions() {
  static const auto All = to_vector(make_first_range(Words));
  return All;
}

StringRef restrictionName(Restriction R) {
  const auto *Row = find_if(Words, [R](auto &Word) { return Word.first == R; });
  assert(Row != std::end(Words) && "not one restriction");
  return Row->second;
}

std::optional<Restriction> restrictionByName(StringRef Name) {
  for (const auto &[R, Word] : Words)
    if (Word == Name)
      return R;
  return std::nullopt;
}

std::string restrictionNames(ArrayRef<Restriction> Names) {
  return join(map_range(Names, restrictionName), ", ");
}

} // namespace kpkeys
