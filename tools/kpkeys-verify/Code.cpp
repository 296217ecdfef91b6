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
  findBranches();
  findHiddenWays();
  Jumps = findTableJumps(In, *this);
  for (const auto &[N, Jump] : Jumps) {
    Hidden.erase(Jump.Base); // nobody else has this label's address
    LabelTaken.erase(Jump.Base);
  }
  for (auto [N, To] : LabelTaken)
    Unknown[To] = ~uint32_t(0);
  findJumpTables();
  markTargets();
  findLoadedFunctions();
}

/// The instruction that begins at \p Address, but for `lock`: in a process with
/// one thread, C libraries skip it.
std::optional<size_t> Code::findEntered(uint64_t Address) const {
  constexpr uint8_t Lock = 0xf0;
  std::optional<size_t> N = find(Address);
  if (N || In.arch() != Triple::x86_64)
    return N;
  const Section *S = In.sectionAt(Range.Begin);
  N = lastUpTo(Address);
  bool IsLock = All[*N].Address + 1 == Address &&
                S->Bytes[All[*N].Address - S->Address] == Lock;
  return IsLock ? N : std::nullopt;
}

void Code::findBranches() {
  Taken.assign(All.size(), NoInstruction);
  for (const auto &[N, I] : enumerate(All)) {
    if (!I.is(IsBranch | IsCall))
      continue;
    std::optional<uint64_t> To = goesTo(I);
    if (!To || *To < Range.Begin || Range.End <= *To)
      continue;
    std::optional<size_t> Entered = findEntered(*To);
    if (!Entered)
      Astray.insert(N);
    else if (I.is(IsBranch) && !I.is(IsIndirect))
      Taken[N] = *Entered;
  }
}

void Code::markTargets() {
  Targets.resize(All.size());
  auto Mark = [&](ArrayRef<size_t> Instructions) {
    for (size_t N : Instructions)
      if (N != NoInstruction)
        Targets[N] = true;
  };
  Mark(Taken);
  Mark(Labels);
  for (const auto &[N, Jump] : Jumps)
    Mark(Jump.Labels);
  for (const auto &[N, To] : Hidden)
    Mark(To);
}

void Code::takeWay(size_t From, uint64_t To) {
  std::optional<size_t> N;
  if (Range.Begin <= To && To < Range.End) {
    N = findEntered(To);
    if (!N)
      Astray.insert(From);
  }
  Hidden[From].push_back(N.value_or(NoInstruction));
}

void Code::findHiddenWays() {
  for (const auto &[N, I] : enumerate(All)) {
    // Who takes a label's address may come back to it, as from longjmp. A
    // number that looks like one, and that no linker has made, may be none.
    if (std::optional<uint64_t> Label = addressIn(I);
        Label && Range.Begin < *Label && *Label < Range.End) {
      if (std::optional<size_t> To = find(*Label)) {
        takeWay(N, *Label);
        LabelTaken[N] = *To;
      } else if (I.At.IsRelative || In.relocationIn(I.Address, I.end())) {
        Astray.insert(N);
      }
    }
    if (std::optional<uint64_t> To;
        I.is(IsBranch) && Taken[N] == NoInstruction && (To = goesTo(I))) {
      const Section *S = In.sectionAt(*To);
      if (S && S->Name == ".altinstr_aux") {
        Replacement Aux = readAux(In, M, *To);
        for (uint64_t Target : Aux.Branches)
          takeWay(N, Target);
        if (Aux.IsPlain)
          Beside.insert(N);
        if (Aux.Defs)
          Replaced[N].Defs |= Aux.Defs;
      }
    }
    for (const Ways::Way &W : In.ways().from(I.Address, I.end())) {
      takeWay(N, W.To);
      if (std::optional<size_t> To = W.Defs ? find(W.To) : std::nullopt)
        Unknown[*To] |= W.Defs;
    }
    if (I.is(IsCall))
      for (uint64_t Pad : In.ways().landingPads(I.end()))
        takeWay(N, Pad);
  }
  for (const Ways::Patch &P : In.ways().patches(Range.Begin, Range.End))
    takePatch(P);
}

