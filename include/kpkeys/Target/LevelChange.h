//===- LevelChange.h - Code that goes from level to level -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One lowering per machine. Each emits one inline asm block (or one call), so
// that nothing can be scheduled into it, no intermediate value lives long
// enough to be spilled, and the block orders all memory accesses around it.
// What the instructions mean is in docs/Targets.md.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TARGET_LEVELCHANGE_H
#define KPKEYS_TARGET_LEVELCHANGE_H

#include "kpkeys/ABI.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/IR/OpenedWindow.h"
#include "kpkeys/IR/Windows.h"

namespace llvm {
class IRBuilderBase;
class Type;
class Value;
} // namespace llvm

namespace kpkeys {

/// What a lowering needs to know about one change.
struct LevelChange {
  const ModuleConfig &Config;
  unsigned From;         ///< or SavedLevel, UnknownLevel
  unsigned To;           ///< or SavedLevel, which is restored
  bool IsManual = false; ///< the source calls for it
  std::optional<OpenedWindow> Opened = std::nullopt; ///< what To is for

  /// The fields to change, for register: shared.
  RegisterChange fields() const;
  /// Those that a restore puts back: a mask.
  uint64_t restored() const;
  /// The whole register, for register: owned.
  uint64_t value() const;
  bool owned() const {
    return Config.Rules.registerMode() == RegisterMode::Owned;
  }
  /// The comment that marks the change in assembly output, without its sign.
  std::string comment() const;
};

/// Values that are 0 and lie in the registers where a change wants them, from
/// the change before; empty if there are none.
using Zeros = llvm::SmallVector<llvm::Value *, 2>;

/// Emits \p Change, between two levels, for its target, with its record.
/// \p InPlace are used, and replaced by what is in place after the change.
void emitLevelChange(llvm::IRBuilderBase &B, const LevelChange &Change,
                     Zeros &InPlace);

/// True if the register of \p Kind can be read; else what it held is known only
/// to who changes it.
bool canReadRegister(TargetKind Kind);

/// Emits a read of Config's key register, as 64 bits.
llvm::Value *emitRegisterRead(llvm::IRBuilderBase &B,
                              const ModuleConfig &Config);

/// Emits \p Change, from any level; returns what the register held.
llvm::Value *emitRegisterExchange(llvm::IRBuilderBase &B,
                                  const LevelChange &Change);

/// Emits \p Change, to what the register held when \p Saved was read: the
/// managed fields, or with register: owned all.
void emitRegisterRestore(llvm::IRBuilderBase &B, const LevelChange &Change,
                         llvm::Value *Saved);

/// Emits code that masks interrupts and returns what unmaskInterrupts() needs
/// to put back what was.
llvm::Value *maskInterrupts(llvm::IRBuilderBase &B, const ModuleConfig &Config);
void unmaskInterrupts(llvm::IRBuilderBase &B, const ModuleConfig &Config,
                      llvm::Value *Flags);

/// Emits no code: the record that the function is entered and left at \p Level,
/// or at SavedLevel.
void emitEntryRecord(llvm::IRBuilderBase &B, const ModuleConfig &Config,
                     unsigned Level);

/// With windows=none: no code; a kpkeys_site_record in place of the change.
void emitSite(llvm::IRBuilderBase &B, unsigned Level, kpkeys_site_edge Edge,
              unsigned Ordinal);

/// \name The lowerings that Targets.def names.
/// @{
#define KPKEYS_TARGET(Kind, Number, Name, Description, Layout, Pkeys, Arch,    \
                      Mode, Lowering)                                          \
  void emit##Lowering(llvm::IRBuilderBase &B, const LevelChange &Change,       \
                      Zeros &InPlace);                                         \
  llvm::Value *read##Lowering(llvm::IRBuilderBase &B);                         \
  void restore##Lowering(llvm::IRBuilderBase &B, const LevelChange &Change,    \
                         llvm::Value *Saved);
#include "kpkeys/Target/Targets.def"
/// @}

/// tchangef, which returns the index that was.
llvm::Value *exchangePoe2(llvm::IRBuilderBase &B, const LevelChange &Change);

/// The runs of ones in \p Mask. Some machines take a run as an operand.
llvm::SmallVector<uint64_t, 8> runsOfOnes(uint64_t Mask);

/// "0x" and the digits of \p Value.
std::string hexImmediate(uint64_t Value);

/// Emits \p Text as inline asm that orders all memory accesses.
llvm::Value *emitAsm(llvm::IRBuilderBase &B, llvm::StringRef Text,
                     llvm::StringRef Constraints, llvm::Type *Result,
                     llvm::ArrayRef<llvm::Value *> Inputs = {});

/// The same for \p Instructions, all that \p Change is made of, with its
/// comment and its record.
llvm::Value *emitSwitch(llvm::IRBuilderBase &B, const LevelChange &Change,
                        llvm::StringRef Instructions,
                        llvm::StringRef Constraints, llvm::Type *Result,
                        llvm::ArrayRef<llvm::Value *> Inputs = {});

/// For a change that is a call: its record, of the place that it is put at.
void emitCallRecord(llvm::IRBuilderBase &B, const LevelChange &Change);

} // namespace kpkeys

#endif
