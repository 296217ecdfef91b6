//===- Main.cpp - kpkeys-count: what runs in windows ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a program one instruction at a time, as the hardware executes it, and
// counts switches and what lies between them. It looks at the key register and
// at the machine code only, so it counts windows that the plugin placed and
// guards that people wrote in the same way.
//
//===----------------------------------------------------------------------===//
#include "CommandLine.h"
#include "Report.h"

using namespace llvm;
using namespace kpkeys;

namespace {
enum ExitStatus {
  Counted = 0,
  Trouble = 2, ///< wrong options; the program or a file cannot be read
  NoKeys = 3,  ///< no protection keys here
  Killed = 4,  ///< the program died of a signal
};
} // namespace

static cl::OptionCategory Category("Options");
static cl::opt<std::string> CountedFunction(
    "function", cl::value_desc("name"),
    cl::desc("the function of the program whose calls are counted, "
             "with all that they call"),
    cl::cat(Category));
static cl::opt<uint64_t>
    Calls("calls", cl::value_desc("number"),
          cl::desc("count so many calls of it (default: all)"), cl::init(0),
          cl::cat(Category));
static cl::opt<bool> Json("json", cl::desc("report as JSON"),
                          cl::cat(Category));
static cl::opt<std::string>
    OutputPath("output", cl::value_desc("file"),
               cl::desc("where to write the report (default: standard error)"),
               cl::init("-"), cl::cat(Category));
static cl::extrahelp MoreHelp(
    "\nUsage is  kpkeys-count --function NAME [options] -- PROGRAM "
    "[ARGUMENTS]\n"
    "\nExit status:\n"
    "  0  counted, whatever the program's own exit code\n"
    "  2  wrong usage; the program cannot be run, or never calls the function\n"
    "  3  this machine has no protection keys, or its kernel hides them\n"
    "  4  the program died of a signal; the report is of what it did until "
    "then\n");

static int fail(const Twine &Message, ExitStatus Status = Trouble) {
  errs() << "kpkeys-count: error: " << Message << "\n";
  return Status;
}

/// To standard error, or the file that the user named. False: reported.
static bool writeReport(const Counts &C) {
  auto Print = [&C](raw_ostream &OS) {
    Json ? printJson(C, OS) : printText(C, OS);
  };
  if (OutputPath == "-") {
    Print(errs());
    return true;
  }
  std::error_code Code = writeFile(OutputPath, Print);
  if (Code)
    fail("cannot write '" + OutputPath + "': " + Code.message());
  return !Code;
}

int main(int Argc, char **Argv) {
  char **Program = parseOptionsAndProgram(
      Argc, Argv, Category, "kpkeys-count",
      "runs a program and counts key switches and what runs between them\n");
  if (!Program)
    return fail("no program; usage: kpkeys-count --function NAME -- "
                "PROGRAM [ARGUMENTS]");
  if (CountedFunction.empty())
    return fail("no function; --function says which one to count");
  XState Keys;
  std::string Why;
  if (!Keys.probe(Why))
    return fail(Why, NoKeys);
  Expected<Counts> Result = Counter(Keys).run(Program, CountedFunction, Calls);
  if (!Result)
    return fail(toString(Result.takeError()));
  if (!writeReport(*Result))
    return Trouble;
  return Result->Signal != 0 ? Killed : Counted;
}