void Code::takePatch(const Ways::Patch &P) {
  size_t First = lastUpTo(P.Place);
  Replacement New = readReplacement(In, M, *this, P);
  if (All[First].Address != P.Place || New.IsCut)
    Astray.insert(First);
  for (uint64_t To : New.Branches)
    takeWay(First, To);
  takeWay(First, P.End);
  for (size_t N = First; N < All.size() && All[N].Address < P.End; ++N) {
    Replaced[N].Defs |= New.Defs;
    Replaced[N].IsPlain &= New.IsPlain;
  }
  if (any_of(New.All, mayWriteKey))
    PatchedWrites.emplace_back(First, std::move(New));
}

ArrayRef<size_t> Code::hiddenTargets(size_t N) const {
  auto It = Hidden.find(N);
  return It == Hidden.end() ? ArrayRef<size_t>() : ArrayRef(It->second);
}

bool Code::isReplaced(size_t N) const {
  return Replaced.contains(N) || In.isPatched(All[N].Address, All[N].end());
}

bool Code::isPatched(size_t N) const {
  auto It = Replaced.find(N);
  return It == Replaced.end() ? In.isPatched(All[N].Address, All[N].end())
                              : !It->second.IsPlain;
}

std::optional<size_t> Code::find(uint64_t Address) const {
  auto It = partition_point(
      All, [=](const Instruction &I) { return I.Address < Address; });
  if (It == All.end() || It->Address != Address)
    return std::nullopt;
  return It - All.begin();
}

size_t Code::lastUpTo(uint64_t Address) const {
  auto Behind = partition_point(
      All, [=](const Instruction &I) { return I.Address <= Address; });
  return Behind - All.begin() - 1;
}

std::optional<uint64_t> Code::goesTo(const Instruction &I) const {
  auto It = Resolved.find(I.Address);
  return It == Resolved.end() ? linkedTarget(In, I) : It->second.Address;
}

std::optional<uint64_t> linkedTarget(const Image &In, const Instruction &I) {
  const Relocation *R = In.relocationIn(I.Address, I.end());
  if (!R)
    return I.HasTarget ? std::optional<uint64_t>(I.Target) : std::nullopt;
  bool IsInMemory = I.is(IsIndirect) && !R->IsSlot;
  bool IsOtherSlot = R->IsSlot && !R->IsWhole;
  return IsInMemory || IsOtherSlot ? std::nullopt : R->Target;
}

Destination Code::destination(const Instruction &I) const {
  if (auto It = Resolved.find(I.Address); It != Resolved.end())
    return It->second;
  if (std::optional<uint64_t> To = goesTo(I))
    return named(*To);
  const Relocation *R = In.relocationIn(I.Address, I.end());
  bool IsInMemory = I.is(IsIndirect) && R && !R->IsSlot;
  if (R && !R->Target && !IsInMemory && R->IsWhole)
    return {std::nullopt, R->Symbol};
  // Through a pointer of the dynamic linker.
  if (!R && I.is(IsIndirect) && I.At.Base == NoRegister &&
      I.At.Index == NoRegister)
    return {std::nullopt, In.inSlot(static_cast<uint64_t>(I.At.Displacement),
                                    /*MayBeLazy=*/false)
                              .str()};
  return {};
}

Destination Code::named(uint64_t Address) const {
  Destination To{Address, ""};
  if (const FunctionRange *F = In.functionAt(Address))
    if (F->Begin == Address)
      To.Name = In.nameAt(Address).str();
  if (To.Name.empty())
    return throughStub(Address);
  return To;
}

std::optional<uint64_t> Code::loadedFunction(size_t N) const {
  auto It = LoadedFunctions.find(N);
  return It == LoadedFunctions.end() ? std::nullopt
                                     : std::optional<uint64_t>(It->second);
}

/// Through pointers that are constant once the program has begun, or whole in
/// an instruction.
void Code::findLoadedFunctions() {
  StringMap<uint64_t> Numbers;
  for (const auto &[N, I] : enumerate(All)) {
    if (I.Dst >= NumRegisters)
      continue;
    std::string Name;
    if (const Relocation *R = In.relocationIn(I.Address, I.end())) {
      if ((R->IsSlot && R->IsWhole && I.is(IsLoad)) ||
          (R->IsAddress && R->Addend == 0))
        Name = R->Target ? named(*R->Target).Name : R->Symbol;
    } else if (I.Op == Operation::Load && I.At.Base == NoRegister &&
               I.At.Index == NoRegister) {
      Name = In.inSlot(static_cast<uint64_t>(I.At.Displacement),
                       /*MayBeLazy=*/false);
    }
    if (Name.empty())
      continue;
    auto [It, IsNew] = Numbers.try_emplace(Name, FunctionNames.size());
    LoadedFunctions[N] = It->second;
    if (IsNew)
      FunctionNames.push_back(Name);
  }
}

