//===- MarkerSearch.cpp - From an address back to its markers -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// VerifyWindows' own answer to "which domains may this address lead into":
// backward from the address, through definitions and through everything stored
// into local variables, to a marker. Shares no code with Provenance, which goes
// the other way.
//
//===----------------------------------------------------------------------===//
#include "MarkerSearch.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/HeldPointers.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

MarkerSearch::MarkerSearch(Function &F)
    : SeesGlobals(!isIgnored(F)), Layout(F.getDataLayout()), Integers(F) {
  for (Instruction &I : instructions(F))
    if (auto *Slot = dyn_cast<AllocaInst>(&I);
        Slot && pointerMayBeCaptured(Slot))
      AddressedSlots.push_back(Slot);
}

/// One search, backward from where it starts.
class MarkerSearch::Walk {
  MarkerSearch &Search;
  /// Go through slots, whose contents may depend on one another; otherwise
  /// their own, finished searches answer for them.
  bool ThroughSlots;
  SmallDenseSet<Trail, 32> Seen;
  SmallDenseSet<Trail, 4> SeenSlots;
  SmallVector<Trail, 16> Pending;

  void look(const Value *V, bool Loaded) {
    if (!Seen.insert(Trail(V, Loaded)).second)
      return;
    // What was found behind an address before need not be looked for again.
    if (auto It = Search.OfAddress.find(V);
        It != Search.OfAddress.end() && !Loaded && !ThroughSlots)
      Found.insert(It->second.begin(), It->second.end());
    else
      Pending.push_back(Trail(V, Loaded));
  }
  void lookAtOperands(const User *U, bool Loaded) {
    for (const Value *Operand : U->operand_values())
      look(Operand, Loaded);
  }
  void lookBehind(const Value *V, bool Loaded);
  /// True of the type of an atomic value as wide as a pointer: pointers are
  /// exchanged as integers.
  bool mayBePointer(Type *Ty) const {
    return Search.Layout.getTypeSizeInBits(Ty) >=
           Search.Layout.getPointerSizeInBits();
  }
  void lookAtLoad(const Value *Address, bool MayBePointer, bool Loaded);
  void lookAtContents(const Value *Address, bool Loaded);
  void lookAtExchange(const Value *Address, Type *Ty, bool Loaded);
  void lookAtAsm(const CallBase &Asm, bool Loaded);
  void lookIntoSlot(const AllocaInst *Slot, bool Loaded);
  void lookAtFillings(const AllocaInst *Slot, bool Loaded);
  void finish();

public:
  Names Found;

  Walk(MarkerSearch &Search, bool ThroughSlots)
      : Search(Search), ThroughSlots(ThroughSlots) {}
  void from(const Value *V, bool Loaded);
  /// From all that may be put into \p Slot.
  void fromFillings(const AllocaInst *Slot, bool Loaded);
};

void MarkerSearch::Walk::from(const Value *V, bool Loaded) {
  look(V, Loaded);
  finish();
}

void MarkerSearch::Walk::fromFillings(const AllocaInst *Slot, bool Loaded) {
  lookAtFillings(Slot, Loaded);
  finish();
}

void MarkerSearch::Walk::finish() {
  while (!Pending.empty()) {
    Trail Next = Pending.pop_back_val();
    lookBehind(Next.getPointer(), Next.getInt());
  }
}

void MarkerSearch::Walk::lookBehind(const Value *V, bool Loaded) {
  if (auto M = asMarker(*V)) {
    if (M->Kind == MarkerKind::HandOver)
      return; // its receiver is marked where it is used
    if (leadsIntoDomain(M->Kind) && (!Loaded || M->Kind == MarkerKind::Linked))
      Found.insert(M->Domain);
    return look(cast<CallBase>(V)->getArgOperand(0), Loaded);
  }
  if (isa<Constant, Argument, AllocaInst, CmpInst>(V))
    return;
  if (auto *Load = dyn_cast<LoadInst>(V)) {
    bool IsPointer = mayBeAddress(*Load, Search.Integers);
    lookAtLoad(Load->getPointerOperand(), IsPointer, Loaded);
    if (IsPointer)
      look(Load->getPointerOperand(), /*Loaded=*/true);
    return;
  }
  if (auto *Rmw = dyn_cast<AtomicRMWInst>(V))
    return lookAtExchange(Rmw->getPointerOperand(), Rmw->getType(), Loaded);
  if (auto *Cas = dyn_cast<AtomicCmpXchgInst>(V))
    return lookAtExchange(Cas->getPointerOperand(),
                          Cas->getNewValOperand()->getType(), Loaded);
  if (auto *Select = dyn_cast<SelectInst>(V)) {
    look(Select->getTrueValue(), Loaded);
    return look(Select->getFalseValue(), Loaded);
  }
  if (auto *I = dyn_cast<Instruction>(V); I && !keepsAddress(*I))
    return;
  auto *Call = dyn_cast<CallBase>(V);
  if (!Call)
    return lookAtOperands(cast<User>(V), Loaded);
  // A call's result leads where its operands lead if it is computed from
  // them: asm, intrinsics that do not read memory of the program, "returns its
  // argument".
  if (Call->isInlineAsm())
    return lookAtAsm(*Call, Loaded);
  if (isa<IntrinsicInst>(Call) && Call->onlyAccessesInaccessibleMemory())
    return lookAtOperands(Call, Loaded);
  if (mayReturnWhatItReads(*Call, Search.Integers))
    for (const Value *Arg : Call->args())
      lookAtContents(Arg, Loaded);
  if (auto ArgNo = returnedArgument(*Call))
    look(Call->getArgOperand(*ArgNo), Loaded);
  for (unsigned I = 0, E = Call->arg_size(); I != E; ++I)
    if (writesThroughHeld(*Call, I)) // strsep returns what it found there
      lookAtLoad(Call->getArgOperand(I), /*MayBePointer=*/true, Loaded);
}

