//===- Excerpt.cpp - A function's source with its windows -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lines with a mark (a switch, a split, an escape) or with code in a window,
// and a few around them: of the function's own file, and of those from which
// code was inlined into it.
//
//===----------------------------------------------------------------------===//
#include "Excerpt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace llvm;

namespace kpkeys {

static constexpr uint64_t Context = 2, LeastGap = 3;

namespace {
struct Mark {
  std::string Class, Text, Title;
  bool operator<(const Mark &Other) const {
    return std::tie(Class, Text) < std::tie(Other.Class, Other.Text);
  }
};

/// What is known of each line.
class Excerpt {
  const FunctionReport &F;
  const std::string &File;
  const Markup &M;
  std::map<uint64_t, std::set<Mark>> Marks;
  std::map<uint64_t, const Window *> Inside; ///< the innermost
  std::set<uint64_t> Shown;
  std::string LevelBefore = "default";

  void addMark(const Spot &At, Mark What) {
    if (At.Line && At.File == File)
      Marks[At.Line].insert(std::move(What));
  }
  bool isOwn() const { return File == F.Source; }
  void addSwitches();
  void addRemarks();
  void addLines();
  void show(uint64_t Line);
  void trim(ArrayRef<StringRef> Lines);
  void writeLine(uint64_t Number, StringRef Text);

public:
  Excerpt(const FunctionReport &F, const std::string &File, const Markup &M)
      : F(F), File(File), M(M) {
    addSwitches();
    addRemarks();
    addLines();
  }
  void write();
};
} // namespace

void Excerpt::addSwitches() {
  for (const SwitchPlace &S : F.Switches) {
    const Window *W = F.window(S.Window);
    if (S.Kind == WindowKind::Function)
      continue;
    if (W)
      addMark(S.At, {"enter " + M.levelClass(W->Level), W->Level,
                     "a switch to " + W->Level + " is made for this line"});
    else
      addMark(S.At, {"leave " + M.levelClass(S.From), S.From,
                     S.From + " is left here"});
  }
}

void Excerpt::addRemarks() {
  for (const Split &S : M.R.Splits)
    if (S.Function == F.Name)
      addMark(S.At, {"split", S.Reason,
                     "keeps a window of " + S.Level + " from the next"});
  for (const Escape &E : M.R.Escapes)
    if (E.Function == F.Name)
      addMark(E.At, {"escape", "escape", E.Text});
}

void Excerpt::addLines() {
  for (const Window &W : F.Windows) {
    if (W.At.File != File)
      continue;
    for (uint64_t Line : W.Lines) {
      const Window *&Innermost = Inside[Line];
      if (!Innermost || W.Parent)
        Innermost = &W;
    }
  }
  for (const auto &[Line, W] : Inside)
    show(Line);
  for (const auto &[Line, Here] : Marks)
    show(Line);
  if (isOwn() && F.Line && !Shown.empty())
    Shown.insert(F.Line);
}

void Excerpt::show(uint64_t Line) {
  uint64_t First = Line > Context ? Line - Context : 1;
  if (isOwn() && F.Line &&
      F.Line <= Line) // not what stands before the function
    First = std::max(First, F.Line);
  for (uint64_t N = First; N <= Line + Context; ++N)
    Shown.insert(N);
}

/// Takes empty lines off both ends.
void Excerpt::trim(ArrayRef<StringRef> Lines) {
  auto IsEmpty = [Lines](uint64_t Line) {
    return Line > Lines.size() || Lines[Line - 1].trim().empty();
  };
  while (!Shown.empty() && IsEmpty(*Shown.begin()))
    Shown.erase(Shown.begin());
  while (!Shown.empty() && IsEmpty(*Shown.rbegin()))
    Shown.erase(std::prev(Shown.end()));
}

/// Comments, strings and keywords in colours of their own. A comment over
/// several lines is not seen: lines are shown alone.
static std::string coloured(StringRef Text) {
  std::string Result;
  auto Span = [&Result](StringRef Tag, StringRef Part) {
    Result += ("<" + Tag + ">" + escaped(Part) + "</" + Tag + ">").str();
  };
  while (!Text.empty()) {
    size_t Length = 1;
    char C = Text.front();
    if (Text.starts_with("//")) {
      Span("em", Text);
      break;
    }
    if (Text.starts_with("/*")) {
      Length = std::min(Text.size(), Text.find("*/") + 2);
      if (Text.find("*/") == StringRef::npos)
        Length = Text.size();
      Span("em", Text.take_front(Length));
    } else if (C == '"' || C == '\'') {
      while (Length < Text.size() && Text[Length] != C)
        Length += Text[Length] == '\\' ? 2 : 1;
      Length = std::min(Text.size(), Length + 1);
      Span("q", Text.take_front(Length));
    } else if (isAlpha(C) || C == '_') {
      StringRef Word =
          Text.take_while([](char D) { return isAlnum(D) || D == '_'; });
      Length = Word.size();
      if (isKeyword(Word))
        Span("b", Word);
      else
        Result += Word;
    } else
      Result += escaped(Text.take_front());
    Text = Text.drop_front(Length);
  }
  return Result;
}

/// Attributes without quotes: of a large program there are many lines.
void Excerpt::writeLine(uint64_t Number, StringRef Text) {
  auto It = Inside.find(Number);
  const Window *W = It == Inside.end() ? nullptr : It->second;
  if (W)
    M.OS << "<span class=\"line in " << M.levelClass(W->Level) << "\">";
  else
    M.OS << "<span class=line>";
  M.OS << "<i>" << Number << "</i>" << coloured(Text);
  for (const Mark &Here : Marks[Number])
    M.OS << "<span class=\"mark " << Here.Class << "\" title=\""
         << escaped(Here.Title) << "\">" << escaped(Here.Text) << "</span>";
  std::string Level = W ? W->Level : "default";
  if (Level != LevelBefore) // said, since a colour is not heard
    M.OS << "<span class=unseen> (at " << escaped(Level) << ")</span>";
  LevelBefore = Level;
  M.OS << "\n</span>";
}

void Excerpt::write() {
  ArrayRef<StringRef> Lines = M.Files.lines(File);
  if (Shown.empty())
    return;
  if (Lines.empty()) {
    M.OS << "<p class=\"note\">The source, " << escaped(File)
         << ", was not found.</p>\n";
    return;
  }
  trim(Lines);
  if (!isOwn())
    M.OS << "<p class=\"note\">From " << escaped(File) << ":</p>\n";
  M.OS << "<pre class=\"code\" role=\"region\" tabindex=\"0\" aria-label=\""
       << "source of " << escaped(F.displayName()) << "\">";
  uint64_t Before = 0;
  for (uint64_t Line : Shown) {
    bool IsGap = Before && Line > Before + LeastGap;
    if (IsGap)
      M.OS << "<span class=\"gap\">&#8943;\n</span>";
    for (uint64_t N = IsGap || !Before ? Line : Before + 1; N <= Line; ++N)
      writeLine(N, Lines[N - 1]);
    Before = Line;
  }
  M.OS << "</pre>\n";
}

void writeExcerpt(const FunctionReport &F, const Markup &M) {
  std::vector<std::string> Files = {F.Source};
  for (const Window &W : F.Windows)
    if (!is_contained(Files, W.At.File))
      Files.push_back(W.At.File);
  for (const std::string &File : Files)
    Excerpt(F, File, M).write();
}

} // namespace kpkeys
