//===- Main.cpp - kpkeys-verify: checks machine code ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options, and the exit status that CI looks at. docs/Verify.md explains the
// rules.
//
//===----------------------------------------------------------------------===//
#include "Inputs.h"
#include "Report.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace kpkeys::verify;

namespace {
enum ExitStatus {
  Clean = 0,
  Failed = 1,  ///< findings
  Trouble = 2, ///< wrong options; a file cannot be read
};
enum class Format { Text, Json, Sarif };
} // namespace

static cl::OptionCategory Category("Options");
static cl::list<std::string> Paths(cl::Positional, cl::value_desc("file"),
                                   cl::desc("<file>..."), cl::cat(Category));
static cl::opt<Format> OutputFormat(
    "format", cl::desc("form of the report:"), cl::init(Format::Text),
    cl::values(clEnumValN(Format::Text, "text", "a line for each finding"),
               clEnumValN(Format::Json, "json", "JSON"),
               clEnumValN(Format::Sarif, "sarif",
                          "SARIF 2.1.0, for code scanning services")),
    cl::cat(Category));
static cl::opt<std::string>
    OutputPath("output", cl::value_desc("file"),
               cl::desc("where to write the report (default: standard output)"),
               cl::init("-"), cl::cat(Category));
static cl::list<std::string>
    Trusted("trusted", cl::value_desc("name"), cl::CommaSeparated,
            cl::desc("functions that may write key registers, beside those of "
                     "the project's runtime"),
            cl::cat(Category));
static cl::opt<bool>
    FailOnHidden("fail-on-hidden",
                 cl::desc("rule 7 makes findings instead of notes"),
                 cl::cat(Category));
static cl::opt<std::string>
    Explain("explain", cl::value_desc("rule"),
            cl::desc("explain a rule, given by its number or name, and end"),
            cl::cat(Category));
static cl::extrahelp MoreHelp(
    "\nChecks the key-register switches of objects, archives, executables,\n"
    "shared objects and kernel modules for x86-64 and AArch64.\n"
    "\n--stats prints to standard error how much was looked at.\n"
    "\nExit status:\n"
    "  0  nothing found, notes aside\n"
    "  1  findings\n"
    "  2  wrong usage, or a file that cannot be read\n");

static int fail(const Twine &Message) {
  errs() << "kpkeys-verify: error: " << Message << "\n";
  return Trouble;
}

static int explainRule() {
  if (const RuleText *R = findRule(Explain)) {
    explain(*R, outs());
    return Clean;
  }
  std::string Known;
  for (const RuleText &R : rules())
    Known += ("\n  " + Twine(static_cast<int>(R.Number)) + "  " + R.Name).str();
  return fail("no rule '" + Explain + "'; the rules are:" + Known);
}

static void print(const Findings &Found, raw_ostream &OS) {
  switch (OutputFormat.getValue()) {
  case Format::Text:
    return printText(Found, OS);
  case Format::Json:
    return printJson(Found, OS);
  case Format::Sarif:
    return printSarif(Found, OS);
  }
}

static void printStats(const Tally &T) {
  errs() << "objects:      " << T.Objects << "\nwindows:      " << T.Windows
         << "\nswitches:     " << T.Switches << "\ngates:        " << T.Gates
         << "\nfunctions:    " << T.Functions
         << "\ninstructions: " << T.Instructions
         << "\nnot reached:  " << T.Unseen << "\n";
}

int main(int Argc, char **Argv) {
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "kpkeys-verify " KPKEYS_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  // Wrong options must not look like findings.
  if (!cl::ParseCommandLineOptions(
          Argc, Argv, "checks protection-key switches in machine code\n",
          &errs()))
    return Trouble;
  if (Explain.getNumOccurrences() != 0)
    return explainRule();
  if (Paths.empty())
    return fail("no file; usage: kpkeys-verify [options] FILE...");

  CheckOptions Options;
  for (const std::string &Name : Trusted)
    Options.Trusted.insert(Name);
  Options.FailOnHidden = FailOnHidden;
  if (OutputPath != "-")
    for (const std::string &Path : Paths)
      if (sys::fs::equivalent(OutputPath, Path))
        return fail("the report would replace '" + Path +
                    "', which is checked");
  Findings Found;
  bool IsReadable = true;
  for (const std::string &Path : Paths)
    checkFile(Path, Options, Found, [&](const Twine &Name, Error Why) {
      IsReadable = false;
      fail(Name + ": " + toString(std::move(Why)));
    });
  Found.sort();

  std::error_code Code;
  ToolOutputFile Out(OutputPath, Code, sys::fs::OF_Text);
  if (Code)
    return fail("cannot write '" + OutputPath + "': " + Code.message());
  print(Found, Out.os());
  Out.os().flush();
  if (Out.os().has_error()) {
    Code = Out.os().error();
    Out.os().clear_error();
    return fail("cannot write '" + OutputPath + "': " + Code.message());
  }
  Out.keep();
  if (AreStatisticsEnabled()) // LLVM has the option
    printStats(Found.tally());
  if (!IsReadable)
    return Trouble;
  return Found.numFailures() != 0 ? Failed : Clean;
}
