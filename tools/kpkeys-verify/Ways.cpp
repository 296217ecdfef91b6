//===- Ways.cpp - Ways through code that no instruction shows -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts: what unwinders jump to is in the language's data of the Itanium C++
// ABI (.gcc_except_table). Linux: an entry of __ex_table is where a fault is
// and where it goes on, each relative to itself, and 4 bytes that say how; one
// of
// __jump_table the same with an address of 8 bytes.
// .altinstructions says what replaces what; what it jumps to first, to look at
// features of the processor, is in .altinstr_aux.
//
//===----------------------------------------------------------------------===//
#include "Ways.h"
#include "Image.h"
#include "TableReader.h"
#include "UnwindTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include <tuple>

using namespace llvm;

namespace kpkeys::verify {

void Ways::readCallSites(const Image &In, uint64_t Table, uint64_t Function) {
  TableReader R(In, Table, ~uint64_t(0));
  uint64_t Base = R.pointer(R.u8());
  if (!Base)
    Base = Function;
  if (uint8_t Types = R.u8(); Types != dwarf::DW_EH_PE_omit)
    R.leb();
  uint8_t Encoding = R.u8();
  uint64_t Size = R.leb();
  TableReader Sites(In, R.place(),
                    R.place() + std::min<uint64_t>(Size, UINT32_MAX));
  for (; !Sites.isAtEnd() && Budget != 0; --Budget) {
    uint64_t Begin = Base + Sites.pointer(Encoding);
    uint64_t Length = Sites.pointer(Encoding);
    uint64_t Pad = Sites.pointer(Encoding);
    Sites.leb(); // what is caught there
    if (Pad)
      CallSites.push_back({Begin, Begin + Length, Base + Pad});
  }
}

/// Of an entry of __ex_table (Linux 6.12, asm/extable_fixup_types.h): its type
/// is in bits 0 to 7 of how it goes on, a register in bits 8 to 11.
static uint32_t defsOfHandler(const Image &In, uint32_t How) {
  constexpr uint32_t All = ~uint32_t(0);
  constexpr uint32_t PopReg = 16, UcopyLen = 19, Zeropad = 20, Bpf = 7;
  uint32_t Type = How & 0xff, Reg = How >> 8 & 15;
  if (In.arch() != Triple::x86_64 || Type == 0 || Type == Bpf ||
      Type == PopReg || Type >= Zeropad || Reg == 4)
    return All;
  constexpr uint32_t Rax = 1 << 0, Rcx = 1 << 1, Rdx = 1 << 2;
  return Rax | Rdx | uint32_t(1) << Reg | (Type == UcopyLen ? Rcx : 0);
}

void Ways::readPairs(const Image &In) {
  auto Read = [&](StringRef Table, uint64_t Size, bool IsFault) {
    for (auto [Begin, End] : In.tables(Table))
      for (uint64_t At = Begin; End - At >= Size; At += Size) {
        std::optional<uint64_t> From = In.relative(At);
        std::optional<uint64_t> To = In.relative(At + 4);
        uint32_t Defs =
            IsFault ? defsOfHandler(In, TableReader(In, At + 8, At + 12).u32())
                    : 0;
        if (From && To)
          Jumps.push_back({*From, *To, Defs});
      }
  };
  Read("__ex_table", 12, /*IsFault=*/true);
  Read("__jump_table", 16, /*IsFault=*/false);
}

/// Linux 6.3 and later: two places, what must be there, two lengths. On AArch64
/// the highest bit of what must be there says that the second place is that of
/// a function (alternative_has_cap_likely).
void Ways::readPatches(const Image &In) {
  uint64_t Size = In.arch() == Triple::x86_64 ? 14 : 12;
  for (auto [Begin, End] : In.tables(".altinstructions"))
    for (uint64_t At = Begin; End - At >= Size; At += Size) {
      std::optional<uint64_t> Place = In.relative(At);
      std::optional<uint64_t> Code = In.relative(At + 4);
      TableReader Rest(In, At + 8, At + Size);
      Rest.skip(Size - 11);
      uint8_t Wanted = Rest.u8(), Replaced = Rest.u8(), Length = Rest.u8();
      bool IsMade = In.arch() == Triple::aarch64 && Wanted & 0x80;
      // All of it is copied.
      if (Place)
        Patches.push_back({*Place, *Place + std::max(Replaced, Length),
                           Code.value_or(0), Length, IsMade});
    }
  llvm::sort(Patches, [](const Patch &A, const Patch &B) {
    return std::tie(A.Place, A.Code) < std::tie(B.Place, B.Code);
  });
  copy_if(Patches, std::back_inserter(ByCode),
          [](const Patch &P) { return !P.IsMade; });
  llvm::sort(ByCode, [](const Patch &A, const Patch &B) {
    return std::tie(A.Code, A.Place) < std::tie(B.Code, B.Place);
  });
  for (const Patch &P : ByCode)
    Edges.insert(Edges.end(), {P.Code, P.Code + P.Length});
  llvm::sort(Edges);
}

ArrayRef<Ways::Patch> Ways::patches(uint64_t Begin, uint64_t End) const {
  auto At = [&](uint64_t Address) {
    return partition_point(Patches,
                           [=](const Patch &P) { return P.Place < Address; });
  };
  auto First = At(Begin);
  return ArrayRef(Patches).slice(static_cast<size_t>(First - Patches.begin()),
                                 static_cast<size_t>(At(End) - First));
}

SmallVector<Ways::Patch, 1> Ways::patchesWith(uint64_t Address) const {
  constexpr uint64_t Longest = 255;
  SmallVector<Patch, 1> Found;
  auto It = partition_point(ByCode, [=](const Patch &P) {
    return P.Code < Address - std::min(Address, Longest);
  });
  for (; It != ByCode.end() && It->Code <= Address; ++It)
    if (Address - It->Code < It->Length)
      Found.push_back(*It);
  return Found;
}

std::pair<uint64_t, uint64_t> Ways::around(uint64_t Address, uint64_t Begin,
                                           uint64_t End) const {
  auto Next = llvm::upper_bound(Edges, Address);
  if (Next != Edges.end())
    End = std::min(End, *Next);
  if (Next != Edges.begin())
    Begin = std::max(Begin, *std::prev(Next));
  return {Begin, End};
}

void Ways::read(const Image &In) {
  readPairs(In);
  readPatches(In);
  llvm::sort(Jumps, [](const Way &A, const Way &B) {
    return std::tie(A.From, A.To) < std::tie(B.From, B.To);
  });
  for (const Section &S : In.sections())
    Budget += S.IsCode ? 0 : S.Bytes.size();
  forEachUnwindEntry(In, [&](const UnwindEntry &E) {
    if (E.Data)
      readCallSites(In, E.Data, E.Function);
  });
  llvm::sort(CallSites, [](const CallSite &A, const CallSite &B) {
    return std::tie(A.Begin, A.End, A.Pad) < std::tie(B.Begin, B.End, B.Pad);
  });
  uint64_t Last = 0;
  for (const CallSite &S : CallSites)
    LastEnds.push_back(Last = std::max(Last, S.End));
}

void Ways::forEach(function_ref<void(const Way &)> Visit) const {
  for (const Way &W : Jumps)
    Visit(W);
  for (const Patch &P : Patches)
    Visit({P.Place, P.End, /*Defs=*/0});
  for (const CallSite &S : CallSites)
    Visit({S.Begin, S.Pad, /*Defs=*/0});
}

ArrayRef<Ways::Way> Ways::from(uint64_t Begin, uint64_t End) const {
  auto At = [&](uint64_t Address) {
    return partition_point(Jumps,
                           [=](const Way &W) { return W.From < Address; });
  };
  auto First = At(Begin);
  return ArrayRef(Jumps).slice(static_cast<size_t>(First - Jumps.begin()),
                               static_cast<size_t>(At(End) - First));
}

SmallVector<uint64_t, 1> Ways::landingPads(uint64_t Behind) const {
  SmallVector<uint64_t, 1> Found;
  auto It = partition_point(
      CallSites, [=](const CallSite &S) { return S.Begin < Behind; });
  for (size_t N = It - CallSites.begin(); N != 0 && LastEnds[N - 1] >= Behind;
       --N)
    if (CallSites[N - 1].End >= Behind)
      Found.push_back(CallSites[N - 1].Pad);
  return Found;
}

} // namespace kpkeys::verify
