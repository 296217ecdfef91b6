//===- Image.cpp - What an executable file says ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the records that the plugin left (include/kpkeys/ABI.h), the segments,
// and on demand the debug information.
//
//===----------------------------------------------------------------------===//
#include "Image.h"
#include "kpkeys/ABI.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ELFObjectFile.h"
#include <cstring>

using namespace llvm;

namespace kpkeys {

bool PolicyTables::allows(unsigned Level, unsigned Pkey, bool Write) const {
  if (Level >= LevelPermissions.size())
    return false;
  uint64_t Bits = LevelPermissions[Level] >> (4 * Pkey);
  return Bits & (Write ? KPKEYS_PERM_W : KPKEYS_PERM_R);
}

std::string PolicyTables::domainsOf(unsigned Pkey) const {
  std::string Names;
  for (const Domain &D : Domains)
    if (D.Pkey == Pkey)
      Names += (Names.empty() ? "" : "|") + D.Name;
  return Names.empty() ? "pkey " + std::to_string(Pkey) : Names;
}

std::optional<uint64_t> Image::addressOf(uint64_t FileOffset) const {
  for (const Segment &S : Segments)
    if (FileOffset >= S.FileOffset && FileOffset - S.FileOffset < S.FileSize)
      return S.Address + (FileOffset - S.FileOffset);
  return std::nullopt;
}

const Site *Image::siteAt(uint64_t Address) const {
  auto After = upper_bound(
      Sites, Address, [](uint64_t A, const Site &S) { return A < S.Begin; });
  if (After == Sites.begin())
    return nullptr;
  const Site &Before = *std::prev(After);
  return Address < Before.End ? &Before : nullptr;
}

const std::vector<SourcePlace> &Image::placesOf(uint64_t Address) {
  auto [It, IsNew] = Places.try_emplace(Address);
  if (!IsNew)
    return It->second;
  std::vector<SourcePlace> Found;
  auto Frames = Owner.Symbolizer.symbolizeInlinedCode(
      Path, {Address, object::SectionedAddress::UndefSection});
  if (!Frames)
    consumeError(Frames.takeError());
  else
    for (uint32_t I = 0; I < Frames->getNumberOfFrames(); ++I) {
      const DILineInfo &Info = Frames->getFrame(I);
      SourcePlace Place;
      if (Info.FunctionName != DILineInfo::BadString)
        Place.Function = Info.FunctionName;
      if (Info.FileName != DILineInfo::BadString) {
        Place.File = Info.FileName;
        Place.Line = Info.Line;
        Place.Column = Info.Column;
      }
      Found.push_back(std::move(Place));
    }
  if (Found.empty())
    Found.emplace_back();
  return Places[Address] = std::move(Found);
}

static void readPolicy(ArrayRef<uint8_t> Bytes, Image &Out) {
  kpkeys_policy_record Header;
  if (Bytes.size() < sizeof Header)
    return;
  std::memcpy(&Header, Bytes.data(), sizeof Header);
  if (Header.magic != KPKEYS_POLICY_MAGIC ||
      Header.version != KPKEYS_ABI_VERSION || Header.size > Bytes.size())
    return;
  Bytes = Bytes.take_front(Header.size);
  size_t At = sizeof Header + Header.num_pkeys * sizeof(kpkeys_policy_pkey);
  auto Take = [&](auto &Row) {
    if (At + sizeof Row > Bytes.size())
      return false;
    std::memcpy(&Row, &Bytes[At], sizeof Row);
    At += sizeof Row;
    return true;
  };
  Out.Policy = PolicyTables();
  for (unsigned I = 0; I < Header.num_levels; ++I) {
    kpkeys_policy_level Level;
    if (!Take(Level))
      return;
    Out.Policy.LevelPermissions.push_back(Level.permissions);
  }
  for (unsigned I = 0; I < Header.num_domains; ++I) {
    kpkeys_policy_domain Domain;
    if (!Take(Domain) || Domain.name >= Bytes.size())
      return;
    StringRef Text(reinterpret_cast<const char *>(Bytes.data()), Bytes.size());
    Out.Policy.Domains.push_back(
        {Text.substr(Domain.name).split('\0').first.str(), Domain.pkey});
  }
  Out.Instrumented = true;
}

/// An enter and the next leave in address order are one range. The code
/// generator may lay blocks out in another order: what is then left over
/// covers nothing, so that a fault there counts as missed.
static void readSites(ArrayRef<uint8_t> Bytes, uint64_t Address, Image &Out) {
  struct Mark {
    uint64_t Place;
    kpkeys_site_record Record;
  };
  std::vector<Mark> Marks;
  for (size_t At = 0; At + sizeof(kpkeys_site_record) <= Bytes.size();
       At += sizeof(kpkeys_site_record)) {
    kpkeys_site_record Record;
    std::memcpy(&Record, &Bytes[At], sizeof Record);
    Marks.push_back({Address + At + Record.place, Record});
  }
  // Where one range ends and the next begins, the end comes first.
  sort(Marks, [](const Mark &A, const Mark &B) {
    return std::tuple(A.Place, -int(A.Record.edge), A.Record.ordinal) <
           std::tuple(B.Place, -int(B.Record.edge), B.Record.ordinal);
  });
  const Mark *Open = nullptr;
  for (const Mark &M : Marks) {
    if (M.Record.edge == KPKEYS_SITE_ENTER) {
      Out.UnpairedSites += Open != nullptr;
      Open = &M;
    } else if (!Open) {
      ++Out.UnpairedSites;
    } else {
      Out.Sites.push_back({Open->Place, M.Place, M.Record.level});
      Open = nullptr;
    }
  }
  Out.UnpairedSites += Open != nullptr;
}

static bool readElf(const std::string &Path, Image &Out) {
  auto File = object::ObjectFile::createObjectFile(Path);
  if (!File) {
    consumeError(File.takeError());
    return false;
  }
  auto *Elf = dyn_cast<object::ELF64LEObjectFile>(File->getBinary());
  if (!Elf)
    return false;
  auto Headers = Elf->getELFFile().program_headers();
  if (!Headers) {
    consumeError(Headers.takeError());
    return false;
  }
  for (const auto &Header : *Headers)
    if (Header.p_type == ELF::PT_LOAD)
      Out.Segments.push_back(
          {Header.p_offset, Header.p_vaddr, Header.p_filesz});
  for (const object::SectionRef &Section : Elf->sections()) {
    auto Name = Section.getName();
    auto Contents = Section.getContents();
    if (!Name || !Contents) {
      consumeError(Name.takeError());
      consumeError(Contents.takeError());
      continue;
    }
    if (*Name == KPKEYS_POLICY_SECTION)
      readPolicy(arrayRefFromStringRef(*Contents), Out);
    else if (*Name == KPKEYS_SITES_SECTION)
      readSites(arrayRefFromStringRef(*Contents), Section.getAddress(), Out);
  }
  return true;
}

static symbolize::LLVMSymbolizer::Options symbolizerOptions() {
  symbolize::LLVMSymbolizer::Options O;
  O.Demangle = false; // as remarks name functions
  return O;
}

Images::Images() : Symbolizer(symbolizerOptions()) {}

Image *Images::open(const std::string &Path) {
  auto [It, IsNew] = ByPath.try_emplace(Path);
  if (!IsNew)
    return It->second.get();
  auto Fresh = std::make_unique<Image>(*this);
  Fresh->Path = Path;
  if (readElf(Path, *Fresh))
    It->second = std::move(Fresh);
  return It->second.get();
}

std::vector<const Image *> Images::instrumented() const {
  std::vector<const Image *> Found;
  for (const auto &Entry : ByPath)
    if (Entry.second && Entry.second->Instrumented)
      Found.push_back(Entry.second.get());
  sort(Found, [](const Image *A, const Image *B) { return A->Path < B->Path; });
  return Found;
}

} // namespace kpkeys
