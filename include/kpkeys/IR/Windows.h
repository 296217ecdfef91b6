//===- Windows.h - Pseudo calls that open and close a window ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between FormWindows and LowerWindows a window is delimited by
//   call void @__kpkeys_window.enter.<level>()
//   call void @__kpkeys_window.leave.<level>()
//   call void @__kpkeys_window.change.<level>.<level>()
// enter goes from the entry level to <level>, leave goes back, change goes
// from one window straight into the next. Only this file and Windows.cpp spell
// the names.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_WINDOWS_H
#define KPKEYS_IR_WINDOWS_H

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

/// One pseudo call: from which level to which. An empty name is the entry
/// level.
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

/// The level that \p F is entered and left at; std::nullopt: the default.
std::optional<llvm::StringRef> entryLevel(const llvm::Function &F);
void setEntryLevel(llvm::Function &F, llvm::StringRef Level);

/// Emits the pseudo call at \p B.
llvm::CallInst *createWindowCall(llvm::IRBuilderBase &B, const WindowCall &W);

} // namespace kpkeys

#endif
