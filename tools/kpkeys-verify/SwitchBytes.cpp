//===- SwitchBytes.cpp - x86 bytes that write a key register --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// By opcode, as the processor sees it: mandatory prefixes, REX and operand
// sizes make no other instruction of these.
//
//===----------------------------------------------------------------------===//
#include "SwitchBytes.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/ErrorHandling.h"
#include <cstring>

using namespace llvm;

namespace kpkeys::verify {

StringRef mnemonic(SwitchBytes::What Kind) {
  switch (Kind) {
  case SwitchBytes::What::Wrpkru:
    return "WRPKRU";
  case SwitchBytes::What::Wrmsr:
    return "WRMSR";
  case SwitchBytes::What::Xrstor:
    return "XRSTOR";
  case SwitchBytes::What::Xrstors:
    return "XRSTORS";
  }
  llvm_unreachable("covered switch");
}

/// ModRM names memory, and its register field is \p Extension of the opcode.
static bool isMemoryForm(uint8_t ModRM, unsigned Extension) {
  return ModRM >> 6 != 3 && (ModRM >> 3 & 7) == Extension;
}

std::optional<SwitchBytes> switchAt(ArrayRef<uint8_t> Bytes) {
  using What = SwitchBytes::What;
  if (Bytes.size() < 2 || Bytes[0] != 0x0f)
    return std::nullopt;
  if (Bytes[1] == 0x30)
    return SwitchBytes{What::Wrmsr, 0, 2};
  if (Bytes.size() < 3)
    return std::nullopt;
  if (Bytes[1] == 0x01 && Bytes[2] == 0xef)
    return SwitchBytes{What::Wrpkru, 0, 3};
  // WRMSRNS, and with a prefix WRMSRLIST.
  if (Bytes[1] == 0x01 && Bytes[2] == 0xc6)
    return SwitchBytes{What::Wrmsr, 0, 3};
  if (Bytes[1] == 0xae && isMemoryForm(Bytes[2], 5))
    return SwitchBytes{What::Xrstor, 0, 3};
  if (Bytes[1] == 0xc7 && isMemoryForm(Bytes[2], 3))
    return SwitchBytes{What::Xrstors, 0, 3};
  return std::nullopt;
}

/// F6 /0 of map 7 with prefix F3 and IA32_PKRS as its immediate, behind the
/// \p First bytes of a VEX or EVEX prefix.
static bool writesPkrs(ArrayRef<uint8_t> Bytes, size_t First, uint8_t Payload) {
  return Bytes.size() >= First + 6 && (Payload & 3) == 2 &&
         Bytes[First] == 0xf6 && (Bytes[First + 1] & 0xf8) == 0xc0 &&
         support::endian::read32le(Bytes.data() + First + 2) == 0x6e1;
}

std::optional<SwitchBytes> rareSwitchAt(ArrayRef<uint8_t> Bytes) {
  using What = SwitchBytes::What;
  if (Bytes.size() < 4)
    return std::nullopt;
  bool IsEscaped = Bytes[0] == 0xd5 && Bytes[1] & 0x80 && Bytes[2] == 0x01;
  if (IsEscaped && Bytes[3] == 0xef)
    return SwitchBytes{What::Wrpkru, 0, 4};
  if (IsEscaped && Bytes[3] == 0xc6)
    return SwitchBytes{What::Wrmsr, 0, 4};
  if (Bytes[0] == 0xc4 && (Bytes[1] & 0x1f) == 7 &&
      writesPkrs(Bytes, 3, Bytes[2]))
    return SwitchBytes{What::Wrmsr, 0, 9};
  if (Bytes[0] == 0x62 && (Bytes[1] & 7) == 7 && writesPkrs(Bytes, 4, Bytes[2]))
    return SwitchBytes{What::Wrmsr, 0, 10};
  return std::nullopt;
}

void findRareSwitches(ArrayRef<uint8_t> Bytes,
                      function_ref<void(const SwitchBytes &)> Found) {
  for (size_t At = 0; At < Bytes.size(); ++At) {
    uint8_t First = Bytes[At];
    if (First != 0xd5 && First != 0xc4 && First != 0x62)
      continue;
    if (std::optional<SwitchBytes> S = rareSwitchAt(Bytes.drop_front(At))) {
      S->Offset = At;
      Found(*S);
    }
  }
}

void findSwitchBytes(ArrayRef<uint8_t> Bytes,
                     function_ref<void(const SwitchBytes &)> Found) {
  const uint8_t *At = Bytes.begin();
  while (At != Bytes.end()) {
    const void *Escape =
        std::memchr(At, 0x0f, static_cast<size_t>(Bytes.end() - At));
    if (!Escape)
      return;
    At = static_cast<const uint8_t *>(Escape);
    if (std::optional<SwitchBytes> S =
            switchAt(ArrayRef(At, static_cast<size_t>(Bytes.end() - At)))) {
      S->Offset = static_cast<uint64_t>(At - Bytes.begin());
      Found(*S);
    }
    ++At;
  }
}

} // namespace kpkeys::verify
