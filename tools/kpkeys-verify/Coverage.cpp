//===- Coverage.cpp - Do sections show all executable code? ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What runs is what segments map; what is checked is what sections call code.
// Where a linker puts constants among the code, sections rightly say that they
// are none: then no function is there.
//
//===----------------------------------------------------------------------===//
#include "Coverage.h"
#include "Findings.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace llvm::object;

namespace kpkeys::verify {

namespace {
/// Bytes of the file that are mapped executable.
struct Mapped {
  uint64_t Begin, End, Address;
};

class Coverage {
  const ELF64LEFile &Elf;
  std::vector<Mapped> Segments;
  /// Of sections that are in the file, and of its headers; ascending.
  std::vector<std::pair<uint64_t, uint64_t>> Shown;

  Error refuse(const Twine &Why) const {
    return createStringError(inconvertibleErrorCode(), Why);
  }
  Error readSegments();
  Error readSections();
  Error checkSection(const ELF64LE::Shdr &S, StringRef Name) const;
  Error checkGaps() const;
  Error checkPlaces() const;

public:
  explicit Coverage(const ELF64LEFile &Elf) : Elf(Elf) {}
  Error run();
};
} // namespace

Error Coverage::readSegments() {
  auto All = Elf.program_headers();
  if (!All)
    return All.takeError();
  for (const ELF64LE::Phdr &P : *All) {
    if (P.p_type != ELF::PT_LOAD || !(P.p_flags & ELF::PF_X) || P.p_filesz == 0)
      continue;
    if (P.p_offset > Elf.getBufSize() ||
        P.p_filesz > Elf.getBufSize() - P.p_offset)
      return refuse("a segment reaches beyond the file's end");
    Segments.push_back({P.p_offset, P.p_offset + P.p_filesz, P.p_vaddr});
  }
  return Error::success();
}

Error Coverage::checkSection(const ELF64LE::Shdr &S, StringRef Name) const {
  auto Overlaps = [](uint64_t Begin, uint64_t Size, uint64_t From,
                     uint64_t To) {
    return Size && Begin < To && From < Begin + Size;
  };
  bool IsLoaded = S.sh_flags & ELF::SHF_ALLOC;
  for (const Mapped &M : Segments) {
    uint64_t Size = M.End - M.Begin;
    if (S.sh_type == ELF::SHT_NOBITS) {
      if (IsLoaded && !(S.sh_flags & ELF::SHF_TLS) &&
          Overlaps(S.sh_addr, S.sh_size, M.Address, M.Address + Size))
        return refuse("section '" + Name +
                      "' has bytes that are mapped executable, and its header "
                      "says that it has none");
      continue;
    }
    if (!IsLoaded && Overlaps(S.sh_offset, S.sh_size, M.Begin, M.End))
      return refuse("section '" + Name +
                    "' is mapped executable, and its header says that it is "
                    "not loaded");
    bool IsElsewhere = IsLoaded && S.sh_size &&
                       Overlaps(S.sh_offset, S.sh_size, M.Begin, M.End) &&
                       S.sh_addr - M.Address != S.sh_offset - M.Begin;
    if (IsElsewhere)
      return refuse("section '" + Name +
                    "' is mapped at another address than its header says");
  }
  return Error::success();
}

Error Coverage::readSections() {
  auto All = Elf.sections();
  if (!All)
    return All.takeError();
  if (All->empty())
    return refuse("has no section headers, so that nothing says what is code "
                  "and where its records are; check before they are stripped");
  for (const ELF64LE::Shdr &S : *All) {
    Expected<StringRef> Name = Elf.getSectionName(S);
    if (!Name)
      return Name.takeError();
    if (Error E = checkSection(S, *Name))
      return E;
    if (S.sh_type != ELF::SHT_NOBITS && S.sh_flags & ELF::SHF_ALLOC)
      Shown.emplace_back(S.sh_offset, S.sh_offset + S.sh_size);
  }
  const ELF64LE::Ehdr &H = Elf.getHeader();
  Shown.emplace_back(0, H.e_ehsize);
  Shown.emplace_back(H.e_phoff,
                     H.e_phoff + uint64_t(H.e_phnum) * H.e_phentsize);
  llvm::sort(Shown);
  return Error::success();
}

/// What linkers fill with.
static bool isFiller(ArrayRef<uint8_t> Bytes) {
  static constexpr uint8_t Fillers[] = {0x00, 0xcc, 0x90, 0xd4};
  return all_of(Bytes, [](uint8_t B) { return is_contained(Fillers, B); });
}

/// Between sections nothing is but what aligns them, and the file's headers.
Error Coverage::checkGaps() const {
  for (const Mapped &M : Segments) {
    uint64_t At = M.Begin;
    auto Check = [&](uint64_t To) -> Error {
      To = std::min(To, M.End);
      // Code that aligns code is shorter than a cache line.
      if (To > At + 64 && !isFiller(ArrayRef(Elf.base() + At, To - At)))
        return refuse("what is mapped executable at " +
                      hex(M.Address + (At - M.Begin)) + " is in no section: " +
                      Twine(To - At) + " bytes that nobody has looked at");
      return Error::success();
    };
    for (auto [Begin, End] : Shown) {
      if (Begin > At)
        if (Error E = Check(Begin))
          return E;
      At = std::max(At, End);
      if (At >= M.End)
        break;
    }
    if (At < M.End)
      if (Error E = Check(M.End))
        return E;
  }
  return Error::success();
}

/// Where functions are, is code.
Error Coverage::checkPlaces() const {
  auto All = Elf.sections();
  if (!All)
    return All.takeError();
  auto Check = [&](uint64_t Address, const Twine &What) -> Error {
    for (const Mapped &M : Segments) {
      if (Address < M.Address || Address - M.Address >= M.End - M.Begin)
        continue;
      bool IsCode = any_of(*All, [=](const ELF64LE::Shdr &S) {
        return S.sh_flags & ELF::SHF_EXECINSTR && S.sh_addr <= Address &&
               Address - S.sh_addr < S.sh_size;
      });
      if (!IsCode)
        return refuse(What + " is at " + hex(Address) +
                      ", which no section calls code");
    }
    return Error::success();
  };
  if (Error E = Check(Elf.getHeader().e_entry, "the file's entry"))
    return E;
  for (const ELF64LE::Shdr &Table : *All) {
    if (Table.sh_type != ELF::SHT_SYMTAB && Table.sh_type != ELF::SHT_DYNSYM)
      continue;
    auto Symbols = Elf.symbols(&Table);
    Expected<StringRef> Names = Elf.getStringTableForSymtab(Table);
    if (Error E = joinErrors(Symbols.takeError(), Names.takeError()))
      return E;
    for (const ELF64LE::Sym &S : *Symbols) {
      if (S.getType() != ELF::STT_FUNC || S.st_shndx == ELF::SHN_UNDEF ||
          S.st_shndx >= ELF::SHN_LORESERVE || S.st_shndx >= All->size() ||
          (*All)[S.st_shndx].sh_flags & ELF::SHF_EXECINSTR)
        continue;
      Expected<StringRef> Name = S.getName(*Names);
      if (!Name)
        return Name.takeError();
      if (Error E = Check(S.st_value, "function '" + *Name + "'"))
        return E;
    }
  }
  return Error::success();
}

Error Coverage::run() {
  if (Error E = readSegments())
    return E;
  if (Segments.empty())
    return Error::success();
  if (Error E = readSections())
    return E;
  if (Error E = checkGaps())
    return E;
  return checkPlaces();
}

Error checkCoverage(const ELF64LEObjectFile &Object) {
  const ELF64LEFile &Elf = Object.getELFFile();
  if (Elf.getHeader().e_type == ELF::ET_REL)
    return Error::success();
  return Coverage(Elf).run();
}

} // namespace kpkeys::verify
