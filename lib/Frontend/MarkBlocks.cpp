//===- MarkBlocks.cpp - Mark writes: block literals -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MarkWrites' rules for ^{ ... }: its body belongs to the function around it,
// but returns to whoever calls the block. One in an initializer that is
// constant is reached without the initializer's being rewritten.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/MarkWrites.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace kpkeys {

void MarkWrites::visitBlock(BlockExpr &Block) {
  if (!Shared.insert(Block.getBlockDecl()).second)
    return;
  Receiver Outer =
      std::exchange(Result, Block.getFunctionType()->getReturnType());
  visitChildren(Block.getBody());
  Result = Outer;
}

void MarkWrites::rewriteBlocksIn(Stmt *Constant) {
  if (!Constant || !Context.getLangOpts().Blocks)
    return;
  if (auto *Block = dyn_cast<BlockExpr>(Constant))
    return visitBlock(*Block);
  if (auto *Default = dyn_cast<CXXDefaultInitExpr>(Constant))
    return rewriteBlocksIn(Default->getExpr());
  if (auto *Object = dyn_cast<CXXConstructExpr>(Constant))
    for (CXXCtorInitializer *Init : Object->getConstructor()->inits())
      rewriteBlocksIn(Init->getInit());
  for (Stmt *Child : Constant->children())
    rewriteBlocksIn(Child);
}

} // namespace kpkeys
