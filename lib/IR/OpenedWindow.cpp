//===- OpenedWindow.cpp - What the window of a switch holds ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   call void @__kpkeys_window.enter.cred(), !kpkeys.window !0
//   !0 = !{i32 number, ..., !"file", !"domains", !"callee", ...}
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/OpenedWindow.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Metadata.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral Kind = "kpkeys.window";

/// Calls \p Visit with each number of \p W, in the order of the metadata.
template <typename Window, typename Fn>
static void visitNumbers(Window &W, Fn Visit) {
  Visit(W.Number);
  Visit(W.IsScope);
  Visit(W.Line);
  Visit(W.Column);
  Visit(W.NumWrites);
  Visit(W.NumReads);
  Visit(W.NumCalls);
  Visit(W.WriteBytes);
  Visit(W.LeastBytes);
  Visit(W.NumForeignStores);
  Visit(W.ForeignBytes);
  Visit(W.NumInstructions);
  Visit(W.LongestPath);
}

void setOpenedWindow(CallInst &Switch, const OpenedWindow &W) {
  LLVMContext &C = Switch.getContext();
  SmallVector<Metadata *, 16> Operands;
  visitNumbers(W, [&](uint32_t Number) {
    Operands.push_back(
        ConstantAsMetadata::get(ConstantInt::get(Type::getInt32Ty(C), Number)));
  });
  Operands.push_back(MDString::get(C, W.File));
  Operands.push_back(MDString::get(C, W.Domains));
  for (const std::string &Callee : W.Callees)
    Operands.push_back(MDString::get(C, Callee));
  Switch.setMetadata(Kind, MDNode::get(C, Operands));
}

std::optional<OpenedWindow> openedWindow(const CallInst &Switch) {
  const MDNode *Node = Switch.getMetadata(Kind);
  if (!Node)
    return std::nullopt;
  OpenedWindow W;
  const MDOperand *Next = Node->op_begin();
  visitNumbers(W, [&Next](auto &Number) {
    Number = static_cast<uint32_t>(
        mdconst::extract<ConstantInt>(*Next++)->getZExtValue());
  });
  auto String = [](const MDOperand &Operand) {
    return cast<MDString>(Operand)->getString().str();
  };
  W.File = String(*Next++);
  W.Domains = String(*Next++);
  for (const MDOperand &Operand : make_range(Next, Node->op_end()))
    W.Callees.push_back(String(Operand));
  return W;
}

} // namespace kpkeys
