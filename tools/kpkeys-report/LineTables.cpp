//===- LineTables.cpp - Which lines are in windows ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What follows a switch in the order of the code, up to the next one, counts as
// the window that it opens. That is so for all but code that was moved behind
// another leave: its lines may be missing, or there without a window.
//
//===----------------------------------------------------------------------===//
#include "LineTables.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;

namespace kpkeys {

using PathKind = DILineInfoSpecifier::FileLineInfoKind;

static Spot declaredAt(const DWARFDie &Die) {
  return {Die.getDeclFile(PathKind::RawValue), Die.getDeclLine(), 0};
}

LineTables::LineTables(const object::ObjectFile &File, const std::string &Path)
    : Path(Path), IsRelocatable(File.isRelocatableObject()) {
  CrashRecoveryContext::Enable();
  read([&] { open(File); });
}

void LineTables::read(function_ref<void()> Reader) {
  if (HasCrashed || CrashRecoveryContext().RunSafely(Reader))
    return;
  HasCrashed = true;
  errs() << "kpkeys-report: warning: '" << Path
         << "': its debug information is damaged; what it says of lines, "
            "records and languages is left out\n";
  // Its destructor would use what is broken.
  [[maybe_unused]] DWARFContext *Left = Context.release();
}

void LineTables::open(const object::ObjectFile &File) {
  auto Ignore = [](Error E) { consumeError(std::move(E)); };
  Context =
      DWARFContext::create(File, DWARFContext::ProcessDebugRelocations::Process,
                           nullptr, "", Ignore, Ignore);
  if (Context->getNumCompileUnits() == 0)
    Context.reset();
  if (!Context || !IsRelocatable)
    return;
  // Many functions have address 0 there: they are told apart by name.
  forEachDie([this](const DWARFDie &Die) {
    const char *Name = Die.isSubprogramDIE()
                           ? Die.getSubroutineName(DINameKind::LinkageName)
                           : nullptr;
    if (Name)
      Declarations.try_emplace(Name, declaredAt(Die));
  });
}

void LineTables::forEachDie(function_ref<void(const DWARFDie &)> Visit) const {
  for (const auto &Unit : Context->compile_units()) {
    Unit->getUnitDIE(/*ExtractUnitDIEOnly=*/false);
    for (const DWARFDebugInfoEntry &Entry : Unit->dies())
      Visit(DWARFDie(Unit.get(), &Entry));
  }
}

/// Where \p F begins, if it is known.
Spot LineTables::declarationOf(const FunctionReport &F) const {
  if (IsRelocatable) // clones begin where the function does
    return Declarations.lookup(StringRef(F.Name).split(".kpkeys.").first);
  DWARFDie Die =
      Context->getDIEsForAddress(F.Switches.front().Address).FunctionDIE;
  return Die ? declaredAt(Die) : Spot();
}

/// \p Name as debug information has it, and \p Wanted, which may be shorter.
static bool isSameFile(StringRef Name, StringRef Wanted) {
  Name = sys::path::remove_leading_dotslash(Name);
  Wanted = sys::path::remove_leading_dotslash(Wanted);
  if (!Name.consume_back(Wanted))
    return false;
  return Name.empty() || Name.ends_with("/") || Wanted.starts_with("/");
}

/// The line of \p Source, or if that is empty of any file, that the code at
/// \p Address is of.
Spot LineTables::lineAt(object::SectionedAddress Address,
                        const std::string &Source) const {
  for (const auto &[Place, Info] : Context->getLineInfoForAddressRange(
           Address, 1, DILineInfoSpecifier(PathKind::RawValue)))
    if (Source.empty())
      return {Info.FileName, Info.Line, Info.Column};
    else if (isSameFile(Info.FileName, Source))
      return {Source, Info.Line, Info.Column};
  return {};
}

void LineTables::addTo(FunctionReport &F, std::optional<uint64_t> Section,
                       uint64_t End) {
  if (!Context || F.Switches.empty())
    return;
  read([&] {
    readLines(F, Section.value_or(object::SectionedAddress::UndefSection), End);
  });
}

void LineTables::readLines(FunctionReport &F, uint64_t SectionIndex,
                           uint64_t End) {
  // Inlined code may have given it the name of a header.
  Spot Begin = declarationOf(F);
  F.Line = Begin.Line;
  if (Begin.Line && !isSameFile(Begin.File, F.Source))
    F.Source = Begin.File;
  if (F.Source.empty()) // it is entered at a level, and opens no window
    F.Source = lineAt({F.Switches.front().Address, SectionIndex}, "").File;
  std::map<uint64_t, std::set<uint64_t>> Lines; // by number of the window
  std::map<StringRef, const Window *> Last;     // by level
  for (size_t I = 0; I != F.Switches.size(); ++I) {
    SwitchPlace &S = F.Switches[I];
    if (!S.At.Line)
      S.At = lineAt({S.Address, SectionIndex}, F.Source);
    for (const Window &W : F.Windows) // it may be inlined code's
      if (!S.At.Line && W.At.File != F.Source)
        S.At = lineAt({S.Address, SectionIndex}, W.At.File);
    const Window *W = F.window(S.Window);
    uint64_t Stop =
        I + 1 == F.Switches.size() ? End : F.Switches[I + 1].Address;
    if (W && Stop > S.Address)
      for (const auto &[Address, Info] : Context->getLineInfoForAddressRange(
               {S.Address, SectionIndex}, Stop - S.Address,
               DILineInfoSpecifier(PathKind::RawValue)))
        if (Info.Line && isSameFile(Info.FileName, W->At.File))
          Lines[W->Number].insert(Info.Line);
    // Of code behind another leave, what is known is the leave's own line.
    bool IsBehindLeave = !W && I && !F.Switches[I - 1].Window;
    if (const Window *Left = Last[S.From];
        IsBehindLeave && Left && S.At.Line && S.At.File == Left->At.File)
      Lines[Left->Number].insert(S.At.Line);
    if (W)
      Last[W->Level] = W;
  }
  for (Window &W : F.Windows)
    W.Lines.assign(Lines[W.Number].begin(), Lines[W.Number].end());
}

static RecordLayout layoutOf(const DWARFDie &Record, uint64_t Bytes) {
  RecordLayout Layout;
  Layout.Bytes = Bytes;
  for (const DWARFDie &Child : Record.children()) {
    if (Child.getTag() != dwarf::DW_TAG_member)
      continue;
    auto Offset =
        dwarf::toUnsigned(Child.find(dwarf::DW_AT_data_member_location));
    if (!Offset)
      continue; // static, or a bit-field
    const char *Name = Child.getShortName();
    DWARFDie Type = Child.getAttributeValueAsReferencedDie(dwarf::DW_AT_type);
    uint64_t Size =
        Type ? Type.getTypeSize(Record.getDwarfUnit()->getAddressByteSize())
                   .value_or(0)
             : 0;
    Layout.Members.push_back({Name ? Name : "<unnamed>", *Offset, Size});
  }
  return Layout;
}

void LineTables::addRecords(Report &R) {
  std::map<StringRef, StringRef> Wanted; // by last name
  for (const WindowSite &S : R.Sites)
    for (const FieldRef &F : S.Fields)
      if (!StringRef(F.Owner).starts_with("@") && !R.Records.count(F.Owner))
        Wanted[StringRef(F.Owner).substr(StringRef(F.Owner).rfind(':') + 1)] =
            F.Owner;
  if (!Context || Wanted.empty())
    return;
  auto Add = [&](const DWARFDie &Die) {
    if (Die.getTag() != dwarf::DW_TAG_structure_type &&
        Die.getTag() != dwarf::DW_TAG_class_type)
      return;
    auto Bytes = dwarf::toUnsigned(Die.find(dwarf::DW_AT_byte_size));
    const char *Name = Die.getShortName();
    auto It = Name ? Wanted.find(Name) : Wanted.end();
    if (Bytes && It != Wanted.end())
      R.Records.try_emplace(It->second.str(), layoutOf(Die, *Bytes));
  };
  read([&] { forEachDie(Add); });
}

static std::string whyUnseen(dwarf::SourceLanguage Language) {
  if (Language == dwarf::DW_LANG_Assembly ||
      Language == dwarf::DW_LANG_Mips_Assembler)
    return "assembly";
  StringRef Name = dwarf::LanguageString(Language);
  Name.consume_front("DW_LANG_");
  return "written in " + (Name.empty() ? "an unknown language" : Name.str());
}

void LineTables::addUnseen(const std::string &Input, Report &R) {
  auto Add = [&] {
    for (const auto &Unit : Context->compile_units()) {
      DWARFDie Die = Unit->getUnitDIE(/*ExtractUnitDIEOnly=*/true);
      std::optional<uint64_t> Code =
          dwarf::toUnsigned(Die.find(dwarf::DW_AT_language));
      const char *Name = Die.getShortName();
      if (!Code || !Name)
        continue;
      auto Language = static_cast<dwarf::SourceLanguage>(*Code);
      if (dwarf::isC(Language) || dwarf::isCPlusPlus(Language))
        continue;
      R.Unseen.push_back({Input, json::fixUTF8(Name), whyUnseen(Language)});
    }
  };
  if (Context)
    read(Add);
}

} // namespace kpkeys
