//===- PermissionLetters.h - Permissions as policies spell them -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one spelling of each of the eight permission sets: its letters in the
// order r, w, x, or `none`.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_POLICY_PERMISSIONLETTERS_H
#define KPKEYS_LIB_POLICY_PERMISSIONLETTERS_H

#include "kpkeys/Policy/Policy.h"

namespace kpkeys {

llvm::StringRef permissionLetters(Permissions P);
std::optional<Permissions> parsePermissions(llvm::StringRef Letters);
/// For messages.
llvm::StringRef allPermissionLetters();

} // namespace kpkeys

#endif
