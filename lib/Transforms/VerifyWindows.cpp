//===- VerifyWindows.cpp - Every protected write is in a window -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with markers and window pseudo calls.
// Output: unchanged, or an error at each gap, which fails the compilation.
// Method: shares no code with Provenance, Accesses or FormWindows, and works
//   the other way round. Forward over the CFG it computes the level each
//   instruction runs at. For each instruction that writes memory it looks
//   *backward* from the address, through definitions and through everything
//   stored into local variables, for a marker.
// Errors:
//   - a write whose address comes from a marker runs at a level that may not
//     write that domain;
//   - a call, what may become one, an indirect branch or a return inside a
//     window;
//   - a foreign store inside a window;
//   - enter inside a window, leave outside one, paths that meet at different
//     levels.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Compat.h"
#include "kpkeys/IR/AtomicLoads.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/RuntimeCalls.h"
#include "kpkeys/IR/Windows.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PointerIntPair.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

namespace {
/// Finds the markers that an address is computed from.
class MarkerSearch {
  /// A value, and whether the address was loaded through it: then only a
  /// linked marker counts.
  using Trail = PointerIntPair<const Value *, 1, bool>;
  using Names = SmallSetVector<StringRef, 2>;

  DenseMap<Trail, Names> OfSlot;
  DenseMap<const AllocaInst *, SmallVector<const Value *, 8>> Contents;
  /// Slots that may be read through pointers from memory or calls.
  SmallVector<const AllocaInst *, 8> AddressedSlots;
  bool SeesGlobals;
  friend class Walk;

  const Names &ofSlot(Trail Slot);
  ArrayRef<const Value *> contents(const AllocaInst *Slot);
  SetVector<const AllocaInst *> slotsAt(const Value *Address);

public:
  const DataLayout &Layout;

  explicit MarkerSearch(Function &F)
      : SeesGlobals(!isIgnored(F)), Layout(F.getDataLayout()) {
    for (Instruction &I : instructions(F))
      if (auto *Slot = dyn_cast<AllocaInst>(&I);
          Slot && pointerMayBeCaptured(Slot))
        AddressedSlots.push_back(Slot);
  }
  /// The marked domains of \p Address; \p Contents: and of pointers in the
  /// local variables it may point to.
  SmallVector<StringRef, 2> domains(const Value *Address, bool Contents);
};

/// One search, backward from where it starts.
class Walk {
  using Trail = MarkerSearch::Trail;

  MarkerSearch &Search;
  /// Go through slots, whose contents may depend on one another; otherwise
  /// their own, finished searches answer for them.
  bool ThroughSlots;
  SmallDenseSet<Trail, 32> Seen;
  SmallDenseSet<Trail, 4> SeenSlots;
  SmallVector<Trail, 16> Pending;

