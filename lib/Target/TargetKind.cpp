//===- TargetKind.cpp - The machines a window can be lowered to -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One table row per machine; everything else here looks it up.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/TargetKind.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace kpkeys {

// Indices: PKRU and IA32_PKRS hold 16 pkeys; POR_ELx holds 16 nibbles of which
// 8-15 need 128-bit translation tables. The runtime's calls go by the record,
// so call and sim take what every backend has.
static const TargetInfo Targets[] = {
    {TargetKind::Pku, "pku", "x86-64 user mode: RDPKRU/WRPKRU",
     RegisterLayout::X86, 16},
    {TargetKind::Pks, "pks", "x86-64 supervisor mode: IA32_PKRS",
     RegisterLayout::X86, 16},
    {TargetKind::PoeEl0, "poe-el0", "AArch64 user mode: POR_EL0",
     RegisterLayout::Overlay, 8},
    {TargetKind::PoeEl1, "poe-el1", "AArch64 kernel mode: POR_EL1",
     RegisterLayout::Overlay, 8},
    {TargetKind::Call, "call",
     "calls into the runtime, which uses the hardware it finds",
     RegisterLayout::Overlay, 8},
    {TargetKind::Sim, "sim",
     "calls into the runtime, which simulates pkeys with mprotect",
     RegisterLayout::Overlay, 8},
};

const TargetInfo &targetInfo(TargetKind Kind) {
  const TargetInfo *Row =
      find_if(Targets, [Kind](const TargetInfo &T) { return T.Kind == Kind; });
  assert(Row != std::end(Targets) && "every kind has a row");
  return *Row;
}

std::optional<TargetKind> targetByName(StringRef Name) {
  for (const TargetInfo &T : Targets)
    if (T.Name == Name)
      return T.Kind;
  return std::nullopt;
}

std::string targetNames(StringRef Separator) {
  return join(map_range(Targets, [](const TargetInfo &T) { return T.Name; }),
              Separator);
}

std::optional<TargetKind> defaultTarget(const Triple &Triple) {
  if (Triple.getArch() == Triple::x86_64)
    return TargetKind::Pku;
  if (Triple.getArch() == Triple::aarch64)
    return TargetKind::PoeEl0;
  return std::nullopt;
}

bool targetFitsTriple(TargetKind Kind, const Triple &Triple) {
  switch (Kind) {
  case TargetKind::Pku:
  case TargetKind::Pks:
    return Triple.getArch() == Triple::x86_64;
  case TargetKind::PoeEl0:
  case TargetKind::PoeEl1:
    return Triple.getArch() == Triple::aarch64;
  case TargetKind::Call:
  case TargetKind::Sim:
    return Triple.isArch64Bit() && Triple.isLittleEndian();
  }
  llvm_unreachable("every kind has a case");
}

} // namespace kpkeys
