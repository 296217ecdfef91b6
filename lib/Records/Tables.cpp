//===- Tables.cpp - Do the tables of an ELF file fit into it --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/Records/Records.h"

using namespace llvm;
using namespace llvm::object;

namespace kpkeys {

template <typename ElfType> static Error check(const ELFFile<ElfType> &Elf) {
  auto Sections = Elf.sections();
  if (!Sections)
    return Sections.takeError();
  for (const typename ElfType::Shdr &S : *Sections) {
    Error E = Error::success();
    bool HasRelocations =
        S.sh_type == ELF::SHT_RELA || S.sh_type == ELF::SHT_REL;
    if (S.sh_type == ELF::SHT_RELA)
      E = joinErrors(std::move(E), Elf.relas(S).takeError());
    else if (S.sh_type == ELF::SHT_REL)
      E = joinErrors(std::move(E), Elf.rels(S).takeError());
    else if (S.sh_type == ELF::SHT_SYMTAB || S.sh_type == ELF::SHT_DYNSYM)
      E = joinErrors(std::move(E), Elf.symbols(&S).takeError());
    if (!E && HasRelocations) // their symbols
      E = joinErrors(std::move(E), Elf.getSection(S.sh_link).takeError());
    if (E)
      return E;
  }
  return Error::success();
}

Error checkTables(const ELFObjectFileBase &File) {
  if (const auto *Elf = dyn_cast<ELF64LEObjectFile>(&File))
    return check(Elf->getELFFile());
  if (const auto *Elf = dyn_cast<ELF32LEObjectFile>(&File))
    return check(Elf->getELFFile());
  if (const auto *Elf = dyn_cast<ELF64BEObjectFile>(&File))
    return check(Elf->getELFFile());
  return check(cast<ELF32BEObjectFile>(File).getELFFile());
}

} // namespace kpkeys
