//===- UnrecordedSwitches.h - Writes that no record describes ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_UNRECORDEDSWITCHES_H
#define KPKEYS_VERIFY_UNRECORDEDSWITCHES_H

#include "Facts.h"
#include "Intruders.h"

namespace kpkeys::verify {

/// Looks at what may write a key register and is in none of \p Switches. What
/// does not, because of a constant, is \p Closed behind where it gets that.
void checkUnrecorded(const Code &C, const Facts &F,
                     llvm::ArrayRef<Switch> Switches, const Records &All,
                     ClosedCode &Closed, Report Tell);

} // namespace kpkeys::verify

#endif
