//===- Check.cpp - All rules, for one object ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Check.h"
#include "ByteScan.h"
#include "CodeRanges.h"
#include "CodeRules.h"
#include "Machine.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys::verify {

/// Rule 1 where sections show no code, and it is mapped executable all the
/// same. On x86 what is there is rule 7's.
static Error scanGaps(const object::ELF64LEObjectFile &Object, StringRef Name,
                      Findings &Found) {
  const object::ELF64LEFile &Elf = Object.getELFFile();
  if (Elf.getHeader().e_type == ELF::ET_REL)
    return Error::success();
  auto Sections = Elf.sections();
  auto Ranges = codeRanges(Object);
  if (Error E = joinErrors(Sections.takeError(), Ranges.takeError()))
    return E;
  auto IsShown = [&](uint64_t Address) {
    return any_of(*Sections, [=](const object::ELF64LE::Shdr &S) {
      return S.sh_flags & ELF::SHF_EXECINSTR && S.sh_addr <= Address &&
             Address - S.sh_addr < S.sh_size;
    });
  };
  for (const CodeRange &R : *Ranges)
    Machine::of(Object.getArch()).findKeyWrites(R.Bytes, [&](uint64_t Offset) {
      if (IsShown(R.Address + Offset))
        return;
      Finding F;
      F.R = Rule::UnrecordedSwitch;
      F.File = Name.str();
      F.Address = R.Address + Offset;
      F.Message = "a write to the key register in a page that is mapped "
                  "executable, where no section shows code";
      Found.add(std::move(F));
    });
  return Error::success();
}

Error check(const object::ELF64LEObjectFile &Object, StringRef Name,
            const CheckOptions &Options, Findings &Found) {
  Tally Seen;
  Seen.Objects = 1;
  Found.add(Seen);
  if (Object.getELFFile().getHeader().e_machine == ELF::EM_X86_64)
    if (Error E = scanBytes(Object, Name, Options, Found))
      return E;
  if (Object.getELFFile().getHeader().e_machine == ELF::EM_AARCH64)
    if (Error E = scanGaps(Object, Name, Found))
      return E;
  return checkCode(Object, Name, Options, Found);
}

} // namespace kpkeys::verify
