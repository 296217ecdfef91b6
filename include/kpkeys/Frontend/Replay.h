//===- Replay.h - Code generation a second time -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_REPLAY_H
#define KPKEYS_FRONTEND_REPLAY_H

#include "kpkeys/Policy/Policy.h"
#include "clang/AST/ASTConsumer.h"
#include <functional>
#include <memory>

namespace clang {
class CompilerInstance;
}
namespace llvm {
class Module;
}

namespace kpkeys {

/// When the compilation is done, rewrites bodies as for windows and gives
/// \p OnModule a module of its own, which no object is made of. To come after
/// the main action: of what is compiled nothing is changed.
std::unique_ptr<clang::ASTConsumer>
createReplay(clang::CompilerInstance &CI, std::shared_ptr<const Policy> Rules,
             std::function<void(llvm::Module &)> OnModule);

} // namespace kpkeys

#endif
