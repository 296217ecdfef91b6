//===- Judge.cpp - From summaries to findings -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files are put together to a program (Program.cpp). Writes are followed up
// to callers (Needs.cpp), what calls may do down from them (Effects.cpp).
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Judge/Judge.h"
#include "Effects.h"
#include "Needs.h"
#include "Program.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace kpkeys::audit {

static auto keyOf(const Finding &F) {
  return std::tie(F.Where.File, F.Where.Line, F.Where.Column, F.What, F.Message,
                  F.Origin, F.OriginWhere);
}

std::vector<Finding> judge(ArrayRef<Summary> Files) {
  Program Whole(Files);
  std::vector<Finding> All = judgeNeeds(Whole);
  append_range(All, judgeGuards(Whole));
  for (const Summary &File : Files)
    append_range(All, File.Findings);
  llvm::sort(All, [](const Finding &A, const Finding &B) {
    if (keyOf(A) != keyOf(B))
      return keyOf(A) < keyOf(B);
    return A.Notes.size() < B.Notes.size(); // of equals the shortest way
  });
  All.erase(
      llvm::unique(All, [](const Finding &A,
                           const Finding &B) { return keyOf(A) == keyOf(B); }),
      All.end());
  return All;
}

std::vector<std::string> unseen(ArrayRef<Summary> Files) {
  std::map<StringRef, size_t> NumFiles;
  for (const Summary &File : Files)
    for (const std::string &Name : File.Unseen)
      ++NumFiles[Name];
  std::vector<std::string> All;
  for (const auto &[Name, Number] : NumFiles)
    if (Number == Files.size())
      All.push_back(Name.str());
  return All;
}

} // namespace kpkeys::audit
