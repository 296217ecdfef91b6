//===- X86.cpp - x86-64 instructions --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an opcode does is looked up once (X86Opcode.h); how many bytes it stores
// goes by Intel's spelling. A memory operand is five operands: base, scale,
// index, displacement, segment.
//
//===----------------------------------------------------------------------===//
#include "Machine.h"
#include "SwitchBytes.h"
#include "X86Opcode.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys::verify {

using namespace x86;

namespace {
class X86 final : public Machine {
  std::vector<bool> IsFloatingPointRegister;
  /// By LLVM's number; null: not met yet.
  mutable std::vector<std::unique_ptr<X86Opcode>> Opcodes;

  void nameRegisters();
  const X86Opcode &opcodeOf(const MCInst &Inst) const;
  MemoryOperand readMemory(const MCInst &Inst, unsigned First,
                           uint64_t End) const;
  uint64_t sizeOfStore(const MCInst &Inst) const;
  void findTarget(const MCInst &Inst, const X86Opcode &O, Instruction &I) const;
  void findMemory(const MCInst &Inst, const X86Opcode &O, Instruction &I) const;
  void findOperation(const MCInst &Inst, const X86Opcode &O,
                     Instruction &I) const;
  void setArithmetic(const MCInst &Inst, const X86Opcode &O,
                     Instruction &I) const;
  bool usesFloatingPoint(const MCInst &Inst) const;

public:
  X86();
  Instruction decode(ArrayRef<uint8_t> Bytes, uint64_t Address) const override;
  void findKeyWrites(ArrayRef<uint8_t> Bytes,
                     function_ref<void(uint64_t)> Found) const override;
  void
  findBranches(ArrayRef<uint8_t> Bytes, uint64_t Address,
               function_ref<void(uint64_t, uint64_t)> Found) const override;
  uint32_t callDefs() const override {
    // RAX, RCX, RDX, RSI, RDI, R8 to R11 (System V ABI).
    return 0xfc7;
  }
  Register argument(unsigned N) const override {
    return N == 0 ? Rdi : N == 1 ? Rsi : Rdx;
  }
  bool needsSynchronization() const override { return false; }
  unsigned returnSlot() const override { return 8; }
  unsigned gateLength() const override { return 2; }
};
} // namespace

X86::X86()
    : Machine(Triple("x86_64-unknown-linux-gnu"), "", /*Dialect: Intel=*/1) {
  nameRegisters();
  Opcodes.resize(Instructions->getNumOpcodes());
}

std::unique_ptr<Machine> makeX86() { return std::make_unique<X86>(); }

void X86::nameRegisters() {
  static constexpr StringLiteral Names[] = {
      "RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
      "R8",  "R9",  "R10", "R11", "R12", "R13", "R14", "R15"};
  IsFloatingPointRegister.resize(Registers->getNumRegs());
  for (unsigned R = 1; R < Registers->getNumRegs(); ++R) {
    StringRef Name = Registers->getName(R);
    IsFloatingPointRegister[R] =
        Name.starts_with("XMM") || Name.starts_with("YMM") ||
        Name.starts_with("ZMM") || Name.starts_with("MM") ||
        Name.starts_with("ST");
    const auto *It = find(Names, Name);
    if (It != std::end(Names)) {
      unsigned Number = It - std::begin(Names);
      for (MCPhysReg Part : Registers->subregs_inclusive(R))
        Numbers[Part] = Number == 4 ? StackPointer : Number;
    }
    if (Name == "RIP" || Name == "EIP")
      Numbers[R] = InstructionPointer;
    if (Name == "RIZ" || Name == "EIZ")
      Numbers[R] = NoRegister;
  }
}

/// An opcode that is met for the first time is looked up with its operands,
/// because to spell it wants some.
const X86Opcode &X86::opcodeOf(const MCInst &Inst) const {
  std::unique_ptr<X86Opcode> &Known = Opcodes[Inst.getOpcode()];
  if (Known)
    return *Known;
  const MCInstrDesc &Desc = Instructions->get(Inst.getOpcode());
  auto Changes = [&](StringRef Name) {
    return any_of(Desc.implicit_defs(),
                  [&](MCPhysReg R) { return Name == Registers->getName(R); });
  };
  Known = std::make_unique<X86Opcode>(
      x86OpcodeOf(nameOf(Inst), Desc, Changes("FPSW")));
  if (Changes("EFLAGS"))
    Known->Flags |= IsFlagWrite;
  if (Known->Stores && Known->Memory)
    Known->Bytes = sizeOfStore(Inst);
  return *Known;
}

