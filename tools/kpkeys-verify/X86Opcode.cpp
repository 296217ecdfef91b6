//===- X86Opcode.cpp - What the name of an x86 opcode says ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "X86Opcode.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace kpkeys::verify {

using Form = X86Opcode::Form;
using namespace x86;

static uint32_t systemFlags(StringRef Name) {
  uint32_t Flags = 0;
  if (Name == "WRPKRUr")
    Flags |= IsKeyWrite;
  else if (Name == "RDPKRUr")
    Flags |= IsKeyRead;
  else if (Name == "WRMSR" || Name == "WRMSRNS")
    Flags |= IsMsrWrite | IsSystemRegister;
  else if (Name.starts_with("WRMSRLIST"))
    Flags |= IsKeyWrite | IsSystemRegister; // numbers and values are in memory
  else if (Name.starts_with("RDMSR"))
    Flags |= IsMsrRead | IsSystemRegister;
  else if (Name.starts_with("XRSTOR"))
    Flags |= IsStateRestore;
  if (Name == "MOV64cr" || Name == "MOV64rc" || Name == "MOV64dr" ||
      Name == "MOV64rd" || Name.starts_with("LGDT") ||
      Name.starts_with("LIDT") || Name.starts_with("LLDT") ||
      Name.starts_with("LTR") || Name.starts_with("LMSW") ||
      Name.starts_with("WRFSBASE") || Name.starts_with("WRGSBASE") ||
      Name == "SWAPGS" || Name == "XSETBV" || Name == "CLTS")
    Flags |= IsSystemRegister;
  if (Name.starts_with("IN8") || Name.starts_with("IN16") ||
      Name.starts_with("IN32") || Name.starts_with("OUT") || Name == "INSB" ||
      Name == "INSW" || Name == "INSL")
    Flags |= IsPort;
  if (Name == "SYSCALL" || Name == "SYSENTER" || Name == "INT")
    Flags |= IsSystemCall | IsInterrupt;
  // Others run, and come back.
  static constexpr StringLiteral Interrupts[] = {
      "INT3",     "INT1",     "HLT",     "VMCALL", "VMMCALL",
      "VMLAUNCH", "VMRESUME", "TDCALL",  "ENCLU",  "ENCLS",
      "ENCLV",    "SEAMCALL", "SEAMOPS", "GETSEC", "VMFUNC"};
  if (is_contained(Interrupts, Name) || Name.starts_with("VMRUN"))
    Flags |= IsInterrupt;
  if (Name == "TRAP" || Name.starts_with("UD1") || Name.starts_with("UD2"))
    Flags |= IsTrap;
  if (Name.starts_with("IRET") || Name.starts_with("SYSRET") ||
      Name.starts_with("SYSEXIT") || Name == "UIRET" || Name == "ERETS" ||
      Name == "ERETU" || Name == "RSM" || Name == "SEAMRET")
    Flags |= IsReturn;
  if (Name.starts_with("JMPABS"))
    Flags |= IsBranch;
  if (Name.starts_with("NOOP"))
    Flags |= IsPadding;
  return Flags;
}

static uint32_t flagsOf(StringRef Name, const MCInstrDesc &Desc) {
  // With prefix 66, of which Intel's processors take no notice: they read a
  // longer distance than is decoded.
  if (Name == "JMP_2" || Name == "JCC_2" || Name == "CALLpcrel16")
    return IsInvalid;
  uint32_t Flags = Desc.isReturn() ? IsReturn : 0u;
  if (Desc.isCall())
    Flags |= IsCall;
  else if (Desc.isBranch())
    Flags |= IsBranch | (Desc.isBarrier() ? 0u : uint32_t(IsConditional));
  bool IsFar = Name.starts_with("FARCALL") || Name.starts_with("FARJMP");
  if (IsFar)
    Flags |= Name.starts_with("FARCALL") ? IsCall : IsBranch;
  if (Flags & (IsCall | IsBranch) &&
      (Desc.isIndirectBranch() || Name.starts_with("CALL64r") ||
       Name.starts_with("CALL64m") || IsFar))
    Flags |= IsIndirect;
  Flags |= systemFlags(Name);
  if (Flags & IsTrap)
    Flags &= ~uint32_t(IsReturn | IsInterrupt);
  return Flags;
}

/// LLVM's tables do not say that these store.
static bool storesToString(StringRef Name) {
  return Name.starts_with("STOS") || Name == "MOVSB" || Name == "MOVSW" ||
         Name == "MOVSL" || Name == "MOVSQ" || Name == "INSB" ||
         Name == "INSW" || Name == "INSL" || Name.starts_with("MASKMOVDQU") ||
         Name.starts_with("VMASKMOVDQU");
}

