//===- Exposure.cpp - What windows store ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stores to the function's own stack frame are free, but not at an index that
// varies. Of others, the bytes are added up along each path, those of a loop
// once; bytes that one block stores twice at the same address count once, since
// code generators let the pieces of a block copy overlap.
//
//===----------------------------------------------------------------------===//
#include "Exposure.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>
#include <tuple>

using namespace llvm;

namespace kpkeys::verify {

namespace {

/// Bytes that are stored relative to one address.
class Ranges {
  std::map<int64_t, int64_t> Of; ///< begin to end, apart from each other

public:
  /// How many of the \p New bytes from \p Begin on are new.
  uint64_t add(int64_t Begin, uint64_t New) {
    if (New > static_cast<uint64_t>(INT64_MAX) - std::max<int64_t>(Begin, 0))
      return New;
    int64_t End = Begin + static_cast<int64_t>(New);
    auto It = Of.upper_bound(Begin);
    if (It != Of.begin() && std::prev(It)->second >= Begin)
      --It;
    while (It != Of.end() && It->first <= End) {
      int64_t Shared = std::min(End, It->second) - std::max(Begin, It->first);
      New -= static_cast<uint64_t>(std::max<int64_t>(Shared, 0));
      Begin = std::min(Begin, It->first);
      End = std::max(End, It->second);
      It = Of.erase(It);
    }
    Of[Begin] = End;
    return New;
  }
};

/// What a store's displacement counts from, beside its registers.
struct Origin {
  enum class Kind : uint8_t { Nothing, Here, Symbol, Relocation } What;
  uint64_t Of;     ///< an address in this file, or a symbol's number
  uint64_t Offset; ///< to be added to the displacement; of Relocation, its own

  auto key() const {
    return std::tuple(What, Of, What == Kind::Relocation ? Offset : 0);
  }
  int64_t begin(const MemoryOperand &At, int64_t Moved) const {
    uint64_t From = What == Kind::Relocation ? 0 : Offset;
    return static_cast<int64_t>(static_cast<uint64_t>(At.Displacement) + From +
                                static_cast<uint64_t>(Moved));
  }
};

using OriginKey = decltype(std::declval<Origin>().key());

/// The new bytes of each store, of one block after the other.
class StoreCounter {
  using Key = std::tuple<Register, uint64_t, Register, uint64_t, int64_t,
                         unsigned, OriginKey>;
  const Code &C;
  const Image &In;
  const Machine &M;
  std::map<Key, Ranges> Seen;
  uint64_t Version[NumRegisters] = {};
  int64_t Moved[NumRegisters] = {}; ///< since the version began
  uint64_t LastVersion = 0;

  uint64_t sizeOfRepeated(const Instruction &I, const FactState &S) const;
  uint64_t sizeOfCall(const Instruction &I, const FactState &S,
                      const WindowInfo *Window) const;

public:
  StoreCounter(const Code &C, const Image &In, const Machine &M)
      : C(C), In(In), M(M) {}
  void beginBlock() { Seen.clear(); }
  uint64_t count(const Instruction &I, const FactState &S,
                 const WindowInfo *Window);
};

} // namespace

static constexpr Register Rcx = 1;

static Origin originOf(const Instruction &I, const Image &In) {
  using Kind = Origin::Kind;
  const Relocation *R = In.relocationIn(I.Address, I.end());
  if (!R)
    return {Kind::Nothing, 0, 0};
  auto Addend = static_cast<uint64_t>(R->Addend);
  // It may be of the value that is stored.
  if (!R->IsRelative || !I.At.IsRelative)
    return {Kind::Relocation, R->SymbolIndex, Addend};
  uint64_t Offset =
      I.end() + Addend - R->Place - static_cast<uint64_t>(I.At.Displacement);
  if (R->Target)
    return {Kind::Here, *R->Target - Addend, Offset};
  return {Kind::Symbol, R->SymbolIndex, Offset};
}

uint64_t StoreCounter::sizeOfRepeated(const Instruction &I,
                                      const FactState &S) const {
  Fact Times = S.of(Rcx);
  if (Times.What != Fact::Kind::Constant || Times.Value > UINT32_MAX)
    return UnknownSize;
  return Times.Value * I.Bytes;
}

/// What calls store that the record names is no store of this function. Others
/// the code generator has made of an instruction.
uint64_t StoreCounter::sizeOfCall(const Instruction &I, const FactState &S,
                                  const WindowInfo *Window) const {
  std::string Name = C.destination(I).Name;
  if (Window && is_contained(Window->Callees, Name))
    return 0;
  HelperKind Kind = helperKind(Name);
  if (Kind == HelperKind::Atomic)
    return helperSize(Name);
  Fact To = S.of(M.argument(0));
  bool IsBlock =
      Kind == HelperKind::CopiesBlock && (!To.isStack() || To.IsIndexed);
  if (!IsBlock && Kind != HelperKind::AtomicOfAnySize)
    return 0;
  Fact Length = S.of(M.argument(IsBlock ? 2 : 0));
  return Length.What == Fact::Kind::Constant ? Length.Value : UnknownSize;
}

uint64_t StoreCounter::count(const Instruction &I, const FactState &S,
                             const WindowInfo *Window) {
  uint64_t New = 0;
  auto VersionOf = [&](Register R) {
    return R < NumRegisters ? Version[R] : 0;
  };
  auto MovedOf = [&](Register R) { return R < NumRegisters ? Moved[R] : 0; };
  if (I.is(IsCall)) {
    New = sizeOfCall(I, S, Window);
  } else if (I.is(IsStore) && I.is(IsRepeated)) {
    New = sizeOfRepeated(I, S);
    if (New != UnknownSize && S.isOnStack(I.At, New, M.returnSlot()))
      New = 0;
  } else if (I.is(IsStore) && !S.isOnStack(I.At, I.Bytes, M.returnSlot())) {
    if (I.Bytes == UnknownSize || I.At.Base == OtherRegister ||
        I.At.Index == OtherRegister) {
      New = I.Bytes;
    } else {
      Origin From = originOf(I, In);
      New = Seen[{I.At.Base, VersionOf(I.At.Base), I.At.Index,
                  VersionOf(I.At.Index), MovedOf(I.At.Index), I.At.Scale,
                  From.key()}]
                .add(From.begin(I.At, MovedOf(I.At.Base)), I.Bytes);
    }
  }
  for (Register R = 0; R < NumRegisters; ++R)
    if (I.Defs >> R & 1) {
      if (I.Op == Operation::Add && I.Dst == R && I.Src == R && !I.Is32) {
        Moved[R] += static_cast<int64_t>(I.Immediate);
        continue;
      }
      Version[R] = ++LastVersion;
      Moved[R] = 0;
    }
  return New;
}

namespace {
/// The longest way through a window, of bytes. What a loop stores counts whole:
/// its turns may go all of its ways.
class Paths {
  struct Visit {
    size_t N;
    SmallVector<size_t, 2> Next; ///< that are still to be visited
  };
  const Code &C;
  const Walk &Levels;
  const std::vector<uint64_t> &Cost;
  std::vector<uint64_t> Longest;
  // Tarjan's: of each instruction its number, and the lowest that it leads to.
  std::vector<size_t> Number, Lowest;
  std::vector<size_t> Open; ///< in no loop yet that is known whole
  std::vector<bool> IsOpen;
  size_t LastNumber = 0;

