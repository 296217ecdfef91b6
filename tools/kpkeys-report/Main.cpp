//===- Main.cpp - kpkeys-report: what windows there are, and what they cost ==//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the records of objects, archives and programs, and what the compiler
// remarked, and prints them as text, JSON or a page. Nothing is run.
//
//===----------------------------------------------------------------------===//
#include "Collect.h"
#include "Html.h"
#include "Json.h"
#include "Remarks.h"
#include "Text.h"
#include "Unseen.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace kpkeys;

namespace {
enum ExitStatus { Reported = 0, Increased = 1, Trouble = 2 };
enum class Format { Text, Json, Html };
} // namespace

static cl::OptionCategory Category("Options");
static cl::list<std::string>
    Files(cl::Positional, cl::value_desc("file"),
          cl::desc("objects, archives, programs, or reports saved as JSON"),
          cl::cat(Category));
static cl::opt<Format> OutputFormat(
    "format", cl::desc("what to write (default: text)"), cl::init(Format::Text),
    cl::values(clEnumValN(Format::Text, "text", "for a terminal"),
               clEnumValN(Format::Json, "json", "for programs"),
               clEnumValN(Format::Html, "html", "one page for a browser")),
    cl::cat(Category));
static cl::opt<std::string>
    OutputPath("output", cl::value_desc("file"),
               cl::desc("where to write it (default: standard output)"),
               cl::init("-"), cl::cat(Category));
static cl::list<std::string>
    RemarkPaths("remarks", cl::value_desc("file or folder"),
                cl::desc("what -fsave-optimization-record wrote, or a folder "
                         "with *.opt.yaml: splits and escapes"),
                cl::cat(Category));
static cl::list<std::string>
    CommandFiles("commands", cl::value_desc("file"),
                 cl::desc("a compile_commands.json: which units are compiled "
                          "without the plugin; may be repeated"),
                 cl::cat(Category));
static cl::list<std::string>
    OldFiles("diff", cl::value_desc("file"),
             cl::desc("what to compare with: an object or program of another "
                      "build, or its report as JSON"),
             cl::cat(Category));
static cl::list<std::string>
    OldRemarkPaths("diff-remarks", cl::value_desc("file or folder"),
                   cl::desc("remarks of the other build"), cl::cat(Category));
static cl::list<std::string> FailOnIncrease(
    "fail-on-increase", cl::value_desc("totals"), cl::CommaSeparated,
    cl::ValueOptional,
    cl::desc("with --diff: end with 1 if one of these totals has grown; "
             "without names: switches, calls, foreign-stores, longest-path"),
    cl::cat(Category));
static cl::opt<bool>
    WantsAdvice("advice",
                cl::desc("with --remarks: what switches will cost, "
                         "and which fields cause them"),
                cl::cat(Category));
static cl::list<std::string>
    CountFiles("counts", cl::value_desc("file"),
               cl::desc("for --advice: how often functions are called; an LCOV "
                        "tracefile, or lines 'FILE:LINE COUNT' and "
                        "'FUNCTION COUNT'; may be repeated"),
               cl::cat(Category));
static cl::opt<double>
    SwitchCost("switch-cost", cl::value_desc("cycles"),
               cl::desc("for --advice: what one switch costs (default: 43)"),
               cl::init(43), cl::cat(Category));
static cl::list<std::string>
    SourceDirs("source-dir", cl::value_desc("folder"),
               cl::desc("where to look for sources with relative paths "
                        "(default: the current folder); may be repeated"),
               cl::cat(Category));
static cl::extrahelp MoreHelp(
    "\nUsage is  kpkeys-report [options] FILE...\n"
    "\nExit status:\n"
    "  0  reported\n"
    "  1  --fail-on-increase, and a total has grown\n"
    "  2  wrong usage; a file is damaged or cannot be read; no file has "
    "records\n");

static int fail(const Twine &Message) {
  errs() << "kpkeys-report: error: " << Message << "\n";
  return Trouble;
}

