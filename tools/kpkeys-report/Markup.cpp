//===- Markup.cpp - Pieces of a page --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All text goes through escaped(): names come from files that nobody vouches
// for.
//
//===----------------------------------------------------------------------===//
#include "Markup.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

/// Colours in Page.css.
static constexpr unsigned NumColours = 7;

std::string escaped(StringRef Text) {
  std::string Result;
  raw_string_ostream OS(Result);
  printHTMLEscaped(Text, OS);
  return Result;
}

Markup::Markup(const Report &R, Sources &Files, raw_ostream &OS)
    : R(R), Files(Files), OS(OS) {
  auto Number = [this](const std::string &Level) {
    LevelNumbers.try_emplace(Level, LevelNumbers.size());
  };
  for (const Input &I : R.Inputs)
    for (size_t L = 1; L < I.Levels.size(); ++L) // the first is the default
      Number(I.Levels[L].Name);
  for (const FunctionReport &F : R.Functions) {
    FunctionNumbers.try_emplace(&F, FunctionNumbers.size());
    FunctionsByName.try_emplace(F.Name, &F);
    for (const Window &W : F.Windows)
      Number(W.Level);
  }
}

std::string Markup::levelClass(StringRef Level) const {
  auto It = LevelNumbers.find(Level.str());
  return It == LevelNumbers.end()
             ? "lx"
             : "l" + std::to_string(It->second % NumColours);
}

std::string Markup::level(StringRef Level) const {
  return "<span class=\"level " + levelClass(Level) + "\">" + escaped(Level) +
         "</span>";
}

std::string Markup::anchor(const FunctionReport &F) const {
  return "f" + std::to_string(FunctionNumbers.at(&F));
}

std::string Markup::functionLink(const FunctionReport &F) const {
  return "<a href=\"#" + anchor(F) + "\">" + escaped(F.displayName()) + "</a>";
}

std::string Markup::functionLink(const std::string &Name) const {
  auto It = FunctionsByName.find(Name);
  if (It != FunctionsByName.end())
    return functionLink(*It->second);
  FunctionReport Unknown;
  Unknown.Name = Name;
  return escaped(Unknown.displayName());
}

std::string Markup::place(const Spot &At) const {
  Spot Short = At;
  Short.File = sys::path::filename(At.File).str();
  Short.Column = 0;
  return "<span class=\"place\" title=\"" + escaped(At.str()) + "\">" +
         escaped(Short.str()) + "</span>";
}

std::string Markup::snippet(const Spot &At) const {
  StringRef Line = Files.line(At.File, At.Line).trim();
  return Line.empty() ? "" : "<code>" + escaped(Line) + "</code>";
}

void Markup::beginTable(StringRef Caption, ArrayRef<StringRef> Names,
                        StringRef Class) const {
  OS << "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\""
     << escaped(Caption) << "\"><table class=\"sortable " << Class
     << "\"><caption class=\"unseen\">" << escaped(Caption)
     << "</caption><thead><tr>";
  for (StringRef Name : Names) {
    bool IsNumber = Name.consume_front("#");
    OS << "<th scope=\"col\"" << (IsNumber ? " class=\"num\"" : "") << ">"
       << escaped(Name) << "</th>";
  }
  OS << "</tr></thead><tbody>\n";
}

void Markup::numberCell(uint64_t Number) const {
  OS << "<td class=\"num" << (Number ? "" : " zero") << "\">" << Number
     << "</td>";
}

void Markup::boundCell(const Bound &Number) const {
  if (Number)
    return numberCell(*Number);
  OS << "<td class=\"num\" data-sort=\"1e99\">any</td>";
}

} // namespace kpkeys
