//===- SwitchBytes.h - x86 bytes that write a key register ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_SWITCHBYTES_H
#define KPKEYS_VERIFY_SWITCHBYTES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace kpkeys::verify {

/// Bytes which, when run from their first one on, may write a key register.
struct SwitchBytes {
  enum class What { Wrpkru, Wrmsr, Xrstor, Xrstors };
  static constexpr unsigned MaxLength = 3;

  What Kind;
  uint64_t Offset; ///< of the escape byte 0f; prefixes may stand before it
  unsigned Length; ///< of opcode and ModRM: without prefixes and displacement
};

llvm::StringRef mnemonic(SwitchBytes::What Kind);

/// What \p Bytes begin with. Offset is 0.
std::optional<SwitchBytes> switchAt(llvm::ArrayRef<uint8_t> Bytes);

/// The same of encodings that not all decoders know: WRPKRU and WRMSRNS behind
/// REX2, and WRMSRNS of IA32_PKRS as an immediate. Offset is of their first
/// byte, and Length is all of it.
std::optional<SwitchBytes> rareSwitchAt(llvm::ArrayRef<uint8_t> Bytes);
void findRareSwitches(llvm::ArrayRef<uint8_t> Bytes,
                      llvm::function_ref<void(const SwitchBytes &)> Found);

/// Calls \p Found for each offset of \p Bytes, ascending, at which there are
/// such bytes.
void findSwitchBytes(llvm::ArrayRef<uint8_t> Bytes,
                     llvm::function_ref<void(const SwitchBytes &)> Found);

} // namespace kpkeys::verify

#endif
