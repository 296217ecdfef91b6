//===- PinCalls.cpp - Keep calls that are not there yet out of windows ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with windows.
// Output: the same, in which what an operation that may become a call computes
//         goes through a volatile variable on its way across a switch:
//           %p = call {double, double} @llvm.modf.f64(double %x)
//           store volatile {double, double} %p, ptr %kpkeys.pinned
//           %q = load volatile {double, double}, ptr %kpkeys.pinned
// Why:    code generation moves such an operation to its use. It lets `modf`
//         store where its result is stored, and computes an operand of a select
//         where the select is, if that becomes a branch.
// An operation whose uses are all on its side of a switch is left alone: one
// that is not in a window then stays out of it.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/RuntimeCalls.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

namespace {
/// Whose values are used behind a switch: directly, or by something that is
/// computed from them on their own side.
class Crossings {
  /// Numbers the parts into which switches cut the blocks.
  DenseMap<const Instruction *, unsigned> PartOf;
  DenseSet<const Instruction *> Crossing;

  bool isUsedBehind(const Instruction &I) const {
    return any_of(I.users(), [&](const User *U) {
      const auto *By = cast<Instruction>(U);
      return !isa<PHINode>(By) && // its operand is computed before the jump
             (PartOf.at(By) != PartOf.at(&I) ||
              (!By->mayReadOrWriteMemory() && Crossing.contains(By)));
    });
  }

public:
  explicit Crossings(const Function &F) {
    unsigned Part = 0;
    for (const BasicBlock &BB : F) {
      ++Part;
      for (const Instruction &I : BB) {
        PartOf[&I] = Part;
        Part += asWindowCall(I).has_value();
      }
    }
    for (const BasicBlock &BB : F)
      for (const Instruction &I : reverse(BB))
        if (isUsedBehind(I))
          Crossing.insert(&I);
  }
  bool contains(const Instruction &I) const { return Crossing.contains(&I); }
};
} // namespace

/// What reads memory keeps its place by itself, and addresses are not computed
/// by calls that could be folded.
static bool mayMoveAsCall(const Instruction &I) {
  return mayBecomeCall(I) && !I.mayReadOrWriteMemory() &&
         !I.getType()->isPtrOrPtrVectorTy() && !I.isTerminator();
}

static void pin(Instruction &I) {
  BasicBlock &Entry = I.getFunction()->getEntryBlock();
  IRBuilder<> B(&Entry, Entry.begin());
  AllocaInst *Slot = B.CreateAlloca(I.getType(), nullptr, "kpkeys.pinned");
  B.SetInsertPoint(I.getParent(), std::next(I.getIterator()));
  B.SetCurrentDebugLocation(I.getDebugLoc());
  LoadInst *Pinned = B.CreateAlignedLoad(I.getType(), Slot, Slot->getAlign(),
                                         /*isVolatile=*/true);
  I.replaceAllUsesWith(Pinned);
  B.SetInsertPoint(Pinned);
  B.CreateAlignedStore(&I, Slot, Slot->getAlign(), /*isVolatile=*/true);
}

/// Pins what needs it in \p F; returns true if anything does.
static bool pinCalls(Function &F) {
  SmallVector<Instruction *, 8> Found;
  for (Instruction &I : instructions(F))
    if (mayMoveAsCall(I))
      Found.push_back(&I);
  if (Found.empty())
    return false;
  Crossings Crossing(F);
  erase_if(Found, [&](Instruction *I) { return !Crossing.contains(*I); });
  for (Instruction *I : Found)
    pin(*I);
  return !Found.empty();
}

PreservedAnalyses PinCallsPass::run(Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M)
    Changed |= hasWindows(F) && pinCalls(F);
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace kpkeys
