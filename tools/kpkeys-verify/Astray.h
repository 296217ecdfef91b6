//===- Astray.h - Ways into the middle of instructions ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_ASTRAY_H
#define KPKEYS_VERIFY_ASTRAY_H

#include "Code.h"
#include "Helpers.h"
#include "Switches.h"

namespace kpkeys::verify {

/// There is other code in the middle of an instruction, which is not looked at.
/// What of \p C itself leads there is told, and what reaches into it from
/// before; what other functions do, ClosedCode knows.
void checkAstray(const Code &C, const Image &In, const Machine &M, Report Tell);

} // namespace kpkeys::verify

#endif
