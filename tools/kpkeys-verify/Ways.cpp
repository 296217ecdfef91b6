//===- Ways.cpp - Ways through code that no instruction shows -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts: .eh_frame is that of the Linux Standard Base, with the language's data
// of the Itanium C++ ABI (.gcc_except_table). Linux: an entry of __ex_table is
// where a fault is and where it goes on, each relative to itself, and 4 bytes
// that say how; one of __jump_table the same with an address of 8 bytes.
// .altinstructions says what replaces what; what it jumps to first, to look at
// features of the processor, is in .altinstr_aux.
//
//===----------------------------------------------------------------------===//
#include "Ways.h"
#include "Image.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/Endian.h"
#include <tuple>

using namespace llvm;

namespace kpkeys::verify {

namespace {
/// Reads a table of the image on and on; what does not fit is 0, and then
/// there is nothing left.
class Reader {
  const Image &In;
  const Section *S;
  uint64_t At, End;

  uint64_t bytes(unsigned Count) {
    if (End - At < Count) {
      At = End;
      return 0;
    }
    uint64_t Value = 0;
    for (unsigned N = 0; N < Count; ++N)
      Value |= uint64_t(S->Bytes[At - S->Address + N]) << 8 * N;
    At += Count;
    return Value;
  }

public:
  /// Up to \p End, and not beyond the section.
  Reader(const Image &In, uint64_t Begin, uint64_t End)
      : In(In), S(In.sectionAt(Begin)), At(Begin) {
    this->End = S ? std::min(End, S->end()) : Begin;
    this->End = std::max(this->End, Begin);
  }
  uint64_t place() const { return At; }
  bool isAtEnd() const { return At == End; }
  void skip(uint64_t Count) { At += std::min(Count, End - At); }
  uint8_t u8() { return static_cast<uint8_t>(bytes(1)); }
  uint32_t u32() { return static_cast<uint32_t>(bytes(4)); }
  uint64_t leb() {
    uint64_t Value = 0;
    for (unsigned Shift = 0;; Shift += 7) {
      uint8_t Byte = u8();
      if (Shift < 64)
        Value |= uint64_t(Byte & 0x7f) << Shift;
      if (!(Byte & 0x80))
        return Value;
    }
  }
  /// Of up to 16 letters; longer ones nobody writes.
  std::string text() {
    std::string Result;
    while (char C = static_cast<char>(u8())) {
      if (Result.size() == 16) {
        At = End;
        return "";
      }
      Result += C;
    }
    return Result;
  }
  uint64_t pointer(uint8_t Encoding);
};
} // namespace

/// 0: none, or not understood.
uint64_t Reader::pointer(uint8_t Encoding) {
  if (Encoding == dwarf::DW_EH_PE_omit)
    return 0;
  uint64_t Place = At, Value = 0;
  switch (Encoding & 0xf) {
  case dwarf::DW_EH_PE_absptr:
  case dwarf::DW_EH_PE_udata8:
  case dwarf::DW_EH_PE_sdata8:
    Value = bytes(8);
    break;
  case dwarf::DW_EH_PE_udata4:
    Value = bytes(4);
    break;
  case dwarf::DW_EH_PE_sdata4:
    Value = static_cast<uint64_t>(
        static_cast<int64_t>(static_cast<int32_t>(bytes(4))));
    break;
  case dwarf::DW_EH_PE_udata2:
    Value = bytes(2);
    break;
  case dwarf::DW_EH_PE_uleb128:
    Value = leb();
    break;
  default:
    At = End;
    return 0;
  }
  if (const Relocation *R = In.relocationIn(Place, At))
    return R->Place == Place ? R->Target.value_or(0) : 0;
  bool IsRelative = (Encoding & 0x70) == dwarf::DW_EH_PE_pcrel;
  return Value && IsRelative ? Value + Place : Value;
}

void Ways::readCallSites(const Image &In, uint64_t Table, uint64_t Function) {
  Reader R(In, Table, ~uint64_t(0));
  uint64_t Base = R.pointer(R.u8());
  if (!Base)
    Base = Function;
  if (uint8_t Types = R.u8(); Types != dwarf::DW_EH_PE_omit)
    R.leb();
  uint8_t Encoding = R.u8();
  uint64_t Size = R.leb();
  Reader Sites(In, R.place(), R.place() + std::min<uint64_t>(Size, UINT32_MAX));
  for (; !Sites.isAtEnd() && Budget != 0; --Budget) {
    uint64_t Begin = Base + Sites.pointer(Encoding);
    uint64_t Length = Sites.pointer(Encoding);
    uint64_t Pad = Sites.pointer(Encoding);
    Sites.leb(); // what is caught there
    if (Pad)
      CallSites.push_back({Begin, Begin + Length, Base + Pad});
  }
}

namespace {
/// What entries of an unwind table have in common.
struct Common {
  uint8_t Pointers = dwarf::DW_EH_PE_absptr;
  uint8_t Data = dwarf::DW_EH_PE_omit;
  bool HasSize = false;
};
} // namespace

static Common readCommon(Reader R) {
  Common C;
  uint8_t Version = R.u8();
  std::string Augmentation = R.text();
  R.leb(); // code alignment
  R.leb(); // data alignment
  if (Version == 1)
    R.u8();
  else
    R.leb(); // return address
  for (char Letter : Augmentation)
    switch (Letter) {
    case 'z':
      R.leb();
      C.HasSize = true;
      break;
    case 'L':
      C.Data = R.u8();
      break;
    case 'P':
      R.pointer(R.u8());
      break;
    case 'R':
      C.Pointers = R.u8();
      break;
    default: // signal frames, keys of return addresses
      break;
    }
  return C;
}

void Ways::readUnwindTable(const Image &In, uint64_t Begin, uint64_t End) {
  for (Reader Table(In, Begin, End); !Table.isAtEnd();) {
    uint32_t Length = Table.u32();
    Reader Entry(In, Table.place(), Table.place() + Length);
    Table.skip(Length);
    // A length of 64 bits is not used.
    uint64_t Field = Entry.place();
    uint32_t Distance = Entry.u32();
    if (Length == UINT32_MAX || Distance == 0 || Distance > Field - Begin)
      continue;
    Common C = readCommon(Reader(In, Field - Distance + 8, End));
    uint64_t Function = Entry.pointer(C.Pointers);
    Entry.pointer(C.Pointers & 0xf); // size
    if (C.HasSize)
      Entry.leb();
    if (uint64_t Data = Entry.pointer(C.Data))
      readCallSites(In, Data, Function);
  }
}

void Ways::readPairs(const Image &In) {
  auto Read = [&](StringRef Table, uint64_t Size) {
    for (auto [Begin, End] : In.tables(Table))
      for (uint64_t At = Begin; End - At >= Size; At += Size) {
        std::optional<uint64_t> From = In.relative(At);
        std::optional<uint64_t> To = In.relative(At + 4);
        if (From && To)
          Jumps.push_back({*From, *To});
      }
  };
  Read("__ex_table", 12);
  Read("__jump_table", 16);
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
      Reader Rest(In, At + 8, At + Size);
      Rest.skip(Size - 11);
      uint8_t Wanted = Rest.u8(), Replaced = Rest.u8(), Length = Rest.u8();
      bool IsMade = In.arch() == Triple::aarch64 && Wanted & 0x80;
      if (Place)
        Patches.push_back(
            {*Place, *Place + Replaced, Code.value_or(0), Length, IsMade});
    }
  llvm::sort(Patches, [](const Patch &A, const Patch &B) {
    return std::tie(A.Place, A.Code) < std::tie(B.Place, B.Code);
  });
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

void Ways::read(const Image &In) {
  readPairs(In);
  readPatches(In);
  llvm::sort(Jumps, [](const Way &A, const Way &B) {
    return std::tie(A.From, A.To) < std::tie(B.From, B.To);
  });
  for (const Section &S : In.sections())
    Budget += S.IsCode ? 0 : S.Bytes.size();
  for (const Section &S : In.sections())
    if (S.Name == ".eh_frame")
      readUnwindTable(In, S.Address, S.end());
  llvm::sort(CallSites, [](const CallSite &A, const CallSite &B) {
    return std::tie(A.Begin, A.End, A.Pad) < std::tie(B.Begin, B.End, B.Pad);
  });
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

uint64_t Ways::landingPad(uint64_t Behind) const {
  auto It = partition_point(
      CallSites, [=](const CallSite &S) { return S.Begin < Behind; });
  if (It == CallSites.begin() || Behind > std::prev(It)->End)
    return 0;
  return std::prev(It)->Pad;
}

} // namespace kpkeys::verify
