//===- RemarkFiles.cpp - Files of -fsave-optimization-record --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// YAML or bitstreams; LLVM parses them.
//
//===----------------------------------------------------------------------===//
#include "RemarkFiles.h"
#include "llvm/Remarks/RemarkFormat.h"
#include "llvm/Remarks/RemarkParser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace kpkeys {

std::string unquoted(StringRef Value) {
  std::string Text;
  for (; !Value.empty(); Value = Value.drop_front()) {
    if (Value.starts_with("''"))
      Value = Value.drop_front();
    Text += Value.front();
  }
  return Text;
}

static Error readFile(StringRef Path,
                      function_ref<void(const remarks::Remark &)> Take) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return createFileError(Path, Buffer.getError());
  StringRef Text = (*Buffer)->getBuffer();
  if (Text.empty())
    return Error::success(); // a file without remarks
  auto Format = remarks::magicToFormat(Text);
  if (!Format)
    return createFileError(Path, Format.takeError());
  auto Parser = remarks::createRemarkParserFromMeta(*Format, Text);
  if (!Parser)
    return createFileError(Path, Parser.takeError());
  for (;;) {
    auto R = (*Parser)->next();
    if (!R) {
      Error E = R.takeError();
      if (!E.isA<remarks::EndOfFileError>())
        return createFileError(Path, std::move(E));
      consumeError(std::move(E));
      return Error::success();
    }
    if ((*R)->PassName == "kpkeys")
      Take(**R);
  }
}

Expected<size_t> readRemarks(StringRef Path,
                             function_ref<void(const remarks::Remark &)> Take) {
  if (!sys::fs::is_directory(Path)) {
    if (Error E = readFile(Path, Take))
      return std::move(E);
    return 1;
  }
  std::error_code Code;
  size_t NumFiles = 0;
  for (sys::fs::recursive_directory_iterator It(Path, Code), End;
       It != End && !Code; It.increment(Code)) {
    StringRef Name = It->path();
    if (!Name.ends_with(".opt.yaml") && !Name.ends_with(".opt.bitstream"))
      continue;
    ++NumFiles;
    if (Error E = readFile(Name, Take))
      return std::move(E);
  }
  if (Code)
    return createFileError(Path, Code);
  if (NumFiles == 0)
    return createStringError(std::errc::no_such_file_or_directory,
                             "'%s' holds no *.opt.yaml or *.opt.bitstream",
                             Path.str().c_str());
  return NumFiles;
}

} // namespace kpkeys
