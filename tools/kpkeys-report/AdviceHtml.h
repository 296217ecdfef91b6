//===- AdviceHtml.h - Estimates and advice on a page ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_ADVICEHTML_H
#define KPKEYS_TOOLS_REPORT_ADVICEHTML_H

#include "Advice.h"
#include "Markup.h"

namespace kpkeys {

/// Writes the sections on cost and on layout.
void writeAdvice(const Advice &A, const Markup &M);

} // namespace kpkeys

#endif
