//===- Artifact.h - A file as SARIF names it --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_SARIF_ARTIFACT_H
#define KPKEYS_SARIF_ARTIFACT_H

#include "llvm/Support/JSON.h"

namespace kpkeys {

/// SARIF 2.1.0, 3.4: an artifactLocation with \p Path as a URI, or a reference
/// if it is relative.
llvm::json::Object sarifArtifact(llvm::StringRef Path);

} // namespace kpkeys

#endif
