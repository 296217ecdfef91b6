//===- X86.cpp - x86-64 instructions --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's tables say what an instruction defines, whether it branches, and
// which operand is memory. A memory operand is five operands: base, scale,
// index, displacement, segment. What the tables do not say goes by the
// instruction's name; how many bytes it stores, by Intel's spelling.
//
//===----------------------------------------------------------------------===//
#include "Machine.h"
#include "SwitchBytes.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCInstrDesc.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace llvm;

namespace kpkeys::verify {

namespace {
constexpr Register Rax = 0, Rcx = 1, Rdx = 2, Rsi = 6, Rdi = 7;

class X86 final : public Machine {
  void nameRegisters();
  std::optional<unsigned> memoryOperand(const MCInst &Inst) const;
  MemoryOperand readMemory(const MCInst &Inst, unsigned First,
                           uint64_t End) const;
  uint64_t sizeOfStore(const MCInst &Inst, uint64_t Address) const;
  void findFlags(const MCInst &Inst, StringRef Name, Instruction &I) const;
  void findSystem(StringRef Name, Instruction &I) const;
  void findTarget(const MCInst &Inst, Instruction &I) const;
  void findMemory(const MCInst &Inst, StringRef Name, Instruction &I) const;
  void findOperation(const MCInst &Inst, StringRef Name, Instruction &I) const;
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

static Triple initialized() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86Disassembler();
  return Triple("x86_64-unknown-linux-gnu");
}

X86::X86() : Machine(initialized(), "", /*Dialect: Intel=*/1) {
  nameRegisters();
}

std::unique_ptr<Machine> makeX86() { return std::make_unique<X86>(); }

void X86::nameRegisters() {
  static constexpr StringLiteral Names[] = {
      "RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
      "R8",  "R9",  "R10", "R11", "R12", "R13", "R14", "R15"};
  for (unsigned R = 1; R < Registers->getNumRegs(); ++R) {
    StringRef Name = Registers->getName(R);
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

std::optional<unsigned> X86::memoryOperand(const MCInst &Inst) const {
  ArrayRef<MCOperandInfo> Operands =
      Instructions->get(Inst.getOpcode()).operands();
  for (unsigned N = 0; N + 5 <= Operands.size(); ++N)
    if (Operands[N].OperandType == MCOI::OPERAND_MEMORY)
      return N;
  // An address is computed, but no memory is accessed.
  if (nameOf(Inst).starts_with("LEA") && Inst.getNumOperands() == 6)
    return 1;
  return std::nullopt;
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

uint64_t X86::sizeOfStore(const MCInst &Inst, uint64_t Address) const {
  SmallString<64> Text;
  raw_svector_ostream OS(Text);
  Printer->printInst(&Inst, Address, "", *Subtarget, OS);
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

void X86::findSystem(StringRef Name, Instruction &I) const {
  if (Name == "WRPKRUr")
    I.Flags |= IsKeyWrite;
  else if (Name == "RDPKRUr")
    I.Flags |= IsKeyRead;
  else if (Name == "WRMSR" || Name == "WRMSRNS" ||
           Name.starts_with("WRMSRLIST"))
    I.Flags |= IsMsrWrite | IsSystemRegister;
  else if (Name.starts_with("RDMSR"))
    I.Flags |= IsMsrRead | IsSystemRegister;
  else if (Name.starts_with("XRSTOR"))
    I.Flags |= IsStateRestore;
  if (Name == "MOV64cr" || Name == "MOV64rc" || Name == "MOV64dr" ||
      Name == "MOV64rd" || Name.starts_with("LGDT") ||
      Name.starts_with("LIDT") || Name.starts_with("LLDT") ||
      Name.starts_with("LTR") || Name.starts_with("LMSW") ||
      Name.starts_with("WRFSBASE") || Name.starts_with("WRGSBASE") ||
      Name == "SWAPGS" || Name == "XSETBV" || Name == "CLTS")
    I.Flags |= IsSystemRegister;
  if (Name.starts_with("IN8") || Name.starts_with("IN16") ||
      Name.starts_with("IN32") || Name.starts_with("OUT") || Name == "INSB" ||
      Name == "INSW" || Name == "INSL")
    I.Flags |= IsPort;
  if (Name == "SYSCALL" || Name == "SYSENTER" || Name == "INT")
    I.Flags |= IsSystemCall | IsInterrupt;
  // Others run, and come back.
  static constexpr StringLiteral Interrupts[] = {
      "INT3",     "INT1",     "HLT",     "VMCALL", "VMMCALL",
      "VMLAUNCH", "VMRESUME", "TDCALL",  "ENCLU",  "ENCLS",
      "ENCLV",    "SEAMCALL", "SEAMOPS", "GETSEC", "VMFUNC"};
  if (is_contained(Interrupts, Name) || Name.starts_with("VMRUN"))
    I.Flags |= IsInterrupt;
  if (Name == "TRAP" || Name.starts_with("UD1") || Name.starts_with("UD2"))
    I.Flags |= IsTrap;
  if (Name.starts_with("IRET") || Name.starts_with("SYSRET") ||
      Name.starts_with("SYSEXIT") || Name == "UIRET" || Name == "ERETS" ||
      Name == "ERETU" || Name == "RSM" || Name == "SEAMRET")
    I.Flags |= IsReturn;
  if (Name.starts_with("JMPABS"))
    I.Flags |= IsBranch;
  if (Name.starts_with("NOOP"))
    I.Flags |= IsPadding;
}

bool X86::usesFloatingPoint(const MCInst &Inst) const {
  for (const MCOperand &Operand : Inst)
    if (Operand.isReg() && Operand.getReg()) {
      StringRef R = Registers->getName(Operand.getReg());
      if (R.starts_with("XMM") || R.starts_with("YMM") ||
          R.starts_with("ZMM") || R.starts_with("MM") || R.starts_with("ST"))
        return true;
    }
  for (MCPhysReg R : Instructions->get(Inst.getOpcode()).implicit_defs())
    if (StringRef(Registers->getName(R)) == "FPSW")
      return true;
  return false;
}

void X86::findFlags(const MCInst &Inst, StringRef Name, Instruction &I) const {
  const MCInstrDesc &Desc = Instructions->get(Inst.getOpcode());
  if (Desc.isReturn())
    I.Flags |= IsReturn;
  if (Desc.isCall())
    I.Flags |= IsCall;
  else if (Desc.isBranch())
    I.Flags |= IsBranch | (Desc.isBarrier() ? 0u : uint32_t(IsConditional));
  bool IsFar = Name.starts_with("FARCALL") || Name.starts_with("FARJMP");
  if (IsFar)
    I.Flags |= Name.starts_with("FARCALL") ? IsCall : IsBranch;
  if (I.is(IsCall | IsBranch) &&
      (Desc.isIndirectBranch() || Name.starts_with("CALL64r") ||
       Name.starts_with("CALL64m") || IsFar))
    I.Flags |= IsIndirect;
  if (I.is(IsIndirect) && (Name == "CALL64r" || Name == "JMP64r" ||
                           Name == "CALL64r_NT" || Name == "JMP64r_NT"))
    I.Data = numberOf(Inst.getOperand(0));
  findSystem(Name, I);
  if (I.is(IsTrap))
    I.Flags &= ~uint32_t(IsReturn | IsInterrupt);
  if (usesFloatingPoint(Inst))
    I.Flags |= IsFloatingPoint;
}

void X86::findTarget(const MCInst &Inst, Instruction &I) const {
  if (!I.is(IsCall | IsBranch) || I.is(IsIndirect))
    return;
  if (Inst.getNumOperands() == 0 || !Inst.getOperand(0).isImm())
    return;
  I.HasTarget = true;
  I.Target = static_cast<uint64_t>(Inst.getOperand(0).getImm());
  if (!nameOf(Inst).starts_with("JMPABS"))
    I.Target += I.end();
}

/// LLVM's tables do not say that these store.
static bool storesToString(StringRef Name) {
  return Name.starts_with("STOS") || Name == "MOVSB" || Name == "MOVSW" ||
         Name == "MOVSL" || Name == "MOVSQ" || Name == "INSB" ||
         Name == "INSW" || Name == "INSL" || Name.starts_with("MASKMOVDQU") ||
         Name.starts_with("VMASKMOVDQU");
}

/// Not in the tables either, but these only look at their memory operand.
static bool onlyReads(StringRef Name) {
  static constexpr StringLiteral Prefixes[] = {
      "NOOP",    "PREFETCH", "CLFLUSH", "CLWB",    "CLDEMOTE", "LGDT",
      "LIDT",    "LLDT",     "LTR",     "LMSW",    "INVLPG",   "INVPCID",
      "INVEPT",  "INVVPID",  "VERR",    "VERW",    "XRSTOR",   "FXRSTOR",
      "LDMXCSR", "VLDMXCSR", "FLDENV",  "FRSTOR",  "FLDCW",    "LEA",
      "JMP",     "CALL",     "FARJMP",  "FARCALL", "LAR",      "LSL",
      "LD_F",    "ILD_F",    "FBLD",    "ADD_F",   "SUB_F",    "SUBR_F",
      "MUL_F",   "DIV_F",    "DIVR_F",  "FCOM",    "FICOM"};
  return any_of(Prefixes, [&](StringRef P) { return Name.starts_with(P); });
}

static uint64_t sizeByLetter(StringRef Name) {
  return StringSwitch<uint64_t>(Name.take_back(1))
      .Case("B", 1)
      .Case("W", 2)
      .Case("L", 4)
      .Case("Q", 8)
      .Default(16);
}

/// To where a register leads that is no operand, and the tables do not say it.
static bool storesUnseen(StringRef Name) {
  static constexpr StringLiteral Begins[] = {"CLZERO", "MONTMUL", "VMSAVE",
                                             "XCRYPT", "XSHA",    "XSTORE"};
  return any_of(Begins, [=](StringRef B) { return Name.starts_with(B); });
}

void X86::findMemory(const MCInst &Inst, StringRef Name, Instruction &I) const {
  const MCInstrDesc &Desc = Instructions->get(Inst.getOpcode());
  if (Desc.mayLoad())
    I.Flags |= IsLoad;
  if (storesToString(Name)) {
    I.Flags |= IsStore;
    I.At.Base = Rdi;
    I.Bytes = sizeByLetter(Name);
    I.Defs |= 1u << Rdi | 1u << Rsi | (I.is(IsRepeated) ? 1u << Rcx : 0);
    return;
  }
  if (Name.starts_with("PUSH") || Name.starts_with("ENTER")) {
    I.Flags |= IsStore;
    I.Bytes = Name.starts_with("PUSH2") ? 16 : Name.contains("16") ? 2 : 8;
    I.StackShift = static_cast<int8_t>(0 - I.Bytes);
    I.At.Base = StackPointer;
    I.At.Displacement = -static_cast<int64_t>(I.Bytes);
    return;
  }
  if (Name.starts_with("POP") && !Name.starts_with("POPCNT")) {
    I.StackShift = static_cast<int8_t>(Name.starts_with("POP2") ? 16
                                       : Name.contains("16")    ? 2
                                                                : 8);
    if (!Name.contains("rmm")) { // no other memory
      I.At.Base = StackPointer;
      return;
    }
  }
  std::optional<unsigned> First = memoryOperand(Inst);
  if (!First) {
    bool IsFence = Name == "LFENCE" || Name == "MFENCE" || Name == "SFENCE";
    if (!IsFence && (Desc.mayStore() || storesUnseen(Name)) &&
        !I.is(IsCall | IsReturn | IsKeyWrite | IsInterrupt | IsTrap)) {
      I.Flags |= IsStore;
      I.At.Base = OtherRegister;
      I.Bytes = UnknownSize;
    }
    return;
  }
  I.At = readMemory(Inst, *First, I.end());
  // What the tables say nothing of may do anything. Divisions are such because
  // they may trap; but that they load is said.
  bool IsUnknown = Desc.hasUnmodeledSideEffects() && !Desc.mayLoad();
  bool Stores = !onlyReads(Name) &&
                (Desc.mayStore() || IsUnknown || Name == "VMREAD64mr");
  if (I.is(IsCall | IsBranch | IsReturn) || Name.starts_with("POP"))
    Stores = Name.starts_with("POP") && Name.contains("rmm");
  if (Stores) {
    I.Flags |= IsStore;
    I.Bytes = sizeOfStore(Inst, I.Address);
  }
}

void X86::findOperation(const MCInst &Inst, StringRef Name,
                        Instruction &I) const {
  // The first number in a name is the operation's width.
  I.Is32 =
      Name.drop_front(std::min(Name.find_first_of("0123456789"), Name.size()))
          .starts_with("32");
  auto Reg = [&](unsigned N) { return numberOf(Inst.getOperand(N)); };
  auto Set = [&](Operation Op, Register Dst, Register Src) {
    I.Op = Op;
    I.Dst = Dst;
    I.Src = Src;
  };
  unsigned Count = Inst.getNumOperands();
  auto Immediate = [&](unsigned N) {
    return N < Count && Inst.getOperand(N).isImm()
               ? static_cast<uint64_t>(Inst.getOperand(N).getImm())
               : 0;
  };
  if (Name == "MOV32ri" || Name == "MOV32ri_alt" || Name == "MOV64ri" ||
      Name == "MOV64ri32") {
    Set(Operation::Constant, Reg(0), NoRegister);
    I.Immediate = Immediate(1);
    return;
  }
  if (Name == "MOV32rr" || Name == "MOV64rr" || Name == "MOV32rr_REV" ||
      Name == "MOV64rr_REV")
    return Set(Operation::Copy, Reg(0), Reg(1));
  if (Name == "MOV64rm" || Name == "MOV32rm")
    return Set(Operation::Load, Reg(0), NoRegister);
  if (Name == "MOV64mr")
    return Set(Operation::Store, NoRegister, Reg(5));
  if (Name == "PUSH64r")
    return Set(Operation::Store, NoRegister, Reg(0));
  if (Name == "PUSH64i8" || Name == "PUSH64i32") {
    I.Immediate = Immediate(0);
    return Set(Operation::Store, NoRegister, NoRegister);
  }
  if (Name == "LEAVE64") {
    constexpr Register Rbp = 5;
    Set(Operation::Add, StackPointer, Rbp);
    I.Immediate = 8;
    return;
  }
  if (Name == "POP64r")
    return Set(Operation::Load, Reg(0), NoRegister);
  if (Name == "CMP32ri" || Name == "CMP32ri8" || Name == "CMP64ri32" ||
      Name == "CMP64ri8" || Name == "CMP8ri" || Name == "CMP16ri" ||
      Name == "CMP16ri8") {
    I.Immediate = Immediate(1);
    return Set(Operation::Compare, NoRegister, Reg(0));
  }
  if (Name == "CMP32i32" || Name == "CMP64i32" || Name == "CMP8i8") {
    I.Immediate = Immediate(0);
    return Set(Operation::Compare, NoRegister, Rax);
  }
  if (Name == "LEA64r" && I.At.Index == NoRegister) {
    if (I.At.Base == NoRegister) {
      Set(Operation::Constant, Reg(0), NoRegister);
      I.Immediate = static_cast<uint64_t>(I.At.Displacement);
      return;
    }
    Set(Operation::Add, Reg(0), I.At.Base);
    I.Immediate = static_cast<uint64_t>(I.At.Displacement);
    return;
  }
  if (Name == "LEA64r") {
    Set(Operation::AddRegister, Reg(0), I.At.Base);
    I.Second = I.At.Index;
    return;
  }
  if (Name == "INC64r" || Name == "DEC64r" || Name == "INC32r" ||
      Name == "DEC32r") {
    Set(Operation::Add, Reg(0), Reg(0));
    I.Immediate = Name.starts_with("INC") ? 1 : ~uint64_t(0);
    return;
  }
  StringRef Rest = Name;
  Operation Op = Rest.consume_front("AND")   ? Operation::And
                 : Rest.consume_front("OR")  ? Operation::Or
                 : Rest.consume_front("XOR") ? Operation::Xor
                 : Rest.consume_front("ADD") ? Operation::Add
                 : Rest.consume_front("SUB") ? Operation::Add
                                             : Operation::Other;
  if (Op == Operation::Other ||
      !(Rest.consume_front("32") || Rest.consume_front("64")))
    return;
  bool IsSub = Name.starts_with("SUB");
  auto Value = [&](unsigned N) {
    return IsSub ? 0 - Immediate(N) : Immediate(N);
  };
  if (Rest == "i32") { // EAX, RAX
    Set(Op, Rax, Rax);
    I.Immediate = Value(0);
  } else if (Rest == "ri" || Rest == "ri8" || Rest == "ri32") {
    Set(Op, Reg(0), Reg(0));
    I.Immediate = Value(2);
  } else if (Rest == "rr" || Rest == "rr_REV") {
    Register A = Reg(0), B = Reg(2);
    if (Op == Operation::Xor && A == B) {
      Set(Operation::Constant, A, NoRegister);
      return;
    }
    switch (Op) {
    case Operation::And:
      Op = Operation::AndRegister;
      break;
    case Operation::Or:
      Op = Operation::OrRegister;
      break;
    case Operation::Xor:
      Op = Operation::XorRegister;
      break;
    default:
      Op = Operation::AddRegister;
      break;
    }
    Set(Op, A, A);
    I.Second = IsSub ? OtherRegister : B;
  }
}

/// Registers that change, and the tables do not say it.
static uint32_t unsaidDefs(StringRef Name, const Instruction &I,
                           bool IsRepeated) {
  static constexpr StringLiteral Strings[] = {"MOVS", "STOS", "SCAS", "CMPS",
                                              "LODS", "INS",  "OUTS"};
  uint32_t Defs = 0;
  bool IsString = any_of(Strings, [&](StringRef S) {
    return Name.starts_with(S) && Name.size() == S.size() + 1;
  });
  if (IsString)
    Defs |= 1u << Rsi | 1u << Rdi;
  if ((IsString && IsRepeated) || Name.starts_with("LOOP"))
    Defs |= 1u << Rcx;
  // Who is called changes what it wants, and the instruction itself RCX and
  // R11.
  if (I.is(IsSystemCall | IsInterrupt) && Name != "INT3" && Name != "HLT")
    Defs |= 0xffff & ~(1u << 4);
  if (Name.starts_with("XBEGIN"))
    Defs |= 1u << Rax;
  return Defs;
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
  StringRef Name;
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
    Name = nameOf(Inst);
    I.Length += static_cast<uint8_t>(Length);
  } while (Name.ends_with("_PREFIX"));
  I.Defs = defsOf(Inst);
  I.Data = Rax;
  if (storesToString(Name) && hasRepeatPrefix(Bytes))
    I.Flags |= IsRepeated;
  findFlags(Inst, Name, I);
  I.Defs |= unsaidDefs(Name, I, hasRepeatPrefix(Bytes));
  findTarget(Inst, I);
  // 66 90, a no-operation of two bytes.
  if (Name == "XCHG16ar" && numberOf(Inst.getOperand(0)) == Rax) {
    I.Flags |= IsPadding;
    I.Defs = 0;
  }
  findMemory(Inst, Name, I);
  findOperation(Inst, Name, I);
  if (I.is(IsKeyRead | IsMsrRead))
    I.Defs |= 1u << Rax | 1u << Rdx;
  if (I.is(IsCall))
    I.Defs |= callDefs();
  return I;
}

void X86::findKeyWrites(ArrayRef<uint8_t> Bytes,
                        function_ref<void(uint64_t)> Found) const {
  findRareSwitches(Bytes, [&](const SwitchBytes &S) { Found(S.Offset); });
  const uint8_t *Begin = Bytes.begin(), *End = Bytes.end();
  for (const uint8_t *At = Begin; End - At >= 2; ++At) {
    At = static_cast<const uint8_t *>(std::memchr(At, 0x0f, End - At - 1));
    if (!At)
      return;
    uint8_t Second = At[1];
    uint8_t Third = End - At >= 3 ? At[2] : 0;
    bool IsWrpkru = Second == 0x01 && Third == 0xef;
    // WRMSRNS; WRMSRLIST is the same with a prefix.
    bool IsWrmsrNs = Second == 0x01 && (Third == 0xc6);
    // XRSTOR is /5 of memory, XRSTORS /3.
    unsigned Operation = Third >> 3 & 7;
    bool IsMemory = Third < 0xc0;
    bool IsXrstor = (Second == 0xae && Operation == 5 && IsMemory) ||
                    (Second == 0xc7 && Operation == 3 && IsMemory);
    if (IsWrpkru || IsWrmsrNs || Second == 0x30 || IsXrstor)
      Found(At - Begin);
  }
}

void X86::findBranches(ArrayRef<uint8_t> Bytes, uint64_t Address,
                       function_ref<void(uint64_t, uint64_t)> Found) const {
  size_t Size = Bytes.size();
  for (size_t At = 0; At + 2 <= Size; ++At) {
    uint8_t First = Bytes[At];
    bool IsShort = (First & 0xf0) == 0x70 || First == 0xeb ||
                   (First >= 0xe0 && First <= 0xe3);
    bool IsLong = First == 0xe8 || First == 0xe9;
    bool IsEscaped = First == 0x0f && (Bytes[At + 1] & 0xf0) == 0x80;
    size_t Opcode = IsEscaped ? 2 : 1;
    if (IsShort) {
      auto Distance = static_cast<int8_t>(Bytes[At + 1]);
      Found(Address + At,
            Address + At + 2 +
                static_cast<uint64_t>(static_cast<int64_t>(Distance)));
    } else if ((IsLong || IsEscaped) && At + Opcode + 4 <= Size) {
      auto Distance = static_cast<int32_t>(
          support::endian::read32le(Bytes.data() + At + Opcode));
      Found(Address + At,
            Address + At + Opcode + 4 +
                static_cast<uint64_t>(static_cast<int64_t>(Distance)));
    }
  }
}

} // namespace kpkeys::verify
