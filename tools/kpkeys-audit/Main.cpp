//===- Main.cpp - kpkeys-audit: guards of a whole program -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options, and the exit status that CI looks at. docs/Audit.md explains the
// findings.
//
//===----------------------------------------------------------------------===//
#include "Report.h"
#include "Run.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace kpkeys::audit;

namespace {
enum ExitStatus {
  Clean = 0,
  Found = 1,
  Trouble = 2, ///< wrong options; something was not audited
};
enum class Format { Text, Json, Sarif, Html };
} // namespace

static cl::OptionCategory Category("Options");
static cl::list<std::string> Paths(cl::Positional, cl::OneOrMore,
                                   cl::value_desc("file"),
                                   cl::desc("<file>..."), cl::cat(Category));
static cl::opt<std::string>
    PolicyPath("policy", cl::value_desc("file"),
               cl::desc("policy with the guards; needed to run the compiler"),
               cl::cat(Category));
static cl::opt<std::string>
    TargetName("target", cl::value_desc("target"),
               cl::desc("as -fplugin-arg-kpkeys-target (default: by triple)"),
               cl::cat(Category));
static cl::list<std::string>
    Only("only", cl::value_desc("text"), cl::CommaSeparated,
         cl::desc("run the compiler for files whose path has this text"),
         cl::cat(Category));
static cl::opt<std::string>
    Clang("clang", cl::value_desc("program"),
          cl::desc("compiler (default: the one of each command, if it is a "
                   "clang)"),
          cl::cat(Category));
static cl::list<std::string>
    ExtraArguments("extra-arg", cl::value_desc("argument"),
                   cl::desc("another argument for the compiler"),
                   cl::cat(Category));
static cl::opt<std::string>
    PluginPath("plugin", cl::value_desc("file"),
               cl::desc("the plugin (default: the one beside this program)"),
               cl::cat(Category));
static cl::opt<unsigned>
    Jobs("j", cl::value_desc("number"),
         cl::desc("compilers at a time (default: as many as there are CPUs)"),
         cl::init(0), cl::cat(Category));
static cl::opt<std::string> SummaryFolder("summaries", cl::value_desc("folder"),
                                          cl::desc("keep the summaries there"),
                                          cl::cat(Category));
static cl::list<std::string> Without("without", cl::value_desc("kind"),
                                     cl::CommaSeparated,
                                     cl::desc("kinds of findings to leave out"),
                                     cl::cat(Category));
static cl::opt<Format> OutputFormat(
    "format", cl::desc("form of the report:"), cl::init(Format::Text),
    cl::values(clEnumValN(Format::Text, "text", "lines as of a compiler"),
               clEnumValN(Format::Json, "json", "JSON"),
               clEnumValN(Format::Sarif, "sarif",
                          "SARIF 2.1.0, for code scanning services"),
               clEnumValN(Format::Html, "html", "one page for a browser")),
    cl::cat(Category));
static cl::opt<std::string>
    OutputPath("output", cl::value_desc("file"),
               cl::desc("where to write the report (default: standard output)"),
               cl::init("-"), cl::cat(Category));
static cl::extrahelp
    MoreHelp("\nReports on guards that are placed by hand. The files are\n"
             "compile_commands.json, for which the compiler runs with the "
             "plugin in audit\n"
             "mode, or summaries of earlier runs, or folders of them.\n"
             "\nExit status:\n"
             "  0  nothing found\n"
             "  1  findings\n"
             "  2  wrong usage, or a file that could not be audited\n");

static int fail(const Twine &Message) {
  errs() << "kpkeys-audit: error: " << Message << "\n";
  return Trouble;
}

/// The plugin where it is installed, or built, with this program.
static std::string pluginBeside(const char *Program) {
  static int Anchor;
  SmallString<128> Root(sys::fs::getMainExecutable(Program, &Anchor));
  sys::path::remove_filename(Root); // bin
  sys::path::remove_filename(Root);
  const std::string Major = std::to_string(LLVM_VERSION_MAJOR);
  const std::string Name = "KpkeysClang-" + Major + ".so";
  for (const std::string &Folder :
       {"lib/kpkeys-" + Major, std::string("lib")}) {
    SmallString<128> Path(Root);
    sys::path::append(Path, Folder, Name);
    if (sys::fs::exists(Path))
      return Path.str().str();
  }
  return "";
}

static std::string absolute(StringRef Path) {
  SmallString<128> Full(Path);
  if (sys::fs::make_absolute(Full))
    return Path.str();
  return Full.str().str();
}

