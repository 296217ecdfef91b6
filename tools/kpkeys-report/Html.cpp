//===- Html.cpp - Reports for browsers ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One page: what can be read stands in the HTML, and the script only sorts,
// filters and opens. The page asks for nothing from elsewhere, and says so by
// its content security policy.
//
//===----------------------------------------------------------------------===//
#include "Html.h"
#include "AdviceHtml.h"
#include "Excerpt.h"
#include "Markup.h"
#include "Page.inc"
#include "Text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

namespace {
class Page {
  const Report &R;
  const Difference *D;
  const Advice *A;
  raw_ostream &OS;
  Markup M;
  Totals Sums;

public:
  Page(const Report &R, const Difference *D, const Advice *A, Sources &Files,
       raw_ostream &OS)
      : R(R), D(D), A(A), OS(OS), M(R, Files, OS), Sums(R.totals()) {}
  void write();

private:
  void writeHead();
  void writeHeader();
  void writeSummary();
  void writeDifference();
  void writeFunctions();
  void writeSums(StringRef Id, StringRef Name, bool AreLevels,
                 const std::map<std::string, Total> &Map);
  void writeWindowList(const FunctionReport &F, uint64_t Parent);
  void writeDetails();
  void writeWindows();
  void writeSplits();
  void writeEscapes();
  void writeUnseen();
  void heading(StringRef Id, StringRef Text, const Twine &Note = "");
};
} // namespace

void Page::heading(StringRef Id, StringRef Text, const Twine &Note) {
  OS << "<section aria-labelledby=\"" << Id << "\"><h2 id=\"" << Id << "\">"
     << Text << "</h2>\n";
  if (std::string Says = Note.str(); !Says.empty())
    OS << "<p class=\"note\">" << Says << "</p>\n";
}

void Page::writeHead() {
  std::string Title = R.Inputs.size() == 1
                          ? sys::path::filename(R.Inputs.front().Path).str()
                          : std::to_string(R.Inputs.size()) + " files";
  OS << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        "<title>Windows of "
     << escaped(Title) << "</title>\n<style>" << Pagecss
     << "</style></head><body>\n"
        "<a class=\"skip\" href=\"#functions\">Skip to the functions</a>\n";
}

void Page::writeHeader() {
  OS << "<header><h1>Protection windows</h1>\n<ul class=\"inputs\">";
  for (const Input &I : R.Inputs) {
    OS << "<li><b>" << escaped(I.Path) << "</b> <span>target "
       << escaped(I.Target) << ", policy " << escaped(I.Policy) << ", digest "
       << escaped(StringRef(I.Digest).take_front(8)) << "</span></li>";
    if (&I - R.Inputs.data() == 5 && R.Inputs.size() > 6) {
      OS << "<li><span>and " << R.Inputs.size() - 6 << " more</span></li>";
      break;
    }
  }
  OS << "</ul></header>\n<nav aria-label=\"Sections\"><ul>";
  auto Link = [this](bool Has, StringRef Id, StringRef Text) {
    if (Has)
      OS << "<li><a href=\"#" << Id << "\">" << Text << "</a></li>";
  };
  Link(D, "difference", "Difference");
  Link(true, "functions", "Functions");
  Link(true, "sums", "Sums");
  Link(true, "code", "Code");
  Link(true, "windows", "Windows");
  Link(R.HasRemarks, "splits", "Splits");
  Link(R.HasRemarks, "escapes", "Escapes");
  Link(!R.Unseen.empty(), "unseen", "Not seen");
  Link(A, "cost", "Cost");
  Link(A, "layout", "Layout");
  OS << "</ul><div class=\"tools\" hidden>"
        "<output id=\"found\" for=\"filter\" aria-live=\"polite\"></output>"
        "<label for=\"filter\">Filter</label>"
        "<input id=\"filter\" type=\"search\" placeholder=\"function, file, "
        "level\" autocomplete=\"off\" "
        "spellcheck=\"false\"></div></nav>\n<main>\n";
}

