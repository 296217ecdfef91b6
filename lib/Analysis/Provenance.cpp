//===- Provenance.cpp - Which domains a pointer may lead into -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function with markers.
// Output: for each SSA value the set of domains it may lead into.
// Method: forward propagation from markers to everything computed from them:
//   address arithmetic, casts (also to integers and back), phi, select,
//   vectors, aggregates, inline asm results, library calls that return an
//   argument; and through local variables, flow-insensitively: what is stored
//   into a slot may come out of any load from it. Unoptimised code is followed
//   that way.
//   What is loaded, exchanged or copied through a linked marker may lead into
//   the domain again.
// Does not follow pointers through other memory or through calls: those are
//   escapes, which Accesses.cpp reports.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Provenance.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/HeldPointers.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// All objects \p Address may point into, however long the chain.
static SmallVector<const Value *, 4> underlyingObjects(const Value *Address) {
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Address, Objects, /*LI=*/nullptr, /*MaxLookup=*/0);
  return Objects;
}

bool pointsIntoLocals(const Value *Address) {
  return all_of(underlyingObjects(Address),
                [](const Value *V) { return isa<AllocaInst>(V); });
}

DomainSet Provenance::writtenThrough(const Value *Address) const {
  DomainSet Domains = domainsOf(Address);
  if (SeesGlobals && Address->getType()->isPointerTy())
    Domains.insert(globalsBehind(Address));
  return Domains;
}

/// The domains of the globals that \p Address may point into. Of long chains of
/// offsets each step is looked at once.
DomainSet Provenance::globalsBehind(const Value *Address) const {
  SmallVector<const Value *, 8> Steps = {Address};
  while (isa<GetElementPtrInst>(Steps.back()) && !OfGlobals.count(Steps.back()))
    Steps.push_back(cast<GetElementPtrInst>(Steps.back())->getPointerOperand());
  DomainSet Domains;
  if (auto It = OfGlobals.find(Steps.back()); It != OfGlobals.end())
    Domains = It->second;
  else
    for (const Value *Object : underlyingObjects(Steps.back()))
      if (auto Name = globalDomain(*Object))
        if (auto Domain = Rules.findDomain(*Name))
          Domains.insert(DomainSet(*Domain));
  for (const Value *Step : Steps)
    OfGlobals[Step] = Domains;
  return Domains;
}

void Provenance::collectAddressed(const StoreInst &Store) {
  if (!Store.getValueOperand()->getType()->isPointerTy())
    return;
  SmallVector<const Value *, 4> Stored =
      underlyingObjects(Store.getValueOperand());
  if (none_of(Stored, [](const Value *V) { return isa<AllocaInst>(V); }))
    return;
  for (const Value *Where : underlyingObjects(Store.getPointerOperand()))
    if (auto *Slot = dyn_cast<AllocaInst>(Where))
      for (const Value *V : Stored)
        if (auto *Kept = dyn_cast<AllocaInst>(V))
          Addressed[Slot].push_back(Kept);
}

/// True if \p Address may be one that was read from memory or that a call
/// returned, and so may lead to any local variable whose address is kept.
static bool comesFromElsewhere(const Value *Address) {
  return any_of(underlyingObjects(Address), [](const Value *V) {
    return isa<Instruction>(V) && !isa<AllocaInst>(V);
  });
}

/// \p V, or the pointer that it is the number of.
static const Value *asPointer(const Value *V) {
  if (const auto *Number = dyn_cast<PtrToIntOperator>(V))
    return Number->getPointerOperand();
  return V;
}

