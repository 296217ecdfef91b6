//===- TableReader.h - Reads tables of an image -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_TABLEREADER_H
#define KPKEYS_VERIFY_TABLEREADER_H

#include <cstdint>
#include <string>

namespace kpkeys::verify {

class Image;
struct Section;

/// Reads on and on. What does not fit is 0, and then there is nothing left.
class TableReader {
  const Image &In;
  const Section *S;
  uint64_t At, End;

  uint64_t bytes(unsigned Count);

public:
  /// Up to \p End, and not beyond the section.
  TableReader(const Image &In, uint64_t Begin, uint64_t End);
  uint64_t place() const { return At; }
  bool isAtEnd() const { return At == End; }
  void skip(uint64_t Count);
  uint8_t u8() { return static_cast<uint8_t>(bytes(1)); }
  uint32_t u32() { return static_cast<uint32_t>(bytes(4)); }
  uint64_t u64() { return bytes(8); }
  uint64_t leb();
  /// Of up to 16 letters; longer ones nobody writes.
  std::string text();
  /// One of DW_EH_PE_*, read through relocations; 0: none, or not understood.
  uint64_t pointer(uint8_t Encoding);
};

} // namespace kpkeys::verify

#endif