MemoryOperand X86::readMemory(const MCInst &Inst, unsigned First,
                              uint64_t End) const {
  MemoryOperand At;
  At.Base = numberOf(Inst.getOperand(First));
  At.Index = numberOf(Inst.getOperand(First + 2));
  if (Inst.getOperand(First + 1).isImm())
    At.Scale = static_cast<uint8_t>(Inst.getOperand(First + 1).getImm());
  if (Inst.getOperand(First + 3).isImm())
    At.Displacement = Inst.getOperand(First + 3).getImm();
  if (At.Base == InstructionPointer) {
    // Said as the address that it is.
    At.Base = NoRegister;
    At.IsRelative = true;
    At.Displacement += static_cast<int64_t>(End);
  }
  // In 32 bits an address is another one.
  auto IsCut = [&](const MCOperand &Operand) {
    if (!Operand.isReg() || !Operand.getReg())
      return false;
    StringRef R = Registers->getName(Operand.getReg());
    return R != "EIZ" && (R.starts_with("E") || R.ends_with("D"));
  };
  if (IsCut(Inst.getOperand(First)) || IsCut(Inst.getOperand(First + 2)))
    At.Base = At.Index = OtherRegister;
  const MCOperand &Segment = Inst.getOperand(First + 4);
  if (Segment.isReg() && Segment.getReg()) {
    StringRef Name = Registers->getName(Segment.getReg());
    if (Name == "FS" || Name == "GS")
      At.Base = OtherRegister;
  }
  return At;
}

uint64_t X86::sizeOfStore(const MCInst &Inst) const {
  SmallString<64> Text;
  raw_svector_ostream OS(Text);
  Printer->printInst(&Inst, /*Address=*/0, "", *Subtarget, OS);
  size_t Ptr = Text.str().find(" ptr ");
  StringRef Word = Text.str().take_front(Ptr == StringRef::npos ? 0 : Ptr);
  Word = Word.substr(Word.find_last_of(" \t,") + 1);
  return StringSwitch<uint64_t>(Word)
      .Case("byte", 1)
      .Case("word", 2)
      .Case("dword", 4)
      .Case("fword", 6)
      .Case("qword", 8)
      .Case("tbyte", 10)
      .Case("xword", 10)
      .Case("xmmword", 16)
      .Case("ymmword", 32)
      .Case("zmmword", 64)
      .Default(UnknownSize);
}

bool X86::usesFloatingPoint(const MCInst &Inst) const {
  return any_of(Inst, [&](const MCOperand &Operand) {
    return Operand.isReg() && IsFloatingPointRegister[Operand.getReg()];
  });
}

/// Of a condition's four bits.
static Comparison comparisonBy(int64_t Condition) {
  switch (Condition) {
  case 2:
    return Comparison::Below;
  case 3:
    return Comparison::NotBelow;
  case 4:
    return Comparison::Equal;
  case 5:
    return Comparison::NotEqual;
  case 6:
    return Comparison::NotAbove;
  case 7:
    return Comparison::Above;
  default:
    return Comparison::Other;
  }
}

void X86::findTarget(const MCInst &Inst, const X86Opcode &O,
                     Instruction &I) const {
  if (!I.is(IsCall | IsBranch) || I.is(IsIndirect))
    return;
  if (Inst.getNumOperands() == 0 || !Inst.getOperand(0).isImm())
    return;
  I.HasTarget = true;
  if (I.is(IsConditional) && Inst.getNumOperands() == 2)
    I.Taken = comparisonBy(Inst.getOperand(1).getImm());
  I.Target = static_cast<uint64_t>(Inst.getOperand(0).getImm());
  if (!O.IsAbsolute)
    I.Target += I.end();
}

