//===- WindowContents.cpp - What the windows of a function hold -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a solved WindowGraph, and the accesses that have windows apart.
// Output: numbers for remarks and records. A window is the places of one level
//   that hang together.
//
//===----------------------------------------------------------------------===//
#include "WindowContents.h"
#include "AccessedField.h"
#include "DistinctBytes.h"
#include "kpkeys/ABI.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/OwnLocals.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include <numeric>
#include <set>

using namespace llvm;

namespace kpkeys {

bool runsCode(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I);
  return Call && !Call->isInlineAsm() && !isa<IntrinsicInst>(Call);
}

/// True if \p I is a call that the lowering takes away.
static bool isPseudoCall(const Instruction &I) {
  return asMarker(I) || asCalleeMarker(I) || asScopeCall(I) ||
         asManualCall(I) || isRegisterRead(I);
}

static StringRef calleeName(const Instruction &I) {
  const Value *Callee =
      cast<CallBase>(I).getCalledOperand()->stripPointerCasts();
  return isa<Function>(Callee) ? Callee->getName() : StringRef(AnyCallee);
}

/// The library function that the code generator may call for \p I.
static StringRef helperName(const Instruction &I) {
  if (isa<AnyMemSetInst>(I))
    return "memset";
  if (isa<AnyMemMoveInst>(I))
    return "memmove";
  return isa<AnyMemCpyInst>(I) ? "memcpy" : "";
}

static uint64_t sizeOf(const Type *Ty, const Instruction &I) {
  TypeSize Size = I.getDataLayout().getTypeStoreSize(const_cast<Type *>(Ty));
  return Size.isScalable() ? KPKEYS_UNBOUNDED : Size.getFixedValue();
}

/// The bytes that \p I stores itself, not in a function that it calls.
static uint64_t bytesStored(const Instruction &I) {
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return sizeOf(Store->getValueOperand()->getType(), I);
  if (auto *Update = dyn_cast<AtomicRMWInst>(&I))
    return sizeOf(Update->getValOperand()->getType(), I);
  if (auto *Update = dyn_cast<AtomicCmpXchgInst>(&I))
    return sizeOf(Update->getNewValOperand()->getType(), I);
  if (auto *Block = dyn_cast<AnyMemIntrinsic>(&I)) {
    auto *Length = dyn_cast<ConstantInt>(Block->getLength());
    return Length ? Length->getLimitedValue(KPKEYS_UNBOUNDED)
                  : KPKEYS_UNBOUNDED;
  }
  return runsCode(I) || !I.mayWriteToMemory() ? 0 : KPKEYS_UNBOUNDED;
}

/// What \p A stores though it only reads protected data: a copy out of a secret
/// domain.
static uint64_t foreignBytes(const Access &A) {
  const auto *Copy = dyn_cast<AnyMemTransferInst>(A.I);
  if (!A.Written.empty() || isa<LoadInst>(A.I) ||
      (Copy && copiesToLocal(*Copy)))
    return 0;
  return bytesStored(*A.I);
}

static bool isPlainStore(const Instruction &I) {
  return isa<StoreInst>(I) && bytesStored(I) <= 16;
}

void WindowContents::add(const Access &A) {
  if (!First)
    First = A.I;
  Domains.insert(A.domains());
  ++(A.Written.empty() ? NumReads : NumWrites);
  bool IsForeign = foreignBytes(A) != 0;
  NumForeignStores += IsForeign;
  IsPlain &= A.Written.empty() ? !IsForeign : isPlainStore(*A.I);
  if (std::string Field = accessedField(*A.I); !Field.empty())
    Fields.insert(Field);
  else
    ++NumOtherAccesses;
  if (runsCode(*A.I))
    Callees.insert(calleeName(*A.I));
  if (StringRef Helper = helperName(*A.I); !Helper.empty())
    Helpers.insert(Helper);
}

void WindowContents::add(const Instruction &Call, const OpenFunction &Called) {
  if (!First)
    First = &Call;
  Domains.insert(Called.Domains);
  ++NumCalls;
  ++NumOtherAccesses;
  Callees.insert(calleeName(Call));
}

void WindowContents::add(const Instruction &I, ExposedAs As) {
  IsPlain = false;
  NumForeignStores += As == ExposedAs::Store;
  if (As == ExposedAs::Call)
    Callees.insert(calleeName(I));
}

/// Adds what runs at the level because the source says so.
void WindowContents::addScope(const Place &P) {
  IsPlain = false;
  IsScope |= !P.IsCalleeLevel;
  if (!First)
    First = P.First;
  for (const Instruction &I :
       make_range(P.First->getIterator(), std::next(P.Last->getIterator()))) {
    if (isPseudoCall(I))
      continue;
    if (runsCode(I)) {
      NumCalls += P.IsCalleeLevel;
      Callees.insert(calleeName(I));
    } else if (!isa<CallBase>(I))
      NumForeignStores += I.mayWriteToMemory();
    if (StringRef Helper = helperName(I); !Helper.empty())
      Helpers.insert(Helper);
  }
}

