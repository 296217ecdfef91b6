//===- OpenedWindow.h - What the window of a switch holds -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_OPENEDWINDOW_H
#define KPKEYS_IR_OPENEDWINDOW_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class CallInst;
}

namespace kpkeys {

/// What is recorded of a window (kpkeys_window_record), from FormWindows to the
/// lowering.
struct OpenedWindow {
  uint32_t Number = 0; ///< in its function, from 1
  bool IsScope = false;
  uint32_t Line = 0, Column = 0; ///< 0: not known
  uint32_t NumWrites = 0, NumReads = 0, NumCalls = 0;
  uint32_t WriteBytes = 0; ///< or KPKEYS_UNBOUNDED
  uint32_t LeastBytes = 0;
  uint32_t NumForeignStores = 0, ForeignBytes = 0;
  uint32_t NumInstructions = 0, LongestPath = 0;
  std::string File, Domains;
  std::vector<std::string> Callees; ///< that may be called; "*": any
};

/// Keeps \p W with the pseudo call \p Switch, which opens it.
void setOpenedWindow(llvm::CallInst &Switch, const OpenedWindow &W);

/// What \p Switch opens, if it opens a window.
std::optional<OpenedWindow> openedWindow(const llvm::CallInst &Switch);

} // namespace kpkeys

#endif
