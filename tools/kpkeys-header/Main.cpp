//===- Main.cpp - kpkeys-header: a policy's names as a C header -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For code that is compiled without the plugin, which predefines the same
// macros. A file that sees both fails to compile if they differ.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/PolicyMacros.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace kpkeys;

static cl::OptionCategory Category("Options");
static cl::opt<std::string> PolicyPath(cl::Positional, cl::Required,
                                       cl::value_desc("policy file"),
                                       cl::desc("<policy file>"),
                                       cl::cat(Category));
static cl::opt<std::string>
    TargetName("target", cl::value_desc("target"),
               cl::desc("machine that the policy is checked for, as in "
                        "-fplugin-arg-kpkeys-target (default: pku)"),
               cl::init("pku"), cl::cat(Category));
static cl::opt<std::string>
    OutputPath("output", cl::value_desc("file"),
               cl::desc("where to write the header (default: standard output)"),
               cl::init("-"), cl::cat(Category));

static int fail(const Twine &Message) {
  errs() << "kpkeys-header: error: " << Message << "\n";
  return 1;
}

static void print(const Policy &Rules, ArrayRef<PolicyMacro> Macros,
                  raw_ostream &OS) {
  OS << "/* Names of policy " << Rules.name() << ", digest "
     << toHex(Rules.digest(), /*LowerCase=*/true)
     << ". Made by kpkeys-header; do not edit. */\n"
        "#ifndef KPKEYS_POLICY_NAMES_H\n"
        "#define KPKEYS_POLICY_NAMES_H\n\n";
  for (const PolicyMacro &M : Macros)
    OS << "#define " << M.Name << " " << M.Value << "\n";
  OS << "\n#endif\n";
}

int main(int Argc, char **Argv) {
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "kpkeys-header " KPKEYS_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  cl::ParseCommandLineOptions(
      Argc, Argv,
      "writes the names of a policy's levels, pkeys and domains as "
      "a C header\n");
  std::optional<TargetKind> Target = targetByName(TargetName);
  if (!Target)
    return fail("unknown target '" + TargetName + "'; expected one of " +
                targetNames(", "));
  auto Buffer = MemoryBuffer::getFile(PolicyPath, /*IsText=*/true);
  if (!Buffer)
    return fail("cannot read '" + PolicyPath +
                "': " + Buffer.getError().message());
  std::optional<Policy> Rules =
      Policy::parse((*Buffer)->getBuffer(), PolicyPath, *Target,
                    [](const SMDiagnostic &D) { D.print(nullptr, errs()); });
  if (!Rules)
    return 1;
  bool IsClean = true;
  std::vector<PolicyMacro> Macros =
      policyMacros(*Rules, [&](const std::string &Text) {
        IsClean = false;
        fail(Text);
      });
  if (!IsClean)
    return 1;
  std::error_code Code;
  ToolOutputFile Out(OutputPath, Code, sys::fs::OF_Text);
  if (Code)
    return fail("cannot write '" + OutputPath + "': " + Code.message());
  print(*Rules, Macros, Out.os());
  Out.keep();
  return 0;
}