OpenedWindow WindowContents::opened(unsigned Number,
                                    const Policy &Rules) const {
  auto Limited = [](uint64_t Bytes) {
    return static_cast<uint32_t>(std::min<uint64_t>(Bytes, KPKEYS_UNBOUNDED));
  };
  OpenedWindow W;
  W.Number = Number;
  W.IsScope = IsScope;
  W.WriteBytes = Limited(WriteBytes);
  W.ForeignBytes = Limited(ForeignBytes);
  W.LeastBytes = IsPlain && !HasLoop ? Limited(LeastBytes) : 0;
  W.NumWrites = NumWrites;
  W.NumReads = NumReads;
  W.NumCalls = NumCalls;
  W.NumForeignStores = NumForeignStores;
  W.NumInstructions = NumInstructions;
  W.LongestPath = LongestPath;
  if (!Domains.empty())
    W.Domains = Domains.str(Rules);
  for (StringRef Name : Callees)
    W.Callees.push_back(Name.str());
  for (StringRef Name : Helpers)
    if (!Callees.contains(Name))
      W.Callees.push_back(Name.str());
  if (const DILocation *Location = First->getDebugLoc()) {
    W.File = Location->getFilename().str();
    W.Line = Location->getLine();
    W.Column = Location->getColumn();
  }
  return W;
}

namespace {
/// The ways through the windows of a solved graph. Each goes forward or, in a
/// loop, back.
class Paths {
  const WindowGraph &Graph;
  DenseMap<const BasicBlock *, unsigned> BlockOrder;

  /// Places of a block are numbered in order; blocks are put in order here.
  std::pair<unsigned, unsigned> key(unsigned P) const {
    return {BlockOrder.lookup(Graph.places()[P].Block), P};
  }

public:
  explicit Paths(const WindowGraph &Graph) : Graph(Graph) {
    for (const BasicBlock *BB : ReversePostOrderTraversal<Function *>(
             Graph.places().front().Block->getParent()))
      BlockOrder[BB] = BlockOrder.size();
  }
  bool isInWindow(const Way &W) const {
    return Graph.places()[W.From].Level == Graph.places()[W.To].Level;
  }
  bool isForward(const Way &W) const { return key(W.From) < key(W.To); }
  /// For each place the sum of \p Count on the way forward through its window
  /// with the largest sum that ends there.
  std::vector<uint64_t> longest(ArrayRef<uint64_t> Count) const;
};
} // namespace

std::vector<uint64_t> Paths::longest(ArrayRef<uint64_t> Count) const {
  std::vector<SmallVector<unsigned, 2>> After(Count.size());
  for (const Way &W : Graph.ways())
    if (isInWindow(W) && isForward(W))
      After[W.From].push_back(W.To);
  std::vector<unsigned> Order(Count.size());
  std::iota(Order.begin(), Order.end(), 0);
  llvm::sort(Order, [&](unsigned A, unsigned B) { return key(A) < key(B); });
  std::vector<uint64_t> Length(Count.size());
  for (unsigned P : Order) {
    Length[P] += Count[P];
    for (unsigned Next : After[P])
      Length[Next] = std::max(Length[Next], Length[P]);
  }
  return Length;
}

static uint64_t bytesWritten(const Place &P) {
  uint64_t Sum = 0;
  for (const Access *A : P.Accesses)
    if (!A->Written.empty())
      Sum += bytesStored(*A->I);
  return Sum;
}

/// What the plain stores of \p P write that \p Seen has not.
static uint64_t leastWritten(const Place &P, DistinctBytes &Seen) {
  uint64_t Sum = 0;
  for (const Access *A : P.Accesses)
    if (!A->Written.empty() && isPlainStore(*A->I))
      Sum += Seen.add(cast<StoreInst>(*A->I));
  return Sum;
}

/// True if \p P is at a level because the source says so.
static bool isScope(const Place &P) {
  return !P.isInWindow() && P.How == Place::Entered::Along && P.First &&
         P.Level != Policy::DefaultLevel &&
         (P.What == Place::Kind::Foreign || P.What == Place::Kind::Exposed);
}

static uint64_t foreignBytes(const Place &P) {
  if (P.What == Place::Kind::Exposed && P.isInWindow())
    return bytesStored(*P.First);
  uint64_t Sum = 0;
  for (const Access *A : P.Accesses)
    Sum += foreignBytes(*A);
  if (isScope(P))
    for (const Instruction &I :
         make_range(P.First->getIterator(), std::next(P.Last->getIterator())))
      Sum += isPseudoCall(I) ? 0 : bytesStored(I);
  return Sum;
}

