//===- Main.cpp - kpkeys-oracle: which writes need a window ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a program and lets each instruction through that a key stops. In a
// program compiled with windows=none that is every write to protected data:
// the true set, which is compared with the places that the compiler recorded.
// In a program with windows it is what the compiler missed.
//
//===----------------------------------------------------------------------===//
#include "CommandLine.h"
#include "Report.h"

using namespace llvm;
using namespace kpkeys;

namespace {
enum ExitStatus {
  AllKnown = 0,    ///< or the compiler said that it may miss what it missed
  Undiagnosed = 1, ///< a write was missed silently
  Trouble = 2,     ///< wrong options; the program or a file cannot be read
  NoKeys = 3,      ///< no protection keys here
  Killed = 4,      ///< the program died of a signal, so it was seen in part
};
} // namespace

static cl::OptionCategory Category("Options");
static cl::list<std::string>
    RemarkPaths("remarks", cl::value_desc("file or folder"),
                cl::desc("remarks of -fsave-optimization-record, which say why "
                         "a write was missed; may be repeated"),
                cl::cat(Category));
static cl::opt<std::string> JsonPath("json", cl::value_desc("file"),
                                     cl::desc("write the report as JSON, too"),
                                     cl::cat(Category));
static cl::opt<std::string>
    OutputPath("output", cl::value_desc("file"),
               cl::desc("where to write the report (default: standard error)"),
               cl::init("-"), cl::cat(Category));
static cl::opt<uint64_t>
    MaxFaults("max-faults", cl::value_desc("number"),
              cl::desc("kill the program after so many (default: never)"),
              cl::init(0), cl::cat(Category));
static cl::extrahelp MoreHelp(
    "\nUsage is  kpkeys-oracle [options] -- PROGRAM [ARGUMENTS]\n"
    "\nExit status:\n"
    "  0  every write was known to the compiler, or diagnosed by it\n"
    "  1  a write was missed without a diagnostic\n"
    "  2  wrong usage; a program or file cannot be read\n"
    "  3  this machine has no protection keys, or its kernel hides them\n"
    "  4  the program died of a signal; what it wrote until then was known\n");

static int fail(const Twine &Message, ExitStatus Status = Trouble) {
  errs() << "kpkeys-oracle: error: " << Message << "\n";
  return Status;
}

/// Writes with \p Print to file \p Path. False: reported.
static bool write(StringRef Path, function_ref<void(raw_ostream &)> Print) {
  std::error_code Code = writeFile(Path, Print);
  if (Code)
    fail("cannot write '" + Path + "': " + Code.message());
  return !Code;
}

static int statusOf(const Summary &S) {
  if (S.Unexplained)
    return Undiagnosed;
  return S.End.Signal && !S.End.ReachedLimit ? Killed : AllKnown;
}

int main(int Argc, char **Argv) {
  char **Program = parseOptionsAndProgram(
      Argc, Argv, Category, "kpkeys-oracle",
      "runs a program and finds the writes to protected data that have no "
      "window\n");
  if (!Program)
    return fail("no program; usage: kpkeys-oracle [options] -- PROGRAM "
                "[ARGUMENTS]");
  RemarkSet Remarks;
  for (const std::string &Path : RemarkPaths)
    if (Error E = Remarks.add(Path))
      return fail(toString(std::move(E)));
  XState Keys;
  std::string Why;
  if (!Keys.probe(Why))
    return fail(Why, NoKeys);

  Images Files;
  Observations Seen;
  auto End = Tracer(Keys, Files, Seen, MaxFaults).run(Program);
  if (!End) {
    bool Hidden = false;
    std::string Text;
    handleAllErrors(End.takeError(), [&](const ErrorInfoBase &E) {
      Hidden = E.convertToErrorCode() == std::errc::not_supported;
      Text = E.message();
    });
    return fail(Text, Hidden ? NoKeys : Trouble);
  }
  Summary S = summarize(*End, Files, Seen, Remarks);
  auto Text = [&](raw_ostream &OS) { printText(S, Remarks, *Program, OS); };
  if (OutputPath == "-")
    Text(errs());
  else if (!write(OutputPath, Text))
    return Trouble;
  if (!JsonPath.empty() && !write(JsonPath, [&](raw_ostream &OS) {
        printJson(S, Remarks, *Program, OS);
      }))
    return Trouble;
  return statusOf(S);
}
