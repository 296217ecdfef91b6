//===- CodeRanges.h - Bytes of a file that can be executed ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_CODERANGES_H
#define KPKEYS_VERIFY_CODERANGES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Object/ELFObjectFile.h"
#include <vector>

namespace kpkeys::verify {

/// Never mapped: its addresses are errors, and arithmetic wraps behind it.
inline constexpr uint64_t LastPage = ~uint64_t(4095);

/// Bytes that lie together, in the file and in memory.
struct CodeRange {
  llvm::ArrayRef<uint8_t> Bytes;
  uint64_t Address;      ///< of a relocatable file: offset in the section
  uint64_t SectionIndex; ///< of a relocatable file; 0 in others
};

/// Of a relocatable file, its executable sections; of others, the pages that
/// executable segments touch, because it is pages that are mapped. No byte of
/// the file is in two of them.
llvm::Expected<std::vector<CodeRange>>
codeRanges(const llvm::object::ELF64LEObjectFile &Object);

} // namespace kpkeys::verify

#endif