/// Looks at all that may be read by means of \p Address.
void MarkerSearch::Walk::lookAtContents(const Value *Address, bool Loaded) {
  if (!Address->getType()->isPointerTy())
    return;
  lookAtLoad(Address, /*MayBePointer=*/true, Loaded);
  for (const AllocaInst *Slot : Search.slotsAt(Address))
    lookIntoSlot(Slot, Loaded);
  look(Address, /*Loaded=*/true);
}

/// An atomic instruction gives back what was at \p Address.
void MarkerSearch::Walk::lookAtExchange(const Value *Address, Type *Ty,
                                        bool Loaded) {
  lookAtLoad(Address, mayBePointer(Ty), Loaded);
  if (mayBePointer(Ty))
    look(Address, /*Loaded=*/true);
}

/// Asm's results come from its operands in registers, and from what lies at
/// those in memory.
void MarkerSearch::Walk::lookAtAsm(const CallBase &Asm, bool Loaded) {
  for (auto [ArgNo, Arg] : enumerate(Asm.args())) {
    bool InMemory = Asm.getParamElementType(ArgNo) != nullptr;
    look(Arg, Loaded || InMemory);
    if (Arg->getType()->isPointerTy())
      lookAtLoad(Arg, /*MayBePointer=*/false, Loaded);
  }
}

/// Looks at what may be loaded from \p Address. Through another pointer, only
/// pointers are taken out of local variables.
void MarkerSearch::Walk::lookAtLoad(const Value *Address, bool MayBePointer,
                                    bool Loaded) {
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Address, Objects, nullptr, 0);
  for (const Value *Object : Objects) {
    if (auto *Slot = dyn_cast<AllocaInst>(Object))
      lookIntoSlot(Slot, Loaded);
    else if (isa<Instruction>(Object) && MayBePointer)
      for (const AllocaInst *Slot : Search.AddressedSlots)
        lookIntoSlot(Slot, Loaded);
  }
}

void MarkerSearch::Walk::lookIntoSlot(const AllocaInst *Slot, bool Loaded) {
  if (!SeenSlots.insert(Trail(Slot, Loaded)).second)
    return;
  if (!ThroughSlots)
    for (StringRef Name : Search.ofSlot(Trail(Slot, Loaded)))
      Found.insert(Name);
  else
    lookAtFillings(Slot, Loaded);
}

void MarkerSearch::Walk::lookAtFillings(const AllocaInst *Slot, bool Loaded) {
  for (const Value *Content : Search.contents(Slot))
    look(Content, Loaded);
  const SmallVector<const CallBase *, 2> Copies =
      Search.CopiesInto.lookup(Slot);
  for (const CallBase *Copy : Copies)
    for (auto [From, To] : copiesOf(*Copy)) {
      const Value *Source = Copy->getArgOperand(From);
      if (mayPointToLocal(*Source))
        lookAtContents(Source, Loaded);
      else
        look(Source, /*Loaded=*/true);
    }
}

/// True if \p Call stores pointers at \p Address that it finds by its others.
static bool receivesAt(const CallBase &Call, const Value *Address) {
  for (auto [ArgNo, Arg] : enumerate(Call.args()))
    if (Arg == Address && receivesPointers(Call, ArgNo))
      return true;
  return false;
}

/// True if \p Call copies something to \p Address.
static bool copiesTo(const CallBase &Call, const Value *Address) {
  return any_of(copiesOf(Call), [&](const ArgumentCopy &Copy) {
    return Call.getArgOperand(Copy.To) == Address;
  });
}

