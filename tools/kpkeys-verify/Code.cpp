//===- Code.cpp - The instructions of one function ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Code.h"

using namespace llvm;

namespace kpkeys::verify {

Code::Code(const Image &In, const Machine &M, const FunctionRange &Range)
    : In(In), M(M), Range(Range) {
  const Section *S = In.sectionAt(Range.Begin);
  ArrayRef<uint8_t> Bytes =
      S->Bytes.slice(Range.Begin - S->Address, Range.End - Range.Begin);
  for (uint64_t At = 0; At < Bytes.size();) {
    Instruction I = M.decode(Bytes.drop_front(At), Range.Begin + At);
    // A constant that the linker fills in is none that is known here.
    if (I.Op != Operation::Other &&
        In.relocationIn(I.Address, I.end()) != nullptr)
      I.Op = Operation::Other;
    // Once the key register is on, a gate is no jump any more. Where it leads
    // is looked at with its switch.
    if (I.HasTarget && I.is(IsBranch) && !I.is(IsConditional) &&
        In.isGate(I.Address))
      I.Flags = IsPadding;
    At += I.Length;
    All.push_back(I);
  }
  Targets.resize(All.size());
  for (const Instruction &I : All)
    if (I.is(IsBranch) && !I.is(IsIndirect))
      if (std::optional<size_t> N = branchTarget(I))
        Targets[*N] = true;
  findJumpTables();
  for (size_t N : Labels)
    Targets[N] = true;
  findHiddenWays();
}

void Code::findHiddenWays() {
  auto Take = [&](size_t From, uint64_t To) {
    size_t N = NoInstruction;
    if (Range.Begin <= To && To < Range.End)
      N = find(To).value_or(NoInstruction);
    Hidden[From].push_back(N);
    if (N != NoInstruction)
      Targets[N] = true;
  };
  for (const auto &[N, I] : enumerate(All)) {
    // Who takes a label's address may come back to it, as from longjmp.
    if (std::optional<uint64_t> Label = addressIn(I))
      if (Range.Begin < *Label && *Label < Range.End && find(*Label))
        Take(N, *Label);
    for (const Ways::Way &W : In.ways().from(I.Address, I.end()))
      Take(N, W.To);
    if (I.is(IsCall))
      if (uint64_t Pad = In.ways().landingPad(I.end()))
        Take(N, Pad);
  }
}

ArrayRef<size_t> Code::hiddenTargets(size_t N) const {
  auto It = Hidden.find(N);
  return It == Hidden.end() ? ArrayRef<size_t>() : ArrayRef(It->second);
}

bool Code::isPatched(size_t N) const {
  return In.isPatched(All[N].Address, All[N].end());
}

std::optional<size_t> Code::find(uint64_t Address) const {
  auto It = partition_point(
      All, [=](const Instruction &I) { return I.Address < Address; });
  if (It == All.end() || It->Address != Address)
    return std::nullopt;
  return It - All.begin();
}

Destination Code::destination(const Instruction &I) const {
  Destination To;
  if (const Relocation *R = In.relocationIn(I.Address, I.end())) {
    To.Address = R->Target;
    To.Name = R->Symbol;
    if (!R->Target)
      return To;
  } else if (I.HasTarget) {
    To.Address = I.Target;
  }
  // Through a pointer of the dynamic linker.
  if (I.is(IsIndirect) && I.At.Base == NoRegister)
    To.Name = In.inSlot(static_cast<uint64_t>(I.At.Displacement));
  if (!To.Address)
    return To;
  if (const FunctionRange *F = In.functionAt(*To.Address))
    if (F->Begin == *To.Address)
      To.Name = In.nameAt(*To.Address).str();
  if (To.Name.empty())
    To.Name = throughStub(*To.Address);
  return To;
}

/// The function that a linkage stub at \p Address goes on to.
std::string Code::throughStub(uint64_t Address) const {
  const Section *S = In.sectionAt(Address);
  if (In.isRelocatable() || !S || !S->IsCode)
    return "";
  uint64_t Page = 0;
  for (unsigned Count = 0; Count < 4 && Address < S->end(); ++Count) {
    Instruction I =
        M.decode(S->Bytes.drop_front(Address - S->Address), Address);
    if (I.Op == Operation::Constant)
      Page = I.Immediate;
    bool IsThrough = I.is(IsBranch) && I.is(IsIndirect) && I.is(IsLoad);
    if (IsThrough || I.Op == Operation::Load) {
      auto Slot = static_cast<uint64_t>(I.At.Displacement);
      return In.inSlot(I.At.Base == NoRegister ? Slot : Page + Slot).str();
    }
    Address = I.end();
  }
  return "";
}

bool Code::splitsInstruction(const Instruction &I) const {
  std::optional<uint64_t> To = destination(I).Address;
  return To && Range.Begin <= *To && *To < Range.End && !find(*To);
}

std::optional<size_t> Code::branchTarget(const Instruction &I) const {
  std::optional<uint64_t> To = destination(I).Address;
  if (!To || *To < Range.Begin || *To >= Range.End)
    return std::nullopt;
  return find(*To);
}

/// The address that \p I makes.
std::optional<uint64_t> Code::addressIn(const Instruction &I) const {
  if (I.is(IsCall) || (I.is(IsBranch) && !I.is(IsIndirect)))
    return std::nullopt;
  if (const Relocation *R = In.relocationIn(I.Address, I.end()))
    return R->Target;
  if (I.Op == Operation::Constant)
    return I.Immediate;
  return std::nullopt;
}

/// Up to \p End, and as long as it leads into the function.
void Code::readJumpTable(uint64_t Table, uint64_t End) {
  auto Take = [&](std::optional<uint64_t> To) {
    if (!To || *To < Range.Begin || *To > Range.End)
      return false;
    // For what cannot happen there may be no code.
    if (*To == Range.End)
      return true;
    std::optional<size_t> N = find(*To);
    if (N)
      Labels.push_back(*N);
    return N.has_value();
  };
  for (uint64_t At = Table; At < End && Take(In.relativeEntry(At, Table));
       At += 4)
    ;
  for (uint64_t At = Table; At < End && Take(In.absoluteEntry(At)); At += 8)
    ;
}

/// What the function takes the address of, if there is an indirect branch.
void Code::findJumpTables() {
  auto IsJump = [](const Instruction &I) {
    return I.is(IsBranch) && I.is(IsIndirect);
  };
  if (none_of(All, IsJump))
    return;
  std::vector<uint64_t> Tables;
  for (const Instruction &I : All) {
    if (std::optional<uint64_t> Table = addressIn(I))
      Tables.push_back(*Table);
    else if (IsJump(I) && I.At.Base == NoRegister)
      Tables.push_back(static_cast<uint64_t>(I.At.Displacement));
  }
  llvm::sort(Tables);
  Tables.erase(llvm::unique(Tables), Tables.end());
  for (auto [N, Table] : enumerate(Tables)) {
    uint64_t End = In.nextConstant(Table);
    if (N + 1 != Tables.size())
      End = std::min(End, Tables[N + 1]);
    readJumpTable(Table, End);
    // The address of a label.
    if (Table > Range.Begin && Table < Range.End)
      if (std::optional<size_t> N = find(Table))
        Labels.push_back(*N);
  }
  llvm::sort(Labels);
  Labels.erase(llvm::unique(Labels), Labels.end());
}

} // namespace kpkeys::verify
