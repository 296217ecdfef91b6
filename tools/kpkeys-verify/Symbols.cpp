//===- Symbols.cpp - Functions of a file by their places ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names are for people and for where decoding starts. Of a table that cannot be
// read there are none, and nothing is taken to be right because of that.
//
//===----------------------------------------------------------------------===//
#include "Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace llvm;
using namespace llvm::object;

namespace kpkeys::verify {

static bool namesCode(const ELF64LE::Sym &S) {
  return (S.getType() == ELF::STT_FUNC || S.getType() == ELF::STT_NOTYPE ||
          S.getType() == ELF::STT_GNU_IFUNC) &&
         S.st_shndx != ELF::SHN_UNDEF;
}

void Symbols::collect(const ELF64LEFile &Elf, const ELF64LE::Shdr &Table) {
  auto List = Elf.symbols(&Table);
  Expected<StringRef> Names = Elf.getStringTableForSymtab(Table);
  if (!List || !Names) {
    consumeError(List.takeError());
    consumeError(Names.takeError());
    return;
  }
  bool IsRelocatable = Elf.getHeader().e_type == ELF::ET_REL;
  for (const ELF64LE::Sym &S : *List) {
    if (!namesCode(S))
      continue;
    Expected<StringRef> Name = S.getName(*Names);
    if (!Name)
      consumeError(Name.takeError());
    // Mapping symbols of assemblers begin with a dollar.
    else if (!Name->empty() && !Name->starts_with("$"))
      All.push_back({IsRelocatable ? S.st_shndx : uint64_t(0), S.st_value,
                     S.st_size, *Name});
  }
}

Symbols::Symbols(const ELF64LEObjectFile &Object) {
  const ELF64LEFile &Elf = Object.getELFFile();
  auto Sections = Elf.sections();
  if (!Sections) {
    consumeError(Sections.takeError());
    return;
  }
  for (const ELF64LE::Shdr &S : *Sections)
    if (S.sh_type == ELF::SHT_SYMTAB || S.sh_type == ELF::SHT_DYNSYM)
      collect(Elf, S);
  llvm::sort(All, [](const Symbol &A, const Symbol &B) {
    return std::tie(A.SectionIndex, A.Address, A.Name) <
           std::tie(B.SectionIndex, B.Address, B.Name);
  });
}

ArrayRef<Symbols::Symbol> Symbols::within(uint64_t SectionIndex, uint64_t Begin,
                                          uint64_t End) const {
  auto First = [&](uint64_t Address) {
    return partition_point(All, [&](const Symbol &S) {
      return std::tie(S.SectionIndex, S.Address) <
             std::tie(SectionIndex, Address);
    });
  };
  return ArrayRef(All).slice(static_cast<size_t>(First(Begin) - All.begin()),
                             static_cast<size_t>(First(End) - First(Begin)));
}

const Symbols::Symbol *Symbols::at(uint64_t SectionIndex,
                                   uint64_t Address) const {
  auto Behind = partition_point(All, [&](const Symbol &S) {
    return std::tie(S.SectionIndex, S.Address) <=
           std::tie(SectionIndex, Address);
  });
  if (Behind == All.begin() || std::prev(Behind)->SectionIndex != SectionIndex)
    return nullptr;
  // Of several at one place, the first.
  const Symbol &Last = *std::prev(Behind);
  const Symbol &First = *partition_point(All, [&](const Symbol &S) {
    return std::tie(S.SectionIndex, S.Address) <
           std::tie(Last.SectionIndex, Last.Address);
  });
  bool IsBehind = First.Size != 0 && Address - First.Address >= First.Size;
  return IsBehind ? nullptr : &First;
}

} // namespace kpkeys::verify
