//===- LowerManualCalls.cpp - kpkeys_set_level becomes inline -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with calls of kpkeys_set_level and kpkeys_restore_pkey_reg.
// Output: the same instructions as of windows in their place. What a set
//         returns is what the runtime's would return.
//
//===----------------------------------------------------------------------===//
#include "LowerManualCalls.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/Scopes.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Target/LevelChange.h"
#include "llvm/Analysis/SimplifyQuery.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace kpkeys {

/// KPKEYS_REG_VALID (kpkeys_rt.h).
static constexpr uint64_t ValidBit = uint64_t(1) << 63;

/// True if \p Level is one; reports otherwise.
static bool checkLevel(const CallInst &Call, std::optional<unsigned> Level,
                       const Policy &Rules) {
  if (Level && *Level < Rules.levels().size())
    return true;
  if (Level)
    reportErrorAt(Call, "policy '" + Rules.name() +
                            "' has no level of number " + Twine(*Level));
  else
    reportErrorAt(Call, "the level of kpkeys_set_level is not a constant here; "
                        "one in memory is one that an attacker can change");
  return false;
}

bool checkSaving(const CallInst &Call, const ModuleConfig &Config) {
  if (!Config.Rules.gates())
    return true;
  reportErrorAt(Call, "gates: boot: the key register may not be there when it "
                      "would be read here; leave to the entry level");
  return false;
}

static void lowerSet(CallInst &Call, unsigned Level,
                     const ModuleConfig &Config) {
  if (!checkSaving(Call, Config))
    return;
  IRBuilder<> B(&Call);
  Value *Old =
      emitRegisterExchange(B, {Config, UnknownLevel, Level, /*IsManual=*/true});
  Call.replaceAllUsesWith(B.CreateOr(Old, ValidBit));
  Call.eraseFromParent();
}

/// What was 0, nothing to restore, when it was saved.
static void lowerRestore(CallInst &Call, const ModuleConfig &Config) {
  Value *Saved = Call.getArgOperand(0);
  Instruction *Before = &Call;
  if (!isKnownNonZero(Saved, SimplifyQuery(Call.getDataLayout())))
    Before = SplitBlockAndInsertIfThen(
        IRBuilder<>(&Call).CreateIsNotNull(Saved), &Call,
        /*Unreachable=*/false);
  IRBuilder<> B(Before);
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  emitRegisterRestore(B, {Config, UnknownLevel, SavedLevel, /*IsManual=*/true},
                      Saved);
  Call.eraseFromParent();
}

void lowerManualCalls(Function &F, const ModuleConfig &Config) {
  SmallVector<CallInst *, 4> Calls;
  for (Instruction &I : instructions(F))
    if (asManualCall(I) && isa<CallInst>(I))
      Calls.push_back(cast<CallInst>(&I));
  bool IsByCall =
      Config.Target == TargetKind::Call || Config.Target == TargetKind::Sim;
  for (CallInst *Call : Calls) {
    ManualCall Manual = *asManualCall(*Call);
    bool IsRefused =
        Manual.IsSet && !checkLevel(*Call, Manual.Level, Config.Rules);
    if (IsRefused || IsByCall)
      continue;
    if (Manual.IsSet)
      lowerSet(*Call, *Manual.Level, Config);
    else
      lowerRestore(*Call, Config);
  }
}

} // namespace kpkeys
