//===- Sources.cpp - Lines of source files --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A relative name is looked for in each folder that the user gave, or in the
// current one. What is not found, or is no text, has no lines.
//
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

const Sources::File &Sources::load(StringRef Name) {
  auto [It, IsNew] = Files.try_emplace(Name);
  File &F = It->second;
  if (!IsNew || Name.empty())
    return F;
  for (const std::string &Dir : Dirs) {
    SmallString<128> Path(Name);
    if (!sys::path::is_absolute(Name)) {
      Path = Dir;
      sys::path::append(Path, Name);
    }
    if (!sys::fs::is_regular_file(Path))
      continue;
    auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
    if (!Buffer || !json::isUTF8((*Buffer)->getBuffer()))
      continue;
    F.Buffer = std::move(*Buffer);
    SmallVector<StringRef, 0> Lines;
    F.Buffer->getBuffer().split(Lines, '\n');
    for (StringRef Line : Lines)
      F.Lines.push_back(Line.rtrim('\r'));
    break;
  }
  return F;
}

StringRef Sources::line(StringRef Name, uint64_t Number) {
  ArrayRef<StringRef> All = lines(Name);
  return Number && Number <= All.size() ? All[Number - 1] : StringRef();
}

bool isKeyword(StringRef Word) {
  static const StringSet<> Words = {
      "alignas",  "auto",      "bool",     "break",    "case",     "catch",
      "char",     "class",     "const",    "continue", "default",  "delete",
      "do",       "double",    "else",     "enum",     "extern",   "false",
      "float",    "for",       "goto",     "if",       "inline",   "int",
      "long",     "namespace", "new",      "nullptr",  "private",  "protected",
      "public",   "register",  "restrict", "return",   "short",    "signed",
      "sizeof",   "static",    "struct",   "switch",   "template", "this",
      "throw",    "true",      "try",      "typedef",  "typename", "union",
      "unsigned", "using",     "virtual",  "void",     "volatile", "while"};
  return Words.contains(Word);
}

} // namespace kpkeys
