//===- Remarks.cpp - What the compiler said of a program ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what lib/Transforms/SiteRemarks.cpp writes.
//
//===----------------------------------------------------------------------===//
#include "Remarks.h"
#include "RemarkFiles.h"

using namespace llvm;

namespace kpkeys {

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

Error RemarkSet::add(StringRef Path) {
  Expected<size_t> Read = readRemarks(Path, [&](const remarks::Remark &R) {
    if (R.RemarkName == "Escape")
      Escapes.push_back(escapeOf(R));
    else if (R.RemarkName == "Access")
      ++Accesses;
  });
  if (!Read)
    return Read.takeError();
  Files += *Read;
  return Error::success();
}

} // namespace kpkeys
