//===- FormatStrings.cpp - printf formats that write their arguments ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of printf's conversions %n alone writes (C17 7.21.6.1). A format that is not
// known, that numbers its arguments (%1$n), or that has a conversion unknown
// here, may write through each.
//
//===----------------------------------------------------------------------===//
#include "FormatStrings.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include <optional>
#include <string>

using namespace llvm;

namespace kpkeys {

/// Whether each argument of the variable part is written; std::nullopt if
/// \p Format is not understood.
static std::optional<SmallVector<bool, 8>> writtenBy(StringRef Format) {
  SmallVector<bool, 8> Written;
  while (!Format.empty()) {
    size_t Percent = Format.find('%');
    if (Percent == StringRef::npos)
      break;
    Format = Format.substr(Percent + 1);
    if (Format.consume_front("%"))
      continue;
    // Flags, width, precision and length; a star takes an argument.
    size_t End = Format.find_first_not_of("-+ #0'I123456789.*hlLqjzt");
    if (End == StringRef::npos)
      return std::nullopt;
    Written.append(Format.take_front(End).count('*'), false);
    char Conversion = Format[End];
    if (Conversion == 'n')
      Written.push_back(true);
    else if (StringRef("diouxXeEfFgGaAcCsSp").contains(Conversion))
      Written.push_back(false);
    else if (Conversion != 'm')
      return std::nullopt;
    Format = Format.substr(End + 1);
  }
  return Written;
}

/// The text of a string of wide characters; std::nullopt if it is not known.
/// What is no ASCII is no part of a conversion that is known here.
static std::optional<std::string> wideText(const Value &Format) {
  ConstantDataArraySlice Slice;
  if (!getConstantDataArrayInfo(&Format, Slice, /*ElementSize=*/32) &&
      !getConstantDataArrayInfo(&Format, Slice, /*ElementSize=*/16))
    return std::nullopt;
  std::string Text;
  for (uint64_t I = 0; I != Slice.Length; ++I) {
    uint64_t Unit = Slice[I];
    if (Unit == 0)
      return Text;
    Text += Unit < 0x80 ? static_cast<char>(Unit) : '\x7f';
  }
  return std::nullopt;
}

static std::optional<std::string> narrowText(const Value &Format) {
  StringRef Text;
  if (!getConstantStringInfo(&Format, Text))
    return std::nullopt;
  return Text.str();
}

bool formatMayWrite(const Value &Format, bool IsWide, unsigned VariableArgNo) {
  std::optional<std::string> Text =
      IsWide ? wideText(Format) : narrowText(Format);
  if (!Text)
    return true;
  auto Written = writtenBy(*Text);
  // printf does not look at arguments behind the last conversion.
  return !Written ||
         (VariableArgNo < Written->size() && (*Written)[VariableArgNo]);
}

} // namespace kpkeys
