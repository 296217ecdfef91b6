//===- JumpTables.cpp - Branches by tables of AArch64 ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM makes of a switch
//     adr xA, label; ldr[b|h|sw] xB, [xTable, xIndex]; add xA, xA, xB; br xA
// whose entries count bytes or instructions from the label. Where that goes is
// known if the table's address is, the index is bounded, and nobody changes the
// table. Ways that tables lead to are ways to other branches. So first all are
// read that can be if there are no such ways; then those are dropped for which
// that is not true with all of them.
//
//===----------------------------------------------------------------------===//
#include "JumpTables.h"
#include "Code.h"
#include "Helpers.h"
#include "IndexBound.h"
#include "llvm/Support/MathExtras.h"
#include <map>

using namespace llvm;

namespace kpkeys::verify {

namespace {

/// An `adr`, a load and an addition, right behind each other, and a branch.
struct Candidate {
  size_t Branch = 0, Base = 0, Load = 0;
  uint64_t Table = 0, Count = 0;
  std::optional<TableJump> Jump; ///< if the table was read
  bool IsDropped = false;
};

class Finder {
  const Image &In;
  const Code &C;
  std::vector<Candidate> All; ///< ascending
  /// And of what indirect branches lead to that go by no table: those branches,
  /// as if all went there by one more instruction, behind the last.
  Predecessors From;
  bool IsLastWord = false; ///< all ways to an instruction are in From
  /// Of a register, before each instruction. What is not there is not known
  /// yet.
  mutable std::map<Register, std::vector<size_t>> Definitions;
  /// Of steps: functions can be as large as files. Without, nothing is known.
  mutable uint64_t Budget = uint64_t(1) << 23;