WindowList::WindowList(const WindowGraph &Graph, ArrayRef<Need> Apart,
                       const Policy &Rules)
    : Graph(Graph), Rules(Rules) {
  ArrayRef<Place> Places = Graph.places();
  unsigned Count;
  std::vector<unsigned> WindowOf = Graph.windows(Count);
  std::vector<WindowContents> Found(Count);
  for (const Way &W : Graph.ways())
    if (Places[W.From].Level != Places[W.To].Level) {
      ++Found[WindowOf[W.From]].NumSwitches;
      ++Found[WindowOf[W.To]].NumSwitches;
      bool Opens = Places[W.To].Level != Policy::DefaultLevel;
      if (!W.IsImplicit)
        Found[WindowOf[Opens ? W.To : W.From]].SwitchesPerCall +=
            Graph.timesPerCall(W);
    }
  Paths Ways(Graph);
  for (const Way &W : Graph.ways())
    Found[WindowOf[W.From]].HasLoop |= Ways.isInWindow(W) && !Ways.isForward(W);
  std::vector<DistinctBytes> Distinct(Count);
  std::vector<uint64_t> Instructions, Written, Foreign, Least;
  for (auto [N, P] : enumerate(Places)) {
    Instructions.push_back(P.NumInstructions);
    Written.push_back(bytesWritten(P));
    Foreign.push_back(foreignBytes(P));
    Least.push_back(leastWritten(P, Distinct[WindowOf[N]]));
  }
  std::vector<uint64_t> MostInstructions = Ways.longest(Instructions),
                        MostWritten = Ways.longest(Written),
                        MostForeign = Ways.longest(Foreign),
                        MostLeast = Ways.longest(Least);
  for (auto [N, P] : enumerate(Places)) {
    WindowContents &W = Found[WindowOf[N]];
    W.LongestPath = std::max<unsigned>(W.LongestPath, MostInstructions[N]);
    W.LeastBytes = std::max(W.LeastBytes, MostLeast[N]);
    // Where a path begins in a loop depends on how the loop is laid out.
    W.WriteBytes = W.HasLoop ? W.WriteBytes + Written[N]
                             : std::max(W.WriteBytes, MostWritten[N]);
    W.ForeignBytes = W.HasLoop ? W.ForeignBytes + Foreign[N]
                               : std::max(W.ForeignBytes, MostForeign[N]);
    W.Level = P.Level;
    W.NumInstructions += P.NumInstructions;
    if (P.What == Place::Kind::Access)
      for (const Access *A : P.Accesses)
        W.add(*A);
    if (P.Called)
      W.add(*P.First, *P.Called);
    if (P.What == Place::Kind::Exposed && P.isInWindow())
      W.add(*P.First, P.As);
    if (isScope(P))
      W.addScope(P);
  }
  std::vector<unsigned> Numbers(Count);
  for (auto [N, W] : enumerate(Found)) {
    if (W.Level == Policy::DefaultLevel || !isNamed(W.Level) || !W.First)
      continue;
    Windows.push_back(W);
    Numbers[N] = Windows.size();
  }
  for (unsigned Class : WindowOf)
    NumberOf.push_back(Numbers[Class]);
  NumShared = Windows.size();
  for (const Need &N : Apart) {
    WindowContents &W = Windows.emplace_back();
    W.Level = N.Level;
    W.NumInstructions = W.LongestPath = 1;
    bool Branches = N.Of->I->isTerminator();
    W.NumSwitches = 1 + (Branches ? N.Of->I->getNumSuccessors() : 1);
    W.SwitchesPerCall = 2 * Graph.timesPerCall(*N.Of->I->getParent());
    W.WriteBytes = N.Of->Written.empty() ? 0 : bytesStored(*N.Of->I);
    W.ForeignBytes = foreignBytes(*N.Of);
    if (isPlainStore(*N.Of->I))
      W.LeastBytes = DistinctBytes().add(cast<StoreInst>(*N.Of->I));
    W.add(*N.Of);
  }
}

std::optional<OpenedWindow> WindowList::openedBy(unsigned P) const {
  if (unsigned Number = NumberOf[P])
    return Windows[Number - 1].opened(Number, Rules);
  return std::nullopt;
}

OpenedWindow WindowList::openedApart(unsigned N) const {
  return Windows[NumShared + N].opened(NumShared + N + 1, Rules);
}

std::optional<OpenedWindow>
WindowList::openedBehind(const Instruction &I) const {
  for (auto [N, P] : enumerate(Graph.places())) {
    bool MayHold = P.Block == I.getParent() && P.First;
    if (MayHold && !I.comesBefore(P.First) && !P.Last->comesBefore(&I))
      return openedBy(N);
  }
  return std::nullopt;
}

} // namespace kpkeys
