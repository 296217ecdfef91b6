//===- Excerpt.h - A function's source with its windows ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_EXCERPT_H
#define KPKEYS_TOOLS_REPORT_EXCERPT_H

#include "Markup.h"

namespace kpkeys {

/// Writes the lines of \p F that have to do with windows, and those around.
void writeExcerpt(const FunctionReport &F, const Markup &M);

} // namespace kpkeys

#endif
