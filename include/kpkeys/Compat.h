//===- Compat.h - What differs between supported LLVM majors ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only file with version tests. Each entry names the upstream change it
// follows; when the oldest supported major has it, the entry goes.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_COMPAT_H
#define KPKEYS_COMPAT_H

#include "llvm/Analysis/CaptureTracking.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Pass.h"
#include "llvm/TargetParser/Triple.h"

#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

namespace kpkeys {

/// Module::getTargetTriple returns a Triple since LLVM 21.
inline llvm::Triple moduleTriple(const llvm::Module &M) {
  return llvm::Triple(M.getTargetTriple());
}

/// PointerMayBeCaptured lost its StoreCaptures parameter in LLVM 21.
inline bool pointerMayBeCaptured(const llvm::Value *V) {
#if LLVM_VERSION_MAJOR >= 21
  return llvm::PointerMayBeCaptured(V, /*ReturnCaptures=*/true);
#else
  return llvm::PointerMayBeCaptured(V, /*ReturnCaptures=*/true,
                                    /*StoreCaptures=*/true);
#endif
}

/// The target registry wants a Triple since LLVM 22, and before it its text.
#if LLVM_VERSION_MAJOR >= 22
inline llvm::Triple registryTriple(const llvm::Triple &T) { return T; }
#else
inline llvm::StringRef registryTriple(const llvm::Triple &T) { return T.str(); }
#endif

/// OptimizerLast callbacks are told the phase of LTO since LLVM 20. Is it the
/// compile step of one? std::nullopt: not told.
inline std::optional<bool> isPreLink() { return std::nullopt; }
inline std::optional<bool> isPreLink(llvm::ThinOrFullLTOPhase Phase) {
  return Phase == llvm::ThinOrFullLTOPhase::FullLTOPreLink ||
         Phase == llvm::ThinOrFullLTOPhase::ThinLTOPreLink;
}

/// Without it the two halves of -ffat-lto-objects cannot be told apart.
inline constexpr bool HasPhaseOfLTO = LLVM_VERSION_MAJOR >= 20;

} // namespace kpkeys

#endif
