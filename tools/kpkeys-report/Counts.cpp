//===- Counts.cpp - How often code ran ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of LCOV's records, SF, FNDA and DA are read. Files are the same if the last
// part of their names is: counts often come from a build in another folder.
//
//===----------------------------------------------------------------------===//
#include "Counts.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

static std::string fileName(StringRef Path) {
  return sys::path::filename(Path).str();
}

/// One line of either form; \p File is the one that LCOV speaks of.
Error Counts::addLine(StringRef Line, std::string &File) {
  uint64_t Count = 0;
  if (Line.consume_front("SF:")) {
    File = fileName(Line);
    return Error::success();
  }
  if (Line.consume_front("FNDA:")) {
    auto [Number, Name] = Line.split(',');
    if (Number.getAsInteger(10, Count))
      return createStringError("no count in a line FNDA");
    // A static function may have its file before its name.
    size_t Colon = Name.rfind(':');
    Functions[Name.drop_front(Colon == StringRef::npos ? 0 : Colon + 1)
                  .str()] += Count;
    return Error::success();
  }
  if (Line.consume_front("DA:")) {
    auto [Number, Rest] = Line.split(',');
    if (Rest.split(',').first.getAsInteger(10, Count))
      return createStringError("no count in a line DA");
    Lines[File][Number.str()] += Count;
    return Error::success();
  }
  if (!File.empty())
    return Error::success(); // another record of LCOV
  auto [What, Number] = Line.rsplit(' ');
  if (Number.trim().getAsInteger(10, Count))
    return createStringError("expected 'FILE:LINE COUNT' or 'FUNCTION COUNT', "
                             "not '" +
                             Line + "'");
  auto [Path, LineNumber] = What.trim().rsplit(':');
  if (LineNumber.empty())
    Functions[What.trim().str()] += Count;
  else
    Lines[fileName(Path)][LineNumber.str()] += Count;
  return Error::success();
}

Error Counts::addFile(const std::string &Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return createFileError(Path, Buffer.getError());
  SmallVector<StringRef, 0> All;
  (*Buffer)->getBuffer().split(All, '\n');
  std::string File;
  for (StringRef Line : All) {
    Line = Line.trim();
    if (Line.empty() || Line.starts_with("#") || Line.starts_with("TN:"))
      continue;
    if (Error E = addLine(Line, File))
      return createFileError(Path, std::move(E));
  }
  return Error::success();
}

std::optional<uint64_t> Counts::calls(const std::string &Name,
                                      const Spot &Begin) const {
  if (auto It = Functions.find(Name); It != Functions.end())
    return It->second;
  auto OfFile = Lines.find(fileName(Begin.File));
  if (OfFile == Lines.end())
    return std::nullopt;
  auto It = OfFile->second.find(std::to_string(Begin.Line));
  if (It == OfFile->second.end())
    return std::nullopt;
  return It->second;
}

} // namespace kpkeys
