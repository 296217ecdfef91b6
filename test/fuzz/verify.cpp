//===- verify.cpp - kpkeys-verify over damaged objects --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libFuzzer's target. Whatever the bytes are, the check ends soon, with
// findings or an error, and every report can be printed.
//
//===----------------------------------------------------------------------===//
#include "Inputs.h"
#include "Report.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace kpkeys::verify;

/// libLLVM is built without sanitizers, so a container that crosses into it
/// looks torn to them.
extern "C" const char *__asan_default_options() {
  return "detect_container_overflow=0";
}

static void printAll(const Findings &Found) {
  std::string Text;
  raw_string_ostream OS(Text);
  printText(Found, OS);
  for (auto *Print : {printJson, printSarif}) {
    Text.clear();
    Print(Found, OS);
    if (Expected<json::Value> Parsed = json::parse(Text); !Parsed)
      report_fatal_error(Parsed.takeError());
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  Findings Found;
  CheckOptions Options;
  Options.FailOnHidden = Size % 2 == 0;
  checkBuffer(MemoryBufferRef(
                  StringRef(reinterpret_cast<const char *>(Data), Size), "in"),
              Options, Found,
              [](const Twine &, Error Why) { consumeError(std::move(Why)); });
  Found.sort();
  printAll(Found);
  return 0;
}
