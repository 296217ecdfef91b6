//===- Consumer.h - The front end's half of the plugin ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_CONSUMER_H
#define KPKEYS_FRONTEND_CONSUMER_H

#include "kpkeys/IR/FunctionPlaces.h"
#include "kpkeys/IR/Unmarked.h"
#include "kpkeys/Policy/Policy.h"
#include "clang/AST/ASTConsumer.h"
#include <memory>

namespace kpkeys {

/// Checks declarations and rewrites function bodies before code generation.
/// At the end of the file \p Unmarked gets the names of functions that were not
/// rewritten (IR/Unmarked.h).
/// \p Places: code need have locations only if the passes have something to do
/// in this file. If so, it gets the functions without any; null: the program
/// wants locations.
std::unique_ptr<clang::ASTConsumer>
createConsumer(std::shared_ptr<const Policy> Rules,
               std::shared_ptr<FunctionNames> Unmarked,
               std::shared_ptr<FunctionPlaces> Places = nullptr);

} // namespace kpkeys

#endif
