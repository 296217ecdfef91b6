//===- TargetKind.h - The machines a window can be lowered to ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What each target of Targets.def can express. No LLVM IR here: lib/Policy
// needs these facts to compute and check register values.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TARGET_TARGETKIND_H
#define KPKEYS_TARGET_TARGETKIND_H

#include "kpkeys/Target/RegisterLayout.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/TargetParser/Triple.h"
#include <optional>

namespace kpkeys {

/// Numbered as in the object records, so that a conversion is a cast.
enum class TargetKind : uint16_t {
#define KPKEYS_TARGET(Kind, Number, ...) Kind = Number,
#include "kpkeys/Target/Targets.def"
};

enum class TargetMode { User, Kernel };

struct TargetInfo {
  TargetKind Kind;
  llvm::StringRef Name;        ///< as in -fplugin-arg-kpkeys-target=
  llvm::StringRef Description; ///< one line, for help and docs
  RegisterLayout Layout;
  unsigned NumPkeys;           ///< hardware indices 0 .. NumPkeys-1 exist
  llvm::Triple::ArchType Arch; ///< UnknownArch: any that is 64-bit and
                               ///< little-endian
  TargetMode Mode;
};

llvm::ArrayRef<TargetInfo> allTargets();

/// Facts about \p Kind.
const TargetInfo &targetInfo(TargetKind Kind);

/// The target called \p Name, if there is one.
std::optional<TargetKind> targetByName(llvm::StringRef Name);

/// All target names, separated by \p Separator, for help and errors.
std::string targetNames(llvm::StringRef Separator);

/// The target used for \p Triple when none is asked for, the first for user
/// mode, if there is one.
std::optional<TargetKind> defaultTarget(const llvm::Triple &Triple);

/// True if code for \p Triple can hold windows of \p Kind.
bool targetFitsTriple(TargetKind Kind, const llvm::Triple &Triple);

} // namespace kpkeys

#endif
