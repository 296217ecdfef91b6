//===- Remarks.cpp - What the compiler said of a program ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what lib/Transforms/WindowReport.cpp and SiteRemarks.cpp write.
//
//===----------------------------------------------------------------------===//
#include "Remarks.h"
#include "RemarkFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Demangle/Demangle.h"

using namespace llvm;

namespace kpkeys {

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

Error addRemarks(StringRef Path, Report &To) {
  To.HasRemarks = true;
  return readRemarks(Path, [&](const remarks::Remark &R) { add(R, To); })
      .takeError();
}

} // namespace kpkeys
