//===- ByteScan.cpp - Rule 7: hidden key-register writes ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One pass over the bytes. Only what it finds is decoded around, to tell hidden
// instructions from those that are meant; the latter are rule 1's.
//
//===----------------------------------------------------------------------===//
#include "ByteScan.h"
#include "CodeRanges.h"
#include "InstructionStarts.h"
#include "SwitchBytes.h"
#include "Symbols.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace llvm::object;

namespace kpkeys::verify {

namespace {
class Scanner {
  const ELF64LEObjectFile &Object;
  std::string Name;
  Findings &Found;
  bool FailOnHidden;
  bool IsRelocatable;
  bool IsUserCode; ///< certainly: it has a dynamic linker
  Symbols Functions;
  InstructionStarts Starts;

  struct Section {
    uint64_t Begin, End;
    StringRef Name;
  };
  std::vector<Section> Sections; ///< executable, ascending; linked files only

  const Section *sectionAt(uint64_t Address) const;
  std::vector<uint64_t> anchors(const CodeRange &R) const;
  void scan(const CodeRange &R);
  void report(const CodeRange &R, const SwitchBytes &S, bool IsCode);
  std::string sectionName(const CodeRange &R, uint64_t Address) const;

public:
  Scanner(const ELF64LEObjectFile &Object, StringRef Name,
          const CheckOptions &Options, Findings &Found);
  Error run();
};
} // namespace

/// Kernels and their modules have no such segments.
static bool isDynamic(const ELF64LEFile &Elf) {
  auto Segments = Elf.program_headers();
  if (!Segments) {
    consumeError(Segments.takeError());
    return false;
  }
  return any_of(*Segments, [](const ELF64LE::Phdr &P) {
    return P.p_type == ELF::PT_INTERP || P.p_type == ELF::PT_DYNAMIC;
  });
}

Scanner::Scanner(const ELF64LEObjectFile &Object, StringRef Name,
                 const CheckOptions &Options, Findings &Found)
    : Object(Object), Name(Name), Found(Found),
      FailOnHidden(Options.FailOnHidden),
      IsRelocatable(Object.getELFFile().getHeader().e_type == ELF::ET_REL),
      IsUserCode(isDynamic(Object.getELFFile())), Functions(Object) {
  if (IsRelocatable)
    return;
  const ELF64LEFile &Elf = Object.getELFFile();
  auto List = Elf.sections();
  if (!List) {
    consumeError(List.takeError());
    return;
  }
  for (const ELF64LE::Shdr &S : *List)
    if (S.sh_flags & ELF::SHF_EXECINSTR) {
      Expected<StringRef> Text = Elf.getSectionName(S);
      if (!Text)
        consumeError(Text.takeError());
      Sections.push_back(
          {S.sh_addr, S.sh_addr + S.sh_size, Text ? *Text : StringRef()});
    }
  llvm::sort(Sections, [](const Section &A, const Section &B) {
    return A.Begin < B.Begin;
  });
}

const Scanner::Section *Scanner::sectionAt(uint64_t Address) const {
  auto Behind = partition_point(
      Sections, [=](const Section &S) { return S.Begin <= Address; });
  if (Behind == Sections.begin() || Address >= std::prev(Behind)->End)
    return nullptr;
  return &*std::prev(Behind);
}

/// Where in \p R instructions are known to begin.
std::vector<uint64_t> Scanner::anchors(const CodeRange &R) const {
  std::vector<uint64_t> Result;
  for (const Symbols::Symbol &S :
       Functions.within(R.SectionIndex, R.Address, R.Address + R.Bytes.size()))
    Result.push_back(S.Address - R.Address);
  for (const Section &S : Sections)
    if (S.Begin >= R.Address && S.Begin - R.Address < R.Bytes.size())
      Result.push_back(S.Begin - R.Address);
  llvm::sort(Result);
  return Result;
}

std::string Scanner::sectionName(const CodeRange &R, uint64_t Address) const {
  if (!IsRelocatable) {
    const Section *In = sectionAt(Address);
    return In ? In->Name.str() : "";
  }
  const ELF64LEFile &Elf = Object.getELFFile();
  Expected<StringRef> Text =
      Elf.getSectionName(*cantFail(Elf.getSection(R.SectionIndex)));
  if (Text)
    return Text->str();
  consumeError(Text.takeError());
  return "";
}

void Scanner::report(const CodeRange &R, const SwitchBytes &S, bool IsCode) {
  bool Faults = IsUserCode && (S.Kind == SwitchBytes::What::Wrmsr ||
                               S.Kind == SwitchBytes::What::Xrstors);
  Finding F;
  F.R = Rule::HiddenInstruction;
  F.IsNote = !FailOnHidden || Faults;
  F.File = Name;
  F.Address = R.Address + S.Offset;
  F.Section = sectionName(R, F.Address);
  if (const Symbols::Symbol *Function =
          Functions.at(R.SectionIndex, F.Address)) {
    F.Symbol = Function->Name;
    F.SymbolOffset = F.Address - Function->Address;
  }
  F.Message = "hidden " + mnemonic(S.Kind).str();
  if (!IsCode)
    F.Message += ", in a page that is mapped executable but holds no code";
  if (Faults)
    F.Message += ", which faults outside the kernel";
  Found.add(std::move(F));
}

void Scanner::scan(const CodeRange &R) {
  std::vector<uint64_t> Anchors;
  bool IsEntered = false;
  auto Look = [&](const SwitchBytes &S) {
    if (!IsEntered) {
      Anchors = anchors(R);
      Starts.enter(R, Anchors);
      IsEntered = true;
    }
    bool IsCode = IsRelocatable || Sections.empty() ||
                  sectionAt(R.Address + S.Offset) != nullptr;
    if (!IsCode || !Starts.isOpcode(S.Offset))
      report(R, S, IsCode);
  };
  findSwitchBytes(R.Bytes, Look);
  IsEntered = false;
  findRareSwitches(R.Bytes, Look);
}

Error Scanner::run() {
  Expected<std::vector<CodeRange>> Ranges = codeRanges(Object);
  if (!Ranges)
    return Ranges.takeError();
  for (const CodeRange &R : *Ranges)
    scan(R);
  return Error::success();
}

Error scanBytes(const ELF64LEObjectFile &Object, StringRef Name,
                const CheckOptions &Options, Findings &Found) {
  return Scanner(Object, Name, Options, Found).run();
}

} // namespace kpkeys::verify