void Page::writeSummary() {
  const Total &T = Sums.All;
  OS << "<dl class=\"tiles\" aria-label=\"Sums\">";
  auto Tile = [this](uint64_t Number, StringRef Name, StringRef Title) {
    OS << "<div title=\"" << Title << "\"><dt>" << Name << "</dt><dd>" << Number
       << "</dd></div>";
  };
  Tile(Sums.Functions, "functions", "functions with windows or at a level");
  Tile(T.Windows, "windows", "windows and scopes");
  Tile(T.Switches, "switches", "places in the code that switch levels");
  Tile(T.Holds.Writes, "writes", "instructions that write protected data");
  if (T.Holds.Reads)
    Tile(T.Holds.Reads, "reads", "instructions that read secret data");
  Tile(T.Holds.ForeignStores, "foreign stores",
       "stores in windows that are no protected writes");
  Tile(T.Holds.Calls, "calls", "calls in windows, of functions at the level");
  Tile(T.LongestPath, "longest path",
       "instructions on the longest way through a window");
  if (R.HasRemarks)
    Tile(Sums.Escapes, "escapes", "pointers that the compiler cannot follow");
  OS << "</dl>\n";
}

void Page::writeDifference() {
  heading("difference", "Difference",
          "Against the other build. Lines are not compared.");
  M.beginTable("Totals of both builds", {"Total", "#Old", "#New", "#Change"},
               "narrow");
  for (const NumberChange &N : D->Totals) {
    OS << "<tr><th scope=\"row\">" << escaped(N.Name) << "</th>";
    M.numberCell(N.Old);
    M.numberCell(N.New);
    int64_t Change = static_cast<int64_t>(N.New - N.Old);
    OS << "<td class=\"num "
       << (Change > 0   ? "more"
           : Change < 0 ? "less"
                        : "zero")
       << "\" data-sort=\"" << Change << "\">";
    if (Change)
      OS << (Change > 0 ? "+" : "&minus;") << std::abs(Change);
    else
      OS << "0";
    OS << "</td></tr>\n";
  }
  M.endTable();
  if (D->Windows.empty())
    OS << "<p>No window differs.</p>\n";
  else
    M.beginTable("Windows that differ",
                 {"", "Function", "Place", "Level", "Difference"});
  for (const WindowChange &C : D->Windows) {
    const Window &W = C.window();
    OS << "<tr class=\"row\"><td><span class=\"change " << C.word() << "\">"
       << C.word() << "</span></td><th scope=\"row\">"
       << M.functionLink(C.function().Name) << "</th><td>" << M.place(W.At)
       << "</td><td>" << M.level(W.Level) << "</td><td>"
       << escaped(join(C.What, ", ")) << "</td></tr>\n";
  }
  if (!D->Windows.empty())
    M.endTable();
  OS << "</section>\n";
}

void Page::writeFunctions() {
  heading("functions", "Functions");
  M.beginTable("Functions with windows",
               {"Function", "Place", "Levels", "#Windows", "#Switches",
                "#Writes", "#Reads", "#Calls", "#Foreign stores",
                "#Longest path"});
  for (const FunctionReport &F : R.Functions) {
    Total T;
    std::vector<std::string> Levels;
    if (!F.EntryLevel.empty())
      Levels.push_back(F.EntryLevel);
    for (const Window &W : F.Windows) {
      T.add(W);
      if (!is_contained(Levels, W.Level))
        Levels.push_back(W.Level);
    }
    Spot At{F.Source, F.Line, 0};
    if (!F.Line && !F.Windows.empty())
      At.Line = F.Windows.front().At.Line;
    OS << "<tr class=\"row\"><th scope=\"row\">" << M.functionLink(F)
       << "</th><td>" << M.place(At) << "</td><td>";
    for (const std::string &Level : Levels)
      OS << M.level(Level) << " ";
    OS << "</td>";
    for (uint64_t Number :
         {T.Windows, uint64_t(numSwitches(F)), T.Holds.Writes, T.Holds.Reads,
          T.Holds.Calls, T.Holds.ForeignStores, T.LongestPath})
      M.numberCell(Number);
    OS << "</tr>\n";
  }
  M.endTable();
  OS << "</section>\n";
}

