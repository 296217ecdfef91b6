//===- Run.cpp - The compiler, with the plugin, over many files -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// -fsyntax-only in place of what the command makes: the audit generates code of
// its own. The results are put together in the order of the commands, however
// the jobs end.
//
//===----------------------------------------------------------------------===//
#include "Run.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include "llvm/TargetParser/Triple.h"
#include <optional>

using namespace llvm;

namespace kpkeys::audit {

static bool isWrapper(StringRef Program) {
  return is_contained({"ccache", "sccache", "distcc", "icecc"},
                      sys::path::filename(Program));
}

/// The place of the compiler in the command.
static size_t compilerOf(const Command &C) {
  return C.Arguments.size() > 1 && isWrapper(C.Arguments[0]) ? 1 : 0;
}

/// True if \p Argument writes a file, makes warnings errors or loads a plugin;
/// \p TakesNext: so does the argument behind it, which is its own.
static bool isDropped(StringRef Argument, bool &TakesNext) {
  static constexpr StringRef Alone[] = {"-c",
                                        "-S",
                                        "-E",
                                        "-M",
                                        "-MM",
                                        "-MD",
                                        "-MG",
                                        "-MP",
                                        "-MV",
                                        "-MMD",
                                        "-emit-llvm",
                                        "--write-dependencies",
                                        "--write-user-dependencies"};
  static constexpr StringRef WithNext[] = {"-o",
                                           "-MF",
                                           "-MT",
                                           "-MQ",
                                           "-MJ",
                                           "--output",
                                           "--serialize-diagnostics",
                                           "-serialize-diagnostics"};
  static constexpr StringRef Starts[] = {
      "-o",           "-MF",       "-MT",     "-MQ",
      "-MJ",          "--output=", "-Wp,-M",  "-save-temps",
      "--save-temps", "-fplugin",  "-Werror", "-ftime-trace"};
  TakesNext = is_contained(WithNext, Argument);
  return TakesNext || is_contained(Alone, Argument) ||
         any_of(Starts, [Argument](StringRef Start) {
           return Argument.starts_with(Start);
         });
}

/// The arguments of \p C but for those, and for what comes behind "--".
static std::vector<std::string> argumentsFor(const Command &C) {
  std::vector<std::string> Kept;
  bool TakesNext = false;
  size_t End = C.Arguments.size();
  for (size_t I = compilerOf(C) + 1; I < End; ++I) {
    StringRef Argument = C.Arguments[I];
    if (Argument == "--")
      break;
    bool IsDashX = Argument == "-Xclang" && I + 1 < End;
    if (isDropped(C.Arguments[I + IsDashX], TakesNext))
      I += IsDashX ? 1 + 2 * TakesNext : TakesNext; // "-Xclang A -Xclang B"
    else
      Kept.push_back(Argument.str());
  }
  return Kept;
}

/// What comes behind "--": names of files.
static ArrayRef<std::string> filesOf(const Command &C) {
  ArrayRef<std::string> All = C.Arguments;
  return All.drop_until([](StringRef Argument) { return Argument == "--"; });
}

static std::string chooseClang(const Command &C, const RunOptions &Options) {
  if (!Options.Clang.empty())
    return Options.Clang;
  StringRef Named = C.Arguments[compilerOf(C)];
  if (sys::path::filename(Named).starts_with("clang"))
    return Named.str();
  return "clang-" + std::to_string(LLVM_VERSION_MAJOR);
}

/// The target that the name of a cross compiler tells: \p C is compiled by
/// another one.
static std::optional<std::string> crossTarget(const Command &C) {
  static const Regex Cross(
      "^(.+)-(gcc|g[+][+]|cc|c[+][+]|clang|clang[+][+])(-[0-9.]+)?$");
  SmallVector<StringRef, 3> Parts;
  StringRef Name = sys::path::filename(C.Arguments[compilerOf(C)]);
  if (!Cross.match(Name, &Parts))
    return std::nullopt;
  StringRef Prefix = Parts[1];
  bool IsTriple =
      Prefix.contains('-') || Triple(Prefix).getArch() != Triple::UnknownArch;
  bool IsSaid = any_of(C.Arguments, [](StringRef Argument) {
    return Argument == "-target" || Argument == "--target" ||
           Argument.starts_with("--target=");
  });
  if (!IsTriple || IsSaid)
    return std::nullopt; // "musl-gcc"
  return Prefix.str();
}

static std::vector<std::string> commandLine(const Command &C,
                                            const RunOptions &Options,
                                            StringRef SummaryPath) {
  const std::string Plugin = "-fplugin-arg-kpkeys-";
  // The shell changes into the folder of the command.
  std::vector<std::string> Line = {"sh", "-c", "cd \"$0\" && exec \"$@\"",
                                   C.Directory, chooseClang(C, Options)};
  if (std::optional<std::string> Target = crossTarget(C))
    Line.push_back("--target=" + *Target);
  append_range(Line, argumentsFor(C));
  Line.insert(Line.end(), {"-fsyntax-only", "-w", "-fno-crash-diagnostics",
                           "-fplugin=" + Options.Plugin, Plugin + "mode=audit",
                           Plugin + "policy=" + Options.Policy,
                           Plugin + "audit-summary=" + SummaryPath.str()});
  if (!Options.Target.empty())
    Line.push_back(Plugin + "target=" + Options.Target);
  append_range(Line, Options.ExtraArguments);
  append_range(Line, filesOf(C));
  return Line;
}

namespace {
struct Result {
  std::optional<Summary> Read;
  std::string Why;
};
} // namespace

static std::string firstLines(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  StringRef Text = Buffer ? (*Buffer)->getBuffer().trim() : "";
  SmallVector<StringRef, 8> Lines;
  Text.split(Lines, '\n', /*MaxSplit=*/6);
  if (Lines.size() > 6)
    Lines.pop_back();
  return Text.empty() ? "the compiler failed" : join(Lines, "\n");
}

static Result runOne(const Command &C, const RunOptions &Options,
                     StringRef SummaryPath) {
  SmallString<128> Messages;
  if (sys::fs::createTemporaryFile("kpkeys-audit", "txt", Messages))
    return {std::nullopt, "cannot make a temporary file"};
  FileRemover AtEnd(Messages);
  if (std::error_code Code = sys::fs::remove(SummaryPath)) // of an earlier run
    return {std::nullopt, Code.message()};
  std::vector<std::string> Line = commandLine(C, Options, SummaryPath);
  std::vector<StringRef> Arguments(Line.begin(), Line.end());
  std::string Problem;
  int Status =
      sys::ExecuteAndWait("/bin/sh", Arguments, std::nullopt,
                          {StringRef(""), StringRef(""), Messages.str()},
                          /*SecondsToWait=*/0, /*MemoryLimit=*/0, &Problem);
  Result Out;
  if (Status != 0 || !sys::fs::exists(SummaryPath))
    Out.Why = Problem.empty() ? firstLines(Messages) : Problem;
  else if (Expected<Summary> Read = readSummary(SummaryPath))
    Out.Read = std::move(*Read);
  else
    Out.Why = toString(Read.takeError());
  return Out;
}

/// The folder for the summaries; std::nullopt: \p Failures says why.
static std::optional<std::string> makeFolder(const RunOptions &Options,
                                             std::vector<Failure> &Failures) {
  SmallString<128> Folder(Options.Summaries);
  std::error_code Code =
      Folder.empty() ? sys::fs::createUniqueDirectory("kpkeys-audit", Folder)
                     : sys::fs::create_directories(Folder);
  if (!Code)
    Code = sys::fs::make_absolute(Folder);
  if (!Code)
    return Folder.str().str();
  Failures.push_back({Folder.str().str(), Code.message()});
  return std::nullopt;
}

/// What the command makes, if it says so: a file may be compiled twice.
static StringRef outputOf(const Command &C) {
  for (size_t I = compilerOf(C) + 1; I + 1 < C.Arguments.size(); ++I)
    if (C.Arguments[I] == "-o")
      return C.Arguments[I + 1];
  return "";
}

/// The same for each run, whatever else is in the list.
static std::string summaryName(const Command &C) {
  std::string Made = (sourceOf(C) + StringRef("\0", 1) + outputOf(C)).str();
  return formatv("{0}-{1:x-16}.json", sys::path::filename(C.File),
                 xxh3_64bits(Made))
      .str();
}

static bool isSummary(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  return Buffer && (*Buffer)->getBuffer().contains("\"kpkeys-audit\":");
}

/// Removes the summaries of files that are no longer in the list.
static void removeOthers(StringRef Folder, const StringSet<> &Names,
                         std::vector<Failure> &Failures) {
  static const Regex Ours("-[0-9a-f]{16}[.]json$");
  std::error_code Code;
  for (sys::fs::directory_iterator It(Folder, Code), End; It != End && !Code;
       It.increment(Code)) {
    StringRef Name = sys::path::filename(It->path());
    if (!Ours.match(Name) || Names.contains(Name) || !isSummary(It->path()))
      continue;
    if (std::error_code Why = sys::fs::remove(It->path()))
      Failures.push_back({It->path(), Why.message()});
  }
  if (Code)
    Failures.push_back({Folder.str(), Code.message()});
}

/// In place of a summary, for who reads the folder later.
static void writeFailure(const Failure &F, StringRef Policy, StringRef Path) {
  Summary None;
  None.File = F.File;
  None.Policy = Policy.str();
  None.NotAudited = F.Why;
  std::error_code Code;
  raw_fd_ostream OS(Path, Code, sys::fs::OF_Text);
  if (!Code) {
    OS << toJSON(None) << "\n";
    OS.close();
    Code = OS.error();
    OS.clear_error();
  }
  if (Code)
    errs() << "kpkeys-audit: error: cannot write '" << Path
           << "': " << Code.message() << "\n";
}

void runAudit(const std::vector<Command> &Commands, const RunOptions &Options,
              std::vector<Summary> &To, std::vector<Failure> &Failures) {
  std::optional<std::string> Folder = makeFolder(Options, Failures);
  if (!Folder)
    return;
  std::vector<Result> Results(Commands.size());
  std::vector<std::string> WrittenTo(Commands.size());
  StringSet<> Names;
  {
    DefaultThreadPool Pool(hardware_concurrency(Options.Jobs));
    for (size_t I = 0; I != Commands.size(); ++I) {
      std::string Name = summaryName(Commands[I]);
      while (!Names.insert(Name).second) // the same command once more
        Name.insert(0, "again-");
      Pool.async([&, I, Name] {
        SmallString<128> Path(*Folder);
        sys::path::append(Path, Name);
        Results[I] = runOne(Commands[I], Options, Path);
        WrittenTo[I] = Path.str().str();
      });
    }
    Pool.wait();
  }
  if (Options.IsWhole)
    removeOthers(*Folder, Names, Failures);
  for (const Result &R : Results)
    if (R.Read)
      To.push_back(*R.Read);
  for (const auto &[C, R, Path] : zip_equal(Commands, Results, WrittenTo)) {
    if (R.Read)
      continue;
    Failures.push_back({json::fixUTF8(C.File), json::fixUTF8(R.Why)});
    if (!Options.Summaries.empty())
      writeFailure(Failures.back(), To.empty() ? "" : To.front().Policy, Path);
  }
  if (Options.Summaries.empty())
    if (std::error_code Code = sys::fs::remove_directories(*Folder))
      errs() << "kpkeys-audit: warning: '" << *Folder
             << "' is left: " << Code.message() << "\n";
}

} // namespace kpkeys::audit
