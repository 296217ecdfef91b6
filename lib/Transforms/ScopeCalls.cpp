//===- ScopeCalls.cpp - What scopes call without knowing it ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function as a WindowGraph.
// Output: reports. All of what such a callee does, it does at the level of the
//         scope: it is exposure. Functions of the library do as they are known
//         to.
//
//===----------------------------------------------------------------------===//
#include "ScopeCalls.h"
#include "WindowGraph.h"
#include "WindowReport.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

static void reportScopeCall(const Instruction &I, unsigned Level,
                            const ModuleConfig &Config) {
  if (!runsCode(I) || isa<IntrinsicInst>(I) || asScopeCall(I) ||
      asManualCall(I))
    return;
  const auto &Call = cast<CallBase>(I);
  if (isKnownCallee(Call) || requiredLevel(Call, Config.Rules))
    return;
  const Value *Callee = Call.getCalledOperand()->stripPointerCasts();
  std::string Name = isa<Function>(Callee)
                         ? "'" + demangle(Callee->getName()) + "'"
                         : "a function by its address";
  StringRef LevelName = Config.Rules.levels()[Level].Name;
  std::string Text = "this call of " + Name + " runs at level '" +
                     LevelName.str() +
                     "', which it is not declared for; give the function "
                     "kpkeys_requires(\"" +
                     LevelName.str() + "\"), or end the scope before";
  if (Config.ScopeCalls == EscapeMode::Error)
    reportErrorAt(I, Text);
  else
    reportWarningAt(I, Text);
}

void reportScopeCalls(const WindowGraph &Graph, const ModuleConfig &Config) {
  if (Config.ScopeCalls == EscapeMode::Allow)
    return;
  for (const Place &P : Graph.places()) {
    bool IsScope = P.What == Place::Kind::Foreign && isNamed(P.Base) &&
                   P.How == Place::Entered::Along && P.First;
    if (!IsScope || P.Base == Policy::DefaultLevel)
      continue;
    for (Instruction *I = P.First;; I = I->getNextNode()) {
      reportScopeCall(*I, P.Base, Config);
      if (I == P.Last)
        break;
    }
  }
}

} // namespace kpkeys
