//===- Places.cpp - Where in the source, and what there -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Places.h"
#include "GuardTable.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

/// Absolute, because summaries of several folders are put together.
static std::string pathOf(const DIFile &File) {
  StringRef Name = File.getFilename();
  SmallString<128> Path;
  if (!sys::path::is_absolute(Name))
    Path = File.getDirectory();
  sys::path::append(Path, Name);
  return json::fixUTF8(Path);
}

audit::Place placeOf(const Instruction &I) {
  const DILocation *Loc = I.getDebugLoc();
  if (!Loc || Loc->getLine() == 0)
    return {};
  return {pathOf(*Loc->getFile()), Loc->getLine(), Loc->getColumn()};
}

audit::Place placeOf(const Function &F) {
  const DISubprogram *Source = F.getSubprogram();
  if (!Source || Source->getLine() == 0)
    return {};
  return {pathOf(*Source->getFile()), Source->getLine(), 1};
}

audit::Place placeOf(const BasicBlock &BB) {
  for (const Instruction &I : BB)
    if (audit::Place Where = placeOf(I); !Where.File.empty())
      return Where;
  return {};
}

std::string displayName(const Function &F) {
  StringRef Linkage = F.getName().split(".kpkeys.").first;
  return demangle(Linkage);
}

std::string calleeName(const Instruction &Call) {
  const Function *Callee = calledFunction(cast<CallBase>(Call));
  return Callee ? "'" + displayName(*Callee) + "'"
                : std::string("an indirect callee");
}

} // namespace kpkeys