  void look(const Value *V, bool Loaded) {
    if (Seen.insert(Trail(V, Loaded)).second)
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
  void lookAtExchange(const Value *Address, Type *Ty, bool Loaded);
  void lookAtAsm(const CallBase &Asm, bool Loaded);
  void lookIntoSlot(const AllocaInst *Slot, bool Loaded);

public:
  MarkerSearch::Names Found;

  Walk(MarkerSearch &Search, bool ThroughSlots)
      : Search(Search), ThroughSlots(ThroughSlots) {}
  void from(const Value *V, bool Loaded);
};
} // namespace

void Walk::from(const Value *V, bool Loaded) {
  look(V, Loaded);
  while (!Pending.empty()) {
    Trail Next = Pending.pop_back_val();
    lookBehind(Next.getPointer(), Next.getInt());
  }
}

void Walk::lookBehind(const Value *V, bool Loaded) {
  if (auto M = asMarker(*V)) {
    if (M->Kind == MarkerKind::HandOver)
      return; // its receiver is marked where it is used
    if (!Loaded || M->Kind == MarkerKind::Linked)
      Found.insert(M->Domain);
    return look(cast<CallBase>(V)->getArgOperand(0), Loaded);
  }
  if (isa<Constant, Argument, AllocaInst, CmpInst>(V))
    return;
  if (auto *Load = dyn_cast<LoadInst>(V)) {
    bool IsPointer = Load->getType()->isPtrOrPtrVectorTy() ||
                     (Load->isAtomic() && mayBePointer(Load->getType()));
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
  if (auto *Copy = dyn_cast<AnyMemTransferInst>(V)) {
    lookAtLoad(Copy->getRawSource(), /*MayBePointer=*/true, Loaded);
    return look(Copy->getRawSource(), /*Loaded=*/true);
  }
  auto *Call = dyn_cast<CallBase>(V);
  if (!Call)
    return lookAtOperands(cast<User>(V), Loaded);
  // A call's result leads where its operands lead if it is computed from
  // them: asm, intrinsics that do not read memory, "returns its argument".
  if (Call->isInlineAsm())
    return lookAtAsm(*Call, Loaded);
  if (isa<IntrinsicInst>(Call) && Call->doesNotAccessMemory())
    return lookAtOperands(Call, Loaded);
  if (auto ArgNo = returnedArgument(*Call))
    look(Call->getArgOperand(*ArgNo), Loaded);
  for (unsigned I = 0, E = Call->arg_size(); I != E; ++I)
    if (writesThroughHeld(*Call, I)) // strsep returns what it found there
      lookAtLoad(Call->getArgOperand(I), /*MayBePointer=*/true, Loaded);
}

/// An atomic instruction gives back what was at \p Address.
void Walk::lookAtExchange(const Value *Address, Type *Ty, bool Loaded) {
  lookAtLoad(Address, mayBePointer(Ty), Loaded);
  if (mayBePointer(Ty))
    look(Address, /*Loaded=*/true);
}

/// Asm's results come from its operands in registers, and from what lies at
/// those in memory.
void Walk::lookAtAsm(const CallBase &Asm, bool Loaded) {
  for (auto [ArgNo, Arg] : enumerate(Asm.args())) {
    bool InMemory = Asm.getParamElementType(ArgNo) != nullptr;
    look(Arg, Loaded || InMemory);
    if (Arg->getType()->isPointerTy())
      lookAtLoad(Arg, /*MayBePointer=*/false, Loaded);
  }
}

/// Looks at what may be loaded from \p Address. Through another pointer, only
/// pointers are taken out of local variables.
void Walk::lookAtLoad(const Value *Address, bool MayBePointer, bool Loaded) {
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

void Walk::lookIntoSlot(const AllocaInst *Slot, bool Loaded) {
  if (!SeenSlots.insert(Trail(Slot, Loaded)).second)
    return;
  if (!ThroughSlots)
    for (StringRef Name : Search.ofSlot(Trail(Slot, Loaded)))
      Found.insert(Name);
  else
    for (const Value *Content : Search.contents(Slot))
      look(Content, Loaded);
}

/// True if \p Call stores pointers at \p Address that it finds by its others.
static bool receivesAt(const CallBase &Call, const Value *Address) {
  for (auto [ArgNo, Arg] : enumerate(Call.args()))
    if (Arg == Address && receivesPointers(Call, ArgNo))
      return true;
  return false;
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
/// operands of asm that has its address, other slots copied from (as
/// themselves: what they hold is found through a load from them).
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
      } else if (auto *Copy = dyn_cast<AnyMemTransferInst>(U)) {
        Found.insert(Copy);
      } else if (isa<AtomicRMWInst, AtomicCmpXchgInst>(U) ||
                 (isa<CallBase>(U) && cast<CallBase>(U)->isInlineAsm())) {
        Found.insert(U->op_begin(), U->op_end());
      } else if (auto *Call = dyn_cast<CallBase>(U);
                 Call && receivesAt(*Call, Address)) {
        Found.insert(Call->arg_begin(), Call->arg_end());
      } else if (isa<GetElementPtrInst, CastInst, PHINode, SelectInst>(U) &&
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
  for (const Value *Content : contents(cast<AllocaInst>(Slot.getPointer())))
    Everything.from(Content, Slot.getInt());
  return OfSlot[Slot] = Everything.Found;
}

SmallVector<StringRef, 2> MarkerSearch::domains(const Value *Address,
                                                bool Contents) {
  Walk Back(*this, /*ThroughSlots=*/false);
  Back.from(Address, /*Loaded=*/false);
  // A protected global needs no marker, except where only markers count.
  if (Address->getType()->isPointerTy()) {
    SmallVector<const Value *, 4> Objects;
    getUnderlyingObjects(Address, Objects, nullptr, 0);
    for (const Value *Object : Objects) {
      if (auto Domain = globalDomain(*Object); Domain && SeesGlobals)
        Back.Found.insert(*Domain);
    }
    if (Contents)
      for (const AllocaInst *Slot : slotsAt(Address))
        for (StringRef Name : ofSlot(Trail(Slot, false)))
          Back.Found.insert(Name);
  }
  return Back.Found.takeVector();
}

namespace {
class Verifier {
  Function &F;
  const Policy &Rules;
  MarkerSearch Search;
  /// Level at the start of each block that control reaches.
  DenseMap<const BasicBlock *, unsigned> AtStart;

public:
  Verifier(Function &F, const Policy &Rules) : F(F), Rules(Rules), Search(F) {}
  void run();

private:
  unsigned walk(BasicBlock &BB, unsigned Level);
  unsigned cross(const Instruction &I, const WindowCall &Edge, unsigned Level);
  void checkWrite(const Instruction &I, unsigned Level);
  void checkExposure(const Instruction &I, unsigned Level, bool IsProtected);
  bool writesThrough(const Instruction &I, SmallVectorImpl<const Value *> &Out);
  void fail(const Instruction &I, const Twine &What) {
    reportErrorAt(I, "window verification failed: " + What +
                         "; this is a defect of the plugin, please report it");
  }
  StringRef levelName(unsigned L) { return Rules.levels()[L].Name; }
};
} // namespace

/// The addresses \p I may write through; false if it writes through none.
bool Verifier::writesThrough(const Instruction &I,
                             SmallVectorImpl<const Value *> &Out) {
  if (!I.mayWriteToMemory())
    return false;
  if (auto *Load = dyn_cast<LoadInst>(&I)) {
    if (mayWriteToLoad(*Load))
      Out.push_back(Load->getPointerOperand());
  } else if (auto *Store = dyn_cast<StoreInst>(&I)) {
    Out.push_back(Store->getPointerOperand());
  } else if (auto *Rmw = dyn_cast<AtomicRMWInst>(&I)) {
    Out.push_back(Rmw->getPointerOperand());
  } else if (auto *Cas = dyn_cast<AtomicCmpXchgInst>(&I)) {
    Out.push_back(Cas->getPointerOperand());
  } else if (auto *Call = dyn_cast<CallBase>(&I)) {
    auto *II = dyn_cast<IntrinsicInst>(Call);
    if (II && II->isAssumeLikeIntrinsic())
      return false;
    for (auto [ArgNo, Arg] : enumerate(Call->args())) {
      bool MayWrite =
          Call->isInlineAsm() || II
              ? !Call->onlyReadsMemory(ArgNo)
              : writesThroughHeld(*Call, ArgNo) ||
                    argumentEffect(*Call, ArgNo,
                                   /*LinksToo=*/false) == ArgEffect::Writes;
      if (MayWrite)
        Out.push_back(Arg);
    }
  } else {
    Out.append(I.op_begin(), I.op_end());
  }
  return !Out.empty();
}

void Verifier::checkWrite(const Instruction &I, unsigned Level) {
  SmallVector<const Value *, 4> Addresses;
  bool IsProtected = false;
  auto *Call = dyn_cast<CallBase>(&I);
  auto WritesContents = [Call](const Value *Address) {
    if (!Call || Call->isInlineAsm())
      return Call != nullptr;
    for (auto [ArgNo, Arg] : enumerate(Call->args()))
      if (Arg == Address && writesThroughHeld(*Call, ArgNo))
        return true;
    return false;
  };
  if (writesThrough(I, Addresses))
    for (const Value *Address : Addresses)
      for (StringRef Name : Search.domains(Address, WritesContents(Address))) {
        IsProtected = true;
        std::optional<unsigned> Domain = Rules.findDomain(Name);
        if (!Domain)
          fail(I, "no domain '" + Name + "' in policy '" + Rules.name() + "'");
        else if (!(Rules.levels()[Level].OfPkey[Rules.domains()[*Domain].Pkey] &
                   KPKEYS_PERM_W))
          fail(I, "a write to domain '" + Name + "' runs at level '" +
                      levelName(Level) + "'");
      }
  checkExposure(I, Level, IsProtected);
}

/// Strict windows hold accesses, and nothing else that writes or leaves.
void Verifier::checkExposure(const Instruction &I, unsigned Level,
                             bool IsProtected) {
  if (Level == Policy::DefaultLevel || IsProtected)
    return;
  if (isa<ReturnInst, IndirectBrInst, ResumeInst>(I))
    return fail(I, "control leaves the function inside a window");
  if (auto *Call = dyn_cast<CallBase>(&I)) {
    auto *II = dyn_cast<IntrinsicInst>(Call);
    if (!II && !asMarker(*Call))
      return fail(I, "a call inside a window");
    if (!II || II->isAssumeLikeIntrinsic())
      return;
  }
  if (mayBecomeCall(I))
    return fail(I, "an operation that may become a call inside a window");
  auto *Load = dyn_cast<LoadInst>(&I);
  if (!I.mayWriteToMemory() || (Load && !mayWriteToLoad(*Load)))
    return;
  auto *Store = dyn_cast<StoreInst>(&I);
  auto *Slot = Store ? dyn_cast<AllocaInst>(
                           getUnderlyingObject(Store->getPointerOperand(), 0))
                     : nullptr;
  if (!Slot || pointerMayBeCaptured(Slot))
    fail(I, "a foreign store inside a window");
}

unsigned Verifier::cross(const Instruction &I, const WindowCall &Edge,
                         unsigned Level) {
  std::optional<unsigned> Named = Rules.findLevel(Edge.Level);
  if (!Named) {
    fail(I, "no level '" + Edge.Level + "' in policy '" + Rules.name() + "'");
    return Level;
  }
  if (Edge.Edge == WindowEdge::Enter) {
    if (Level != Policy::DefaultLevel)
      fail(I, "level '" + Edge.Level + "' is entered inside a window");
    return *Named;
  }
  if (Level != *Named)
    fail(I, "level '" + Edge.Level + "' is left at level '" + levelName(Level) +
                "'");
  return Policy::DefaultLevel;
}

/// Checks \p BB, entered at \p Level; returns the level at its end.
unsigned Verifier::walk(BasicBlock &BB, unsigned Level) {
  for (const Instruction &I : BB) {
    if (auto Edge = asWindowCall(I))
      Level = cross(I, *Edge, Level);
    else
      checkWrite(I, Level);
  }
  return Level;
}

void Verifier::run() {
  AtStart[&F.getEntryBlock()] = Policy::DefaultLevel;
  // In reverse post-order each block but the entry has a visited predecessor.
  for (BasicBlock *BB : ReversePostOrderTraversal<Function *>(&F)) {
    unsigned AtEnd = walk(*BB, AtStart.lookup(BB));
    for (BasicBlock *Next : successors(BB)) {
      auto [It, New] = AtStart.try_emplace(Next, AtEnd);
      if (!New && It->second != AtEnd)
        fail(Next->front(), "paths meet at levels '" + levelName(It->second) +
                                "' and '" + levelName(AtEnd) + "'");
    }
  }
}

PreservedAnalyses VerifyWindowsPass::run(Module &M, ModuleAnalysisManager &) {
  if (!concernsUs(M) && none_of(M, hasWindows))
    return PreservedAnalyses::all();
  // What was refused has no windows to verify.
  if (M.getContext().getDiagHandlerPtr()->HasErrors)
    return PreservedAnalyses::all();
  if (std::optional<ModuleConfig> Config = readConfig(M))
    for (Function &F : M)
      if (!F.isDeclaration() && !isLowered(F))
        Verifier(F, Config->Rules).run();
  return PreservedAnalyses::all();
}

} // namespace kpkeys
