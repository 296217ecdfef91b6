//===- Artifact.cpp - A file as SARIF names it ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Artifact.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

json::Object sarifArtifact(StringRef Path) {
  std::string Uri = sys::path::is_absolute(Path) ? "file://" : "";
  // RFC 3986 leaves few characters as they are.
  for (char C : Path) {
    if (isAlnum(C) || StringRef("-._~/").contains(C)) {
      Uri += C;
      continue;
    }
    Uri += '%';
    Uri += hexdigit(static_cast<unsigned char>(C) >> 4);
    Uri += hexdigit(C & 15);
  }
  return json::Object{{"uri", std::move(Uri)}};
}

} // namespace kpkeys
