//===- Relocations.cpp - What linkers and loaders fill in -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of relocatable files, every relocation; of others, the pointers that the
// dynamic linker makes, and which of them the program may change.
//
//===----------------------------------------------------------------------===//
#include "Image.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace llvm::object;

namespace kpkeys::verify {

/// The distance from a call's or jump's operand to the end of its instruction
/// is in the addend.
static int64_t bias(uint64_t Type, Triple::ArchType Arch) {
  if (Arch != Triple::x86_64)
    return 0;
  switch (Type) {
  case ELF::R_X86_64_PC32:
  case ELF::R_X86_64_PLT32:
  case ELF::R_X86_64_GOTPCREL:
  case ELF::R_X86_64_GOTPCRELX:
  case ELF::R_X86_64_REX_GOTPCRELX:
    return 4;
  case ELF::R_X86_64_PC8:
    return 1;
  default:
    return 0;
  }
}

static bool isRelative32(uint64_t Type, Triple::ArchType Arch) {
  return Arch == Triple::x86_64 ? Type == ELF::R_X86_64_PC32
                                : Type == ELF::R_AARCH64_PREL32;
}

static bool isSlot(uint64_t Type, Triple::ArchType Arch) {
  switch (Type) {
  case ELF::R_X86_64_GOTPCREL:
  case ELF::R_X86_64_GOTPCRELX:
  case ELF::R_X86_64_REX_GOTPCRELX:
    return Arch == Triple::x86_64;
  case ELF::R_AARCH64_LD64_GOT_LO12_NC:
    return Arch == Triple::aarch64;
  default:
    return false;
  }
}

/// ADR makes all of an address, with the code model `tiny`.
static bool isAddress(uint64_t Type, Triple::ArchType Arch) {
  return Arch == Triple::x86_64 ? Type == ELF::R_X86_64_64
                                : Type == ELF::R_AARCH64_ABS64 ||
                                      Type == ELF::R_AARCH64_ADR_PREL_LO21;
}

Error Image::readRelocations(const ELFObjectFileBase &Object) {
  for (const SectionRef &Table : Object.sections()) {
    Expected<section_iterator> Of = Table.getRelocatedSection();
    if (!Of)
      return Of.takeError();
    if (*Of == Object.section_end())
      continue;
    const Section *In = sectionOf((*Of)->getIndex());
    if (!In)
      continue;
    for (const ELFRelocationRef R : Table.relocations()) {
      Relocation Ours;
      Ours.IsRelative = isRelative32(R.getType(), Arch);
      Ours.IsSlot = isSlot(R.getType(), Arch);
      Ours.IsAddress = isAddress(R.getType(), Arch);
      Ours.Place = In->Address + R.getOffset();
      if (Expected<int64_t> Addend = R.getAddend())
        Ours.Addend = *Addend;
      else
        consumeError(Addend.takeError());
      Ours.IsWhole = Ours.Addend + bias(R.getType(), Arch) == 0;
      symbol_iterator S = R.getSymbol();
      if (S != Object.symbol_end()) {
        Expected<StringRef> Name = S->getName();
        Expected<section_iterator> Where = S->getSection();
        Expected<uint64_t> Value = S->getValue();
        if (Error E =
                joinErrors(joinErrors(Name.takeError(), Where.takeError()),
                           Value.takeError()))
          return E;
        Ours.Symbol = Name->str();
        Ours.SymbolIndex = S->getRawDataRefImpl().d.b;
        const Section *To = *Where == Object.section_end()
                                ? nullptr
                                : sectionOf((*Where)->getIndex());
        if (To) {
          int64_t Addend =
              Ours.Addend + (In->IsCode ? bias(R.getType(), Arch) : 0);
          Ours.Target = To->Address + *Value + static_cast<uint64_t>(Addend);
          if (In->IsCode && To->IsConstant && !To->IsCode)
            Constants.push_back(*Ours.Target);
          if (In->Name == ".altinstructions" && To->IsCode &&
              To->Name != ".altinstr_replacement")
            PatchSites.push_back(*Ours.Target);
        }
      }
      Relocations.push_back(std::move(Ours));
    }
  }
  llvm::sort(Relocations, [](const Relocation &A, const Relocation &B) {
    return std::tie(A.Place, A.Symbol, A.Addend) <
           std::tie(B.Place, B.Symbol, B.Addend);
  });
  llvm::sort(PatchSites);
  llvm::sort(Constants);
  return Error::success();
}

/// Linux links what never changes, and what is set while it starts, into one
/// section that it can write until then.
void Image::findKernelConstants() {
  auto [Begin, End] = TableSymbols.lookup("rodata");
  auto [SetBegin, SetEnd] = TableSymbols.lookup("ro_after_init");
  if (Begin != 0 && Begin < SetBegin && SetBegin <= SetEnd && SetEnd <= End) {
    ReadOnlyLater.emplace_back(Begin, SetBegin);
    ReadOnlyLater.emplace_back(SetEnd, End);
  }
}

using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;

/// Ascending, and apart from each other.
static void merge(Ranges &All) {
  llvm::sort(All);
  Ranges Merged;
  for (auto [Begin, End] : All)
    if (!Merged.empty() && Begin <= Merged.back().second)
      Merged.back().second = std::max(Merged.back().second, End);
    else
      Merged.emplace_back(Begin, End);
  All = std::move(Merged);
}

static bool isInside(const Ranges &All, uint64_t Begin, uint64_t End) {
  auto Behind =
      partition_point(All, [=](auto Range) { return Range.first <= Begin; });
  return Behind != All.begin() && End <= std::prev(Behind)->second;
}

bool Image::isConstant(uint64_t Begin, uint64_t End) const {
  const Section *S = sectionAt(Begin);
  return (S && S->IsConstant && End <= S->end()) ||
         isInside(ReadOnlyLater, Begin, End);
}

Error Image::readSlots(const ELF64LEObjectFile &Object) {
  auto Segments = Object.getELFFile().program_headers();
  if (!Segments)
    return Segments.takeError();
  for (const auto &P : *Segments)
    if (P.p_type == ELF::PT_GNU_RELRO)
      ReadOnlyLater.emplace_back(P.p_vaddr, P.p_vaddr + P.p_memsz);
  findKernelConstants();
  merge(ReadOnlyLater);
  for (Section &S : Sections)
    S.IsConstant |= isConstant(S.Address, S.end());
  uint64_t Lazy = Arch == Triple::x86_64 ? uint64_t(ELF::R_X86_64_JUMP_SLOT)
                                         : uint64_t(ELF::R_AARCH64_JUMP_SLOT);
  uint64_t Chosen = Arch == Triple::x86_64 ? uint64_t(ELF::R_X86_64_IRELATIVE)
                                           : uint64_t(ELF::R_AARCH64_IRELATIVE);
  auto AddPointed = [&](uint64_t Place, uint64_t Address) {
    if (const Section *To = sectionAt(Address); To && To->IsCode)
      Pointed.emplace_back(Address, Place);
    if (isConstant(Place, Place + 8))
      Filled[Place] = Address;
  };
  HasFixedAddresses = Object.getELFFile().getHeader().e_type == ELF::ET_EXEC;
  auto Headers = Object.getELFFile().sections();
  if (!Headers)
    return Headers.takeError();
  for (const ELF64LE::Shdr &S : *Headers) {
    if (S.sh_type != ELF::SHT_RELR)
      continue;
    auto Packed = Object.getELFFile().relrs(S);
    if (!Packed)
      return Packed.takeError();
    for (const ELF64LE::Rel &R : Object.getELFFile().decode_relrs(*Packed))
      if (const Section *In = sectionAt(R.r_offset);
          In && In->end() - R.r_offset >= 8)
        AddPointed(R.r_offset,
                   support::endian::read64le(In->Bytes.data() +
                                             (R.r_offset - In->Address)));
  }
  for (const ELFSectionRef Table : Object.sections()) {
    if (Table.getType() != ELF::SHT_RELA ||
        !(Table.getFlags() & ELF::SHF_ALLOC))
      continue;
    for (const ELFRelocationRef R : Table.relocations()) {
      Slot Ours{"", isConstant(R.getOffset(), R.getOffset() + 8),
                R.getType() == Lazy || R.getType() == Chosen};
      symbol_iterator S = R.getSymbol();
      Expected<int64_t> Addend = R.getAddend();
      if (!Addend)
        return Addend.takeError();
      if (S != Object.symbol_end()) {
        Expected<StringRef> Name = S->getName();
        if (!Name)
          return Name.takeError();
        Ours.Name = Name->str();
      } else {
        // A function of this file, or one that says which one is called.
        auto Address = static_cast<uint64_t>(*Addend);
        Ours.Name = nameAt(Address).str();
        AddPointed(R.getOffset(), Address);
      }
      if (!Ours.Name.empty())
        Slots[R.getOffset()] = Ours;
    }
  }
  return Error::success();
}

StringRef Image::inSlot(uint64_t Place, bool MayBeLazy) const {
  auto It = Slots.find(Place);
  if (It == Slots.end())
    return "";
  const Slot &S = It->second;
  return S.IsConstant || (MayBeLazy && S.IsLazy) ? StringRef(S.Name)
                                                 : StringRef();
}

const Relocation *Image::relocationIn(uint64_t Begin, uint64_t End) const {
  auto It = partition_point(
      Relocations, [=](const Relocation &R) { return R.Place < Begin; });
  return It != Relocations.end() && It->Place < End ? &*It : nullptr;
}

} // namespace kpkeys::verify
