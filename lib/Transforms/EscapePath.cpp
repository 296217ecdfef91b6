//===- EscapePath.cpp - How a pointer came to where it leaves -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A marked parameter of a clone leads on to a call of the clone, and so on to
// the marker that the front end put. Of several ways one is told.
//
//===----------------------------------------------------------------------===//
#include "EscapePath.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace kpkeys {

static const CallInst *markerOf(const Value *What, const Provenance &P) {
  const CallInst *Marker = P.markerBehind(What);
  if (!Marker && What->getType()->isPointerTy())
    Marker = P.markerBehind(getUnderlyingObject(What, 0));
  return Marker;
}

/// The parameter of a clone that \p Marker marks, or null.
static const Argument *markedParameter(const CallInst &Marker) {
  const Value *Marked = Marker.getArgOperand(0);
  if (const auto *Made = dyn_cast<IntToPtrInst>(Marked))
    Marked = Made->getOperand(0);
  const auto *Param = dyn_cast<Argument>(Marked);
  return Param && isFollowed(*Param) ? Param : nullptr;
}

/// The first call of the clone that \p Marker marks a parameter of.
static CallBase *callBehind(const CallInst &Marker) {
  const Argument *Param = markedParameter(Marker);
  if (!Param)
    return nullptr;
  const CallBase *First = nullptr; // the list of users is last in, first out
  for (const User *U : Param->getParent()->users())
    if (auto *Call = dyn_cast<CallBase>(U);
        Call && Call->getCalledFunction() == Param->getParent() &&
        Call->getFunction() != Param->getParent())
      First = Call;
  return const_cast<CallBase *>(First);
}

static bool onOneLine(const Instruction &A, const Instruction &B) {
  const DILocation *OfA = A.getDebugLoc(), *OfB = B.getDebugLoc();
  return OfA && OfB && OfA->getLine() == OfB->getLine() &&
         OfA->getFile() == OfB->getFile();
}

StringRef sourceName(const Function &F) {
  return F.getSubprogram() ? F.getSubprogram()->getName() : F.getName();
}

SmallVector<std::string, 2> escapePath(const Escape &E, const Provenance &P,
                                       const Policy &Rules) {
  SmallVector<std::string, 2> Path;
  SmallPtrSet<const Function *, 4> Seen;
  const Instruction *From = E.I;
  const CallInst *Marker = E.What ? markerOf(E.What, P) : nullptr;
  while (Marker && Seen.insert(Marker->getFunction()).second) {
    CallBase *Call = callBehind(*Marker);
    if (!Call)
      break;
    std::string Place = sourcePlace(*Call);
    Path.push_back("it is passed to '" +
                   demangle(sourceName(*Call->getCalledFunction())) + "'" +
                   (Place.empty() ? "" : " at " + Place));
    unsigned ArgNo = markedParameter(*Marker)->getArgNo();
    From = Call;
    Marker = markerOf(Call->getArgOperand(ArgNo),
                      Provenance(*Call->getFunction(), Rules));
  }
  if (Marker && !onOneLine(*From, *Marker))
    if (std::string Place = sourcePlace(*Marker); !Place.empty())
      Path.push_back("it is marked at " + Place);
  return Path;
}

} // namespace kpkeys
