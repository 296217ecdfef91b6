//===- TargetKind.cpp - The machines a window can be lowered to -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table that Targets.def makes; everything here looks it up.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/TargetKind.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

static const TargetInfo Targets[] = {
#define KPKEYS_TARGET(Kind, Number, Name, Description, Layout, Pkeys, Arch,    \
                      Mode, Lowering)                                          \
  {TargetKind::Kind,       Name,  Description,                                 \
   RegisterLayout::Layout, Pkeys, Triple::Arch,                                \
   TargetMode::Mode},
#include "kpkeys/Target/Targets.def"
};

ArrayRef<TargetInfo> allTargets() { return Targets; }

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
  for (const TargetInfo &T : Targets)
    if (T.Mode == TargetMode::User && T.Arch == Triple.getArch() &&
        T.Arch != Triple::UnknownArch)
      return T.Kind;
  return std::nullopt;
}

bool targetFitsTriple(TargetKind Kind, const Triple &Triple) {
  if (!Triple.isOSBinFormatELF()) // the sections of records, and their groups
    return false;
  const TargetInfo &T = targetInfo(Kind);
  if (T.Arch == Triple::UnknownArch)
    return Triple.isArch64Bit() && Triple.isLittleEndian();
  return T.Arch == Triple.getArch();
}

} // namespace kpkeys