  bool spend(uint64_t Steps) const;
  std::optional<Candidate> match(size_t Branch) const;
  void findWays();
  size_t joinedAt(Register R, size_t N, ArrayRef<size_t> Before) const;
  std::vector<size_t> findDefinitions(Register R) const;
  std::optional<size_t> definition(Register R, size_t N) const;
  std::optional<uint64_t> value(Register R, size_t N, unsigned Depth = 0) const;
  bool isEnteredAbove(const Candidate &J) const;
  bool locate(Candidate &J) const;
  bool read(Candidate &J) const;

public:
  Finder(const Image &In, const Code &C) : In(In), C(C) {}
  TableJumps run();
};

} // namespace

static bool isIndirectBranch(const Instruction &I) {
  return I.is(IsBranch) && I.is(IsIndirect);
}

bool Finder::spend(uint64_t Steps) const {
  bool IsLeft = Steps <= Budget;
  Budget = IsLeft ? Budget - Steps : 0;
  return IsLeft;
}

std::optional<Candidate> Finder::match(size_t Branch) const {
  Register Goal = C[Branch].Data;
  size_t Sum = Branch;
  do {
    if (Sum < 3 || Goal >= NumRegisters)
      return std::nullopt;
    --Sum;
    if (C[Sum].is(IsBranch | IsCall) || !C[Sum].goesOn())
      return std::nullopt;
  } while (!(C[Sum].Defs >> Goal & 1));
  const Instruction &Add = C[Sum], &Load = C[Sum - 1], &Base = C[Sum - 2];
  bool IsSum = Add.Op == Operation::AddRegister && Add.Dst == Goal &&
               Add.Src == Goal && Add.Second != Goal;
  bool IsEntry = Load.Op == Operation::LoadPart && Load.Dst == Add.Second &&
                 Load.At.Base < NumRegisters && Load.At.Base != Goal &&
                 Load.At.Index < NumRegisters && Load.At.Index != Goal &&
                 Load.At.Scale == Load.Immediate;
  if (!IsSum || !IsEntry || Base.Op != Operation::Constant || Base.Dst != Goal)
    return std::nullopt;
  Candidate Found;
  Found.Branch = Branch;
  Found.Base = Sum - 2;
  Found.Load = Sum - 1;
  return Found;
}

/// All that are known. Of tables those, too, that were dropped: in doubt there
/// are more ways.
void Finder::findWays() {
  Definitions.clear();
  if (!spend(C.size()))
    return;
  const size_t AnyJump = C.size();
  From.assign(C.size() + 1, {});
  std::vector<const Candidate *> ByBranch(C.size()), ByBase(C.size());
  for (const Candidate &J : All) {
    ByBranch[J.Branch] = &J;
    if (!J.IsDropped)
      ByBase[J.Base] = &J;
  }
  for (size_t N = 0; N < C.size(); ++N) {
    if (std::optional<size_t> To = C.branchTarget(N))
      From[*To].push_back(N);
    const Candidate *J = ByBranch[N];
    if (J && J->Jump)
      for (size_t To : J->Jump->Labels)
        From[To].push_back(N);
    if (isIndirectBranch(C[N]) && (!J || J->IsDropped))
      From[AnyJump].push_back(N);
  }
  for (size_t N = 0; N < C.size(); ++N)
    for (size_t To : ByBase[N] ? ArrayRef<size_t>() : C.hiddenTargets(N))
      if (To != Code::NoInstruction) {
        From[To].push_back(N);
        if (!From[AnyJump].empty())
          From[To].push_back(AnyJump);
      }
  for (size_t N = 0; N + 1 < C.size(); ++N) {
    const Instruction &I = C[N];
    bool IsUnused = N != 0 && From[N].empty() && I.is(IsPadding);
    bool IsLast = I.is(IsCall) && neverReturns(C.destination(I).Name);
    if (C.mayGoOn(N) && !IsUnused && !IsLast)
      From[N + 1].push_back(N);
  }
}

/// What definitions are if there is not one: none is known yet, or several.
static constexpr size_t Nothing = ~size_t(0), Several = ~size_t(1);

/// The definition of \p R before \p N, if those \p Before others are right.
size_t Finder::joinedAt(Register R, size_t N, ArrayRef<size_t> Before) const {
  size_t Joined = Nothing;
  for (size_t Way : From[N]) {
    size_t Last = Before[Way];
    if (Way < C.size() && C[Way].Defs >> R & 1)
      Last = Way;
    else if (Way == 0 || (From[Way].empty() && IsLastWord))
      Last = Several;
    if (Joined == Nothing)
      Joined = Last;
    else if (Last != Nothing && Last != Joined)
      return Several;
  }
  return Joined;
}

/// Forward, until nothing changes.
std::vector<size_t> Finder::findDefinitions(Register R) const {
  std::vector<size_t> Found(From.size(), Nothing);
  for (bool IsNew = true; IsNew;) {
    if (!spend(C.size()))
      return {};
    IsNew = false;
    for (size_t N = 0; N < From.size(); ++N) {
      size_t Joined = joinedAt(R, N, Found);
      IsNew |= Joined != Found[N];
      Found[N] = Joined;
    }
  }
  return Found;
}

/// The one instruction that register \p R has its value from before \p N.
std::optional<size_t> Finder::definition(Register R, size_t N) const {
  auto [It, IsNew] = Definitions.try_emplace(R);
  if (IsNew)
    It->second = findDefinitions(R);
  if (It->second.empty() || It->second[N] == Nothing ||
      It->second[N] == Several)
    return std::nullopt;
  return It->second[N];
}

/// What it holds before \p N.
std::optional<uint64_t> Finder::value(Register R, size_t N,
                                      unsigned Depth) const {
  constexpr unsigned MaxDepth = 8;
  if (R >= NumRegisters || Depth == MaxDepth)
    return std::nullopt;
  std::optional<size_t> By = definition(R, N);
  if (!By || C.isReplaced(*By) || !C.hiddenTargets(*By).empty())
    return std::nullopt;
  const Instruction &I = C[*By];
  if (const Relocation *Low = In.relocationIn(I.Address, I.end())) {
    // The linker's: an address, or the second part of one.
    if (I.is(IsLoad) || I.Dst != R)
      return std::nullopt;
    if (Low->IsAddress)
      return Low->Target;
    if (I.Src >= NumRegisters)
      return std::nullopt;
    std::optional<size_t> First = definition(I.Src, *By);
    const Relocation *High =
        First ? In.relocationIn(C[*First].Address, C[*First].end()) : nullptr;
    return High && High->Target == Low->Target ? Low->Target : std::nullopt;
  }
  if (I.Dst != R)
    return std::nullopt;
  if (I.Op == Operation::Constant)
    return I.Immediate;
  if (I.Op != Operation::Add || I.Is32)
    return std::nullopt;
  std::optional<uint64_t> Part = value(I.Src, *By, Depth + 1);
  return Part ? std::optional<uint64_t>(*Part + I.Immediate) : std::nullopt;
}

/// Does anything lead to between its instructions?
bool Finder::isEnteredAbove(const Candidate &J) const {
  for (size_t N = J.Base + 1; N <= J.Branch; ++N)
    if (From[N].size() != 1 || From[N].front() != N - 1)
      return true;
  return false;
}

bool Finder::locate(Candidate &J) const {
  if (Budget == 0) // nor are all ways known
    return false;
  std::optional<uint64_t> Table = value(C[J.Load].At.Base, J.Load);
  std::optional<uint64_t> Count =
      indexBound(C, From, C[J.Load].At.Index, J.Base);
  if (!Table || !Count || Budget == 0 || isEnteredAbove(J))
    return false;
  J.Table = *Table;
  J.Count = *Count;
  return true;
}

bool Finder::read(Candidate &J) const {
  const Instruction &Load = C[J.Load], &Add = C[J.Load + 1];
  auto Size = static_cast<unsigned>(Load.Immediate);
  if (!spend(J.Count))
    return false;
  TableJump Jump;
  Jump.Base = J.Base;
  for (uint64_t N = 0; N < J.Count; ++N) {
    std::optional<uint64_t> Entry = In.constantAt(J.Table + N * Size, Size);
    if (!Entry)
      return false;
    if (!Load.Is32)
      Entry = static_cast<uint64_t>(SignExtend64(*Entry, Size * 8));
    uint64_t To = C[J.Base].Immediate + (*Entry << Add.Shift);
    // For what cannot happen there may be no code.
    if (To == C.range().End)
      continue;
    bool IsInside = C.range().Begin <= To && To < C.range().End;
    if (std::optional<size_t> Label = IsInside ? C.find(To) : std::nullopt)
      Jump.Labels.push_back(*Label);
    else
      Jump.LeadsOut = true;
  }
  llvm::sort(Jump.Labels);
  Jump.Labels.erase(llvm::unique(Jump.Labels), Jump.Labels.end());
  J.Jump = std::move(Jump);
  return true;
}

TableJumps Finder::run() {
  TableJumps Found;
  for (size_t N = 0; N < C.size(); ++N)
    if (isIndirectBranch(C[N]))
      if (std::optional<Candidate> J = match(N))
        All.push_back(*J);
  if (All.empty())
    return Found;
  for (bool IsNew = true; IsNew;) {
    IsNew = false;
    findWays();
    for (Candidate &J : All)
      IsNew |= !J.Jump && locate(J) && read(J);
  }
  IsLastWord = true;
  for (Candidate &J : All)
    J.IsDropped = !J.Jump;
  for (bool IsLess = true; IsLess;) {
    IsLess = false;
    findWays();
    for (Candidate &J : All) {
      Candidate Again = J;
      if (J.IsDropped ||
          (locate(Again) && Again.Table == J.Table && Again.Count == J.Count))
        continue;
      J.IsDropped = IsLess = true;
    }
  }
  for (Candidate &J : All)
    if (!J.IsDropped)
      Found[J.Branch] = std::move(*J.Jump);
  return Found;
}

TableJumps findTableJumps(const Image &In, const Code &C) {
  return Finder(In, C).run();
}

} // namespace kpkeys::verify