static Expected<Report> readAll(ArrayRef<std::string> Paths,
                                ArrayRef<std::string> Remarks,
                                ArrayRef<std::string> Commands = {}) {
  Report R;
  // They name the records whose layout is looked for in the files.
  for (const std::string &Path : Remarks)
    if (Error E = addRemarks(Path, R))
      return E;
  for (const std::string &Path : Paths)
    if (Error E = addFile(Path, R))
      return E;
  for (const std::string &Path : Commands)
    if (Error E = addCommands(Path, R))
      return E;
  if (R.Inputs.empty())
    return createStringError(
        join(Paths, ", ") + ": no records: compiled without the plugin, before "
                            "it wrote records, or nothing is protected");
  R.finish();
  return R;
}

/// The totals that must not grow, or an error in the options.
static Expected<std::vector<std::string>> guardedTotals() {
  std::vector<std::string> Names;
  if (!FailOnIncrease.getNumOccurrences())
    return Names;
  if (OldFiles.empty())
    return createStringError("--fail-on-increase needs --diff");
  for (const std::string &Name : FailOnIncrease)
    if (Name.empty())
      for (const char *Default :
           {"switches", "calls", "foreign-stores", "longest-path"})
        Names.push_back(Default);
    else if (is_contained(comparedTotals(), Name))
      Names.push_back(Name);
    else
      return createStringError("--fail-on-increase: no total '" + Name +
                               "'; there are " + join(comparedTotals(), ", "));
  return Names;
}

static void print(const Report &R, const Difference *D, const Advice *A,
                  raw_ostream &OS) {
  switch (OutputFormat.getValue()) {
  case Format::Text:
    D ? printText(*D, OS) : printText(R, OS);
    if (A)
      printAdvice(*A, R, OS);
    break;
  case Format::Json: {
    json::Object All = toJson(R);
    if (D)
      All["difference"] = toJson(*D);
    if (A)
      All["advice"] = toJson(*A, R);
    OS << formatv("{0:2}\n", json::Value(std::move(All)));
    break;
  }
  case Format::Html: {
    std::vector<std::string> Dirs(SourceDirs.begin(), SourceDirs.end());
    printHtml(R, D, A, Dirs, OS);
    break;
  }
  }
}

static bool write(const Report &R, const Difference *D, const Advice *A) {
  std::error_code Code;
  ToolOutputFile Out(OutputPath, Code, sys::fs::OF_Text);
  if (!Code) {
    print(R, D, A, Out.os());
    Out.os().flush();
    Code = Out.os().error();
    Out.os().clear_error();
  }
  if (Code)
    fail("cannot write '" + OutputPath + "': " + Code.message());
  else
    Out.keep();
  return !Code;
}

int main(int Argc, char **Argv) {
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "kpkeys-report " KPKEYS_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  // Wrong options must not look like an increase.
  if (!cl::ParseCommandLineOptions(
          Argc, Argv,
          "shows the windows of objects and programs, and what they hold\n",
          &errs()))
    return Trouble;
  if (Files.empty())
    return fail("no file; usage: kpkeys-report [options] FILE...");
  Expected<std::vector<std::string>> Guarded = guardedTotals();
  if (!Guarded)
    return fail(toString(Guarded.takeError()));
  Expected<Report> New = readAll(Files, RemarkPaths, CommandFiles);
  if (!New)
    return fail(toString(New.takeError()));
  std::optional<Advice> Given;
  if (WantsAdvice || !CountFiles.empty()) {
    Counts Counted;
    for (const std::string &Path : CountFiles)
      if (Error E = Counted.addFile(Path))
        return fail(toString(std::move(E)));
    if (RemarkPaths.empty())
      return fail("--advice and --counts need --remarks");
    Given = advise(*New, CountFiles.empty() ? nullptr : &Counted, SwitchCost);
  }
  const Advice *A = Given ? &*Given : nullptr;
  if (OldFiles.empty())
    return write(*New, nullptr, A) ? Reported : Trouble;
  Expected<Report> Old = readAll(OldFiles, OldRemarkPaths);
  if (!Old)
    return fail(toString(Old.takeError()));
  Difference D = compare(*Old, *New);
  if (!write(*New, &D, A))
    return Trouble;
  std::vector<NumberChange> Grown = D.increases(*Guarded);
  for (const NumberChange &N : Grown)
    errs() << "kpkeys-report: " << N.Name << " grew from " << N.Old << " to "
           << N.New << "\n";
  return Grown.empty() ? Reported : Increased;
}
