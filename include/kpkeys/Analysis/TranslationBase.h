//===- TranslationBase.h - Where a CPU finds its page tables ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_TRANSLATIONBASE_H
#define KPKEYS_ANALYSIS_TRANSLATIONBASE_H

namespace llvm {
class CallBase;
} // namespace llvm

namespace kpkeys {

/// True if \p Call is inline asm that puts a number into the register from
/// which the CPU takes the address of its page tables, and does nothing else:
/// CR3, TTBR0_ELx, TTBR1_ELx. It clobbers memory, for the tables' sake, but
/// accesses none through its operands.
bool setsTranslationBase(const llvm::CallBase &Call);

} // namespace kpkeys

#endif
