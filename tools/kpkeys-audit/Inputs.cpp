//===- Inputs.cpp - Compile commands and summaries ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both are JSON: a list is compile_commands.json, a map is a summary.
//
//===----------------------------------------------------------------------===//
#include "Inputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"
#include <algorithm>

using namespace llvm;

namespace kpkeys::audit {

static Error failure(const Twine &Text) {
  return createStringError(inconvertibleErrorCode(), Text);
}

static bool fromJSON(const json::Value &In, Command &C, json::Path Where) {
  json::ObjectMapper O(In, Where);
  std::string Line;
  if (!O || !O.map("file", C.File) || !O.map("directory", C.Directory) ||
      !O.mapOptional("arguments", C.Arguments) ||
      !O.mapOptional("command", Line))
    return false;
  if (C.Arguments.empty()) {
    BumpPtrAllocator Memory;
    StringSaver Saver(Memory);
    SmallVector<const char *, 64> Words;
    cl::TokenizeGNUCommandLine(Line, Saver, Words);
    C.Arguments.assign(Words.begin(), Words.end());
  }
  if (C.Arguments.empty())
    Where.report("an entry needs 'arguments' or 'command'");
  return !C.Arguments.empty();
}

std::string sourceOf(const Command &C) {
  SmallString<128> Full;
  if (!sys::path::is_absolute(C.File))
    Full = C.Directory;
  sys::path::append(Full, C.File);
  return Full.str().str();
}

bool isAuditable(const Command &C) {
  static constexpr StringRef Assembly[] = {".s", ".S", ".sx", ".asm"};
  return !is_contained(Assembly, sys::path::extension(C.File));
}

namespace {
/// Makes paths those that a reader here would write; most come many times.
class Shortener {
  SmallString<128> Here;
  StringMap<std::string> Known;

public:
  Shortener() {
    if (sys::fs::current_path(Here))
      Here.clear(); // no current folder
  }
  void operator()(std::string &Path);
  void operator()(Place &P) {
    if (!P.File.empty())
      (*this)(P.File);
  }
  void operator()(std::vector<Note> &Notes) {
    for (Note &N : Notes)
      (*this)(N.Where);
  }
};
} // namespace

void Shortener::operator()(std::string &Path) {
  auto [It, IsNew] = Known.try_emplace(Path);
  if (IsNew) {
    SmallString<128> Clean(Path);
    sys::path::remove_dots(Clean, /*remove_dot_dot=*/true);
    StringRef Rest = Clean;
    bool IsBelow =
        !Here.empty() && Rest.consume_front(Here) && Rest.consume_front("/");
    It->second = (IsBelow ? Rest : StringRef(Clean)).str();
  }
  Path = It->second;
}

static void shortenPaths(Summary &S) {
  Shortener Shorten; // of its own: files are read by several threads
  Shorten(S.File);
  for (Function &F : S.Functions) {
    Shorten(F.Where);
    for (Need &N : F.Needs) {
      Shorten(N.Where);
      Shorten(N.Path);
    }
    for (Call &C : F.Calls) {
      Shorten(C.Where);
      Shorten(C.Path);
    }
    for (Guard &G : F.Guards)
      Shorten(G.Where);
  }
  for (Finding &F : S.Findings) {
    Shorten(F.Where);
    Shorten(F.Notes);
  }
}

static Error addSummary(StringRef Text, Inputs &To) {
  Expected<Summary> Read = parseSummary(Text);
  if (!Read)
    return Read.takeError();
  if (!Read->NotAudited.empty()) {
    To.Failures.push_back({Read->File, Read->NotAudited});
    return Error::success();
  }
  To.Summaries.push_back(std::move(*Read));
  shortenPaths(To.Summaries.back());
  return Error::success();
}

static Error addFile(StringRef Path, Inputs &To) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return failure("cannot be read: " + Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  if (!Text.ltrim().starts_with("["))
    return addSummary(Text, To);
  auto Commands =
      json::parse<std::vector<Command>>(Text, "compile_commands.json");
  if (!Commands)
    return Commands.takeError();
  To.Commands.insert(To.Commands.end(), Commands->begin(), Commands->end());
  return Error::success();
}

/// A file that is damaged does not keep the others from being reported.
static Error addFolder(StringRef Path, Inputs &To) {
  std::vector<std::string> Files;
  std::error_code Code;
  for (sys::fs::directory_iterator It(Path, Code), End; It != End && !Code;
       It.increment(Code))
    if (sys::path::extension(It->path()) == ".json")
      Files.push_back(It->path());
  if (Code)
    return failure("cannot read '" + Path + "': " + Code.message());
  if (Files.empty())
    return failure("no summary in '" + Path + "'");
  std::sort(Files.begin(), Files.end());
  for (const std::string &File : Files)
    if (Error Why = addFile(File, To))
      To.Failures.push_back({File, toString(std::move(Why))});
  return Error::success();
}

static Error addPath(StringRef Path, Inputs &To) {
  if (sys::fs::is_directory(Path))
    return addFolder(Path, To);
  if (Error Why = addFile(Path, To))
    return failure("'" + Path + "': " + toString(std::move(Why)));
  return Error::success();
}

Expected<Summary> readSummary(StringRef Path) {
  Inputs One;
  if (Error Why = addPath(Path, One))
    return std::move(Why);
  if (!One.Failures.empty())
    return failure(One.Failures.front().Why);
  if (One.Summaries.empty())
    return failure("'" + Path + "' is no summary");
  return std::move(One.Summaries.front());
}

Expected<Inputs> readInputs(const std::vector<std::string> &Paths) {
  Inputs All;
  for (const std::string &Path : Paths)
    if (Error Why = addPath(Path, All))
      return std::move(Why);
  return All;
}

} // namespace kpkeys::audit
