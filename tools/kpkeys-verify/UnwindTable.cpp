//===- UnwindTable.cpp - What .eh_frame says of functions -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts: Linux Standard Base 5.0, 10.6. An entry is of a function, or says what
// several have in common.
//
//===----------------------------------------------------------------------===//
#include "UnwindTable.h"
#include "Image.h"
#include "TableReader.h"
#include "llvm/BinaryFormat/Dwarf.h"

using namespace llvm;

namespace kpkeys::verify {

namespace {
/// What entries have in common: how their pointers are written.
struct Common {
  uint8_t Function = dwarf::DW_EH_PE_absptr;
  uint8_t Data = dwarf::DW_EH_PE_omit;
  bool HasSize = false; ///< of what is between the two
};

/// An entry, behind its length and the field that says which one it is.
struct Entry {
  uint64_t Field = 0;  ///< where that is
  uint32_t Before = 0; ///< how far before it the common entry is; 0: it is one
  uint64_t End = 0;
  TableReader Rest;
};
} // namespace

static Entry entryAt(const Image &In, uint64_t Begin, uint64_t TableEnd) {
  TableReader R(In, Begin, TableEnd);
  uint64_t Length = R.u32();
  if (Length == dwarf::DW_LENGTH_DWARF64)
    Length = R.u64();
  uint64_t Field = R.place();
  uint64_t End = Field + std::min(Length, TableEnd - Field);
  TableReader Rest(In, Field, End);
  uint32_t Before = Rest.u32();
  return {Field, Before, End, Rest};
}

/// std::nullopt: as nobody knows.
static std::optional<Common> commonAt(const Image &In, uint64_t Begin,
                                      uint64_t TableEnd) {
  Entry E = entryAt(In, Begin, TableEnd);
  TableReader &R = E.Rest;
  uint8_t Version = R.u8();
  std::string Augmentation = R.text();
  R.leb(); // alignment of code
  R.leb(); // and of data
  if (Version == 1)
    R.u8(); // the register of the return address
  else
    R.leb();
  if (E.Before != 0 || R.isAtEnd())
    return std::nullopt;
  Common C;
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
      C.Function = R.u8();
      break;
    case 'S': // signal frames
    case 'B': // keys of return addresses
    case 'G': // tagged stacks
      break;
    default:
      return std::nullopt;
    }
  return C;
}

static void readTable(const Image &In, uint64_t Begin, uint64_t End,
                      function_ref<void(const UnwindEntry &)> Found) {
  for (uint64_t At = Begin; At < End;) {
    Entry E = entryAt(In, At, End);
    At = E.End;
    if (E.Before == 0 || E.Before > E.Field - Begin)
      continue;
    std::optional<Common> C = commonAt(In, E.Field - E.Before, End);
    if (!C)
      continue;
    UnwindEntry Ours;
    Ours.Function = E.Rest.pointer(C->Function);
    Ours.Size = E.Rest.pointer(C->Function & 0xf);
    if (C->HasSize)
      E.Rest.leb();
    Ours.Data = E.Rest.pointer(C->Data);
    if (Ours.Function)
      Found(Ours);
  }
}

void forEachUnwindEntry(const Image &In,
                        function_ref<void(const UnwindEntry &)> Found) {
  for (const Section &S : In.sections())
    if (S.Name == ".eh_frame")
      readTable(In, S.Address, S.end(), Found);
}

} // namespace kpkeys::verify
