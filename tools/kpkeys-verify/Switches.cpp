//===- Switches.cpp - Is a switch what its record says? -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the switch's few instructions on bits: what reaches the key register
// must be a constant, or what was just read of the register with constant
// fields. Registers and memory from before the switch count as an attacker's,
// but where a saved value is declared to be put back.
//
//===----------------------------------------------------------------------===//
#include "Switches.h"
#include "Findings.h"
#include "KeyValue.h"
#include <array>

using namespace llvm;

namespace kpkeys::verify {

namespace {
constexpr Register Rax = 0, Rcx = 1, Rdx = 2;

class Evaluation {
  std::array<KeyValue, NumRegisters> Of;

  KeyValue source(Register R) const {
    // No register is AArch64's zero.
    return R < NumRegisters  ? Of[R]
           : R == NoRegister ? KeyValue::constant(0)
                             : KeyValue::unknown();
  }
  KeyValue resultOf(const Instruction &I) const;

public:
  Evaluation() {
    for (Register R = 0; R < NumRegisters; ++R)
      Of[R] = KeyValue::outer(R);
  }
  KeyValue of(Register R) const { return source(R); }
  void run(const Instruction &I);
};
} // namespace

KeyValue Evaluation::resultOf(const Instruction &I) const {
  KeyValue Src = source(I.Src), Immediate = KeyValue::constant(I.Immediate);
  switch (I.Op) {
  case Operation::Constant:
    return Immediate;
  case Operation::Copy:
    return Src;
  case Operation::And:
    return Src & Immediate;
  case Operation::Or:
    return Src | Immediate;
  case Operation::Xor:
    return Src ^ Immediate;
  case Operation::AndRegister:
    return Src & source(I.Second);
  case Operation::OrRegister:
    return Src | source(I.Second);
  case Operation::XorRegister:
    return Src ^ source(I.Second);
  case Operation::Insert:
    return (Src & KeyValue::constant(~(uint64_t(0xffff) << I.Shift))) |
           KeyValue::constant(I.Immediate << I.Shift);
  default:
    return KeyValue::unknown();
  }
}

void Evaluation::run(const Instruction &I) {
  KeyValue Result = resultOf(I);
  if (I.Is32)
    Result = Result.cut(0xffffffff);
  bool ReadsMsr = I.is(IsMsrRead) && Of[Rcx].isConstant(KeyMsr);
  for (Register R = 0; R < NumRegisters; ++R)
    if (I.Defs >> R & 1)
      Of[R] = KeyValue::unknown();
  if (I.Dst < NumRegisters)
    Of[I.Dst] = Result;
  if (ReadsMsr || (I.is(IsKeyRead) && I.Key == KPKEYS_TARGET_PKU)) {
    // The upper half is reserved and reads as 0.
    Of[Rax] = KeyValue::key().cut(0xffffffff);
    Of[Rdx] = KeyValue::constant(0);
  } else if (I.is(IsKeyRead) && I.Data < NumRegisters) {
    Of[I.Data] = KeyValue::key();
  }
}

namespace {
/// The value \p Written against what \p W asks for.
class ValueCheck {
  const WindowInfo &W;
  const PolicyInfo &Policy;
  const KeyFields Fields;
  const KeyValue Written;
  bool isOwned() const { return Policy.RegisterMode == KPKEYS_REGISTER_OWNED; }
  std::string blame(uint64_t Wrong) const;

public:
  ValueCheck(const WindowInfo &W, const PolicyInfo &Policy,
             const KeyValue &Written)
      : W(W), Policy(Policy), Fields(Policy), Written(Written) {}
  /// Empty: right.
  std::string saved() const;
  std::string level() const;
};
} // namespace

std::string ValueCheck::blame(uint64_t Wrong) const {
  if (Wrong & (Written.Unknown | Written.FromOuter))
    return "what is written to the key register (bits " + hex(Wrong) +
           ") is neither a constant nor what was just read of it";
  if (Wrong & ~Fields.Managed)
    return "bits " + hex(Wrong & ~Fields.Managed) +
           " of the key register, which policy '" + Policy.Name +
           "' does not rule, are changed";
  uint64_t Kept = Wrong & Written.justKey();
  if (Kept)
    return "bits " + hex(Kept) +
           " of the key register are kept, which level '" +
           Policy.levelName(W.Raw.to) + "' has otherwise";
  return "bits " + hex(Wrong) +
         " of the key register are not those of level '" +
         Policy.levelName(W.Raw.to) + "', " +
         hex(Fields.value(Policy, W.Raw.to) & Wrong);
}

/// What is put back: the managed bits of one register, as it was before.
std::string ValueCheck::saved() const {
  uint64_t Restored = isOwned() ? Fields.All : Fields.Managed;
  uint64_t Right = (Written.justOuter() & Restored) |
                   (Written.justKey() & ~Restored) |
                   // KPKEYS_REG_VALID, which no register has.
                   uint64_t(1) << 63 | ~Fields.All;
  uint64_t Wrong = ~Right;
  if (!Wrong)
    return "";
  return "what is put back (bits " + hex(Wrong) +
         ") is not the value that was saved, in the policy's fields only";
}

std::string ValueCheck::level() const {
  uint64_t Want = Fields.value(Policy, W.Raw.to);
  bool IsFromKnown = W.Raw.from < Policy.Levels.size();
  uint64_t Same = IsFromKnown ? ~(Want ^ Fields.value(Policy, W.Raw.from)) : 0;
  uint64_t Constant = Written.known() & ~(Written.Constant ^ Want);
  uint64_t Right = ~Fields.All;
  Right |= Fields.Managed & (Constant | (Written.justKey() & Same));
  Right |= ~Fields.Managed & (isOwned() ? Constant : Written.justKey());
  if (uint64_t Wrong = ~Right)
    return blame(Wrong);
  return "";
}

static bool isPoe2(unsigned Target) {
  return Target == KPKEYS_TARGET_POE2_EL0 || Target == KPKEYS_TARGET_POE2_EL1;
}

/// Is \p I a write of the register that \p Target has?
static bool writesKeyOf(const Instruction &I, unsigned Target) {
  if (I.is(IsMsrWrite))
    return Target == KPKEYS_TARGET_PKS;
  if (isPoe2(Target))
    return I.is(IsKeyWrite) && isPoe2(I.Key);
  return I.is(IsKeyWrite) && I.Key == static_cast<kpkeys_target>(Target);
}

static KeyValue writtenBy(const Instruction &I, const Evaluation &State) {
  if (!isPoe2(I.Key) || I.Op != Operation::Constant)
    return State.of(I.Data);
  return KeyValue::constant(I.Immediate);
}

static void checkWrite(const Instruction &I, const Evaluation &State,
                       const WindowInfo &W, const PolicyInfo &Policy,
                       Report Tell) {
  if (!writesKeyOf(I, W.Raw.target)) {
    Tell(Rule::Records, I,
         "the switch writes another register than that of target '" +
             targetName(static_cast<kpkeys_target>(W.Raw.target)) + "'");
    return;
  }
  if (I.is(IsMsrWrite)) {
    if (!State.of(Rcx).isConstant(KeyMsr))
      Tell(Rule::Value, I,
           "the switch does not itself put the number of IA32_PKRS, 0x6e1, "
           "into ECX");
    if (!State.of(Rdx).isConstant(0))
      Tell(Rule::Value, I, "EDX, the reserved half, is not 0");
  }
  ValueCheck Check(W, Policy, writtenBy(I, State));
  std::string Why =
      W.Raw.to == KPKEYS_LEVEL_SAVED ? Check.saved() : Check.level();
  if (!Why.empty())
    Tell(Rule::Value, I, Why);
}

/// A switch that begins with a jump to its end does nothing, until boot code
/// puts a no-operation of that length there: at the places that are listed, and
/// at no others. In a file none is there yet.
static void checkGate(const Code &C, size_t First, size_t End, const Machine &M,
                      Report Tell) {
  const Instruction &I = C[First];
  if (!C.isGate(First)) {
    if (I.is(IsBranch))
      Tell(Rule::Records, I,
           "the switch begins with a jump that section " KPKEYS_GATES_SECTION
           " does not list");
    return;
  }
  if (!I.is(IsPadding) || I.Length != M.gateLength())
    Tell(Rule::Records, I,
         "section " KPKEYS_GATES_SECTION
         " lists the switch, which does not begin with a gate");
  else if (!I.HasTarget)
    Tell(
        Rule::Records, I,
        "the gate is a no-operation already, which only boot code may make it");
  else if (C.goesTo(I) != C[End - 1].end())
    Tell(Rule::Records, I, "a gate leads elsewhere than to its switch's end");
}

/// An access to a system register that is not the key register.
static bool isOtherRegister(const Instruction &I) {
  return I.is(IsSystemRegister) &&
         !I.is(IsKeyRead | IsKeyWrite | IsMsrRead | IsMsrWrite);
}

void checkSwitch(const Code &C, size_t First, size_t End, const WindowInfo &W,
                 const PolicyInfo &Policy, const Machine &M, Report Tell) {
  Evaluation State;
  unsigned Writes = 0;
  bool IsSynchronized = !M.needsSynchronization();
  checkGate(C, First, End, M, Tell);
  for (size_t N = First; N < End; ++N) {
    const Instruction &I = C[N];
    if (C.isTarget(N) && N != First)
      Tell(Rule::Records, I, "a branch leads into the middle of a switch");
    if (C.isReplaced(N))
      Tell(Rule::Value, I, "a switch may be patched (.altinstructions)");
    if (I.is(IsLoad | IsStore))
      Tell(Rule::Value, I, "a switch accesses memory");
    else if (N == First && I.is(IsBranch))
      continue; // said above
    else if (I.is(IsCall | IsBranch | IsReturn | IsTrap | IsInterrupt |
                  IsInvalid | IsPort) ||
             isOtherRegister(I))
      Tell(Rule::Records, I, "a switch holds what is no part of it");
    if (I.is(IsSynchronization) && Writes)
      IsSynchronized = true;
    if (I.is(IsKeyWrite | IsMsrWrite)) {
      if (++Writes > 1)
        Tell(Rule::Records, I, "a switch writes the key register twice");
      else
        checkWrite(I, State, W, Policy, Tell);
    }
    State.run(I);
  }
  if (Writes == 0) {
    Tell(Rule::Records, C[First],
         "the record's switch does not write the key register");
    return;
  }
  // Behind the switch is as good, if nothing is in between.
  for (size_t N = End; !IsSynchronized && N < C.size(); ++N) {
    const Instruction &I = C[N];
    if (I.is(IsSynchronization))
      return;
    if (I.is(IsLoad | IsStore | IsCall | IsBranch | IsReturn | IsInterrupt |
             IsTrap | IsKeyWrite | IsInvalid) ||
        C.isTarget(N))
      break;
  }
  if (!IsSynchronized)
    Tell(Rule::Synchronization, C[End - 1],
         "no ISB between the switch and the next memory access or branch");
}

} // namespace kpkeys::verify
