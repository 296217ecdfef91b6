//===- CommandLine.cpp - TOOL [options] -- PROGRAM [arguments] ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys {

char **parseOptionsAndProgram(int Argc, char **Argv,
                              cl::OptionCategory &Category, const char *Tool,
                              const char *Overview) {
  char **Separator = std::find_if(Argv + 1, Argv + Argc, [](const char *A) {
    return StringRef(A) == "--";
  });
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([Tool](raw_ostream &OS) {
    OS << Tool << " " KPKEYS_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  cl::ParseCommandLineOptions(static_cast<int>(Separator - Argv), Argv,
                              Overview);
  bool HasProgram = Argv + Argc - Separator > 1;
  return HasProgram ? Separator + 1 : nullptr;
}

std::error_code writeFile(StringRef Path,
                          function_ref<void(raw_ostream &)> Print) {
  std::error_code Code;
  raw_fd_ostream OS(Path, Code, sys::fs::OF_Text);
  if (!Code) {
    Print(OS);
    OS.flush();
    Code = OS.error();
    OS.clear_error();
  }
  return Code;
}

} // namespace kpkeys
