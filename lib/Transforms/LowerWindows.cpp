//===- LowerWindows.cpp - Pseudo calls become instructions ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with markers and window pseudo calls, verified.
// Output: the target's instructions in place of the pseudo calls; no marker
//         and no pseudo function is left.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Target/LevelChange.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static void lower(CallInst &Call, const WindowCall &Edge,
                  const ModuleConfig &Config) {
  std::optional<unsigned> Level = Config.Rules.findLevel(Edge.Level);
  if (!Level)
    return reportErrorAt(Call, "no level '" + Edge.Level + "' in policy '" +
                                   Config.Rules.name() + "'");
  IRBuilder<> B(&Call);
  if (Edge.Edge == WindowEdge::Enter)
    emitLevelChange(B, Config, Policy::DefaultLevel, *Level);
  else
    emitLevelChange(B, Config, *Level, Policy::DefaultLevel);
  Call.eraseFromParent();
}

PreservedAnalyses LowerWindowsPass::run(Module &M, ModuleAnalysisManager &) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  std::optional<ModuleConfig> Config = readConfig(M);
  if (!Config)
    return PreservedAnalyses::all();
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    for (Instruction &I : make_early_inc_range(instructions(F))) {
      if (auto Edge = asWindowCall(I))
        lower(cast<CallInst>(I), *Edge, *Config);
      else if (asMarker(I))
        eraseMarker(cast<CallInst>(I));
    }
    setLowered(F);
  }
  for (Function &F : make_early_inc_range(M))
    if (F.use_empty() && (asMarker(F) || isWindowFunction(F)))
      F.eraseFromParent();
  return PreservedAnalyses::none();
}

} // namespace kpkeys
