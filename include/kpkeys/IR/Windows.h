//===- Windows.h - Pseudo calls that open and close a window ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between FormWindows and LowerWindows a window is delimited by
//   call void @__kpkeys_window.enter.<level>()
//   call void @__kpkeys_window.leave.<level>()
//   call void @__kpkeys_window.change.<level>.<level>()
// enter goes from level `default` to <level>, leave goes back, change goes from
// any level straight to another. What a function with kpkeys_leave("saved") was
// entered at is called <saved>: it is read at the function's start,
//   %s = call i64 @__kpkeys_window.read()
// and a change to it has the value as its argument. After a call that may have
// switched the level is <unknown>. Only this file and Windows.cpp spell the
// names.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_WINDOWS_H
#define KPKEYS_IR_WINDOWS_H

#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace llvm {
class CallInst;
class Function;
class Instruction;
class IRBuilderBase;
class Value;
} // namespace llvm

namespace kpkeys {

/// \name Levels beside those of the policy
/// @{
constexpr unsigned SavedLevel = ~0U - 1;
constexpr unsigned UnknownLevel = ~0U;
/// @}

/// True if \p Level is one of the policy's.
inline bool isNamed(unsigned Level) { return Level < SavedLevel; }

/// The name of \p Level in a pseudo call; that of `default` is empty.
llvm::StringRef levelName(unsigned Level, const Policy &Rules);
std::optional<unsigned> levelByName(llvm::StringRef Name, const Policy &Rules);

/// One pseudo call: from which level to which, by levelName.
struct WindowCall {
  llvm::StringRef From, To;

  bool isEnter() const { return From.empty(); }
  bool isLeave() const { return To.empty(); }
};

/// Reads \p I as a pseudo call, if it is one.
std::optional<WindowCall> asWindowCall(const llvm::Instruction &I);

/// True if \p F is the callee of a pseudo call.
bool isWindowFunction(const llvm::Function &F);

/// True if \p F holds a window that is not lowered yet.
bool hasWindows(const llvm::Function &F);

/// Shows \p Object, which alias analysis takes for one that nothing else can
/// touch, to an empty asm at \p B, and so to the asm of windows.
void createExposure(llvm::IRBuilderBase &B, llvm::Value &Object);
bool isExposure(const llvm::Instruction &I);

/// The level that \p F, a clone or a function with kpkeys_requires, is entered
/// and left at; std::nullopt: it does not say.
std::optional<llvm::StringRef> entryLevel(const llvm::Function &F);
void setEntryLevel(llvm::Function &F, llvm::StringRef Level);

/// Emits the pseudo call at \p B.
/// \p Saved is the value to put back if \p W goes to SavedLevel.
llvm::CallInst *createWindowCall(llvm::IRBuilderBase &B, const WindowCall &W,
                                 llvm::Value *Saved = nullptr);

/// Emits, or is, the read of the register that SavedLevel stands for.
llvm::CallInst *createRegisterRead(llvm::IRBuilderBase &B);
bool isRegisterRead(const llvm::Instruction &I);

} // namespace kpkeys

#endif
