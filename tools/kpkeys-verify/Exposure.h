//===- Exposure.h - What windows store --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_EXPOSURE_H
#define KPKEYS_VERIFY_EXPOSURE_H

#include "Facts.h"
#include "Walk.h"

namespace kpkeys::verify {

/// Checks that each window of the function stores what its record says.
void checkExposure(const Code &C, const Image &In, const Machine &M,
                   const Facts &F, const Walk &Levels,
                   llvm::ArrayRef<Switch> Switches, Report Tell);

} // namespace kpkeys::verify

#endif
