//===- Symbols.h - Functions of a file by their places ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_SYMBOLS_H
#define KPKEYS_VERIFY_SYMBOLS_H

#include "llvm/Object/ELFObjectFile.h"
#include <vector>

namespace kpkeys::verify {

/// Functions, and labels of assembly, that the symbol tables name.
class Symbols {
public:
  struct Symbol {
    uint64_t SectionIndex; ///< in a relocatable file; 0 in others
    uint64_t Address;      ///< in a relocatable file: offset in the section
    uint64_t Size;         ///< 0: not known
    llvm::StringRef Name;
  };

  explicit Symbols(const llvm::object::ELF64LEObjectFile &Object);
  /// The one that \p Address of the section is in; null: none, or not known.
  const Symbol *at(uint64_t SectionIndex, uint64_t Address) const;
  /// Those in [Begin, End) of the section, ascending.
  llvm::ArrayRef<Symbol> within(uint64_t SectionIndex, uint64_t Begin,
                                uint64_t End) const;

private:
  std::vector<Symbol> All; ///< ascending by section, address and name

  void collect(const llvm::object::ELF64LEFile &Elf,
               const llvm::object::ELF64LE::Shdr &Table);
};

} // namespace kpkeys::verify

#endif
