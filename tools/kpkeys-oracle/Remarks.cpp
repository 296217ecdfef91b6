//===- Remarks.cpp - What the compiler said of a program ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what lib/Transforms/SiteRemarks.cpp writes; LLVM parses the files.
//
//===----------------------------------------------------------------------===//
#include "Remarks.h"
#include "llvm/Remarks/Remark.h"
#include "llvm/Remarks/RemarkFormat.h"
#include "llvm/Remarks/RemarkParser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace kpkeys {

/// The parser of YAML leaves '' for ' in what was quoted.
static std::string unquoted(StringRef Value) {
  std::string Text;
  for (; !Value.empty(); Value = Value.drop_front()) {
    if (Value.starts_with("''"))
      Value = Value.drop_front();
    Text += Value.front();
  }
  return Text;
}

static EscapeNote escapeOf(const remarks::Remark &R) {
  EscapeNote Note;
  Note.Function = R.FunctionName.str();
  if (R.Loc) {
    Note.File = R.Loc->SourceFilePath.str();
    Note.Line = R.Loc->SourceLine;
    Note.Column = R.Loc->SourceColumn;
  }
  for (const remarks::Argument &A : R.Args) {
    if (A.Key == "Kind")
      Note.Kind = A.Val.str();
    else if (A.Key == "Domain")
      Note.Domain = A.Val.str();
    else if (A.Key == "Text")
      Note.Text = unquoted(A.Val);
  }
  return Note;
}

Error RemarkSet::addFile(const std::string &Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return createFileError(Path, Buffer.getError());
  ++Files;
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
    if ((*R)->PassName != "kpkeys")
      continue;
    if ((*R)->RemarkName == "Escape")
      Escapes.push_back(escapeOf(**R));
    else if ((*R)->RemarkName == "Access")
      ++Accesses;
  }
}

Error RemarkSet::add(const std::string &Path) {
  if (!sys::fs::is_directory(Path))
    return addFile(Path);
  std::error_code Code;
  size_t Before = Files;
  for (sys::fs::recursive_directory_iterator It(Path, Code), End;
       It != End && !Code; It.increment(Code)) {
    StringRef Name = It->path();
    if (!Name.ends_with(".opt.yaml") && !Name.ends_with(".opt.bitstream"))
      continue;
    if (Error E = addFile(It->path()))
      return E;
  }
  if (Code)
    return createFileError(Path, Code);
  if (Files == Before)
    return createStringError(std::errc::no_such_file_or_directory,
                             "'%s' holds no *.opt.yaml or *.opt.bitstream",
                             Path.c_str());
  return Error::success();
}

} // namespace kpkeys
