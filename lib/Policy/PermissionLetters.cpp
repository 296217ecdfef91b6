//===- PermissionLetters.cpp - Permissions as policies spell them ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A table indexed by permission bits. Whether a target can express a set is
// not decided here.
//
//===----------------------------------------------------------------------===//
#include "PermissionLetters.h"
#include <cassert>

using namespace llvm;

namespace kpkeys {

static_assert(KPKEYS_PERM_R == 1 && KPKEYS_PERM_X == 2 && KPKEYS_PERM_W == 4,
              "the table below is indexed by these bits");
static constexpr StringLiteral Letters[] = {"none", "r",  "x",  "rx",
                                            "w",    "rw", "wx", "rwx"};

StringRef permissionLetters(Permissions P) {
  assert(P < std::size(Letters) && "not a permission set");
  return Letters[P];
}

std::optional<Permissions> parsePermissions(StringRef Text) {
  for (unsigned P = 0; P != std::size(Letters); ++P)
    if (Letters[P] == Text)
      return P;
  return std::nullopt;
}

StringRef allPermissionLetters() { return "none, r, w, x, rw, rx, wx or rwx"; }

} // namespace kpkeys
