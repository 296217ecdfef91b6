//===- Records.cpp - What objects say of their windows --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A relocatable file has one kpkeys_windows section for each section of code,
// and the place of a record is known from its relocation. In a linked file
// there is one, with addresses.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Records/Records.h"
#include "PolicyRecords.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/RelocationResolver.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace llvm::object;

namespace kpkeys {

StringRef targetName(unsigned Target) {
  switch (Target) {
#define KPKEYS_TARGET(Kind, Number, Name, ...)                                 \
  case Number:                                                                 \
    return Name;
#include "kpkeys/Target/Targets.def"
  default:
    return "";
  }
}

std::string PolicyInfo::levelName(unsigned Level) const {
  if (Level == KPKEYS_LEVEL_SAVED)
    return "<saved>";
  return Level < Levels.size() ? Levels[Level].Name : "<unknown>";
}

const PolicyInfo *Records::policyOf(const WindowInfo &W) const {
  const PolicyInfo *Found = nullptr;
  for (const PolicyInfo &P : Policies)
    if (P.Target == W.Raw.target) {
      if (Found)
        return nullptr;
      Found = &P;
    }
  return Found;
}

namespace {
struct Place {
  uint64_t Section, Offset;
};
/// By the offset that the relocation applies to.
using PlaceMap = DenseMap<uint64_t, Place>;

/// Reads the records of one section.
class SectionReader {
  StringRef Bytes;
  const PlaceMap *Places; ///< of a relocatable file
  Records &Out;

public:
  SectionReader(StringRef Bytes, const PlaceMap *Places, Records &Out)
      : Bytes(Bytes), Places(Places), Out(Out) {}
  Error run();

private:
  Expected<uint64_t> readRecord(uint64_t Offset);
  Error check(uint64_t Offset, const WindowInfo &W);
};
} // namespace

static Error fail(uint64_t Offset, const Twine &Why) {
  return damaged(KPKEYS_WINDOWS_SECTION, Offset, Why);
}

static_assert(sizeof(kpkeys_window_record) == 72,
              "the fields below are all there are, without gaps");

static kpkeys_window_record readFields(const uint8_t *Bytes) {
  kpkeys_window_record R;
  auto Read = [&Bytes](auto &Field) {
    using T = std::remove_reference_t<decltype(Field)>;
    Field = support::endian::read<T, llvm::endianness::little>(Bytes);
    Bytes += sizeof(T);
  };
  Read(R.place);
  Read(R.length);
  Read(R.target);
  Read(R.size);
  Read(R.kind);
  Read(R.from);
  Read(R.to);
  Read(R.reserved);
  for (uint32_t *Field :
       {&R.window, &R.line, &R.column, &R.writes, &R.reads, &R.calls,
        &R.write_bytes, &R.least_bytes, &R.foreign_stores, &R.foreign_bytes,
        &R.instructions, &R.longest_path})
    Read(*Field);
  return R;
}

/// Cuts the next string off \p Rest; false if it does not end.
static bool takeString(StringRef &Rest, std::string &Out) {
  size_t Length = Rest.find('\0');
  if (Length == StringRef::npos)
    return false;
  Out = Rest.take_front(Length).str();
  Rest = Rest.drop_front(Length + 1);
  return true;
}

/// Reads the record at \p Offset, and returns its size.
Expected<uint64_t> SectionReader::readRecord(uint64_t Offset) {
  StringRef Rest = Bytes.drop_front(Offset);
  if (Rest.size() < sizeof(kpkeys_window_record))
    return fail(Offset, "it is cut off");
  WindowInfo W;
  W.Raw = readFields(Rest.bytes_begin());
  W.Place = W.Raw.place;
  W.SectionIndex = 0;
  if (W.Raw.reserved != 0)
    return fail(Offset, "it is of version " + Twine(W.Raw.reserved) +
                            ", which this program does not know");
  uint32_t Size = W.Raw.size;
  if (Size % 8 != 0 || Size < sizeof(kpkeys_window_record) ||
      Size > Rest.size())
    return fail(Offset, "its size does not fit what it holds");
  if (Places) {
    auto Found = Places->find(Offset);
    if (Found == Places->end())
      return fail(Offset, "nothing says where its switch is");
    W.Place = Found->second.Offset;
    W.SectionIndex = Found->second.Section;
  }
  StringRef Strings =
      Rest.take_front(Size).drop_front(sizeof(kpkeys_window_record));
  bool Ends = takeString(Strings, W.Function) && takeString(Strings, W.File) &&
              takeString(Strings, W.Domains);
  for (std::string Callee; Ends;) {
    Ends = takeString(Strings, Callee);
    if (Callee.empty())
      break;
    W.Callees.push_back(Callee);
  }
  if (!Ends)
    return fail(Offset, "a name in it does not end");
  if (Error E = check(Offset, W))
    return std::move(E);
  Out.Windows.push_back(std::move(W));
  return Size;
}

Error SectionReader::check(uint64_t Offset, const WindowInfo &W) {
  if (W.Raw.kind > KPKEYS_SWITCH_ENTRY)
    return fail(Offset, "its kind " + Twine(W.Raw.kind) + " is not known");
  if (targetName(W.Raw.target).empty())
    return fail(Offset, "its target " + Twine(W.Raw.target) + " is not known");
  if (W.Raw.to == KPKEYS_LEVEL_UNKNOWN)
    return fail(Offset, "it says of no level that it goes to it");
  for (unsigned Level : {W.Raw.from, W.Raw.to})
    if (Level < KPKEYS_LEVEL_SAVED && none_of(
                                          Out.Policies,
                                          [&](const PolicyInfo &P) {
                                            return P.Target == W.Raw.target &&
                                                   Level < P.Levels.size();
                                          }))
      return fail(Offset, "no policy of the file has a level " + Twine(Level));
  return Error::success();
}

Error SectionReader::run() {
  for (uint64_t Offset = 0; Offset < Bytes.size();) {
    Expected<uint64_t> Size = readRecord(Offset);
    if (!Size)
      return Size.takeError();
    Offset += *Size;
  }
  return Error::success();
}

/// Adds the places that the relocations in \p Relocations give.
static Error addPlaces(const ELFObjectFileBase &File,
                       const SectionRef &Relocations, PlaceMap &Places) {
  auto [Supports, Resolve] = getRelocationResolver(File);
  for (const RelocationRef &R : Relocations.relocations()) {
    symbol_iterator Symbol = R.getSymbol();
    if (!Supports || !Supports(R.getType()) || Symbol == File.symbol_end())
      return fail(R.getOffset(), "its relocation is not understood");
    Expected<section_iterator> Section = Symbol->getSection();
    if (!Section)
      return Section.takeError();
    if (*Section == File.section_end())
      return fail(R.getOffset(), "its switch is in another file");
    Expected<uint64_t> Value = Symbol->getValue();
    if (!Value)
      return Value.takeError();
    uint64_t Offset = resolveRelocation(Resolve, R, *Value, /*LocData=*/0);
    Places[R.getOffset()] = {(*Section)->getIndex(), Offset};
  }
  return Error::success();
}

namespace {
/// The sections of one file that matter here.
struct Sections {
  std::vector<SectionRef> Windows;
  /// Of a relocatable file: by the section that they apply to.
  DenseMap<uint64_t, SmallVector<SectionRef, 1>> Relocations;
};
} // namespace

static Error readWindows(const ELFObjectFileBase &File, const Sections &All,
                         const SectionRef &Section, Records &Out) {
  Expected<StringRef> Bytes = Section.getContents();
  if (!Bytes)
    return Bytes.takeError();
  if (!File.isRelocatableObject())
    return SectionReader(*Bytes, nullptr, Out).run();
  PlaceMap Places;
  for (const SectionRef &Relocations :
       All.Relocations.lookup(Section.getIndex()))
    if (Error E = addPlaces(File, Relocations, Places))
      return E;
  return SectionReader(*Bytes, &Places, Out).run();
}

/// Sorts \p Section into \p All; reads the policies in it.
static Error addSection(const ELFObjectFileBase &File, SectionRef Section,
                        Sections &All, Records &Out) {
  Expected<StringRef> Name = Section.getName();
  if (!Name)
    return Name.takeError();
  Expected<section_iterator> Relocated = Section.getRelocatedSection();
  if (!Relocated)
    return Relocated.takeError();
  if (File.isRelocatableObject() && *Relocated != File.section_end())
    All.Relocations[(*Relocated)->getIndex()].push_back(Section);
  if (*Name == KPKEYS_WINDOWS_SECTION)
    All.Windows.push_back(Section);
  if (*Name != KPKEYS_POLICY_SECTION)
    return Error::success();
  Expected<StringRef> Bytes = Section.getContents();
  return Bytes ? readPolicies(*Bytes, Out.Policies) : Bytes.takeError();
}

Expected<Records> readRecords(const ELFObjectFileBase &File) {
  Sections All;
  Records Out;
  for (const SectionRef &Section : File.sections())
    if (Error E = addSection(File, Section, All, Out))
      return std::move(E);
  for (const SectionRef &Section : All.Windows)
    if (Error E = readWindows(File, All, Section, Out))
      return std::move(E);
  return Out;
}

} // namespace kpkeys