static bool isChosen(const Command &C) {
  return isAuditable(C) && (Only.empty() || any_of(Only, [&C](auto &Text) {
                              return StringRef(sourceOf(C)).contains(Text);
                            }));
}

static bool isKind(StringRef Name) {
  return any_of(allKinds(),
                [Name](Kind What) { return kindName(What) == Name; });
}

/// Runs the compiler. False: reported.
static bool runCommands(std::vector<Command> Commands, const char *Program,
                        std::vector<Summary> &To,
                        std::vector<Failure> &Failures) {
  erase_if(Commands, [](const Command &C) { return !isChosen(C); });
  if (Commands.empty())
    return fail("no command compiles a C or C++ file that is asked for"), false;
  if (PolicyPath.empty())
    return fail("--policy is needed to run the compiler"), false;
  if (!sys::fs::exists(PolicyPath))
    return fail("no policy file '" + PolicyPath + "'"), false;
  RunOptions Options;
  Options.Policy = absolute(PolicyPath);
  Options.Plugin =
      PluginPath.empty() ? pluginBeside(Program) : absolute(PluginPath);
  if (!sys::fs::exists(Options.Plugin))
    return fail("no plugin '" + Options.Plugin + "'; name it by --plugin"),
           false;
  Options.Target = TargetName;
  Options.ExtraArguments = ExtraArguments;
  Options.Clang = Clang;
  Options.Summaries = SummaryFolder;
  Options.IsWhole = Only.empty();
  Options.Jobs = Jobs;
  runAudit(Commands, Options, To, Failures);
  return true;
}

static Outcome judgeAll(ArrayRef<Summary> Summaries,
                        std::vector<Failure> Failures) {
  Outcome O;
  O.NumFiles = Summaries.size();
  for (const Summary &S : Summaries) {
    O.NumFunctions += S.Functions.size();
    for (const auto &F : S.Functions)
      O.NumGuards += F.Guards.size();
  }
  O.Findings = judge(Summaries);
  erase_if(O.Findings, [](const Finding &F) {
    return is_contained(Without, kindName(F.What));
  });
  O.Failures = std::move(Failures);
  return O;
}

static int print(const Outcome &O) {
  std::error_code Code;
  ToolOutputFile Out(OutputPath, Code, sys::fs::OF_Text);
  if (Code)
    return fail("cannot write '" + OutputPath + "': " + Code.message());
  switch (OutputFormat.getValue()) {
  case Format::Text:
    printText(O, Out.os());
    break;
  case Format::Json:
    printJSON(O, Out.os());
    break;
  case Format::Sarif:
    printSarif(O, Out.os());
    break;
  case Format::Html:
    printHTML(O, Out.os());
    break;
  }
  Out.os().flush();
  if (std::error_code Why = Out.os().error()) {
    Out.os().clear_error();
    return fail("cannot write '" + OutputPath + "': " + Why.message());
  }
  Out.keep();
  for (const Failure &F : O.Failures)
    fail("'" + F.File + "' was not audited: " + F.Why);
  if (!O.Failures.empty())
    return Trouble;
  return O.Findings.empty() ? Clean : Found;
}

int main(int Argc, char **Argv) {
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "kpkeys-audit " KPKEYS_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  if (!cl::ParseCommandLineOptions(Argc, Argv, "audits guards\n", &errs()))
    return Trouble;
  for (const std::string &Name : Without)
    if (!isKind(Name))
      return fail("unknown kind '" + Name + "'; the kinds are " +
                  join(map_range(allKinds(), kindName), ", "));
  Expected<Inputs> Read = readInputs({Paths.begin(), Paths.end()});
  if (!Read)
    return fail(toString(Read.takeError()));
  if (Read->Commands.empty() && Read->Summaries.empty() &&
      Read->Failures.empty())
    return fail("no command and no summary to audit");
  std::vector<Failure> Failures = std::move(Read->Failures);
  if (!Read->Commands.empty() &&
      !runCommands(std::move(Read->Commands), Argv[0], Read->Summaries,
                   Failures))
    return Trouble;
  for (const Summary &S : Read->Summaries)
    if (S.Policy != Read->Summaries.front().Policy)
      return fail("'" + Read->Summaries.front().File + "' and '" + S.File +
                  "' were audited with different policies");
  if (std::vector<std::string> Names = unseen(Read->Summaries);
      Only.empty() && !Names.empty())
    errs() << "kpkeys-audit: warning: of what the policy names, no file has: "
           << join(Names, ", ") << "\n";
  return print(judgeAll(Read->Summaries, std::move(Failures)));
}
