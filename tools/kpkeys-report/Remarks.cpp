//===- Remarks.cpp - What the compiler said of a program ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what lib/Transforms/WindowReport.cpp and SiteRemarks.cpp write, as
// YAML or as a bitstream; LLVM parses the files. Remarks of others are skipped.
//
//===----------------------------------------------------------------------===//
#include "Remarks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Remarks/Remark.h"
#include "llvm/Remarks/RemarkFormat.h"
#include "llvm/Remarks/RemarkParser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace kpkeys {

/// The parser of YAML leaves '' for ' in what was quoted.
static std::string unquoted(StringRef Value) {
  std::string Text;
  for (; !Value.empty(); Value = Value.drop_front()) {
    if (Value.starts_with("''"))
      Value = Value.drop_front();
    Text += Value.front();
  }
  return Text;
}

namespace {
/// One remark, and its arguments by name.
class Reader {
  const remarks::Remark &R;

public:
  explicit Reader(const remarks::Remark &R) : R(R) {}

  std::string text(StringRef Key) const {
    for (const remarks::Argument &A : R.Args)
      if (A.Key == Key)
        return unquoted(A.Val);
    return {};
  }
  std::vector<std::string> texts(StringRef Key) const {
    std::vector<std::string> All;
    for (const remarks::Argument &A : R.Args)
      if (A.Key == Key)
        All.push_back(unquoted(A.Val));
    return All;
  }
  uint64_t number(StringRef Key) const {
    uint64_t Value = 0;
    return StringRef(text(Key)).getAsInteger(10, Value) ? 0 : Value;
  }
  std::string function() const { return R.FunctionName.str(); }
  Spot spot() const {
    if (!R.Loc)
      return {};
    return {R.Loc->SourceFilePath.str(), R.Loc->SourceLine,
            R.Loc->SourceColumn};
  }
};
} // namespace

static Escape escapeOf(const Reader &From) {
  Escape E{From.function(),
           From.text("Domain"),
           From.text("Kind"),
           From.text("Text"),
           "",
           From.spot()};
  // The cure stands behind the last semicolon.
  auto [Text, Cure] = StringRef(E.Text).rsplit("; ");
  E.Cure = Cure.str();
  E.Text = Text.str();
  return E;
}

/// Reads `owner+offset:bytes`.
static std::optional<FieldRef> fieldOf(StringRef Text) {
  auto [Owner, Place] = Text.rsplit('+');
  auto [Offset, Bytes] = Place.split(':');
  FieldRef F;
  F.Owner = Owner.str();
  if (Offset.getAsInteger(10, F.Offset) || Bytes.getAsInteger(10, F.Bytes))
    return std::nullopt;
  // What C++ calls a type in its metadata.
  if (Owner.starts_with("_ZTS"))
    F.Owner = StringRef(demangle(Owner)).split("typeinfo name for ").second;
  return F;
}

static WindowSite siteOf(const Reader &From) {
  WindowSite S;
  S.Function = From.function();
  S.Level = From.text("Level");
  S.At = From.spot();
  S.SwitchesPerCall =
      static_cast<double>(From.number("SwitchesPer1000")) / 1000;
  for (const std::string &Text : From.texts("Field"))
    if (std::optional<FieldRef> F = fieldOf(Text))
      S.Fields.push_back(*F);
    else
      ++S.UnknownAccesses;
  S.UnknownAccesses += From.number("OtherAccesses");
  llvm::sort(S.Fields);
  S.Fields.erase(llvm::unique(S.Fields), S.Fields.end());
  return S;
}

static void add(const remarks::Remark &R, Report &To) {
  Reader From(R);
  if (R.RemarkName == "Escape")
    To.Escapes.push_back(escapeOf(From));
  else if (R.RemarkName == "WindowSplit")
    To.Splits.push_back({From.function(), From.text("Level"),
                         From.text("Reason"), From.text("Callee"),
                         From.spot()});
  else if (R.RemarkName == "Window")
    To.Sites.push_back(siteOf(From));
}

static Error addFile(StringRef Path, Report &To) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return createFileError(Path, Buffer.getError());
  StringRef Text = (*Buffer)->getBuffer();
  if (Text.empty())
    return Error::success(); // a file without remarks
  auto Format = remarks::magicToFormat(Text);
  if (!Format)
    return createFileError(Path, Format.takeError());
  auto Parser = remarks::createRemarkParserFromMeta(*Format, Text);
  if (!Parser)
    return createFileError(Path, Parser.takeError());
  for (;;) {
    auto R = (*Parser)->next();
    if (!R) {
      Error E = R.takeError();
      if (!E.isA<remarks::EndOfFileError>())
        return createFileError(Path, std::move(E));
      consumeError(std::move(E));
      return Error::success();
    }
    if ((*R)->PassName == "kpkeys")
      add(**R, To);
  }
}

Error addRemarks(StringRef Path, Report &To) {
  To.HasRemarks = true;
  if (!sys::fs::is_directory(Path))
    return addFile(Path, To);
  std::error_code Code;
  bool HasFile = false;
  for (sys::fs::recursive_directory_iterator It(Path, Code), End;
       It != End && !Code; It.increment(Code)) {
    StringRef Name = It->path();
    if (!Name.ends_with(".opt.yaml") && !Name.ends_with(".opt.bitstream"))
      continue;
    HasFile = true;
    if (Error E = addFile(Name, To))
      return E;
  }
  if (Code)
    return createFileError(Path, Code);
  if (!HasFile)
    return createStringError(std::errc::no_such_file_or_directory,
                             "'%s' holds no *.opt.yaml or *.opt.bitstream",
                             Path.str().c_str());
  return Error::success();
}

} // namespace kpkeys
