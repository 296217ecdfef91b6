//===- Json.h - Reports as JSON, written and read back ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// docs/Report.md describes the schema; SchemaVersion is its number.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TOOLS_REPORT_JSON_H
#define KPKEYS_TOOLS_REPORT_JSON_H

#include "Diff.h"
#include "Model.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace kpkeys {

inline constexpr int SchemaVersion = 1;

/// Everything that was read, and sums.
llvm::json::Object toJson(const Report &R);
llvm::json::Object toJson(const Difference &D);

/// True if \p Text begins like JSON.
bool looksLikeJson(llvm::StringRef Text);
/// Adds the report \p Text, which this program wrote, to \p R.
llvm::Error addSaved(llvm::StringRef Text, Report &R);

} // namespace kpkeys

#endif