void X86::findMemory(const MCInst &Inst, const X86Opcode &O,
                     Instruction &I) const {
  I.StackShift = static_cast<int8_t>(O.StackShift);
  if (O.StringBytes) {
    I.Flags |= IsStore;
    I.At.Base = Rdi;
    I.Bytes = O.StringBytes;
  } else if (O.StackShift < 0) {
    I.Flags |= IsStore;
    I.Bytes = static_cast<uint64_t>(-O.StackShift);
    I.At.Base = StackPointer;
    I.At.Displacement = O.StackShift;
  } else if (O.IsPop) {
    I.At.Base = StackPointer;
  } else if (O.Memory) {
    I.At = readMemory(Inst, *O.Memory, I.end());
    if (O.IsElsewhere)
      I.At.Base = I.At.Index = OtherRegister;
  } else if (O.Stores) {
    I.At.Base = OtherRegister;
  }
  if (O.Stores) {
    I.Flags |= IsStore;
    I.Bytes = O.Bytes;
  }
}

/// ADD, SUB and operations on bits.
void X86::setArithmetic(const MCInst &Inst, const X86Opcode &O,
                        Instruction &I) const {
  using Form = X86Opcode::Form;
  I.Dst = I.Src =
      O.Where == Form::RaxAndConstant ? Rax : numberOf(Inst.getOperand(0));
  if (O.Where == Form::AndRegister) {
    Register Other = numberOf(Inst.getOperand(2));
    I.Second = O.IsSub ? OtherRegister : Other;
    if (O.Op == Operation::XorRegister && Other == I.Dst) {
      I.Op = Operation::Constant;
      I.Src = I.Second = NoRegister;
    }
    return;
  }
  if (O.IsSub)
    I.Immediate = 0 - I.Immediate;
}

void X86::findOperation(const MCInst &Inst, const X86Opcode &O,
                        Instruction &I) const {
  using Form = X86Opcode::Form;
  auto Reg = [&](unsigned N) { return numberOf(Inst.getOperand(N)); };
  auto Immediate = [&](unsigned N) {
    return N < Inst.getNumOperands() && Inst.getOperand(N).isImm()
               ? static_cast<uint64_t>(Inst.getOperand(N).getImm())
               : 0;
  };
  I.Is32 = O.Is32;
  I.Op = O.Op;
  switch (O.Where) {
  case Form::None:
    return;
  case Form::Constant:
    I.Dst = Reg(0);
    I.Immediate = Immediate(1);
    return;
  case Form::Copy:
    I.Dst = Reg(0);
    I.Src = Reg(1);
    return;
  case Form::Load:
    I.Dst = Reg(0);
    return;
  case Form::Store:
    I.Src = Reg(5);
    return;
  case Form::Push:
    I.Src = Reg(0);
    return;
  case Form::PushConstant:
    I.Immediate = Immediate(0);
    return;
  case Form::Leave:
    I.Dst = StackPointer;
    I.Src = Rbp;
    I.Immediate = 8;
    return;
  case Form::CompareWith:
    I.Src = Reg(0);
    I.Immediate = Immediate(1);
    return;
  case Form::CompareRaxWith:
    I.Src = Rax;
    I.Immediate = Immediate(0);
    return;
  case Form::Address:
    I.Dst = Reg(0);
    I.Src = I.At.Base;
    if (I.At.Index != NoRegister) {
      I.Op = Operation::AddRegister;
      I.Second = I.At.Index;
      return;
    }
    if (I.At.Base == NoRegister)
      I.Op = Operation::Constant;
    I.Immediate = static_cast<uint64_t>(I.At.Displacement);
    return;
  case Form::Step:
    I.Dst = I.Src = Reg(0);
    I.Immediate = O.Immediate;
    return;
  case Form::RaxAndConstant:
    I.Immediate = Immediate(0);
    return setArithmetic(Inst, O, I);
  case Form::AndConstant:
    I.Immediate = Immediate(2);
    return setArithmetic(Inst, O, I);
  case Form::AndRegister:
    return setArithmetic(Inst, O, I);
  }
}

static bool hasRepeatPrefix(ArrayRef<uint8_t> Bytes) {
  static constexpr uint8_t Others[] = {0x66, 0x67, 0xf0, 0x26, 0x2e,
                                       0x36, 0x3e, 0x64, 0x65};
  for (uint8_t Byte : Bytes) {
    if (Byte == 0xf2 || Byte == 0xf3)
      return true;
    // A REX that is not the last prefix has no effect.
    if (!is_contained(Others, Byte) && (Byte & 0xf0) != 0x40)
      return false;
  }
  return false;
}

