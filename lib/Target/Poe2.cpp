//===- Poe2.cpp - AArch64 overlays in tables, chosen by an index ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   tchangef xzr, #index      the level's; the index before is not wanted
//   isb
//
// Permissions stand in tables of the kernel, so that there is nothing to read
// or to compute, and no difference between shared and owned. The instruction is
// given by its encoding: assemblers know it since LLVM 22 only, and only with
// +poe2. The ISB is as for POR_ELx.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace kpkeys {

/// tchangef xzr, #Index
static uint32_t encoding(uint64_t Index) {
  return 0xd590001f | static_cast<uint32_t>(Index) << 5;
}

/// tchangef xzr, x0
static constexpr uint32_t ChangeByRegister = 0xd580001f;

void emitPoe2(IRBuilderBase &B, const LevelChange &Change, Zeros &) {
  uint64_t Index = Change.value();
  std::string Text = "// tchangef xzr, #" + std::to_string(Index) +
                     "\n\t.inst " + hexImmediate(encoding(Index)) + "\n\tisb";
  emitSwitch(B, Change, Text, "~{memory}", B.getVoidTy());
}

Value *exchangePoe2(IRBuilderBase &B, const LevelChange &Change) {
  uint64_t Index = Change.value();
  std::string Text = "// tchangef x0, #" + std::to_string(Index) +
                     "\n\t.inst " + hexImmediate((encoding(Index) & ~0x1f)) +
                     "\n\tisb";
  return emitSwitch(B, Change, Text, "={x0},~{memory}", B.getInt64Ty());
}

Value *readPoe2(IRBuilderBase &) {
  llvm_unreachable("canReadRegister says no");
}

void restorePoe2(IRBuilderBase &B, const LevelChange &Change, Value *Saved) {
  emitSwitch(B, Change,
             "// tchangef xzr, x0\n\t.inst " + hexImmediate(ChangeByRegister) +
                 "\n\tisb",
             "{x0},~{memory}", B.getVoidTy(),
             {B.CreateAnd(Saved, Change.restored())});
}

} // namespace kpkeys
