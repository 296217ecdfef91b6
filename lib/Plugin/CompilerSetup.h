//===- CompilerSetup.h - What a compilation is for --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_PLUGIN_COMPILERSETUP_H
#define KPKEYS_LIB_PLUGIN_COMPILERSETUP_H

#include "kpkeys/Plugin/Options.h"
#include <string>

namespace clang {
class CompilerInstance;
}
namespace llvm {
class Triple;
}

namespace kpkeys {

/// An error, or a warning, about the whole compilation.
void error(const clang::CompilerInstance &CI, const std::string &Text);
void warning(const clang::CompilerInstance &CI, const std::string &Text);

struct ChosenTarget {
  TargetKind Kind;
  std::string Refusal; ///< if it is not for this machine: says so
};

/// A kernel builds files for other machines, too, with the same options.
ChosenTarget chooseTarget(const llvm::Triple &Triple,
                          const UserOptions &Options);

/// std::nullopt: reported. The file becomes a dependency of the object.
std::optional<Policy> readPolicy(clang::CompilerInstance &CI,
                                 const std::string &File, TargetKind Target);

} // namespace kpkeys

#endif