Instruction X86::decode(ArrayRef<uint8_t> Bytes, uint64_t Address) const {
  Instruction I;
  I.Address = Address;
  if (std::optional<SwitchBytes> S = rareSwitchAt(Bytes)) {
    I.Length = static_cast<uint8_t>(S->Length);
    bool IsMsr = S->Kind == SwitchBytes::What::Wrmsr;
    bool IsNamed = S->Length > 4; // the register is in the instruction
    I.Flags = IsMsr && !IsNamed ? IsMsrWrite | IsSystemRegister : IsKeyWrite;
    I.Data = Rax;
    if (IsMsr)
      I.Key = KPKEYS_TARGET_PKS;
    return I;
  }
  MCInst Inst;
  const X86Opcode *O = nullptr;
  // LLVM decodes prefixes such as `lock` as instructions.
  do {
    uint64_t Length = 0;
    Inst = MCInst();
    if (I.Length >= 15 ||
        Disassembler->getInstruction(Inst, Length, Bytes.drop_front(I.Length),
                                     Address + I.Length,
                                     nulls()) != MCDisassembler::Success) {
      I.Flags = IsInvalid;
      I.Length = 1;
      return I;
    }
    O = &opcodeOf(Inst);
    I.Length += static_cast<uint8_t>(Length);
  } while (O->IsPrefix);
  I.Flags = O->Flags;
  I.Defs = defsOf(Inst) | O->Defs;
  I.Data = Rax;
  if (O->RepeatedDefs && hasRepeatPrefix(Bytes)) {
    I.Defs |= O->RepeatedDefs;
    if (O->StringBytes)
      I.Flags |= IsRepeated;
  }
  if (O->IsThroughRegister)
    I.Data = numberOf(Inst.getOperand(0));
  if (I.is(IsKeyWrite) && I.is(IsSystemRegister)) { // WRMSRLIST
    I.Key = KPKEYS_TARGET_PKS;
    I.Data = OtherRegister;
  }
  if (usesFloatingPoint(Inst))
    I.Flags |= IsFloatingPoint;
  findTarget(Inst, *O, I);
  // 66 90, a no-operation of two bytes.
  if (O->IsSmallExchange && numberOf(Inst.getOperand(0)) == Rax) {
    I.Flags |= IsPadding;
    I.Defs = 0;
  }
  findMemory(Inst, *O, I);
  findOperation(Inst, *O, I);
  if (I.is(IsCall))
    I.Defs |= callDefs();
  return I;
}

void X86::findKeyWrites(ArrayRef<uint8_t> Bytes,
                        function_ref<void(uint64_t)> Found) const {
  auto Take = [&](const SwitchBytes &S) { Found(S.Offset); };
  findRareSwitches(Bytes, Take);
  findSwitchBytes(Bytes, Take);
}

void X86::findBranches(ArrayRef<uint8_t> Bytes, uint64_t Address,
                       function_ref<void(uint64_t, uint64_t)> Found) const {
  size_t Size = Bytes.size();
  for (size_t At = 0; At + 2 <= Size; ++At) {
    uint8_t First = Bytes[At];
    // LEA relative to RIP; XBEGIN.
    bool IsAddress = (First == 0x8d && (Bytes[At + 1] & 0xc7) == 0x05) ||
                     (First == 0xc7 && Bytes[At + 1] == 0xf8);
    bool IsShort = (First & 0xf0) == 0x70 || First == 0xeb ||
                   (First >= 0xe0 && First <= 0xe3);
    bool IsLong = First == 0xe8 || First == 0xe9;
    bool IsEscaped = First == 0x0f && (Bytes[At + 1] & 0xf0) == 0x80;
    size_t Opcode = IsEscaped || IsAddress ? 2 : 1;
    if (IsShort) {
      auto Distance = static_cast<int8_t>(Bytes[At + 1]);
      Found(Address + At,
            Address + At + 2 +
                static_cast<uint64_t>(static_cast<int64_t>(Distance)));
    } else if ((IsLong || IsEscaped || IsAddress) && At + Opcode + 4 <= Size) {
      auto Distance = static_cast<int32_t>(
          support::endian::read32le(Bytes.data() + At + Opcode));
      Found(Address + At,
            Address + At + Opcode + 4 +
                static_cast<uint64_t>(static_cast<int64_t>(Distance)));
    }
  }
}

} // namespace kpkeys::verify
