//===- CodeRanges.cpp - Bytes of a file that can be executed --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CodeRanges.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <tuple>

using namespace llvm;
using namespace llvm::object;

namespace kpkeys::verify {

/// x86's; larger ones are filled with what was there before.
static constexpr uint64_t PageSize = 4096;

namespace {
/// A stretch of the file.
struct Extent {
  uint64_t Begin, End, Address, SectionIndex;
};
} // namespace

static Error collectSections(const ELF64LEFile &Elf, std::vector<Extent> &Out) {
  auto Sections = Elf.sections();
  if (!Sections)
    return Sections.takeError();
  uint64_t Index = 0;
  for (const ELF64LE::Shdr &S : *Sections) {
    if (S.sh_flags & ELF::SHF_EXECINSTR && S.sh_type != ELF::SHT_NOBITS) {
      Expected<ArrayRef<uint8_t>> Bytes = Elf.getSectionContents(S);
      if (!Bytes)
        return Bytes.takeError();
      Out.push_back({S.sh_offset, S.sh_offset + Bytes->size(), 0, Index});
    }
    ++Index;
  }
  return Error::success();
}

static Error collectSegments(const ELF64LEFile &Elf, std::vector<Extent> &Out) {
  auto Segments = Elf.program_headers();
  if (!Segments)
    return Segments.takeError();
  uint64_t FileSize = Elf.getBufSize();
  for (const ELF64LE::Phdr &P : *Segments) {
    if (P.p_type != ELF::PT_LOAD || !(P.p_flags & ELF::PF_X) || P.p_filesz == 0)
      continue;
    if (P.p_offset > FileSize || P.p_filesz > FileSize - P.p_offset)
      return createStringError(inconvertibleErrorCode(),
                               "a segment reaches beyond the file's end");
    if (P.p_vaddr > LastPage || P.p_filesz > LastPage - P.p_vaddr)
      return createStringError(inconvertibleErrorCode(),
                               "a segment is beyond all addresses");
    // Before the segment, in its first page.
    uint64_t Before = std::min(P.p_offset % PageSize, uint64_t(P.p_vaddr));
    uint64_t End =
        std::min(FileSize, alignTo(P.p_offset + P.p_filesz, PageSize));
    Out.push_back({P.p_offset - Before, End, P.p_vaddr - Before, 0});
  }
  return Error::success();
}

Expected<std::vector<CodeRange>> codeRanges(const ELF64LEObjectFile &Object) {
  const ELF64LEFile &Elf = Object.getELFFile();
  std::vector<Extent> Extents;
  if (Error E = Elf.getHeader().e_type == ELF::ET_REL
                    ? collectSections(Elf, Extents)
                    : collectSegments(Elf, Extents))
    return std::move(E);
  llvm::sort(Extents, [](const Extent &A, const Extent &B) {
    return std::tie(A.Begin, A.End, A.Address, A.SectionIndex) <
           std::tie(B.Begin, B.End, B.Address, B.SectionIndex);
  });
  std::vector<CodeRange> Ranges;
  uint64_t Done = 0;
  for (Extent X : Extents) {
    if (X.Begin < Done) {
      X.Address += Done - X.Begin;
      X.Begin = Done;
    }
    if (X.Begin >= X.End)
      continue;
    Done = X.End;
    Ranges.push_back({ArrayRef(Elf.base() + X.Begin, X.End - X.Begin),
                      X.Address, X.SectionIndex});
  }
  return Ranges;
}

} // namespace kpkeys::verify