/// ENDBR64. That of AArch64 is a hint.
static bool isLandingPad(ArrayRef<uint8_t> Bytes, uint64_t Offset) {
  static constexpr uint8_t Endbr[] = {0xf3, 0x0f, 0x1e, 0xfa};
  return Bytes.drop_front(Offset).take_front(4) == ArrayRef(Endbr);
}

/// The function that a linkage stub at \p Address goes on to. It does nothing
/// else, and changes only what calls leave to stubs: on AArch64, X16 and X17.
Destination Code::throughStub(uint64_t Address) const {
  constexpr unsigned Longest = 5;
  constexpr Register First = 16, Last = 17;
  Destination To{Address, ""};
  const Section *S = In.sectionAt(Address);
  if (In.isRelocatable() || !S || !S->IsCode)
    return To;
  Register Page = OtherRegister, Loaded = OtherRegister;
  uint64_t PageAt = 0, Slot = 0;
  for (unsigned Count = 0; Count < Longest && Address < S->end(); ++Count) {
    Instruction I =
        M.decode(S->Bytes.drop_front(Address - S->Address), Address);
    Address = I.end();
    if (I.is(IsPadding) || isLandingPad(S->Bytes, I.Address - S->Address))
      continue;
    bool IsByRegister = I.Data < NumRegisters && I.Data == Loaded;
    bool IsByMemory =
        I.is(IsLoad) && I.At.Base == NoRegister && I.At.Index == NoRegister;
    if (I.is(IsBranch)) {
      if (!I.is(IsIndirect) || (!IsByRegister && !IsByMemory))
        return To;
      if (IsByMemory)
        Slot = static_cast<uint64_t>(I.At.Displacement);
      To.Name = In.inSlot(Slot, /*MayBeLazy=*/true).str();
      To.IsByVariable = In.inSlot(Slot, /*MayBeLazy=*/false).empty();
      return To;
    }
    if (I.Dst < First || I.Dst > Last || I.Defs != uint32_t(1) << I.Dst)
      return To;
    if (I.Op == Operation::Load && I.At.Base == Page &&
        I.At.Index == NoRegister && !I.Is32) {
      Slot = PageAt + static_cast<uint64_t>(I.At.Displacement);
      Loaded = I.Dst;
    } else if (I.Op == Operation::Constant || I.Op == Operation::Add) {
      if (I.Dst == Loaded)
        Loaded = OtherRegister;
    } else {
      return To;
    }
    Page = I.Op == Operation::Constant ? I.Dst : OtherRegister;
    PageAt = I.Immediate;
  }
  return To;
}

std::optional<uint64_t> Code::addressIn(const Instruction &I) const {
  if (I.is(IsCall) || (I.is(IsBranch) && !I.is(IsIndirect)))
    return std::nullopt;
  if (const Relocation *R = In.relocationIn(I.Address, I.end()))
    return R->Target;
  if (I.Op != Operation::Constant)
    return std::nullopt;
  // ADRP makes the address of a page, to which the next instruction adds.
  const Instruction *Next = &I == &All.back() ? nullptr : &I + 1;
  bool IsPart = Next && Next->Op == Operation::Add && Next->Dst == I.Dst &&
                Next->Src == I.Dst && !Next->Is32;
  return I.Immediate + (IsPart ? Next->Immediate : 0);
}

