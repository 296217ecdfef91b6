//===- RuntimeCalls.h - What code generation turns into calls ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_RUNTIMECALLS_H
#define KPKEYS_IR_RUNTIMECALLS_H

namespace llvm {
class Instruction;
class IntrinsicInst;
} // namespace llvm

namespace kpkeys {

/// True if code generation, on x86-64 or AArch64, may make \p I into a call of
/// a function in the compiler's runtime or the C library, though it is no call
/// of a function here: pow, a division of 128 bits, the address of a variable
/// of another module's thread. Not asked about what accesses memory.
bool mayBecomeCall(const llvm::Instruction &I);

/// True if code generation may make \p I an indirect branch, though it is none
/// here: a switch with as many cases as a jump table is made for.
bool mayBecomeIndirectBranch(const llvm::Instruction &I);

/// True if \p II only tells the optimizer something, and no code comes of it.
/// Some give their first operand back.
bool isForOptimizer(const llvm::IntrinsicInst &II);

} // namespace kpkeys

#endif
