//===- Reasons.h - Why the compiler missed a write --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_REASONS_H
#define KPKEYS_ORACLE_REASONS_H

#include "Observations.h"
#include "Remarks.h"

namespace kpkeys {

struct Reason {
  const EscapeNote *Note;
  /// The note is about a call that the write was in, or the write's own place.
  /// Otherwise it is about a pointer of the same domain that was stored or
  /// returned somewhere, through which the write may have come.
  bool OnPath;
};

/// The note that best explains a touch of \p Domains (separated by `|`) at
/// \p S, if there is one.
std::optional<Reason> explain(const Spot &S, llvm::StringRef Domains,
                              const RemarkSet &Remarks);

/// Source of \p P, innermost first.
const std::vector<SourcePlace> &sourceOf(const CodePlace &P);

} // namespace kpkeys

#endif
