//===- Facts.cpp - What registers hold ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Forward, blocks first in, first out. A fact that two paths do not share is
// lost, or becomes "an address on the stack" if both have one.
//
//===----------------------------------------------------------------------===//
#include "Facts.h"
#include <deque>

using namespace llvm;

namespace kpkeys::verify {

FactState::FactState() { Of[StackPointer] = {Fact::Kind::Stack, 0, 0}; }

bool FactState::meet(const FactState &Other, uint64_t Place) {
  bool IsChanged = false;
  if (Pushed && !(Pushed == Other.Pushed)) {
    Pushed.reset();
    IsChanged = true;
  }
  for (Register R = 0; R < NumRegisters; ++R) {
    if (Of[R] == Other.Of[R])
      continue;
    // The place is an anchor as good as any, and one that stays the same.
    Fact Both;
    if (Of[R].isStack() && Other.Of[R].isStack())
      Both = {Fact::Kind::Stack, Place + 1, uint64_t(R) << 32,
              Of[R].IsIndexed || Other.Of[R].IsIndexed};
    if (!(Of[R] == Both)) {
      Of[R] = Both;
      IsChanged = true;
    }
  }
  for (auto It = Slots.begin(); It != Slots.end();) {
    auto Theirs = Other.Slots.find(It->first);
    if (Theirs != Other.Slots.end() && Theirs->second == It->second) {
      ++It;
      continue;
    }
    It = Slots.erase(It);
    IsChanged = true;
  }
  return IsChanged;
}

std::optional<std::pair<uint64_t, uint64_t>>
FactState::slotOf(const MemoryOperand &At) const {
  Fact Base = of(At.Base);
  Fact Index = At.Index == NoRegister ? Fact::constant(0) : of(At.Index);
  if (!Base.isStack() || Index.What != Fact::Kind::Constant)
    return std::nullopt;
  return std::pair(Base.Anchor, Base.Value + Index.Value * At.Scale +
                                    static_cast<uint64_t>(At.Displacement));
}

/// What callers may have put on the stack for this function.
static constexpr int64_t MaxArguments = 4096;

bool FactState::isOnStack(const MemoryOperand &At, uint64_t Bytes,
                          unsigned ReturnSlot) const {
  std::optional<std::pair<uint64_t, uint64_t>> Slot = slotOf(At);
  if (!Slot || of(At.Base).IsIndexed)
    return false;
  if (Slot->first != 0)
    return true;
  // Above it are the return address, arguments, and then the caller's.
  auto Begin = static_cast<int64_t>(Slot->second);
  bool IsFrame =
      Begin < 0 && (Bytes == UnknownSize || Bytes <= 0 - Slot->second);
  bool IsArgument = Begin >= ReturnSlot && Begin < MaxArguments;
  return IsFrame || IsArgument;
}

/// Does \p Mask align an address?
static bool isAlignment(uint64_t Mask) {
  return isPowerOf2_64(0 - Mask) && 0 - Mask <= 65536;
}

Fact FactState::resultOf(const Instruction &I) const {
  Fact Src = of(I.Src), Second = of(I.Second);
  auto Fold = [&](uint64_t Value) {
    return Fact::constant(I.Is32 ? Value & 0xffffffff : Value);
  };
  auto isMask = [](const Fact &F) {
    return F.What == Fact::Kind::Constant && isAlignment(F.Value);
  };
  auto Aligned = [&](const Fact &Address) {
    return Fact{Fact::Kind::Stack, I.Address + 1, 0, Address.IsIndexed};
  };
  bool IsKnown = Src.What == Fact::Kind::Constant;
  // The zero register of AArch64.
  if (I.Src == NoRegister)
    IsKnown = I.Op != Operation::Load;
  switch (I.Op) {
  case Operation::Constant:
    return Fold(I.Immediate);
  case Operation::Copy:
    return IsKnown ? Fold(Src.Value) : I.Is32 ? Fact() : Src;
  case Operation::Add:
    if (IsKnown)
      return Fold(Src.Value + I.Immediate);
    if (Src.isStack() && !I.Is32)
      return {Fact::Kind::Stack, Src.Anchor, Src.Value + I.Immediate,
              Src.IsIndexed};
    return Fact();
  case Operation::AddRegister:
    if (!I.Is32 && (Src.isStack() || (Second.isStack() && I.Shift == 0)))
      return {Fact::Kind::Stack, I.Address + 1, 0, /*IsIndexed=*/true};
    return Fact();
  case Operation::And:
    if (IsKnown)
      return Fold(Src.Value & I.Immediate);
    if (Src.isStack() && !I.Is32 && isAlignment(I.Immediate))
      return Aligned(Src);
    return Fact();
  case Operation::Scale:
    return Src.isStack() ? Aligned(Src) : Fact();
  case Operation::Extract:
    return IsKnown ? Fold(Src.Value >> I.Shift & I.Immediate) : Fact();
  case Operation::Or:
    if (Src.isStack() && !I.Is32 && I.Immediate < 4096)
      return Aligned(Src);
    return IsKnown ? Fold(Src.Value | I.Immediate) : Fact();
  case Operation::Xor:
    return IsKnown ? Fold(Src.Value ^ I.Immediate) : Fact();
  case Operation::Insert:
    return IsKnown ? Fold((Src.Value & ~(uint64_t(0xffff) << I.Shift)) |
                          I.Immediate << I.Shift)
                   : Fact();
  case Operation::Load:
    if (I.StackShift && Pushed)
      return *Pushed;
    if (auto Slot = slotOf(I.At); Slot && !I.Is32) {
      auto It = Slots.find(*Slot);
      return It == Slots.end() ? Fact() : It->second;
    }
    return Fact();
  case Operation::AndRegister:
  case Operation::OrRegister:
  case Operation::XorRegister:
    // Realigning: the mask is in a register.
    if (I.Op == Operation::AndRegister && !I.Is32 &&
        ((Src.isStack() && isMask(Second)) ||
         (Second.isStack() && isMask(Src))))
      return Aligned(Src.isStack() ? Src : Second);
    return Fact();
  case Operation::Compare:
  case Operation::LoadPart:
  case Operation::Store:
  case Operation::Other:
    return Fact();
  }
  return Fact();
}

/// What \p I may overwrite. Whose address others have is not known, so a call,
/// or a store to a place that is not known, may change every slot.
void FactState::forget(const Instruction &I) {
  if (I.is(IsCall | IsInterrupt))
    Slots.clear();
  if (!I.is(IsStore))
    return;
  std::optional<std::pair<uint64_t, uint64_t>> Slot = slotOf(I.At);
  if (!Slot || I.Bytes == UnknownSize || I.is(IsRepeated))
    return Slots.clear();
  auto [Anchor, Begin] = *Slot;
  for (auto It = Slots.begin(); It != Slots.end();) {
    // How far two anchors are apart is not known. Offsets wrap.
    bool IsApart = It->first.first == Anchor &&
                   It->first.second - Begin >= I.Bytes &&
                   Begin - It->first.second >= 8;
    It = IsApart ? std::next(It) : Slots.erase(It);
  }
}

/// More are not remembered: states are copied for each block.
static constexpr size_t MaxSlots = 512;

void FactState::apply(const Instruction &I) {
  Fact Result = I.Dst < NumRegisters ? resultOf(I) : Fact();
  forget(I);
  if (std::optional<std::pair<uint64_t, uint64_t>> Slot = slotOf(I.At);
      Slot && I.Op == Operation::Store && of(I.Src).isStack() &&
      Slots.size() < MaxSlots)
    Slots[*Slot] = of(I.Src);
  // Nobody comes between a push and the next instruction.
  Pushed.reset();
  if (I.StackShift && I.Op == Operation::Store && I.Src == NoRegister)
    Pushed = Fact::constant(I.Immediate);
  // Of calls, what comes back is what was there.
  Fact Sp = Of[StackPointer];
  for (Register R = 0; R < NumRegisters; ++R)
    if (I.Defs >> R & 1 && (R != StackPointer || !I.is(IsCall)))
      Of[R] = Fact();
  if (I.StackShift) {
    Of[StackPointer] = Sp;
    Of[StackPointer].Value += static_cast<uint64_t>(int64_t(I.StackShift));
  }
  if (I.Dst < NumRegisters)
    Of[I.Dst] = Result;
  // Wherever it is moved to is the stack.
  for (Fact &F : Of)
    if (F.Anchor == Of[StackPointer].Anchor &&
        F.Value == Of[StackPointer].Value)
      F.IsIndexed = false;
}

Facts::Facts(const Code &C) : C(C), IsReached(C.size()) {
  if (C.size() == 0)
    return;
  run(0, FactState());
  // What tables and unwinders jump to: they are come to from an indirect branch
  // or from a call. What is on the stack is where it was there.
  for (size_t N = 0; N < C.size(); ++N)
    if (!IsReached[N]) {
      FactState State = Elsewhere.value_or(FactState());
      State.forgetNumbers();
      run(N, State);
    }
}

void FactState::forgetNumbers(uint32_t Registers) {
  if (Registers)
    Pushed.reset();
  for (Register R = 0; R < NumRegisters; ++R)
    if (Registers >> R & 1 && !Of[R].isStack())
      Of[R] = Fact();
}

void Facts::apply(size_t N, FactState &State) const {
  State.apply(C[N]);
  if (std::optional<uint64_t> Function = C.loadedFunction(N);
      Function && C[N].Dst < NumRegisters)
    State.Of[C[N].Dst] = {Fact::Kind::Function, 0, *Function};
  if (C[N].is(IsInvalid)) // it may be anything
    State.forgetNumbers();
  if (C.isPatched(N))
    State.Slots.clear();
  if (uint32_t Defs = C.defsOfPatch(N))
    for (Register R = 0; R < NumRegisters; ++R)
      if (Defs >> R & 1)
        State.Of[R] = Fact();
}

/// Anchors of what meets at no instruction.
static constexpr uint64_t ElsewherePlace = ~uint64_t(1);
static constexpr uint64_t JumpPlace = ~uint64_t(2);

/// True if it changed.
static bool meetInto(std::optional<FactState> &Known, const FactState &State,
                     uint64_t Place) {
  if (Known)
    return Known->meet(State, Place);
  Known = State;
  return true;
}

void Facts::run(size_t From, const FactState &AtFrom) {
  std::deque<size_t> Work;
  auto Reach = [&](size_t N, const FactState &State) {
    auto [It, IsNew] = Blocks.try_emplace(N, State);
    bool IsChanged = IsNew || It->second.meet(State, C[N].Address);
    if (IsNew)
      It->second.forgetNumbers(C.unknownAt(N));
    if (IsChanged)
      Work.push_back(N);
  };
  Reach(From, AtFrom);
  while (!Work.empty()) {
    size_t N = Work.front();
    Work.pop_front();
    FactState State = Blocks.find(N)->second;
    for (;; ++N) {
      const Instruction &I = C[N];
      IsReached[N] = true;
      // What a table leads to from here may run before or behind it.
      for (size_t To : C.hiddenTargets(N))
        if (To != Code::NoInstruction)
          Reach(To, State);
      apply(N, State);
      for (size_t To : C.hiddenTargets(N))
        if (To != Code::NoInstruction)
          Reach(To, State);
      if (I.is(IsCall | IsIndirect))
        meetInto(Elsewhere, State, ElsewherePlace);
      if (I.is(IsBranch) && !I.is(IsIndirect))
        if (std::optional<size_t> To = C.branchTarget(N))
          Reach(*To, State);
      if (I.is(IsBranch) && I.is(IsIndirect)) {
        bool IsOwn = C.tableJump(N) != nullptr;
        if (IsOwn || meetInto(AtJumps, State, JumpPlace))
          for (size_t To : C.labelsOf(N))
            Reach(To, IsOwn ? State : *AtJumps);
      }
      if (!C.mayGoOn(N))
        break;
      if (C.isTarget(N + 1) || Blocks.count(N + 1)) {
        Reach(N + 1, State);
        break;
      }
    }
  }
}

void Facts::forEach(function_ref<void(size_t, const FactState &)> Visit) const {
  for (const auto &[Begin, AtBegin] : Blocks) {
    FactState State = AtBegin;
    for (size_t N = Begin;; ++N) {
      Visit(N, State);
      apply(N, State);
      if (!C.mayGoOn(N) || Blocks.count(N + 1))
        break;
    }
  }
}

} // namespace kpkeys::verify
