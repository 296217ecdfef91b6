//===- Html.cpp - Findings as a page --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One file that needs nothing else, and reads without scripts. A script adds
// filters by kind and by text.
//
//===----------------------------------------------------------------------===//
#include "Report.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <optional>

using namespace llvm;

namespace kpkeys::audit {

static constexpr StringLiteral Style = R"(
:root { color-scheme: light dark; --ink: #1c1f23; --dim: #5d6671;
  --page: #fbfbfa; --card: #fff; --line: #dfe2e6; --mark: #9a3412;
  --code: #f3f4f2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e6e8; --dim: #9aa3ad;
  --page: #15181b; --card: #1d2125; --line: #32383e; --mark: #f0a070;
  --code: #14171a; } }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; color: var(--ink);
  background: var(--page); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; } .dim { color: var(--dim); }
.tools { position: sticky; top: 0; padding: .7rem 0; background: var(--page);
  display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; }
.tools input[type=search] { flex: 1 1 14rem; padding: .35rem .6rem;
  border: 1px solid var(--line); border-radius: .4rem; font: inherit;
  color: inherit; background: var(--card); }
article { border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card); padding: .7rem 1rem; margin: .6rem 0; }
article h3 { font-size: 1rem; font-weight: 600; margin: 0; }
.kind { color: var(--mark); font-size: .85rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .87rem; }
pre { background: var(--code); border-radius: .3rem; padding: .4rem .6rem;
  margin: .4rem 0; overflow-x: auto; }
ol { margin: .3rem 0; padding-left: 1.4rem; }
li code { margin-left: .4rem; } li code.source { color: var(--ink); opacity: .8;
  background: var(--code); border-radius: .2rem; padding: 0 .3rem; }
)";

static constexpr StringLiteral Script = R"(
const all = [...document.querySelectorAll('article[data-kind]')];
const boxes = [...document.querySelectorAll('.tools input[type=checkbox]')];
const search = document.querySelector('.tools input[type=search]');
const shown = document.querySelector('#shown');
function show() {
  const kinds = new Set(boxes.filter(b => b.checked).map(b => b.value));
  const text = search.value.toLowerCase();
  let number = 0;
  for (const a of all) {
    a.hidden = !kinds.has(a.dataset.kind) ||
               !a.textContent.toLowerCase().includes(text);
    number += !a.hidden;
  }
  for (const s of document.querySelectorAll('section'))
    s.hidden = !s.querySelector('article:not([hidden])');
  shown.textContent = number + ' shown';
}
for (const input of [...boxes, search]) input.addEventListener('input', show);
document.querySelector('.tools').hidden = false;
show();
)";

/// "/linux/", of "/linux/mm/a.c" and "/linux/kernel/b.c".
static std::string commonFolder(ArrayRef<Finding> Findings) {
  std::optional<StringRef> Common;
  auto Add = [&Common](const Place &P) {
    if (P.File.empty())
      return;
    StringRef Folder = StringRef(P.File).take_front(P.File.rfind('/') + 1);
    if (!Common)
      Common = Folder;
    while (!Folder.starts_with(*Common))
      Common = Common->take_front(Common->drop_back().rfind('/') + 1);
  };
  for (const Finding &F : Findings) {
    Add(F.Where);
    for (const Note &N : F.Notes)
      Add(N.Where);
  }
  return Common.value_or("").str();
}

namespace {
/// The lines of source files, as far as they can be read.
class Sources {
  std::map<std::string, std::vector<std::string>> Lines;

public:
  StringRef line(const Place &P) {
    auto [It, New] = Lines.try_emplace(P.File);
    if (New && !P.File.empty())
      if (auto Buffer = MemoryBuffer::getFile(P.File, /*IsText=*/true))
        for (line_iterator L(**Buffer, /*SkipBlanks=*/false); !L.is_at_eof();
             ++L)
          It->second.push_back(L->str());
    bool IsThere = P.Line != 0 && P.Line <= It->second.size();
    return IsThere ? StringRef(It->second[P.Line - 1]) : StringRef();
  }
};

class Page {
  const Outcome &O;
  raw_ostream &OS;
  Sources Source;
  std::string Root; ///< the folder of all files that are named

public:
  Page(const Outcome &O, raw_ostream &OS)
      : O(O), OS(OS), Root(commonFolder(O.Findings)) {}
  void print();

private:
  void text(StringRef Text) { printHTMLEscaped(Text, OS); }
  StringRef below(StringRef Path) const {
    Path.consume_front(Root);
    return Path;
  }
  void note(const Note &N, const Finding &F);
  void tools();
  void finding(const Finding &F);
  void failures();
};
} // namespace