/// How many entries has the table that instruction \p N names, by the
/// comparison of the index before it? UINT32_MAX: it may have any.
uint64_t Code::boundOf(size_t N, const BitVector &IsEntered) const {
  constexpr size_t Near = 24, Next = 8;
  ArrayRef<Instruction> Behind = ArrayRef(All).drop_front(N).take_front(Next);
  const auto *Jump = find_if(Behind, [](const Instruction &I) {
    return I.is(IsBranch) && I.is(IsIndirect);
  });
  if (Jump == Behind.end())
    return UINT32_MAX;
  const auto *User =
      std::find_if(Behind.begin(), std::next(Jump), [](const Instruction &I) {
        return I.At.Index < NumRegisters;
      });
  // The jump itself has the table's address, or a register.
  bool IsOfTable = User != std::next(Jump) &&
                   (User == Behind.begin() || User->At.Base == All[N].Dst);
  if (!IsOfTable)
    return UINT32_MAX;
  Register Index = User->At.Index;
  for (size_t At = User - All.data(); At-- > (N > Near ? N - Near : 0);) {
    const Instruction &I = All[At];
    if (!I.goesOn() || I.is(IsCall) || IsEntered[At + 1])
      break;
    Comparison Leaves = All[At + 1].Taken;
    if (I.Op == Operation::Compare && I.Src == Index &&
        (Leaves == Comparison::Above || Leaves == Comparison::NotBelow))
      return std::min<uint64_t>(I.Immediate, UINT32_MAX - 1) +
             (Leaves == Comparison::Above);
    if (!(I.Defs >> Index & 1))
      continue;
    if (I.Op != Operation::Copy || I.Src >= NumRegisters)
      break;
    Index = I.Src;
  }
  return UINT32_MAX;
}

/// Up to \p End, and as long as it leads into the function; and back to \p
/// Begin: without optimisation, code names single entries.
void Code::readJumpTable(uint64_t Begin, uint64_t Table, uint64_t End,
                         uint64_t Count) {
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
  auto EndOf = [&](uint64_t Size) {
    return Table + std::min(End - Table, Count * Size);
  };
  for (uint64_t At = Table; At < EndOf(4) && Take(In.relativeEntry(At, Table));
       At += 4)
    ;
  for (uint64_t At = Table; At < EndOf(8) && Take(In.absoluteEntry(At));
       At += 8)
    TablePlaces.push_back(At);
  for (uint64_t At = Table; At - Begin >= 8 && Take(In.absoluteEntry(At - 8));
       At -= 8)
    TablePlaces.push_back(At - 8);
}

/// What the function takes the address of, if there is an indirect branch.
void Code::findJumpTables() {
  auto IsJump = [](const Instruction &I) {
    return I.is(IsBranch) && I.is(IsIndirect);
  };
  if (none_of(All, IsJump))
    return;
  DenseSet<size_t> Bases;
  for (const auto &[N, Jump] : Jumps)
    Bases.insert(Jump.Base);
  std::vector<std::pair<uint64_t, size_t>> Tables; // and where it is named
  for (const auto &[N, I] : enumerate(All)) {
    if (Bases.contains(N))
      continue;
    if (std::optional<uint64_t> Table = addressIn(I))
      Tables.emplace_back(*Table, N);
    else if (IsJump(I) && I.At.Base == NoRegister)
      Tables.emplace_back(static_cast<uint64_t>(I.At.Displacement), N);
  }
  llvm::sort(Tables);
  BitVector IsEntered(All.size() + 1);
  for (size_t To : Taken)
    IsEntered.set(std::min(To, All.size()));
  for (const auto &[From, To] : Hidden)
    for (size_t N : To)
      IsEntered.set(std::min(N, All.size()));
  uint64_t Last = 0;
  for (size_t Place = 0; Place != Tables.size();) {
    uint64_t Table = Tables[Place].first, Count = 0;
    for (; Place != Tables.size() && Tables[Place].first == Table; ++Place)
      Count = std::max(Count, boundOf(Tables[Place].second, IsEntered));
    uint64_t End = In.nextConstant(Table);
    if (Place != Tables.size())
      End = std::min(End, Tables[Place].first);
    uint64_t Begin = std::max(Last, In.lastConstant(Table));
    readJumpTable(Begin, Table, End, Count);
    Last = Table;
    // The address of a label.
    if (Table > Range.Begin && Table < Range.End)
      if (std::optional<size_t> N = find(Table))
        Labels.push_back(*N);
  }
  llvm::sort(Labels);
  Labels.erase(llvm::unique(Labels), Labels.end());
}

} // namespace kpkeys::verify
