//===- Windows.cpp - Pseudo calls that open and close a window ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pseudo functions touch all memory as far as LLVM knows, so nothing that
// runs between the passes can move an access across one.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Windows.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral EnterPrefix = "__kpkeys_window.enter.";
static constexpr StringLiteral LeavePrefix = "__kpkeys_window.leave.";

static std::optional<WindowCall> readName(StringRef Name) {
  if (Name.consume_front(EnterPrefix))
    return WindowCall{WindowEdge::Enter, Name};
  if (Name.consume_front(LeavePrefix))
    return WindowCall{WindowEdge::Leave, Name};
  return std::nullopt;
}

std::optional<WindowCall> asWindowCall(const Instruction &I) {
  const auto *Call = dyn_cast<CallInst>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  return Callee ? readName(Callee->getName()) : std::nullopt;
}

bool isWindowFunction(const Function &F) {
  return readName(F.getName()).has_value();
}

bool hasWindows(const Function &F) {
  return any_of(instructions(F),
                [](const Instruction &I) { return asWindowCall(I); });
}

CallInst *createWindowCall(IRBuilderBase &B, WindowEdge Edge, StringRef Level) {
  Module &M = *B.GetInsertBlock()->getModule();
  StringRef Prefix = Edge == WindowEdge::Enter ? EnterPrefix : LeavePrefix;
  FunctionCallee Callee =
      M.getOrInsertFunction((Prefix + Level).str(), B.getVoidTy());
  cast<Function>(Callee.getCallee())->setDoesNotThrow();
  return B.CreateCall(Callee);
}

} // namespace kpkeys
