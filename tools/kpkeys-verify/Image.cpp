//===- Image.cpp - An ELF file as code, symbols and relocations -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where functions begin and end, in this order: what the symbols say; what the
// unwind tables say, of stripped files; else a section is one function.
//
//===----------------------------------------------------------------------===//
#include "Image.h"
#include "CodeRanges.h"
#include "Helpers.h"
#include "UnwindTable.h"
#include "kpkeys/ABI.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace llvm::object;

namespace kpkeys::verify {

static Error refuse(const Twine &Why) {
  return createStringError(inconvertibleErrorCode(), Why);
}

Expected<Image> Image::of(const ELF64LEObjectFile &Object) {
  Image I;
  I.Arch = Object.getArch();
  I.IsRelocatable = Object.isRelocatableObject();
  if (Error E = I.readSections(Object))
    return std::move(E);
  if (Error E = I.readSymbols(Object))
    return std::move(E);
  if (I.Functions.empty() && !I.IsRelocatable)
    I.findFunctionsByUnwindTables();
  llvm::sort(I.Names);
  I.endFunctions();
  if (Error E =
          I.IsRelocatable ? I.readRelocations(Object) : I.readSlots(Object))
    return std::move(E);
  if (Error E = I.readGates())
    return std::move(E);
  I.Hidden.read(I);
  return I;
}

Error Image::readSections(const ELFObjectFileBase &Object) {
  uint64_t Next = 0x10000;
  for (const ELFSectionRef S : Object.sections()) {
    if (!(S.getFlags() & ELF::SHF_ALLOC) || S.getType() == ELF::SHT_NOBITS)
      continue;
    Expected<StringRef> Name = S.getName();
    if (!Name)
      return Name.takeError();
    Expected<StringRef> Contents = S.getContents();
    if (!Contents)
      return Contents.takeError();
    Section Ours;
    Ours.Name = Name->str();
    Ours.Index = S.getIndex();
    Ours.Bytes = arrayRefFromStringRef(*Contents);
    Ours.IsCode = S.getFlags() & ELF::SHF_EXECINSTR;
    // The linker puts the latter where it becomes read-only (RELRO).
    Ours.IsConstant =
        !(S.getFlags() & ELF::SHF_WRITE) ||
        (IsRelocatable && StringRef(Ours.Name).starts_with(".data.rel.ro"));
    Ours.Address = Ours.Base = S.getAddress();
    if (IsRelocatable) {
      Ours.Address = Next;
      Ours.Base = 0;
      Next = alignTo(Next + Contents->size() + 64, 4096);
    }
    if (Ours.Address > LastPage || Contents->size() > LastPage - Ours.Address)
      return refuse("section '" + *Name + "' is beyond all addresses");
    Sections.push_back(std::move(Ours));
  }
  llvm::sort(Sections, [](const Section &A, const Section &B) {
    return std::tuple(A.Address, A.end()) < std::tuple(B.Address, B.end());
  });
  for (size_t N = 1; N < Sections.size(); ++N)
    if (Sections[N - 1].end() > Sections[N].Address)
      return refuse("sections '" + Sections[N - 1].Name + "' and '" +
                    Sections[N].Name + "' overlap");
  for (const auto &[N, S] : enumerate(Sections))
    ByIndex[S.Index] = N;
  return Error::success();
}

void Image::noteTableSymbol(StringRef Name, uint64_t Address) {
  if (Name.consume_front("__start_"))
    TableSymbols[Name].first = Address;
  else if (Name.consume_front("__stop_") || Name.consume_front("__end_"))
    TableSymbols[Name].second = Address;
}

static bool isSpecial(StringRef Name) {
  return helperKind(Name) != HelperKind::None || neverReturns(Name) ||
         isRuntime(Name) || isSanitizer(Name);
}

Error Image::readSymbols(const ELFObjectFileBase &Object) {
  auto Take = [&](const ELFSymbolRef &S) -> Error {
    // Assembly has labels without a type; $x and $d say what follows (AAELF64).
    bool IsLabel = S.getELFType() == ELF::STT_NOTYPE;
    if (!IsLabel && S.getELFType() != ELF::STT_FUNC &&
        S.getELFType() != ELF::STT_GNU_IFUNC)
      return Error::success();
    Expected<uint64_t> Value = S.getValue();
    Expected<section_iterator> Where = S.getSection();
    Expected<StringRef> Name = S.getName();
    if (Error E = joinErrors(joinErrors(Value.takeError(), Where.takeError()),
                             Name.takeError()))
      return E;
    if (*Where == Object.section_end() ||
        (IsLabel &&
         (Name->empty() || Name->starts_with("$") || Name->starts_with(".L"))))
      return Error::success();
    const Section *In = sectionOf((*Where)->getIndex());
    if (!In)
      return Error::success();
    uint64_t Begin = IsRelocatable ? In->Address + *Value : *Value;
    noteTableSymbol(*Name, Begin);
    if (!In->IsCode)
      return Error::success();
    if (Begin < In->Address || Begin >= In->end())
      return Error::success();
    // What is trusted because of its name is a function, and of an object one
    // that the linker knows by it.
    bool IsLocal = S.getBinding() == ELF::STB_LOCAL;
    std::string Ours = Name->str();
    bool IsKnown = !IsLabel && !(IsRelocatable && IsLocal && !isRuntime(Ours));
    if (!IsKnown && isSpecial(Ours))
      Ours += ", a local symbol";
    if (!Ours.empty())
      Names.emplace_back(Begin, Ours);
    if (IsRelocatable && !IsLocal)
      Exported.emplace_back(Begin, Ours);
    Functions.push_back(
        {Begin, Begin + std::min(S.getSize(), In->end() - Begin), Ours});
    return Error::success();
  };
  for (const ELFSymbolRef &S : Object.symbols())
    if (Error E = Take(S))
      return E;
  bool HasSymbols = !Functions.empty();
  if (!IsRelocatable)
    for (const ELFSymbolRef &S : Object.getDynamicSymbolIterators()) {
      if (!HasSymbols)
        if (Error E = Take(S))
          return E;
      Expected<uint64_t> Value = S.getValue();
      Expected<StringRef> Name = S.getName();
      Expected<section_iterator> Where = S.getSection();
      if (Error E = joinErrors(joinErrors(Value.takeError(), Where.takeError()),
                               Name.takeError()))
        return E;
      if (*Where != Object.section_end())
        Exported.emplace_back(*Value, Name->str());
    }
  return Error::success();
}

/// What cannot be read of the tables is as if it was not there: they are a
/// help, and nothing is believed because of them.
void Image::findFunctionsByUnwindTables() {
  forEachUnwindEntry(*this, [&](const UnwindEntry &E) {
    const Section *S = sectionAt(E.Function);
    if (S && S->IsCode)
      Functions.push_back({E.Function,
                           E.Function + std::min(E.Size, S->end() - E.Function),
                           ""});
  });
}

/// Sorts them, names each once, and ends those whose size is not known where
/// the next one begins.
void Image::endFunctions() {
  llvm::sort(Functions, [](const FunctionRange &A, const FunctionRange &B) {
    return std::tie(A.Begin, B.End, A.Name) < std::tie(B.Begin, A.End, B.Name);
  });
  std::vector<FunctionRange> Kept;
  for (FunctionRange &F : Functions) {
    if (!Kept.empty() && Kept.back().Begin == F.Begin)
      continue; // another name
    if (!Kept.empty() && F.Begin < Kept.back().End) {
      if (F.Begin == F.End)
        continue;                // a name for a place in it
      Kept.back().End = F.Begin; // what is said of both is true of one
    }
    Kept.push_back(std::move(F));
  }
  for (size_t N = 0; N < Kept.size(); ++N) {
    if (Kept[N].End != Kept[N].Begin)
      continue;
    const Section *In = sectionAt(Kept[N].Begin);
    Kept[N].End = In->end();
    if (N + 1 < Kept.size())
      Kept[N].End = std::min(Kept[N].End, Kept[N + 1].Begin);
  }
  Functions = std::move(Kept);
}

std::vector<std::pair<uint64_t, uint64_t>> Image::tables(StringRef Name) const {
  std::vector<std::pair<uint64_t, uint64_t>> Found;
  for (const Section &S : Sections)
    if (S.Name == Name)
      Found.emplace_back(S.Address, S.end());
  auto It = TableSymbols.find(Name);
  if (!Found.empty() || It == TableSymbols.end())
    return Found;
  auto [Begin, End] = It->second;
  const Section *S = sectionAt(Begin);
  if (S && Begin < End && End <= S->end())
    Found.emplace_back(Begin, End);
  return Found;
}

std::optional<uint64_t> Image::relative(uint64_t Place) const {
  const Section *S = sectionAt(Place);
  if (!S || S->end() - Place < 4)
    return std::nullopt;
  if (const Relocation *R = relocationIn(Place, Place + 4))
    return R->Place == Place && R->IsRelative ? R->Target : std::nullopt;
  if (IsRelocatable)
    return std::nullopt;
  auto Distance = static_cast<int32_t>(
      support::endian::read32le(S->Bytes.data() + (Place - S->Address)));
  return Place + static_cast<uint64_t>(static_cast<int64_t>(Distance));
}

Error Image::readGates() {
  for (auto [Begin, End] : tables(KPKEYS_GATES_SECTION)) {
    if ((End - Begin) % 4 != 0)
      return refuse("section " KPKEYS_GATES_SECTION " is cut off");
    for (uint64_t At = Begin; At != End; At += 4)
      Gates.push_back({At, relative(At)});
  }
  llvm::sort(Gates, [](const Gate &A, const Gate &B) {
    return std::tie(A.Place, A.Entry) < std::tie(B.Place, B.Entry);
  });
  return Error::success();
}

void Image::forEachPointer(
    function_ref<void(uint64_t, uint64_t, bool)> Visit) const {
  for (const Relocation &R : Relocations)
    if (const Section *S = sectionAt(R.Place);
        R.IsAddress && R.Target && S && !S->IsCode)
      Visit(*R.Target, R.Place, /*IsMade=*/true);
  for (auto [Address, Place] : Pointed)
    Visit(Address, Place, /*IsMade=*/true);
  if (!HasFixedAddresses)
    return;
  for (const Section &S : Sections) {
    if (S.IsCode || StringRef(S.Name).starts_with(".eh_frame") ||
        S.Name == ".gcc_except_table")
      continue;
    for (uint64_t At = alignTo(S.Address, 8) - S.Address;
         At + 8 <= S.Bytes.size(); At += 8)
      if (uint64_t Value = support::endian::read64le(S.Bytes.data() + At))
        Visit(Value, S.Address + At, /*IsMade=*/false);
  }
}

bool Image::isGate(uint64_t Address) const {
  auto It = partition_point(
      Gates, [=](const Gate &G) { return !G.Place || *G.Place < Address; });
  return It != Gates.end() && It->Place == Address;
}

uint64_t Image::nextConstant(uint64_t Address) const {
  auto It = llvm::upper_bound(Constants, Address);
  return It == Constants.end() ? ~uint64_t(0) : *It;
}

uint64_t Image::lastConstant(uint64_t Address) const {
  auto It = llvm::lower_bound(Constants, Address);
  return It == Constants.begin() ? 0 : *std::prev(It);
}

bool Image::isPatched(uint64_t Begin, uint64_t End) const {
  auto It = llvm::lower_bound(PatchSites, Begin);
  return It != PatchSites.end() && *It < End;
}

const Section *Image::sectionAt(uint64_t Address) const {
  auto It = partition_point(
      Sections, [=](const Section &S) { return S.Address <= Address; });
  if (It == Sections.begin() || Address >= It[-1].end())
    return nullptr;
  return &It[-1];
}

const Section *Image::sectionOf(uint64_t FileIndex) const {
  auto It = ByIndex.find(FileIndex);
  return It == ByIndex.end() ? nullptr : &Sections[It->second];
}

const FunctionRange *Image::functionAt(uint64_t Address) const {
  auto It = partition_point(
      Functions, [=](const FunctionRange &F) { return F.Begin <= Address; });
  if (It == Functions.begin() || Address >= It[-1].End)
    return nullptr;
  return &It[-1];
}

FunctionRange Image::rangeAround(uint64_t Address) const {
  const Section *S = sectionAt(Address);
  FunctionRange Range{S->Address, S->end(), ""};
  auto Next = partition_point(
      Functions, [=](const FunctionRange &F) { return F.Begin <= Address; });
  if (Next != Functions.end())
    Range.End = std::min(Range.End, Next->Begin);
  if (Next != Functions.begin())
    Range.Begin = std::max(Range.Begin, std::prev(Next)->End);
  std::tie(Range.Begin, Range.End) =
      Hidden.around(Address, Range.Begin, Range.End);
  return Range;
}

bool Image::isNamed(uint64_t Address, StringRef Name) const {
  std::pair<uint64_t, std::string> Wanted(Address, Name.str());
  auto It = llvm::lower_bound(Names, Wanted);
  return It != Names.end() && *It == Wanted;
}

StringRef Image::nameAt(uint64_t Address) const {
  auto First =
      llvm::lower_bound(Names, std::pair<uint64_t, std::string>(Address, ""));
  StringRef Found;
  for (auto It = First; It != Names.end() && It->first == Address; ++It)
    if (Found.empty() || (helperKind(Found) == HelperKind::None &&
                          helperKind(It->second) != HelperKind::None))
      Found = It->second;
  return Found;
}

std::optional<uint64_t> Image::absoluteEntry(uint64_t Place) const {
  if (auto It = Filled.find(Place); It != Filled.end())
    return It->second;
  const Section *S = sectionAt(Place);
  if (!S || S->IsCode || S->end() - Place < 8 || !isConstant(Place, Place + 8))
    return std::nullopt;
  const Relocation *R = relocationIn(Place, Place + 8);
  if (R)
    return R->Place == Place && !R->IsRelative ? R->Target : std::nullopt;
  if (IsRelocatable)
    return std::nullopt;
  return support::endian::read64le(S->Bytes.data() + (Place - S->Address));
}

std::optional<uint64_t> Image::relativeEntry(uint64_t Place,
                                             uint64_t Table) const {
  const Section *S = sectionAt(Place);
  if (!S || S->IsCode || S->end() - Place < 4 || !isConstant(Place, Place + 4))
    return std::nullopt;
  if (const Relocation *R = relocationIn(Place, Place + 4)) {
    if (R->Place != Place || !R->IsRelative || !R->Target)
      return std::nullopt;
    return *R->Target - (Place - Table);
  }
  if (IsRelocatable)
    return std::nullopt;
  auto Distance = static_cast<int32_t>(
      support::endian::read32le(S->Bytes.data() + (Place - S->Address)));
  return Table + static_cast<uint64_t>(static_cast<int64_t>(Distance));
}

std::optional<uint64_t> Image::constantAt(uint64_t Place, unsigned Size) const {
  const Section *S = sectionAt(Place);
  if (!S || S->IsCode || S->end() - Place < Size ||
      !isConstant(Place, Place + Size) || relocationIn(Place, Place + Size))
    return std::nullopt;
  auto Fill = Filled.lower_bound(Place < 7 ? 0 : Place - 7);
  if (Fill != Filled.end() && Fill->first < Place + Size)
    return std::nullopt;
  uint64_t Value = 0;
  for (unsigned N = 0; N < Size; ++N)
    Value |= uint64_t(S->Bytes[Place - S->Address + N]) << 8 * N;
  return Value;
}

uint64_t Image::reported(uint64_t Address) const {
  const Section *In = sectionAt(Address);
  return In ? Address - In->Address + In->Base : Address;
}

} // namespace kpkeys::verify