/// The slots that \p Address may point to, and those whose addresses are in
/// them.
SetVector<const AllocaInst *> MarkerSearch::slotsAt(const Value *Address) {
  SetVector<const AllocaInst *> Reached;
  auto Reach = [&](const Value *V) {
    if (!V->getType()->isPointerTy())
      return;
    SmallVector<const Value *, 4> Objects;
    getUnderlyingObjects(V, Objects, nullptr, 0);
    for (const Value *Object : Objects)
      if (auto *Slot = dyn_cast<AllocaInst>(Object))
        Reached.insert(Slot);
  };
  Reach(Address);
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Address, Objects, nullptr, 0);
  for (const Value *Object : Objects)
    if (auto *Load = dyn_cast<LoadInst>(Object))
      if (auto *Slot = dyn_cast<AllocaInst>(
              getUnderlyingObject(Load->getPointerOperand(), 0)))
        for (const Value *V : contents(Slot))
          Reach(V);
  for (unsigned N = 0; N != Reached.size(); ++N)
    for (const Value *V : contents(Reached[N]))
      Reach(V);
  return Reached;
}

/// Everything that this function may put into \p Slot: stored values,
/// operands of asm that has its address. CopiesInto gets what copies to it.
ArrayRef<const Value *> MarkerSearch::contents(const AllocaInst *Slot) {
  auto [It, New] = Contents.try_emplace(Slot);
  if (!New)
    return It->second;
  SmallSetVector<const Value *, 8> Found;
  SmallVector<const Value *, 8> Addresses = {Slot};
  SmallPtrSet<const Value *, 8> SeenAddress = {Slot};
  while (!Addresses.empty()) {
    const Value *Address = Addresses.pop_back_val();
    for (const User *U : Address->users()) {
      if (auto *Store = dyn_cast<StoreInst>(U)) {
        Found.insert(Store->getValueOperand());
      } else if (auto *Copy = dyn_cast<CallBase>(U);
                 Copy && copiesTo(*Copy, Address)) {
        CopiesInto[Slot].push_back(Copy);
      } else if (isa<AtomicRMWInst, AtomicCmpXchgInst>(U) ||
                 (isa<CallBase>(U) && cast<CallBase>(U)->isInlineAsm())) {
        Found.insert(U->op_begin(), U->op_end());
      } else if (auto *Call = dyn_cast<CallBase>(U);
                 Call && receivesAt(*Call, Address)) {
        Found.insert(Call->arg_begin(), Call->arg_end());
      } else if ((isa<GetElementPtrInst, CastInst, PHINode, SelectInst>(U) ||
                  cast<Instruction>(U)->isLaunderOrStripInvariantGroup()) &&
                 SeenAddress.insert(U).second) {
        Addresses.push_back(U);
      }
    }
  }
  return Contents[Slot] = Found.takeVector();
}

const MarkerSearch::Names &MarkerSearch::ofSlot(Trail Slot) {
  auto [It, New] = OfSlot.try_emplace(Slot);
  if (!New)
    return It->second;
  Walk Everything(*this, /*ThroughSlots=*/true);
  Everything.fromFillings(cast<AllocaInst>(Slot.getPointer()), Slot.getInt());
  return OfSlot[Slot] = Everything.Found;
}

/// The domains of the globals that \p Address may point into. The steps of one
/// address are often those of the next.
const MarkerSearch::Names &MarkerSearch::globalsBehind(const Value *Address) {
  SmallVector<const Value *, 8> Steps = {Address};
  while (isa<GetElementPtrInst>(Steps.back()) && !OfGlobals.count(Steps.back()))
    Steps.push_back(cast<GetElementPtrInst>(Steps.back())->getPointerOperand());
  Names Found;
  if (auto It = OfGlobals.find(Steps.back()); It != OfGlobals.end()) {
    Found = It->second;
  } else {
    SmallVector<const Value *, 4> Objects;
    getUnderlyingObjects(Steps.back(), Objects, nullptr, 0);
    for (const Value *Object : Objects)
      if (auto Domain = globalDomain(*Object))
        Found.insert(*Domain);
  }
  for (const Value *Step : Steps)
    OfGlobals[Step] = Found;
  return OfGlobals[Address];
}

SmallVector<StringRef, 2> MarkerSearch::domains(const Value *Address,
                                                bool Contents) {
  Walk Back(*this, /*ThroughSlots=*/false);
  Back.from(Address, /*Loaded=*/false);
  OfAddress.try_emplace(Address, Back.Found);
  if (Address->getType()->isPointerTy()) {
    // A protected global needs no marker, except where only markers count.
    if (SeesGlobals)
      for (StringRef Name : globalsBehind(Address))
        Back.Found.insert(Name);
    if (Contents)
      for (const AllocaInst *Slot : slotsAt(Address))
        for (StringRef Name : ofSlot(Trail(Slot, false)))
          Back.Found.insert(Name);
  }
  return Back.Found.takeVector();
}

} // namespace kpkeys