void Page::writeSums(StringRef Id, StringRef Name, bool AreLevels,
                     const std::map<std::string, Total> &Map) {
  if (Map.empty())
    return;
  OS << "<div><h3 id=\"" << Id << "\">By " << Name.lower() << "</h3>\n";
  M.beginTable("Sums by " + Name.lower(),
               {Name, "#Windows", "#Switches", "#Writes", "#Foreign", "#Path"});
  for (const auto &[Key, T] : Map) {
    OS << "<tr><th scope=\"row\">" << (AreLevels ? M.level(Key) : escaped(Key))
       << "</th>";
    for (uint64_t Number :
         {T.Windows, T.Switches, T.Holds.Writes, T.Holds.Reads,
          T.Holds.ForeignStores, T.LongestPath})
      M.numberCell(Number);
    OS << "</tr>\n";
  }
  M.endTable();
  OS << "</div>\n";
}

/// The windows of \p F in its scope \p Parent, and what is in these.
void Page::writeWindowList(const FunctionReport &F, uint64_t Parent) {
  bool IsOpen = false;
  for (const Window &W : F.Windows) {
    if (W.Parent != Parent)
      continue;
    if (!IsOpen)
      OS << "<ul class=\"nest\">";
    IsOpen = true;
    OS << "<li><div class=\"window " << M.levelClass(W.Level) << "\">"
       << "<span class=\"kind\">" << kindName(W.Kind) << "</span> "
       << M.level(W.Level) << " " << M.place(W.At) << "<span class=\"facts\">";
    std::vector<std::string> Facts;
    auto Count = [&Facts](uint64_t Number, StringRef What) {
      if (Number)
        Facts.push_back(counted(Number, What));
    };
    Count(W.Holds.Writes, "write");
    Count(W.Holds.Reads, "read");
    Count(W.Holds.Calls, "call");
    Count(W.Holds.ForeignStores, "foreign store");
    Count(W.Instructions, "instruction");
    Count(W.Switches, "switch place");
    Facts.push_back("longest path " + std::to_string(W.LongestPath));
    OS << join(Facts, ", ") << "</span>";
    if (!W.Callees.empty())
      OS << "<span class=\"runs\">may run " << escaped(joined(W.Callees))
         << "</span>";
    OS << "</div>";
    writeWindowList(F, W.Number);
    OS << "</li>";
  }
  if (IsOpen)
    OS << "</ul>\n";
}

void Page::writeDetails() {
  heading("code", "Code",
          R.Functions.empty()
              ? "No function has a window."
              : "Lines in a window have its level's colour; a mark behind a "
                "line says what is switched for it, or what ends a window.");
  for (const FunctionReport &F : R.Functions) {
    OS << "<details class=\"function row\"><summary><span class=\"name\">"
       << escaped(F.displayName()) << "</span> <span class=\"where\">"
       << escaped(F.Source) << "</span> ";
    std::vector<std::string> Levels;
    for (const Window &W : F.Windows)
      if (!is_contained(Levels, W.Level))
        Levels.push_back(W.Level);
    for (const std::string &Level : Levels)
      OS << M.level(Level) << " ";
    OS << "</summary><div id=\"" << M.anchor(F) << "\" class=\"body\">\n";
    if (!F.EntryLevel.empty())
      OS << "<p>Entered and left at level " << M.level(F.EntryLevel)
         << ".</p>\n";
    writeWindowList(F, 0);
    writeExcerpt(F, M);
    OS << "</div></details>\n";
  }
  OS << "</section>\n";
}

void Page::writeWindows() {
  heading("windows", "Windows");
  M.beginTable("All windows",
               {"Function", "Place", "Kind", "Level", "Domains", "#Switches",
                "#Writes", "#Bytes", "#Reads", "#Calls", "#Foreign stores",
                "#Foreign bytes", "#Instructions", "#Longest path"});
  for (const FunctionReport &F : R.Functions)
    for (const Window &W : F.Windows) {
      OS << "<tr class=\"row\"><th scope=\"row\">" << M.functionLink(F)
         << "</th><td>" << M.place(W.At) << "</td><td>" << kindName(W.Kind)
         << "</td><td>" << M.level(W.Level) << "</td><td>"
         << escaped(joined(W.Domains)) << "</td>";
      M.numberCell(W.Switches);
      M.numberCell(W.Holds.Writes);
      M.boundCell(W.WriteBytes);
      M.numberCell(W.Holds.Reads);
      M.numberCell(W.Holds.Calls);
      M.numberCell(W.Holds.ForeignStores);
      M.boundCell(W.ForeignBytes);
      M.numberCell(W.Instructions);
      M.numberCell(W.LongestPath);
      OS << "</tr>\n";
    }
  M.endTable();
  OS << "</section>\n";
}

