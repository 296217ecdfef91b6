//===- TargetKind.h - The machines a window can be lowered to ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list of targets and what each one's key register can express. No LLVM
// IR here: lib/Policy needs these facts to compute and check register values.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TARGET_TARGETKIND_H
#define KPKEYS_TARGET_TARGETKIND_H

#include "kpkeys/ABI.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace llvm {
class Triple;
}

namespace kpkeys {

/// Numbered as in the object records, so that a conversion is a cast.
enum class TargetKind : uint16_t {
  Pku = KPKEYS_TARGET_PKU,
  Pks = KPKEYS_TARGET_PKS,
  PoeEl0 = KPKEYS_TARGET_POE_EL0,
  PoeEl1 = KPKEYS_TARGET_POE_EL1,
  Call = KPKEYS_TARGET_CALL,
  Sim = KPKEYS_TARGET_SIM,
};

/// How permissions are laid out in the key register.
enum class RegisterLayout {
  X86,     ///< 32 bits: AD at bit 2k, WD at bit 2k+1 (Intel SDM vol. 3, 4.6.2)
  Overlay, ///< 64 bits: nibble k holds R, X, W (Arm ARM, POR_EL1)
};

struct TargetInfo {
  TargetKind Kind;
  llvm::StringRef Name;        ///< as in -fplugin-arg-kpkeys-target=
  llvm::StringRef Description; ///< one line, for help and docs
  RegisterLayout Layout;
  unsigned NumPkeys; ///< hardware indices 0 .. NumPkeys-1 exist
};

/// Facts about \p Kind.
const TargetInfo &targetInfo(TargetKind Kind);

/// The target called \p Name, if there is one.
std::optional<TargetKind> targetByName(llvm::StringRef Name);

/// All target names, separated by \p Separator, for help and errors.
std::string targetNames(llvm::StringRef Separator);

/// The target used for \p Triple when none is asked for (pku on x86-64,
/// poe-el0 on AArch64), if there is one.
std::optional<TargetKind> defaultTarget(const llvm::Triple &Triple);

/// True if code for \p Triple can hold windows of \p Kind.
bool targetFitsTriple(TargetKind Kind, const llvm::Triple &Triple);

} // namespace kpkeys

#endif
