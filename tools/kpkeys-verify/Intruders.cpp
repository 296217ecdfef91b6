//===- Intruders.cpp - Branches into the windows of others ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All code is searched for what may be a branch into a window, or may make an
// address in one, byte by byte, or word by word: that is fast, and what is
// found is then decoded in its function.
//
//===----------------------------------------------------------------------===//
#include "Intruders.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <map>
#include <set>

using namespace llvm;

namespace kpkeys::verify {

void ClosedCode::add(uint64_t Begin, uint64_t End) {
  if (Begin < End)
    Ranges.emplace_back(Begin, End);
}

void ClosedCode::add(const Code &C, const Walk &Levels,
                     ArrayRef<Switch> Switches) {
  for (const Switch &S : Switches)
    add(C[S.First].Address + 1, C[S.End - 1].end());
  uint64_t Begin = 0;
  for (size_t N = 0; N < C.size(); ++N) {
    bool IsOpen = Levels.isOpen(Levels.at(N)) && !Levels.switchAt(N);
    if (IsOpen && !Begin)
      Begin = C[N].Address;
    if (!IsOpen && Begin) {
      add(Begin, C[N].Address);
      Begin = 0;
    }
  }
  if (Begin)
    add(Begin, C.range().End);
}

void ClosedCode::watch(const Code &C) {
  Instructions &All = Watched[C.range().Begin];
  All.End = C.range().End;
  All.Begins.resize(All.End - C.range().Begin);
  for (size_t N = 0; N < C.size(); ++N)
    for (uint64_t Entry : {C[N].Address, C[N].Address + 1})
      if (Entry < All.End && C.findEntered(Entry) == N)
        All.Begins.set(Entry - C.range().Begin);
}

static constexpr unsigned BlockShift = 5;

/// Sparse, so that most questions end here; small where there is little code:
/// archives have thousands of small objects.
static unsigned filterSize(uint64_t NumBlocks) {
  constexpr uint64_t Least = 1u << 10, Most = 1u << 21;
  return static_cast<unsigned>(
      PowerOf2Ceil(std::clamp<uint64_t>(NumBlocks * 64, Least, Most)));
}

unsigned ClosedCode::bitOf(uint64_t Address) const {
  return (Address >> BlockShift) & (MayHold.size() - 1);
}

void ClosedCode::seal() {
  llvm::sort(Ranges);
  std::vector<std::pair<uint64_t, uint64_t>> Apart;
  uint64_t NumBlocks = 0;
  for (auto [Begin, End] : Ranges) {
    if (!Apart.empty() && Begin <= Apart.back().second)
      Apart.back().second = std::max(Apart.back().second, End);
    else
      Apart.emplace_back(Begin, End);
    NumBlocks += ((End - Begin) >> BlockShift) + 1;
  }
  Ranges = std::move(Apart);
  for (const auto &[Begin, Function] : Watched)
    NumBlocks += ((Function.End - Begin) >> BlockShift) + 1;
  MayHold.resize(filterSize(NumBlocks));
  auto Mark = [&](uint64_t Begin, uint64_t End) {
    for (uint64_t Block = Begin >> BlockShift; Block <= (End - 1) >> BlockShift;
         ++Block)
      MayHold.set(bitOf(Block << BlockShift));
  };
  for (auto [Begin, End] : Ranges)
    Mark(Begin, End);
  for (const auto &[Begin, Function] : Watched)
    Mark(Begin, Function.End);
}

bool ClosedCode::holds(uint64_t Address, uint64_t From) const {
  return isClosed(Address) || splits(Address, From);
}

bool ClosedCode::splits(uint64_t Address, uint64_t From) const {
  if (!MayHold.test(bitOf(Address)))
    return false;
  auto It = Watched.upper_bound(Address);
  if (It == Watched.begin())
    return false;
  const auto &[Begin, Function] = *std::prev(It);
  bool IsInside = Address < Function.End;
  bool IsOwn = Begin <= From && From < Function.End;
  return IsInside && !IsOwn && !Function.Begins.test(Address - Begin);
}

bool ClosedCode::isClosed(uint64_t Address) const {
  if (!MayHold.test(bitOf(Address)))
    return false;
  auto It = partition_point(Ranges,
                            [=](const auto &R) { return R.first <= Address; });
  return It != Ranges.begin() && Address < std::prev(It)->second;
}

namespace {
class Search {
  const Image &In;
  const Machine &M;
  const ClosedCode &Closed;
  function_ref<void(const Instruction &, uint64_t)> Found;
  struct Suspect {
    uint64_t Place, Target;
  };
  struct InFunction {
    FunctionRange Range;
    std::vector<Suspect> Suspects;
  };
  std::map<uint64_t, InFunction> Functions; ///< by where they begin

  void suspect(uint64_t Place, uint64_t Target);
  void look(const InFunction &F);

public:
  Search(const Image &In, const Machine &M, const ClosedCode &Closed,
         function_ref<void(const Instruction &, uint64_t)> Found)
      : In(In), M(M), Closed(Closed), Found(Found) {}
  void run();
};
} // namespace

void Search::suspect(uint64_t Place, uint64_t Target) {
  if (!Closed.holds(Target, Place))
    return;
  const Section *S = In.sectionAt(Place);
  if (!S || !S->IsCode)
    return;
  const FunctionRange *F = In.functionAt(Place);
  // Who is patched with this code has been followed through it.
  const FunctionRange *To = In.functionAt(Target);
  auto IsOwn = [&](const Ways::Patch &P) {
    return To && In.functionAt(P.Place) == To;
  };
  SmallVector<Ways::Patch, 1> Patches = In.ways().patchesWith(Place);
  if (!F && (S->Name == ".altinstr_aux" ||
             (!Patches.empty() && all_of(Patches, IsOwn))))
    return;
  FunctionRange Range = F ? *F : In.rangeAround(Place);
  InFunction &Here = Functions[Range.Begin];
  Here.Range = Range;
  Here.Suspects.push_back({Place, Target});
}

void Search::look(const InFunction &F) {
  Code C(In, M, F.Range);
  std::set<size_t> Told;
  for (auto [Place, Target] : F.Suspects) {
    size_t N = C.lastUpTo(Place);
    const Instruction &I = C[N];
    // Its own branches have been followed, but not calls into its middle and
    // what is no instruction that is known.
    bool IsOwn = F.Range.Begin <= Target && Target < F.Range.End;
    if (IsOwn && (!I.is(IsCall | IsInvalid) || Target == F.Range.Begin))
      continue;
    // One byte that is no instruction is data; there are numbers that would
    // lead into some instruction.
    bool MayLead = I.is(IsInvalid) && (I.Length > 1 || Closed.isClosed(Target));
    bool Leads =
        MayLead ||
        (I.is(IsCall | IsBranch) ? C.goesTo(I) : C.addressIn(I)) == Target;
    if (Leads && Told.insert(N).second)
      Found(I, Target);
  }
}

void Search::run() {
  for (const Relocation &R : In.relocations())
    if (R.Target)
      suspect(R.Place, *R.Target);
  for (const Section &S : In.sections())
    if (S.IsCode)
      M.findBranches(S.Bytes, S.Address, [&](uint64_t Place, uint64_t Target) {
        suspect(Place, Target);
      });
  for (const auto &[Begin, F] : Functions)
    look(F);
}

void findIntruders(
    const Image &In, const Machine &M, const ClosedCode &Closed,
    function_ref<void(const Instruction &From, uint64_t To)> Found) {
  if (!Closed.empty())
    Search(In, M, Closed, Found).run();
}

} // namespace kpkeys::verify
