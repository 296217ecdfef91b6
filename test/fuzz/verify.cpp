//===- verify.cpp - kpkeys-verify over damaged objects --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libFuzzer's target. Whatever the bytes are, the check ends soon, with
// findings or an error, and reports can be printed.
//
//===----------------------------------------------------------------------===//
#include "Inputs.h"
#include "Report.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace kpkeys::verify;

/// libLLVM is built without sanitizers, so a container that crosses into it
/// looks torn to them. What was freed is kept longer than one input lives; who
/// allocated it is found by running a bad input once more, with more frames.
extern "C" const char *__asan_default_options() {
  return "detect_container_overflow=0:quarantine_size_mb=4:"
         "malloc_context_size=1";
}

/// Printing takes three times as long as the check, so one input in so many is
/// printed. Its bytes say which: the same each time.
static bool isPrinted(ArrayRef<uint8_t> Bytes) {
  return xxh3_64bits(Bytes) % 16 == 0;
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
  if (isPrinted(ArrayRef(Data, Size)))
    printAll(Found);
  return 0;
}
