//===- LinkGuard.h - Bitcode that an LTO link must finish -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between the compile step and the link of an LTO program a module has markers
// and no windows. Such a module holds a link guard: a constant that is kept
// and refers to a symbol nobody defines, whose name is the cure:
//   __kpkeys_link_needs.--load-pass-plugin=KpkeysPasses-22.so
// The passes take the guard out when they have run. A link without them ends
// in an undefined symbol, also where protected data has no marker.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_LINKGUARD_H
#define KPKEYS_IR_LINKGUARD_H

namespace llvm {
class Module;
}

namespace kpkeys {

/// Gives \p M a guard unless it has one.
void addLinkGuard(llvm::Module &M);

/// True if windows are placed in \p M when it is linked.
bool hasLinkGuard(const llvm::Module &M);

/// Takes out all guards; a merged module has one of each input.
void removeLinkGuards(llvm::Module &M);

} // namespace kpkeys

#endif