Origin Provenance::originHeldAt(const Value *Address) const {
  Origin Held;
  Address = asPointer(Address);
  if (Slots.empty() || !Address->getType()->isPointerTy())
    return Held;
  SetVector<const AllocaInst *> Reached;
  auto ReachFrom = [&](const AllocaInst *Slot) {
    if (auto It = Addressed.find(Slot); It != Addressed.end())
      Reached.insert(It->second.begin(), It->second.end());
  };
  for (const Value *Object : underlyingObjects(Address)) {
    if (auto *Slot = dyn_cast<AllocaInst>(Object))
      Reached.insert(Slot);
    else if (auto *Load = dyn_cast<LoadInst>(Object))
      for (const Value *Behind : underlyingObjects(Load->getPointerOperand()))
        if (auto *Slot = dyn_cast<AllocaInst>(Behind))
          ReachFrom(Slot);
  }
  for (unsigned N = 0; N != Reached.size(); ++N) {
    Held.insert(Slots.lookup(Reached[N]));
    ReachFrom(Reached[N]);
  }
  return Held;
}

Provenance::Provenance(Function &F, const Policy &Rules)
    : Rules(Rules), SeesGlobals(!isIgnored(F)), Integers(F) {
  for (unsigned D = 0; D != Rules.domains().size(); ++D)
    if (Rules.isSecret(D))
      Secrets.insert(DomainSet(D));
  for (Instruction &I : instructions(F)) {
    if (auto *Store = dyn_cast<StoreInst>(&I))
      collectAddressed(*Store);
    if (auto M = asMarker(I); M && leadsIntoDomain(M->Kind))
      if (auto Domain = Rules.findDomain(M->Domain)) {
        DomainSet D(*Domain);
        mark(&I, {D, M->Kind == MarkerKind::Linked ? D : DomainSet(), {}});
      }
  }
  do {
    while (!Worklist.empty())
      propagate(Worklist.pop_back_val());
  } while (propagateThroughAddressedSlots(F));
}

/// The origin of a pointer that is loaded through one of origin \p Address.
static Origin loadedThrough(const Origin &Address) {
  return {Address.Linked, Address.Linked, {}};
}

/// The origin of a number that is made of what has origin \p Address.
static Origin numberOf(const Origin &Address) {
  Origin Number{{}, {}, Address.Numbers};
  Number.Numbers.insert(Address.Domains);
  return Number;
}

/// Where \p I may read a pointer from, if it does. Atomic instructions exchange
/// pointers as integers.
const Value *Provenance::readsPointerFrom(const Instruction &I) {
  const DataLayout &Layout = I.getDataLayout();
  auto IsWide = [&](Type *Ty) {
    return Layout.getTypeSizeInBits(Ty) >= Layout.getPointerSizeInBits();
  };
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return mayBeAddress(*Load, Integers) ? Load->getPointerOperand() : nullptr;
  if (auto *Rmw = dyn_cast<AtomicRMWInst>(&I))
    return IsWide(Rmw->getType()) ? Rmw->getPointerOperand() : nullptr;
  if (auto *Cas = dyn_cast<AtomicCmpXchgInst>(&I))
    return IsWide(Cas->getNewValOperand()->getType()) ? Cas->getPointerOperand()
                                                      : nullptr;
  return nullptr;
}

/// The origin of what may be read at \p Address, if the variables whose
/// addresses are kept hold \p Kept.
Origin Provenance::readableAt(const Value *Address, const Origin &Kept) const {
  Origin Read = originHeldAt(Address);
  if (Address->getType()->isPointerTy() && comesFromElsewhere(Address))
    Read.insert(Kept);
  return Read;
}

/// A slot whose address is kept somewhere may be read through any pointer that
/// comes from memory or from a call: int **pp = &p; **pp = 5. True if that was
/// news.
bool Provenance::propagateThroughAddressedSlots(Function &F) {
  Origin Held;
  Propagated = nullptr; // any of them
  for (const auto &[Slot, Of] : Slots)
    if (pointerMayBeCaptured(Slot))
      Held.insert(Of);
  for (Instruction &I : instructions(F)) {
    if (const Value *Address = readsPointerFrom(I);
        Address && comesFromElsewhere(Address))
      mark(&I, Held);
    auto *Call = dyn_cast<CallBase>(&I);
    if (!Call)
      continue;
    if (mayReturnWhatItReads(*Call, Integers))
      for (const Value *Arg : Call->args())
        mark(&I, readableAt(Arg, Held));
    for (auto [From, To] : copiesOf(*Call))
      if (const Value *Source = Call->getArgOperand(From);
          mayPointToLocal(*Source))
        fill(Call->getArgOperand(To), readableAt(Source, Held));
  }
  return !Worklist.empty();
}