void Page::tools() {
  std::map<Kind, size_t> Count;
  for (const Finding &F : O.Findings)
    ++Count[F.What];
  OS << "<div class=tools hidden><input type=search aria-label=Filter "
        "placeholder=\"function, file or text\">";
  for (auto [What, Number] : Count)
    OS << "<label title=\"" << kindHelp(What)
       << "\"><input type=checkbox checked value=" << kindName(What) << "> "
       << kindName(What) << " <span class=dim>" << Number << "</span></label>";
  OS << "<span id=shown class=dim role=status></span></div>\n";
}

/// The place in short, and the line that is there.
void Page::note(const Note &N, const Finding &F) {
  OS << "<li>";
  text(N.Text);
  if (!N.Where.File.empty()) {
    OS << " <code class=dim>";
    if (N.Where.File == F.Where.File)
      OS << "line " << N.Where.Line;
    else
      text((below(N.Where.File) + ":" + Twine(N.Where.Line)).str());
    OS << "</code>";
  }
  if (StringRef Line = Source.line(N.Where).trim(); !Line.empty()) {
    OS << " <code class=source>";
    text(Line);
    OS << "</code>";
  }
  OS << "</li>";
}

void Page::finding(const Finding &F) {
  OS << "<article data-kind=" << kindName(F.What) << "><h3>";
  text(F.Message);
  OS << "</h3><p class=dim><span class=kind>" << kindName(F.What)
     << "</span> <code>";
  text(below(F.Where.text()));
  OS << "</code> in <code>";
  text(F.Function);
  OS << "</code></p>";
  if (StringRef Line = Source.line(F.Where); !Line.empty()) {
    OS << "<pre>";
    text(Line.trim());
    OS << "</pre>";
  }
  if (!F.Notes.empty()) {
    OS << "<ol>";
    for (const Note &N : F.Notes)
      note(N, F);
    OS << "</ol>";
  }
  OS << "</article>\n";
}

void Page::failures() {
  if (O.Failures.empty())
    return;
  OS << "<h2>Not audited</h2>\n";
  for (const Failure &F : O.Failures) {
    OS << "<article><h3>";
    text(F.File);
    OS << "</h3><pre>";
    text(F.Why);
    OS << "</pre></article>\n";
  }
}

void Page::print() {
  OS << "<!doctype html>\n<html lang=en><meta charset=utf-8>\n<meta "
        "name=viewport content=\"width=device-width\">\n<title>kpkeys-audit"
        "</title>\n<style>"
     << Style << "</style>\n<h1>Guards placed by hand</h1>\n<p class=dim>";
  text(totals(O));
  if (!Root.empty()) {
    OS << ", in <code>";
    text(Root);
    OS << "</code>";
  }
  OS << "</p>\n";
  if (!O.Findings.empty())
    tools();
  StringRef File = "?";
  for (const Finding &F : O.Findings) {
    if (F.Where.File != File) {
      OS << (File == "?" ? "" : "</section>\n") << "<section><h2>";
      File = F.Where.File;
      text(File.empty() ? "no place" : below(File));
      OS << "</h2>\n";
    }
    finding(F);
  }
  if (!O.Findings.empty())
    OS << "</section>\n<script>" << Script << "</script>\n";
  failures();
}

void printHTML(const Outcome &O, raw_ostream &OS) { Page(O, OS).print(); }

} // namespace kpkeys::audit
