//===- Consumer.h - The front end's half of the plugin ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_CONSUMER_H
#define KPKEYS_FRONTEND_CONSUMER_H

#include "kpkeys/Policy/Policy.h"
#include "clang/AST/ASTConsumer.h"
#include <memory>

namespace kpkeys {

/// Checks declarations and rewrites function bodies before code generation.
std::unique_ptr<clang::ASTConsumer>
createConsumer(std::shared_ptr<const Policy> Rules);

} // namespace kpkeys

#endif
