//===- Consumer.h - The front end's half of the plugin ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_CONSUMER_H
#define KPKEYS_FRONTEND_CONSUMER_H

#include "kpkeys/IR/Unmarked.h"
#include "kpkeys/Policy/Policy.h"
#include "clang/AST/ASTConsumer.h"
#include <memory>

namespace kpkeys {

/// Checks declarations and rewrites function bodies before code generation.
/// At the end of the file \p Unmarked gets the names of functions that were not
/// rewritten (IR/Unmarked.h).
/// \p LocationsAreForUs: code need have locations only if the passes have
/// something to do in this file.
std::unique_ptr<clang::ASTConsumer>
createConsumer(std::shared_ptr<const Policy> Rules,
               std::shared_ptr<FunctionNames> Unmarked,
               bool LocationsAreForUs = false);

} // namespace kpkeys

#endif