void Provenance::mark(Value *V, const Origin &From) {
  // A condition carries no address.
  if (V->getType()->isVoidTy() || V->getType()->isIntegerTy(1) || From.empty())
    return;
  if (Values[V].insert(From)) {
    Cause.try_emplace(V, Propagated);
    Worklist.push_back(V);
  }
}

/// A pointer of origin \p From is stored at \p Address.
void Provenance::fill(const Value *Address, const Origin &From) {
  if (From.empty())
    return;
  for (const Value *Object : underlyingObjects(Address))
    if (auto *Slot = dyn_cast<AllocaInst>(Object))
      if (Slots[Slot].insert(From)) {
        Cause.try_emplace(Slot, Propagated);
        Worklist.push_back(const_cast<AllocaInst *>(Slot));
      }
}

const CallInst *Provenance::markerBehind(const Value *V) const {
  // Causes are older than what they caused: this ends.
  while (const Value *Older = Cause.lookup(V))
    V = Older;
  return asMarker(*V) ? cast<CallInst>(V) : nullptr;
}

void Provenance::propagate(Value *V) {
  Propagated = V;
  // By value: both maps grow while it is propagated.
  if (const Origin From = Values.lookup(V); !From.empty())
    for (Use &U : V->uses())
      propagateToUser(U, From);
  if (auto *Slot = dyn_cast<AllocaInst>(V))
    if (const Origin Held = Slots.lookup(Slot); !Held.empty())
      propagateFromSlot(Slot, Held);
}

void Provenance::propagateToUser(Use &U, const Origin &From) {
  auto *I = dyn_cast<Instruction>(U.getUser());
  if (!I)
    return;
  if (auto *Call = dyn_cast<CallBase>(I))
    return propagateThroughCall(*Call, U, From);
  switch (I->getOpcode()) {
  case Instruction::Store:
    if (U.getOperandNo() == 0)
      fill(cast<StoreInst>(I)->getPointerOperand(), From);
    return;
  // What lies behind a protected pointer is not in the domain by itself.
  case Instruction::AtomicRMW:
    if (U.getOperandNo() != AtomicRMWInst::getPointerOperandIndex())
      fill(cast<AtomicRMWInst>(I)->getPointerOperand(), From);
    else if (readsPointerFrom(*I))
      mark(I, loadedThrough(From));
    return;
  case Instruction::AtomicCmpXchg:
    if (U.getOperandNo() != AtomicCmpXchgInst::getPointerOperandIndex())
      fill(cast<AtomicCmpXchgInst>(I)->getPointerOperand(), From);
    else if (readsPointerFrom(*I))
      mark(I, loadedThrough(From));
    return;
  case Instruction::Load:
    if (readsPointerFrom(*I))
      mark(I, loadedThrough(From));
    return;
  // The outcome of a comparison or a jump is no address.
  case Instruction::VAArg:
  case Instruction::ICmp:
  case Instruction::FCmp:
  case Instruction::Ret:
  case Instruction::Br:
  case Instruction::Switch:
  case Instruction::IndirectBr:
    return;
  default:
    // Arithmetic, casts, phi, select, aggregates, vectors, and whatever
    // instruction a later LLVM adds: the result may be the pointer.
    mark(I, keepsAddress(*I) ? From : numberOf(From));
  }
}

/// True if the result of intrinsic \p II is not computed from the address
/// \p Arg itself.
static bool dropsAddress(const IntrinsicInst &II) {
  switch (II.getIntrinsicID()) {
  case Intrinsic::objectsize:
  case Intrinsic::is_constant:
  case Intrinsic::masked_load:
  case Intrinsic::masked_gather:
  case Intrinsic::masked_expandload:
  case Intrinsic::vp_load:
  case Intrinsic::vp_gather:
    return true;
  default:
    return false;
  }
}