static uint64_t sizeByLetter(StringRef Name) {
  return StringSwitch<uint64_t>(Name.take_back(1))
      .Case("B", 1)
      .Case("W", 2)
      .Case("L", 4)
      .Case("Q", 8)
      .Default(16);
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

/// To where a register leads that is no operand, and the tables do not say it.
static bool storesUnseen(StringRef Name) {
  static constexpr StringLiteral Begins[] = {"CLZERO", "MONTMUL", "VMSAVE",
                                             "XCRYPT", "XSHA",    "XSTORE"};
  return any_of(Begins, [=](StringRef B) { return Name.starts_with(B); });
}

/// Bits are counted from the operand on, as far as one likes; of others it is
/// what is read.
static bool storesElsewhere(StringRef Name) {
  bool IsBit = Name.starts_with("BTS") || Name.starts_with("BTR") ||
               Name.starts_with("BTC");
  return (IsBit && Name.ends_with("mr")) || Name.starts_with("MOVDIR64B") ||
         Name.starts_with("ENQCMD");
}

static std::optional<uint8_t> memoryOperand(StringRef Name,
                                            const MCInstrDesc &Desc) {
  ArrayRef<MCOperandInfo> Operands = Desc.operands();
  for (unsigned N = 0; N + 5 <= Operands.size(); ++N)
    if (Operands[N].OperandType == MCOI::OPERAND_MEMORY)
      return static_cast<uint8_t>(N);
  // An address is computed, but no memory is accessed.
  if (Name.starts_with("LEA") && Operands.size() == 6)
    return uint8_t(1);
  return std::nullopt;
}

static bool storesToMemory(StringRef Name, const MCInstrDesc &Desc,
                           const X86Opcode &O) {
  bool IsPop = Name.starts_with("POP");
  if (!O.Memory) {
    bool IsFence = Name == "LFENCE" || Name == "MFENCE" || Name == "SFENCE";
    return !IsFence && (Desc.mayStore() || storesUnseen(Name)) &&
           !(O.Flags & (IsCall | IsReturn | IsKeyWrite | IsInterrupt | IsTrap));
  }
  if (O.Flags & (IsCall | IsBranch | IsReturn) || IsPop)
    return IsPop && Name.contains("rmm");
  // What the tables say nothing of may do anything. Divisions are such because
  // they may trap; but that they load is said.
  bool IsUnknown = Desc.hasUnmodeledSideEffects() && !Desc.mayLoad();
  return !onlyReads(Name) &&
         (Desc.mayStore() || IsUnknown || Name == "VMREAD64mr");
}

static void findMemory(StringRef Name, const MCInstrDesc &Desc, X86Opcode &O) {
  if (Desc.mayLoad())
    O.Flags |= IsLoad;
  if (storesToString(Name)) {
    O.StringBytes = sizeByLetter(Name);
    return;
  }
  if (Name.starts_with("PUSH") || Name.starts_with("ENTER")) {
    O.StackShift = Name.starts_with("PUSH2") ? -16
                   : Name.contains("16")     ? -2
                                             : -8;
    return;
  }
  if (Name.starts_with("POP") && !Name.starts_with("POPCNT")) {
    O.StackShift = Name.starts_with("POP2") ? 16 : Name.contains("16") ? 2 : 8;
    O.IsPop = !Name.contains("rmm");
    if (O.IsPop)
      return;
  }
  O.Memory = memoryOperand(Name, Desc);
  O.Stores = storesToMemory(Name, Desc, O);
  O.IsElsewhere = storesElsewhere(Name);
}

/// ADD, SUB and operations on bits.
static void findArithmetic(StringRef Name, X86Opcode &O) {
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
  O.IsSub = Name.starts_with("SUB");
  if (Rest == "i32") {
    O.Op = Op;
    O.Where = Form::RaxAndConstant;
  } else if (Rest == "ri" || Rest == "ri8" || Rest == "ri32") {
    O.Op = Op;
    O.Where = Form::AndConstant;
  } else if (Rest == "rr" || Rest == "rr_REV") {
    O.Where = Form::AndRegister;
    O.Op = Op == Operation::And   ? Operation::AndRegister
           : Op == Operation::Or  ? Operation::OrRegister
           : Op == Operation::Xor ? Operation::XorRegister
                                  : Operation::AddRegister;
  }
}

static void findOperation(StringRef Name, X86Opcode &O) {
  // The first number in a name is the operation's width.
  O.Is32 =
      Name.drop_front(std::min(Name.find_first_of("0123456789"), Name.size()))
          .starts_with("32");
  static constexpr struct {
    StringLiteral Name;
    Form Where;
    Operation Op;
  } Table[] = {
      {"MOV32ri", Form::Constant, Operation::Constant},
      {"MOV32ri_alt", Form::Constant, Operation::Constant},
      {"MOV64ri", Form::Constant, Operation::Constant},
      {"MOV64ri32", Form::Constant, Operation::Constant},
      {"MOV32rr", Form::Copy, Operation::Copy},
      {"MOV64rr", Form::Copy, Operation::Copy},
      {"MOV32rr_REV", Form::Copy, Operation::Copy},
      {"MOV64rr_REV", Form::Copy, Operation::Copy},
      {"MOV64rm", Form::Load, Operation::Load},
      {"MOV32rm", Form::Load, Operation::Load},
      {"POP64r", Form::Load, Operation::Load},
      {"MOV64mr", Form::Store, Operation::Store},
      {"PUSH64r", Form::Push, Operation::Store},
      {"PUSH64i8", Form::PushConstant, Operation::Store},
      {"PUSH64i32", Form::PushConstant, Operation::Store},
      {"LEAVE64", Form::Leave, Operation::Add},
      {"CMP32ri", Form::CompareWith, Operation::Compare},
      {"CMP32ri8", Form::CompareWith, Operation::Compare},
      {"CMP64ri32", Form::CompareWith, Operation::Compare},
      {"CMP64ri8", Form::CompareWith, Operation::Compare},
      {"CMP32i32", Form::CompareRaxWith, Operation::Compare},
      {"CMP64i32", Form::CompareRaxWith, Operation::Compare},
      {"LEA64r", Form::Address, Operation::Add},
      {"INC64r", Form::Step, Operation::Add},
      {"INC32r", Form::Step, Operation::Add},
      {"DEC64r", Form::Step, Operation::Add},
      {"DEC32r", Form::Step, Operation::Add},
  };
  for (const auto &Row : Table)
    if (Name == Row.Name) {
      O.Op = Row.Op;
      O.Where = Row.Where;
      O.Immediate = Name.starts_with("DEC") ? ~uint64_t(0) : 1;
      return;
    }
  findArithmetic(Name, O);
}

/// Registers that change, and the tables do not say it.
static void findDefs(StringRef Name, X86Opcode &O) {
  static constexpr StringLiteral Strings[] = {"MOVS", "STOS", "SCAS", "CMPS",
                                              "LODS", "INS",  "OUTS"};
  bool IsString = any_of(Strings, [&](StringRef S) {
    return Name.starts_with(S) && Name.size() == S.size() + 1;
  });
  bool IsMasked = Name.contains("MASKMOVDQU");
  if (IsString || (O.StringBytes && !IsMasked)) {
    O.Defs |= 1u << Rdi | 1u << Rsi;
    O.RepeatedDefs |= 1u << Rcx;
  }
  if (Name.starts_with("LOOP"))
    O.Defs |= 1u << Rcx;
  // Who is called changes what it wants, and the instruction itself RCX and
  // R11.
  if (O.Flags & (IsSystemCall | IsInterrupt) && Name != "INT3" && Name != "HLT")
    O.Defs |= 0xffff & ~(1u << 4);
  if (Name.starts_with("XBEGIN") || O.Flags & (IsKeyRead | IsMsrRead))
    O.Defs |= 1u << Rax;
  if (O.Flags & (IsKeyRead | IsMsrRead))
    O.Defs |= 1u << Rdx;
}

X86Opcode x86OpcodeOf(StringRef Name, const MCInstrDesc &Desc,
                      bool UsesFloatingPoint) {
  X86Opcode O;
  O.IsPrefix = Name.ends_with("_PREFIX");
  O.IsAbsolute = Name.starts_with("JMPABS");
  O.IsSmallExchange = Name == "XCHG16ar";
  O.Flags = flagsOf(Name, Desc);
  O.IsThroughRegister =
      O.Flags & IsIndirect && (Name == "CALL64r" || Name == "JMP64r" ||
                               Name == "CALL64r_NT" || Name == "JMP64r_NT");
  if (UsesFloatingPoint)
    O.Flags |= IsFloatingPoint;
  findMemory(Name, Desc, O);
  findOperation(Name, O);
  findDefs(Name, O);
  return O;
}

} // namespace kpkeys::verify
