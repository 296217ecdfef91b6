//===- UnwindTable.cpp - Where .eh_frame says functions are ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LSB 10.6. LLVM's own reader does not stand tables that are damaged: one entry
// that names another before the section's begin is enough.
//
//===----------------------------------------------------------------------===//
#include "UnwindTable.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"

using namespace llvm;

namespace kpkeys::verify {

namespace {
class UnwindTable {
  DWARFDataExtractor Data;
  uint64_t Address;

  /// An entry: one for a function, or what several have in common.
  struct Entry {
    uint64_t IdOffset; ///< behind the length
    uint64_t Id;       ///< 0: common; else how far before IdOffset that is
    uint64_t Begin;    ///< behind the identifier
    uint64_t End;
  };
  std::optional<Entry> entryAt(uint64_t Offset) const;
  std::optional<uint8_t> encodingOf(const Entry &Common) const;

public:
  UnwindTable(StringRef Contents, uint64_t Address)
      : Data(Contents, /*IsLittleEndian=*/true, /*AddressSize=*/8),
        Address(Address) {}
  void read(function_ref<void(uint64_t, uint64_t)> Found) const;
};
} // namespace

/// std::nullopt: none is whole.
std::optional<UnwindTable::Entry> UnwindTable::entryAt(uint64_t Offset) const {
  DataExtractor::Cursor At(Offset);
  uint64_t Length = Data.getU32(At);
  if (Length == dwarf::DW_LENGTH_DWARF64)
    Length = Data.getU64(At);
  Entry E;
  E.IdOffset = At.tell();
  E.Id = Length ? Data.getU32(At) : 0;
  E.Begin = At.tell();
  E.End = E.IdOffset + Length;
  if (errorToBool(At.takeError()) || Length > Data.size() - E.IdOffset)
    return std::nullopt;
  return E;
}

/// How addresses of functions with this common entry are written; std::nullopt:
/// as nobody knows.
std::optional<uint8_t> UnwindTable::encodingOf(const Entry &Common) const {
  DataExtractor::Cursor At(Common.Begin);
  uint8_t Version = Data.getU8(At);
  // Of up to 16 letters; longer ones nobody writes.
  StringRef Augmentation = Data.getData().substr(At.tell(), 17);
  size_t Length = Augmentation.find('\0');
  if (Length == StringRef::npos)
    return errorToBool(At.takeError()), std::nullopt;
  Augmentation = Augmentation.take_front(Length);
  Data.skip(At, Length + 1);
  Data.getULEB128(At); // alignment of code
  Data.getSLEB128(At); // and of data
  if (Version == 1)
    Data.getU8(At); // the register of the return address
  else
    Data.getULEB128(At);
  bool HasAugmentation = Augmentation.consume_front("z");
  if (HasAugmentation)
    Data.getULEB128(At); // its length
  uint64_t Offset = At.tell();
  if (errorToBool(At.takeError()) ||
      (!HasAugmentation && !Augmentation.empty()))
    return std::nullopt;
  for (char What : Augmentation) {
    if (Offset >= Common.End)
      return std::nullopt;
    if (What == 'R')
      return Data.getU8(&Offset);
    if (What == 'L')
      ++Offset;
    else if (What == 'P')
      Data.getEncodedPointer(&Offset, Data.getU8(&Offset), 0);
    else if (What != 'S' && What != 'B' && What != 'G')
      return std::nullopt;
  }
  return dwarf::DW_EH_PE_absptr;
}

void UnwindTable::read(function_ref<void(uint64_t, uint64_t)> Found) const {
  std::optional<Entry> E;
  for (uint64_t Offset = 0; (E = entryAt(Offset)); Offset = E->End) {
    if (E->Id == 0 || E->Id > E->IdOffset)
      continue;
    std::optional<Entry> Common = entryAt(E->IdOffset - E->Id);
    if (!Common || Common->Id != 0)
      continue;
    std::optional<uint8_t> Encoding = encodingOf(*Common);
    if (!Encoding)
      continue;
    uint64_t At = E->Begin;
    std::optional<uint64_t> Begin =
        Data.getEncodedPointer(&At, *Encoding, Address + At);
    std::optional<uint64_t> Size =
        Data.getEncodedPointer(&At, *Encoding & 0xf, 0);
    if (Begin && Size && At <= E->End)
      Found(*Begin, *Size);
  }
}

void readUnwindTable(StringRef Contents, uint64_t Address,
                     function_ref<void(uint64_t, uint64_t)> Found) {
  UnwindTable(Contents, Address).read(Found);
}

} // namespace kpkeys::verify