void Provenance::propagateThroughCall(CallBase &Call, Use &U,
                                      const Origin &From) {
  if (!Call.isArgOperand(&U))
    return;
  unsigned ArgNo = Call.getArgOperandNo(&U);
  if (auto M = asMarker(Call)) {
    Origin To = From;
    // What is loaded through a linked marker is not what the receiver speaks
    // of.
    if (M->Kind == MarkerKind::HandOver)
      if (auto Domain = Rules.findDomain(M->Domain);
          Domain && !From.Linked.contains(*Domain))
        To.Domains = From.Domains.without(*Domain);
    return mark(&Call, To);
  }
  if (Call.isInlineAsm()) {
    // An output operand in memory may receive any input; so may, through a
    // pointer in a register, a slot that asm with side effects is given.
    for (unsigned I = 0, E = Call.arg_size(); I != E; ++I)
      if (I != ArgNo && Call.getArgOperand(I)->getType()->isPointerTy())
        fill(Call.getArgOperand(I), From);
    // Of an operand in memory a register result is what lies there, as after
    // xchg.
    bool InMemory = Call.getParamElementType(ArgNo) != nullptr;
    return mark(&Call, InMemory ? loadedThrough(From) : From);
  }
  for (auto [Source, Dest] : copiesOf(Call))
    if (Source == ArgNo)
      fill(Call.getArgOperand(Dest), loadedThrough(From));
  if (isa<AnyMemTransferInst>(Call))
    return;
  if (auto *II = dyn_cast<IntrinsicInst>(&Call)) {
    if (!dropsAddress(*II))
      mark(&Call, From);
    return;
  }
  for (unsigned I = 0, E = Call.arg_size(); I != E; ++I)
    if (I != ArgNo && receivesPointers(Call, I))
      fill(Call.getArgOperand(I), From);
  if (mayReturnWhatItReads(Call, Integers))
    mark(&Call, loadedThrough(From));
  if (returnedArgument(Call) == ArgNo)
    mark(&Call, From);
}

/// Everything read from \p Slot may be the pointer it holds.
void Provenance::propagateFromSlot(AllocaInst *Slot, const Origin &Held) {
  SetVector<Value *> Addresses;
  Addresses.insert(Slot);
  for (unsigned N = 0; N != Addresses.size(); ++N) {
    for (Use &U : Addresses[N]->uses()) {
      auto *I = cast<Instruction>(U.getUser());
      if (isa<LoadInst, AtomicRMWInst, AtomicCmpXchgInst>(I)) {
        mark(I, Held);
      } else if (isa<GetElementPtrInst, CastInst, PHINode, SelectInst,
                     FreezeInst>(I) ||
                 I->isLaunderOrStripInvariantGroup()) {
        Addresses.insert(I);
      } else if (auto *Call = dyn_cast<CallBase>(I)) {
        for (auto [From, To] : copiesOf(*Call))
          if (Call->isArgOperand(&U) && Call->getArgOperandNo(&U) == From)
            fill(Call->getArgOperand(To), Held);
        if (isa<AnyMemTransferInst>(Call))
          continue;
        if (Call->isInlineAsm()) {
          mark(Call, Held);
          for (unsigned A = 0, E = Call->arg_size(); A != E; ++A)
            if (Call->getArgOperand(A)->getType()->isPointerTy())
              fill(Call->getArgOperand(A), Held);
        } else if (isa<IntrinsicInst>(I)) {
          mark(I, Held); // masked loads and the like
        } else if (Call->isArgOperand(&U) &&
                   writesThroughHeld(*Call, Call->getArgOperandNo(&U)) &&
                   Call->getType()->isPointerTy()) {
          mark(I, Held); // strsep
        }
      }
    }
  }
}

} // namespace kpkeys
