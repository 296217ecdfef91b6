//===- TableReader.cpp - Reads tables of an image -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's own readers do not stand tables that are damaged, nor know what this
// file's relocations lead to.
//
//===----------------------------------------------------------------------===//
#include "TableReader.h"
#include "Image.h"
#include "llvm/BinaryFormat/Dwarf.h"

using namespace llvm;

namespace kpkeys::verify {

TableReader::TableReader(const Image &In, uint64_t Begin, uint64_t End)
    : In(In), S(In.sectionAt(Begin)), At(Begin) {
  this->End = S ? std::min(End, S->end()) : Begin;
  this->End = std::max(this->End, Begin);
}

uint64_t TableReader::bytes(unsigned Count) {
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

void TableReader::skip(uint64_t Count) { At += std::min(Count, End - At); }

uint64_t TableReader::leb() {
  uint64_t Value = 0;
  for (unsigned Shift = 0; Shift < 64; Shift += 7) {
    uint8_t Byte = u8();
    Value |= uint64_t(Byte & 0x7f) << Shift;
    if (!(Byte & 0x80))
      return Value;
  }
  At = End;
  return 0;
}

std::string TableReader::text() {
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

uint64_t TableReader::pointer(uint8_t Encoding) {
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
  case dwarf::DW_EH_PE_sdata2:
    Value = static_cast<uint64_t>(
        static_cast<int64_t>(static_cast<int16_t>(bytes(2))));
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
  switch (Encoding & 0x70) {
  case dwarf::DW_EH_PE_absptr:
    return Value;
  case dwarf::DW_EH_PE_pcrel:
    return Value ? Value + Place : 0;
  default: // relative to what no table says
    return 0;
  }
}

} // namespace kpkeys::verify