void Page::writeSplits() {
  std::map<std::string, unsigned> Reasons;
  for (const Split &S : R.Splits)
    ++Reasons[S.Reason];
  SmallVector<std::string, 4> Counts;
  for (const auto &[Reason, Number] : Reasons)
    Counts.push_back(escaped(Reason) + " " + std::to_string(Number));
  heading("splits", "What splits windows",
          R.Splits.empty() ? "Nothing does."
                           : "By reason: " + join(Counts, ", ") + ".");
  if (!R.Splits.empty()) {
    M.beginTable("What splits windows",
                 {"Function", "Place", "Level", "Reason", "Source"});
    for (const Split &S : R.Splits)
      OS << "<tr class=\"row\"><th scope=\"row\">" << M.functionLink(S.Function)
         << "</th><td>" << M.place(S.At) << "</td><td>" << M.level(S.Level)
         << "</td><td>" << escaped(S.Reason)
         << (S.Callee.empty() ? ""
                              : " of <code>" + escaped(S.Callee) + "</code>")
         << "</td><td>" << M.snippet(S.At) << "</td></tr>\n";
    M.endTable();
  }
  OS << "</section>\n";
}

void Page::writeEscapes() {
  heading("escapes", "Escapes",
          R.Escapes.empty() ? "No pointer leaves."
                            : "Pointers into protected data that the compiler "
                              "cannot follow, and what to do about each.");
  if (!R.Escapes.empty())
    OS << "<ul class=\"escapes\">";
  for (const Escape &E : R.Escapes) {
    OS << "<li class=\"row\"><p class=\"head\">" << M.place(E.At) << " in "
       << M.functionLink(E.Function) << " <span class=\"kind\">"
       << escaped(E.Domain) << ", " << escaped(E.Kind) << "</span></p>";
    if (std::string Line = M.snippet(E.At); !Line.empty())
      OS << "<p class=\"snippet\">" << Line << "</p>";
    OS << "<p>" << escaped(E.Text) << ".</p>";
    if (!E.Cure.empty())
      OS << "<p class=\"cure\"><b>Cure:</b> " << escaped(E.Cure) << ".</p>";
    OS << "</li>\n";
  }
  OS << (R.Escapes.empty() ? "" : "</ul>") << "</section>\n";
}

void Page::writeUnseen() {
  heading("unseen", "Not seen by the plugin",
          "Code whose writes have no windows.");
  M.beginTable("Not seen by the plugin", {"What", "Why", "From"});
  for (const UnseenCode &U : R.Unseen)
    OS << "<tr class=\"row\"><th scope=\"row\">" << escaped(U.What)
       << "</th><td>" << escaped(U.Why) << "</td><td>" << escaped(U.Input)
       << "</td></tr>\n";
  M.endTable();
  OS << "</section>\n";
}

void Page::write() {
  writeHead();
  writeHeader();
  writeSummary();
  if (D)
    writeDifference();
  writeFunctions();
  heading("sums", "Sums");
  OS << "<div class=\"sums\">";
  writeSums("levels", "Level", true, Sums.Levels);
  writeSums("domains", "Domain", false, Sums.Domains);
  writeSums("files", "File", false, Sums.Files);
  OS << "</div></section>\n";
  writeDetails();
  writeWindows();
  if (R.HasRemarks) {
    writeSplits();
    writeEscapes();
  }
  if (!R.Unseen.empty())
    writeUnseen();
  if (A)
    writeAdvice(*A, M);
  OS << "</main>\n<footer><p>kpkeys-report " KPKEYS_VERSION "</p></footer>\n"
     << "<script>" << Pagejs << "</script></body></html>\n";
}

void printHtml(const Report &R, const Difference *D, const Advice *A,
               const std::vector<std::string> &SourceDirs, raw_ostream &OS) {
  Sources Files(SourceDirs.empty() ? std::vector<std::string>{"."}
                                   : SourceDirs);
  Page(R, D, A, Files, OS).write();
}

} // namespace kpkeys
