//===- SwitchInterpreter.h - Runs the code of a switch ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Executes the inline asm that a lowering emits, on a key register of its own:
// the few instructions that the lowerings use, as the manuals describe them.
// What it does not know is a failure.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TEST_UNIT_SWITCHINTERPRETER_H
#define KPKEYS_TEST_UNIT_SWITCHINTERPRETER_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "gtest/gtest.h"
#include <map>
#include <string>

namespace kpkeys::testing {

class SwitchInterpreter {
  uint64_t Register; ///< the key register
  bool IsRead = false, IsWritten = false, IsSynchronised = true;
  /// By name, or "$0" for the asm's operands.
  std::map<std::string, uint64_t> Values;

  static bool isNumber(llvm::StringRef Text, int64_t &Number) {
    Text.consume_front("#");
    if (Text.consume_front("$$"))
      return isNumber(Text, Number);
    uint64_t Unsigned;
    if (!Text.getAsInteger(0, Number))
      return true;
    if (Text.getAsInteger(0, Unsigned))
      return false;
    Number = static_cast<int64_t>(Unsigned);
    return true;
  }

  uint64_t value(llvm::StringRef Operand) {
    int64_t Number;
    if (isNumber(Operand, Number))
      return static_cast<uint64_t>(Number);
    auto It = Values.find(Operand.str());
    EXPECT_NE(It, Values.end()) << "read before it is set: " << Operand.str();
    return It == Values.end() ? 0 : It->second;
  }

  void write(uint64_t Value) {
    Register = Value;
    IsWritten = true;
  }
  uint64_t read() {
    IsRead = true;
    return Register;
  }

  bool runX86(llvm::StringRef Name, llvm::ArrayRef<std::string> Ops) {
    auto Low = [](uint64_t V) { return V & 0xffffffff; };
    if (Name == "rdpkru" || Name == "rdmsr") {
      Values["%eax"] = read();
      Values["%edx"] = 0;
    } else if (Name == "wrpkru" || Name == "wrmsr") {
      EXPECT_EQ(Values["%edx"], 0u);
      EXPECT_EQ(Values["%ecx"], Name == "wrmsr" ? 0x6e1u : 0u);
      write(value("%eax"));
    } else if (Name == "movl") {
      Values[Ops[1]] = Low(value(Ops[0]));
    } else if (Name == "andl") {
      Values[Ops[1]] = Low(value(Ops[1]) & value(Ops[0]));
    } else if (Name == "orl") {
      Values[Ops[1]] = Low(value(Ops[1]) | value(Ops[0]));
    } else if (Name == "xorl" && Ops[0] == Ops[1]) {
      Values[Ops[1]] = 0;
    } else {
      return false;
    }
    return true;
  }

  bool runAArch64(llvm::StringRef Name, llvm::ArrayRef<std::string> Ops) {
    if (Name == "mrs") {
      Values[Ops[0]] = read();
    } else if (Name == "msr") {
      write(value(Ops[1]));
      IsSynchronised = false;
    } else if (Name == "isb") {
      IsSynchronised = true;
    } else if (Name == "and") {
      Values[Ops[0]] = value(Ops[1]) & value(Ops[2]);
    } else if (Name == "orr") {
      Values[Ops[0]] = value(Ops[1]) | value(Ops[2]);
    } else if (Name == "movz") {
      Values[Ops[0]] = value(Ops[1]);
    } else if (Name == "movk") {
      llvm::StringRef Shift = Ops[2];
      EXPECT_TRUE(Shift.consume_front("lsl "));
      uint64_t By = value(Shift);
      Values[Ops[0]] =
          (value(Ops[0]) & ~(uint64_t(0xffff) << By)) | value(Ops[1]) << By;
    } else {
      return false;
    }
    return true;
  }

  bool runPowerPC(llvm::StringRef Name, llvm::ArrayRef<std::string> Ops) {
    if (Name == "mfspr") {
      EXPECT_EQ(Ops[1], "13");
      Values[Ops[0]] = read();
    } else if (Name == "mtspr") {
      EXPECT_EQ(Ops[0], "13");
      EXPECT_TRUE(IsSynchronised) << "no isync before it";
      write(value(Ops[1]));
      IsSynchronised = false;
    } else if (Name == "isync") {
      IsSynchronised = true;
    } else if (Name == "li") {
      Values[Ops[0]] = value(Ops[1]);
    } else if (Name == "lis") {
      Values[Ops[0]] = value(Ops[1]) << 16;
    } else if (Name == "ori") {
      Values[Ops[0]] = value(Ops[1]) | value(Ops[2]);
    } else if (Name == "oris") {
      Values[Ops[0]] = value(Ops[1]) | value(Ops[2]) << 16;
    } else if (Name == "or") {
      Values[Ops[0]] = value(Ops[1]) | value(Ops[2]);
    } else if (Name == "sldi") {
      Values[Ops[0]] = value(Ops[1]) << value(Ops[2]);
    } else if (Name == "rldimi") { // ra, rs, shift, first bit of the mask
      uint64_t Shift = value(Ops[2]), First = value(Ops[3]);
      uint64_t Source = value(Ops[1]);
      uint64_t Rotated =
          Shift ? Source << Shift | Source >> (64 - Shift) : Source;
      // Bits from First to 63 - Shift, counted from the most significant.
      uint64_t Mask = (~uint64_t(0) >> First) & (~uint64_t(0) << Shift);
      EXPECT_LE(First, 63 - Shift);
      Values[Ops[0]] = (value(Ops[0]) & ~Mask) | (Rotated & Mask);
    } else {
      return false;
    }
    return true;
  }

public:
  explicit SwitchInterpreter(uint64_t Register) : Register(Register) {}

  void set(const std::string &Name, uint64_t Value) { Values[Name] = Value; }

  /// Runs \p Text; returns the key register.
  uint64_t run(llvm::StringRef Text) {
    for (llvm::StringRef Line : llvm::split(Text, '\n')) {
      Line = Line.trim();
      bool IsCode = !Line.empty() && !Line.starts_with("# ") &&
                    !Line.starts_with("// ") &&
                    !Line.starts_with(".Lkpkeys"); // labels and the record
      if (!IsCode)
        continue;
      auto [Name, Rest] = Line.split(' ');
      llvm::SmallVector<std::string, 4> Ops;
      for (llvm::StringRef Op : llvm::split(Rest, ','))
        Ops.push_back(Op.trim().str());
      if (!runX86(Name, Ops) && !runAArch64(Name, Ops) &&
          !runPowerPC(Name, Ops))
        ADD_FAILURE() << "unknown: " << Line.str();
    }
    EXPECT_TRUE(IsWritten);
    EXPECT_TRUE(IsSynchronised);
    return Register;
  }

  bool hasRead() const { return IsRead; }
};

} // namespace kpkeys::testing

#endif
