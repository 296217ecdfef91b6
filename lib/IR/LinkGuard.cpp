//===- LinkGuard.cpp - Bitcode that an LTO link must finish ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The constant is in llvm.used, so that neither the optimizer nor
// --gc-sections takes it away, and with it the undefined symbol.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/LinkGuard.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral GuardName = "__kpkeys_link_guard";

/// The symbol nobody defines.
static std::string cureName() {
  return "__kpkeys_link_needs.--load-pass-plugin=KpkeysPasses-" +
         std::to_string(LLVM_VERSION_MAJOR) + ".so";
}

void addLinkGuard(Module &M) {
  if (hasLinkGuard(M))
    return;
  LLVMContext &C = M.getContext();
  auto *Cure =
      cast<GlobalVariable>(M.getOrInsertGlobal(cureName(), Type::getInt8Ty(C)));
  auto *Guard =
      new GlobalVariable(M, Cure->getType(), /*isConstant=*/true,
                         GlobalValue::InternalLinkage, Cure, GuardName);
  appendToUsed(M, {Guard});
}

bool hasLinkGuard(const Module &M) { return M.getNamedGlobal(cureName()); }

void removeLinkGuards(Module &M) {
  GlobalVariable *Cure = M.getNamedGlobal(cureName());
  if (!Cure)
    return;
  auto IsGuard = [Cure](const Constant *C) {
    const auto *G = dyn_cast<GlobalVariable>(C->stripPointerCasts());
    return G && G->hasInitializer() && G->getInitializer() == Cure;
  };
  removeFromUsedLists(M, [&](Constant *C) { return IsGuard(C); });
  for (GlobalVariable &G : make_early_inc_range(M.globals())) {
    if (!IsGuard(&G))
      continue;
    G.removeDeadConstantUsers(); // the list as it was
    if (G.use_empty())
      G.eraseFromParent();
  }
  Cure->removeDeadConstantUsers();
  if (Cure->use_empty())
    Cure->eraseFromParent();
}

} // namespace kpkeys