  Visit begin(size_t N);
  void close(size_t N);
  void measure(size_t From);

public:
  Paths(const Code &C, const Walk &Levels, const std::vector<uint64_t> &Cost)
      : C(C), Levels(Levels), Cost(Cost), Longest(C.size()), Number(C.size()),
        Lowest(C.size()), IsOpen(C.size()) {}
  SmallVector<size_t, 2> successors(size_t N) const;
  uint64_t from(size_t N) {
    if (Number[N] == 0)
      measure(N);
    return Longest[N];
  }
};
} // namespace

/// Until the next switch.
SmallVector<size_t, 2> Paths::successors(size_t N) const {
  SmallVector<size_t, 2> Next;
  auto Add = [&](size_t To) { Next.push_back(To); };
  if (Levels.switchAt(N))
    return Next;
  const Instruction &I = C[N];
  bool IsLast = I.is(IsCall) && neverReturns(C.destination(I).Name);
  if (I.goesOn() && !IsLast && N + 1 < C.size())
    Add(N + 1);
  if (I.is(IsBranch) && !I.is(IsIndirect))
    if (std::optional<size_t> To = C.branchTarget(N))
      Add(*To);
  if (I.is(IsBranch) && I.is(IsIndirect))
    for (size_t To : C.labelsOf(N))
      Add(To);
  for (size_t To : C.hiddenTargets(N))
    if (To != Code::NoInstruction)
      Add(To);
  return Next;
}

static uint64_t sum(uint64_t A, uint64_t B) {
  return A > UnknownSize - B ? UnknownSize : A + B;
}

Paths::Visit Paths::begin(size_t N) {
  Number[N] = Lowest[N] = ++LastNumber;
  Open.push_back(N);
  IsOpen[N] = true;
  return {N, successors(N)};
}

/// \p N and what was opened since are a loop, or one instruction.
void Paths::close(size_t N) {
  auto Begin = std::prev(Open.end());
  while (*Begin != N)
    --Begin;
  uint64_t Stored = 0, Rest = 0;
  for (size_t Part : make_range(Begin, Open.end())) {
    Stored = sum(Stored, Cost[Part]);
    for (size_t To : successors(Part))
      if (!IsOpen[To])
        Rest = std::max(Rest, Longest[To]);
  }
  for (size_t Part : make_range(Begin, Open.end())) {
    Longest[Part] = sum(Stored, Rest);
    IsOpen[Part] = false;
  }
  Open.erase(Begin, Open.end());
}

void Paths::measure(size_t From) {
  SmallVector<Visit, 32> Stack{begin(From)};
  while (!Stack.empty()) {
    auto &[N, Next] = Stack.back();
    if (!Next.empty()) {
      size_t To = Next.pop_back_val();
      if (Number[To] == 0)
        Stack.push_back(begin(To));
      else if (IsOpen[To])
        Lowest[N] = std::min(Lowest[N], Number[To]);
      continue;
    }
    size_t Done = N;
    Stack.pop_back();
    if (!Stack.empty())
      Lowest[Stack.back().N] = std::min(Lowest[Stack.back().N], Lowest[Done]);
    if (Lowest[Done] == Number[Done])
      close(Done);
  }
}

static std::string bytes(uint64_t Number) {
  if (Number == UnknownSize)
    return "a number of bytes that is not known";
  return std::to_string(Number) + (Number == 1 ? " byte" : " bytes");
}

static bool isPlainStore(const Instruction &I) {
  return I.is(IsStore) && !I.is(IsRepeated | IsCall) &&
         I.Bytes != UnknownSize && I.At.Base != OtherRegister &&
         I.At.Index != OtherRegister;
}

/// What may be stored behind \p From, if bytes at one address count once on all
/// ways together: code generators double parts of loops. An address is the same
/// if nothing in the window changes its registers.
static uint64_t storedApart(const Code &C, const Image &In, const Walk &Levels,
                            const std::vector<uint64_t> &Cost, size_t From) {
  Paths Ways(C, Levels, Cost);
  std::set<size_t> Region{From};
  SmallVector<size_t, 32> Work{From};
  uint32_t Changed = 0;
  while (!Work.empty()) {
    size_t N = Work.pop_back_val();
    Changed |= Levels.switchAt(N) ? 0 : C[N].Defs;
    for (size_t To : Ways.successors(N))
      if (Region.insert(To).second)
        Work.push_back(To);
  }
  auto IsKept = [=](Register R) {
    return R >= NumRegisters || !(Changed >> R & 1);
  };
  std::map<std::tuple<Register, Register, unsigned, OriginKey>, Ranges> Seen;
  std::vector<uint64_t> Rest = Cost;
  uint64_t Stored = 0;
  for (size_t N : Region) {
    const Instruction &I = C[N];
    if (!Cost[N] || Levels.switchAt(N) || !isPlainStore(I) ||
        !IsKept(I.At.Base) || !IsKept(I.At.Index))
      continue;
    Origin From = originOf(I, In);
    Stored += Seen[{I.At.Base, I.At.Index, I.At.Scale, From.key()}].add(
        From.begin(I.At, 0), I.Bytes);
    Rest[N] = 0;
  }
  return sum(Stored, Paths(C, Levels, Rest).from(From));
}

static uint64_t declared(const kpkeys_window_record &R) {
  if (R.write_bytes == KPKEYS_UNBOUNDED || R.foreign_bytes == KPKEYS_UNBOUNDED)
    return UnknownSize;
  return uint64_t(R.write_bytes) + R.foreign_bytes;
}

void checkExposure(const Code &C, const Image &In, const Machine &M,
                   const Facts &F, const Walk &Levels,
                   ArrayRef<Switch> Switches, Report Tell) {
  std::vector<uint64_t> Cost(C.size());
  StoreCounter Counter(C, In, M);
  size_t Last = 0;
  F.forEach([&](size_t N, const FactState &S) {
    bool IsSameBlock = N == Last + 1 && !C.isTarget(N) && !Levels.switchAt(N);
    if (!IsSameBlock)
      Counter.beginBlock();
    Last = N;
    Cost[N] = Counter.count(C[N], S, Levels.opener(Levels.at(N)));
  });

  Paths Ways(C, Levels, Cost);
  struct Window {
    const Switch *Opener;
    uint64_t Stored;
  };
  std::map<uint32_t, Window> Windows;
  for (const Switch &S : Switches) {
    uint32_t Number = S.Record->Raw.window;
    if (!Number || S.End >= C.size())
      continue;
    Window &W = Windows.try_emplace(Number, Window{&S, 0}).first->second;
    uint64_t Stored = Ways.from(S.End);
    if (Stored > declared(S.Record->Raw))
      Stored = std::min(
          Stored, std::max<uint64_t>(S.Record->Raw.least_bytes,
                                     storedApart(C, In, Levels, Cost, S.End)));
    if (Stored > W.Stored) {
      W.Opener = &S;
      W.Stored = Stored;
    }
  }
  for (const auto &[Number, W] : Windows) {
    const kpkeys_window_record &R = W.Opener->Record->Raw;
    uint64_t Limit = declared(R);
    const Instruction &At = C[W.Opener->First];
    if (W.Stored > Limit)
      Tell(Rule::Exposure, At,
           "the window stores " + bytes(W.Stored) +
               " outside the stack; its "
               "record declares " +
               bytes(Limit),
           W.Opener->Record);
    else if (W.Stored < R.least_bytes)
      Tell(Rule::Exposure, At,
           "the window stores " + bytes(W.Stored) +
               " outside the stack, fewer than the " + bytes(R.least_bytes) +
               " that its record declares",
           W.Opener->Record);
  }
}

} // namespace kpkeys::verify
