//===- Collect.cpp - Files to a report ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records speak of switches; here they become windows. Two functions of one
// name are told apart by the symbol that holds the switch, where there is one.
//
//===----------------------------------------------------------------------===//
#include "Collect.h"
#include "Json.h"
#include "LineTables.h"
#include "Unseen.h"
#include "kpkeys/Records/Records.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <set>
#include <tuple>

using namespace llvm;
using namespace llvm::object;

namespace kpkeys {

static Error refuse(const Twine &Why) { return createStringError(Why); }

/// JSON and the page are UTF-8; names in files may be anything.
static std::string clean(StringRef Text) {
  return json::isUTF8(Text) ? Text.str() : json::fixUTF8(Text);
}

static std::vector<std::string> listOf(StringRef Domains) {
  std::vector<std::string> Names;
  SmallVector<StringRef, 4> Parts;
  Domains.split(Parts, ", ", -1, /*KeepEmpty=*/false);
  for (StringRef Part : Parts)
    Names.push_back(clean(Part));
  return Names;
}

static Bound boundOf(uint32_t Value) {
  return Value == KPKEYS_UNBOUNDED ? std::nullopt : Bound(Value);
}

static WindowKind kindOf(uint16_t Kind) {
  switch (static_cast<kpkeys_switch_kind>(Kind)) {
  case KPKEYS_SWITCH_WINDOW:
    return WindowKind::Window;
  case KPKEYS_SWITCH_SCOPE:
    return WindowKind::Scope;
  case KPKEYS_SWITCH_MANUAL:
    return WindowKind::Manual;
  case KPKEYS_SWITCH_ENTRY:
    return WindowKind::Function;
  }
  llvm_unreachable("the reader has checked it");
}

static std::vector<std::string> restrictionNames(unsigned Bits) {
  static constexpr StringLiteral Names[] = {"no-inline-asm",
                                            "no-system-registers",
                                            "no-key-register",
                                            "no-indirect-calls",
                                            "no-io",
                                            "no-syscalls",
                                            "no-floating-point"};
  std::vector<std::string> Found;
  for (unsigned I = 0; I != std::size(Names); ++I)
    if (Bits & (1U << I))
      Found.push_back(Names[I].str());
  return Found;
}

static Input inputOf(StringRef Path, const PolicyInfo &P) {
  Input I;
  I.Path = clean(Path);
  I.Target = targetName(P.Target).str();
  I.Policy = clean(P.Name);
  I.Digest = toHex(P.Digest, /*LowerCase=*/true);
  for (const PolicyInfo::Level &L : P.Levels)
    I.Levels.push_back({clean(L.Name), restrictionNames(L.Restrictions)});
  for (const PolicyInfo::Domain &D : P.Domains)
    I.Domains.push_back(
        {clean(D.Name), clean(P.levelName(D.WriteLevel)), D.Pkey});
  return I;
}

/// True if \p File may have had records of windows: llvm-strip takes away the
/// table of symbols, and all that is not loaded with it.
static bool isStripped(const ELFObjectFileBase &File) {
  return none_of(File.sections(), [](const ELFSectionRef &Section) {
    Expected<StringRef> Name = Section.getName();
    if (!Name)
      consumeError(Name.takeError());
    return Section.getType() == ELF::SHT_SYMTAB ||
           (Name && *Name == KPKEYS_WINDOWS_SECTION);
  });
}

namespace {
struct Extent {
  uint64_t Section, Start, End;
};

/// Which function's code a place is in.
class SymbolMap {
  struct Entry : Extent {
    StringRef Name;
  };
  std::vector<Entry> Entries;

public:
  explicit SymbolMap(const ELFObjectFileBase &File);
  /// Where the symbol of \p W's function is that holds it; std::nullopt: it has
  /// none, or the code was moved out of it.
  std::optional<Extent> extentOf(const WindowInfo &W) const;
};
} // namespace

SymbolMap::SymbolMap(const ELFObjectFileBase &File) {
  bool IsRelocatable = File.isRelocatableObject();
  for (const ELFSymbolRef Symbol : File.symbols()) {
    if (Symbol.getELFType() != ELF::STT_FUNC || !Symbol.getSize())
      continue;
    Expected<StringRef> Name = Symbol.getName();
    Expected<uint64_t> Value = Symbol.getValue();
    Expected<section_iterator> Section = Symbol.getSection();
    // What is wrong with symbols is not this program's matter.
    if (!Name || !Value || !Section || *Section == File.section_end()) {
      consumeError(Name.takeError());
      consumeError(Value.takeError());
      consumeError(Section.takeError());
      continue;
    }
    Entries.push_back({{IsRelocatable ? (*Section)->getIndex() : 0, *Value,
                        *Value + Symbol.getSize()},
                       *Name});
  }
  llvm::sort(Entries, [](const Entry &A, const Entry &B) {
    return std::tie(A.Section, A.Start) < std::tie(B.Section, B.Start);
  });
}

std::optional<Extent> SymbolMap::extentOf(const WindowInfo &W) const {
  auto Key = std::tuple(W.SectionIndex, W.Place);
  auto It =
      llvm::upper_bound(Entries, Key, [](const auto &Place, const Entry &E) {
        return Place < std::tuple(E.Section, E.Start);
      });
  for (; It != Entries.begin(); --It) {
    const Entry &E = It[-1];
    if (E.Section != W.SectionIndex || W.Place >= E.End)
      break;
    if (E.Name == W.Function)
      return E;
  }
  return std::nullopt;
}

namespace {
/// Makes functions of one file's records.
class Collector {
  const std::string &Path;
  const Records &All;
  SymbolMap Symbols;
  LineTables Lines;
  bool IsRelocatable;
  /// Name, where the symbol is, and without a symbol the source file.
  using Key = std::tuple<std::string, uint64_t, uint64_t, std::string>;
  struct Entry {
    FunctionReport Function;
    uint64_t End = 0; ///< of its code; 0: not known
  };
  std::map<Key, Entry> Functions;
  std::map<std::string, Key> Latest; ///< of each name

public:
  Collector(const std::string &Path, const Records &All,
            const ELFObjectFileBase &File)
      : Path(Path), All(All), Symbols(File), Lines(File, Path),
        IsRelocatable(File.isRelocatableObject()) {}
  void run(Report &R);

private:
  void add(const WindowInfo &W, const Key &K, uint64_t End);
};
} // namespace

static Window windowOf(const WindowInfo &W, const Spot &At, StringRef Level) {
  const kpkeys_window_record &R = W.Raw;
  Window New;
  New.Number = R.window;
  New.Kind = kindOf(R.kind);
  New.Level = Level.str();
  New.Domains = listOf(W.Domains);
  New.Holds = {R.writes, R.reads, R.calls, R.foreign_stores};
  New.WriteBytes = boundOf(R.write_bytes);
  New.ForeignBytes = boundOf(R.foreign_bytes);
  New.Instructions = R.instructions;
  New.LongestPath = R.longest_path;
  for (const std::string &Callee : W.Callees)
    New.Callees.push_back(Callee == "*" ? "any function" : clean(Callee));
  New.At = At;
  return New;
}

void Collector::add(const WindowInfo &W, const Key &K, uint64_t End) {
  Latest[W.Function] = K;
  Entry &E = Functions[K];
  E.End = std::max(E.End, End);
  FunctionReport &F = E.Function;
  F.Name = clean(W.Function);
  F.Input = clean(Path);
  if (F.Source.empty()) // records of leaves have none
    F.Source = clean(W.File);
  const PolicyInfo *P = All.policyOf(W);
  auto Level = [P](unsigned Index) {
    return P ? clean(P->levelName(Index)) : "#" + std::to_string(Index);
  };
  Spot At{clean(W.File), W.Raw.line, W.Raw.column};
  SwitchPlace S{W.Place,         kindOf(W.Raw.kind), Level(W.Raw.from),
                Level(W.Raw.to), W.Raw.window,       At};
  if (S.Kind == WindowKind::Function)
    F.EntryLevel = S.To;
  if (S.Window && !F.window(S.Window))
    F.Windows.push_back(windowOf(W, At, S.To));
  F.Switches.push_back(std::move(S));
}

void Collector::run(Report &R) {
  for (const PolicyInfo &P : All.Policies)
    R.Inputs.push_back(inputOf(Path, P));
  std::vector<const WindowInfo *> Homeless;
  for (const WindowInfo &W : All.Windows) {
    if (std::optional<Extent> At = Symbols.extentOf(W))
      add(W, {W.Function, At->Section, At->Start, ""}, At->End);
    else if (auto It = Latest.find(W.Function);
             It != Latest.end() && W.File.empty())
      add(W, Key(It->second), 0);
    else
      Homeless.push_back(&W);
  }
  // Code that was moved out of its function, or has no symbols at all.
  for (const WindowInfo *W : Homeless) {
    auto It = Latest.find(W->Function);
    bool IsMoved = It != Latest.end() &&
                   (W->File.empty() || std::get<3>(It->second).empty() ||
                    std::get<3>(It->second) == W->File);
    add(*W, IsMoved ? Key(It->second) : Key(W->Function, 0, 0, W->File), 0);
  }
  Lines.addRecords(R);
  Lines.addUnseen(clean(Path), R);
  for (auto &[K, E] : Functions) {
    sortSwitches(E.Function);
    std::optional<uint64_t> Section;
    if (IsRelocatable)
      Section = std::get<1>(K);
    Lines.addTo(E.Function, Section, E.End);
  }
  // Without debug information: a file for each object is what there is.
  std::set<std::string> Files;
  for (const auto &[K, E] : Functions)
    if (!E.Function.Source.empty())
      Files.insert(E.Function.Source);
  for (auto &[K, E] : Functions) {
    if (E.Function.Source.empty() && Files.size() == 1)
      E.Function.Source = *Files.begin();
    R.Functions.push_back(std::move(E.Function));
  }
}

/// What variables of each domain take, by symbols and by sections.
static void addPages(const ELFObjectFileBase &File, const std::string &Path,
                     Report &R) {
  std::map<std::string, DataPages> ByDomain;
  Align Page;
  for (const SectionRef &Section : File.sections()) {
    Expected<StringRef> Name = Section.getName();
    if (!Name) {
      consumeError(Name.takeError());
      continue;
    }
    StringRef Domain = *Name;
    if (!Domain.consume_front(KPKEYS_DATA_SECTION_PREFIX))
      continue;
    DataPages &Pages = ByDomain[clean(Domain)];
    Pages.Bytes += Section.getSize();
    Page = std::max(Page, Section.getAlignment());
    for (const ELFSymbolRef Symbol : File.symbols()) {
      Expected<section_iterator> Holder = Symbol.getSection();
      if (!Holder)
        consumeError(Holder.takeError());
      else if (*Holder != File.section_end() && **Holder == Section &&
               Symbol.getELFType() == ELF::STT_OBJECT)
        Pages.Used += Symbol.getSize();
    }
  }
  for (auto &[Domain, Pages] : ByDomain) {
    Pages.Input = clean(Path);
    Pages.Domain = Domain;
    Pages.Bytes = alignTo(Pages.Bytes, Page); // as the linker will
    R.Pages.push_back(Pages);
  }
}

static Error addObject(MemoryBufferRef Buffer, const std::string &Name,
                       Report &R) {
  switch (identify_magic(Buffer.getBuffer())) {
  case file_magic::elf:
  case file_magic::elf_relocatable:
  case file_magic::elf_executable:
  case file_magic::elf_shared_object:
    break;
  case file_magic::bitcode:
    return refuse("is LLVM bitcode, whose windows are placed by the linker; "
                  "give what is linked from it");
  default:
    return refuse("is no ELF file, archive or saved report");
  }
  Expected<std::unique_ptr<ObjectFile>> Object =
      ObjectFile::createELFObjectFile(Buffer);
  if (!Object)
    return Object.takeError();
  const auto &File = cast<ELFObjectFileBase>(**Object);
  if (Error E = checkTables(File))
    return E;
  Expected<Records> All = readRecords(File);
  if (!All)
    return All.takeError();
  if (!All->Policies.empty() && isStripped(File))
    return refuse("is stripped of the records of its windows");
  Collector(Name, *All, File).run(R);
  addPages(File, Name, R);
  addRunTimeCode(File, clean(Name), R);
  return Error::success();
}

static Error addArchive(MemoryBufferRef Buffer, const std::string &Path,
                        Report &R) {
  Expected<std::unique_ptr<Archive>> Members = Archive::create(Buffer);
  if (!Members)
    return createFileError(Path, Members.takeError());
  Error Broken = Error::success();
  for (const Archive::Child &Child : (*Members)->children(Broken)) {
    Expected<StringRef> Member = Child.getName();
    Expected<MemoryBufferRef> Content = Child.getMemoryBufferRef();
    std::string Name = Path + "(" + (Member ? *Member : "?").str() + ")";
    Error E = joinErrors(Member.takeError(), Content.takeError());
    if (!E)
      E = addObject(*Content, Name, R);
    if (E) {
      consumeError(std::move(Broken));
      return createFileError(Name, std::move(E));
    }
  }
  return Broken ? createFileError(Path, std::move(Broken)) : Error::success();
}

Error addFile(const std::string &Path, Report &R) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(
      Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createFileError(Path, Buffer.getError());
  StringRef Bytes = (*Buffer)->getBuffer();
  if (identify_magic(Bytes) == file_magic::archive)
    return addArchive(**Buffer, Path, R);
  Error E =
      looksLikeJson(Bytes) ? addSaved(Bytes, R) : addObject(**Buffer, Path, R);
  return E ? createFileError(Path, std::move(E)) : Error::success();
}

} // namespace kpkeys
