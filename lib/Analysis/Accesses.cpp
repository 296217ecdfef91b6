//===- Accesses.cpp - Instructions that need a window ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a function and its Provenance.
// Output: the instructions that may write through a marked pointer, or read
//         through one into a secret domain (each needs a window), and those
//         that let one out of sight (each is reported).
// Method: one look at every instruction. An instruction that may access memory
//   and has a marked pointer operand is an access unless a rule below says
//   why not; an unknown instruction is one.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/TranslationBase.h"
#include "kpkeys/IR/AtomicLoads.h"
#include "kpkeys/IR/HeldPointers.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/OwnLocals.h"
#include "kpkeys/IR/RuntimeCalls.h"
#include "kpkeys/IR/Scopes.h"
#include "kpkeys/IR/Windows.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

namespace {
class Collector {
  const Provenance &P;
  AccessList &Out;

public:
  Collector(const Provenance &P, AccessList &Out) : P(P), Out(Out) {}
  void visit(Instruction &I);

private:
  void visitCall(CallBase &Call);
  void visitAsm(CallBase &Call);
  void visitIntrinsic(IntrinsicInst &II);
  void visitCallee(CallBase &Call);
  void access(Instruction &I, DomainSet Written, DomainSet Read = {});
  void accessThrough(Instruction &I, const Value *Address) {
    access(I, P.writtenThrough(Address));
  }
  void storedValue(Instruction &I, const Value *Stored, const Value *Address);
  void received(CallBase &Call, unsigned ArgNo);
  void copied(CallBase &Call);
};
} // namespace

void Collector::access(Instruction &I, DomainSet Written, DomainSet Read) {
  if (!Written.empty() || !Read.empty())
    Out.Accesses.push_back({&I, Written, Read});
}

void Collector::storedValue(Instruction &I, const Value *Stored,
                            const Value *Address) {
  DomainSet Domains = P.domainsOf(Stored);
  if (DomainSet Held = P.heldAt(Stored); !Held.empty())
    if (!pointsIntoLocals(Address))
      Out.Escapes.push_back({&I, EscapeReason::HeldAndStored, Held,
                             AddressForm::Pointer, 0, Stored});
  // From a link of the domain it comes back as one.
  DomainSet Elsewhere = P.originOf(Address).Linked;
  bool Comes = !Elsewhere.insert(Domains);
  if (Domains.empty() || Comes || pointsIntoLocals(Address))
    return;
  Out.Escapes.push_back(
      {&I, EscapeReason::Stored, Domains, formOf(Stored, P), 0, Stored});
}

void Collector::visit(Instruction &I) {
  if (auto *Call = dyn_cast<CallBase>(&I))
    return visitCall(*Call);
  switch (I.getOpcode()) {
  case Instruction::Store: {
    auto &S = cast<StoreInst>(I);
    accessThrough(I, S.getPointerOperand());
    return storedValue(I, S.getValueOperand(), S.getPointerOperand());
  }
  case Instruction::AtomicRMW: {
    auto &A = cast<AtomicRMWInst>(I);
    accessThrough(I, A.getPointerOperand());
    return storedValue(I, A.getValOperand(), A.getPointerOperand());
  }
  case Instruction::AtomicCmpXchg: {
    auto &A = cast<AtomicCmpXchgInst>(I);
    accessThrough(I, A.getPointerOperand());
    return storedValue(I, A.getNewValOperand(), A.getPointerOperand());
  }
  case Instruction::Load: { // an atomic or volatile one "may write", to LLVM
    auto &L = cast<LoadInst>(I);
    if (mayWriteToLoad(L))
      return accessThrough(I, L.getPointerOperand());
    return access(I, {}, P.readThrough(L.getPointerOperand()));
  }
  case Instruction::Ret: {
    const Value *Result = cast<ReturnInst>(I).getReturnValue();
    if (Result && !P.domainsOf(Result).empty())
      Out.Escapes.push_back({&I, EscapeReason::Returned, P.domainsOf(Result),
                             formOf(Result, P), 0, Result});
    return;
  }
  default:
    // va_arg, and whatever instruction a later LLVM adds.
    DomainSet Written, Read;
    for (const Value *Operand : I.operand_values()) {
      if (I.mayWriteToMemory())
        Written.insert(P.writtenThrough(Operand));
      if (I.mayReadFromMemory())
        Read.insert(P.readThrough(Operand));
    }
    access(I, Written, Read);
  }
}

void Collector::visitCall(CallBase &Call) {
  if (asMarker(Call) || asWindowCall(Call))
    return;
  if (Call.isInlineAsm())
    return visitAsm(Call);
  if (auto *II = dyn_cast<IntrinsicInst>(&Call))
    return visitIntrinsic(*II);
  visitCallee(Call);
}

/// Inline asm writes through an output operand in memory; and, if it has side
/// effects or clobbers memory, through any pointer it is given, as operand in
/// memory, in a register or in a local variable. Reads alike.
void Collector::visitAsm(CallBase &Call) {
  if (setsTranslationBase(Call))
    return;
  bool MayWriteAnything = Call.mayWriteToMemory();
  bool MayReadAnything = Call.mayReadFromMemory();
  DomainSet Written, Read;
  const auto *Asm = cast<InlineAsm>(Call.getCalledOperand());
  unsigned ArgNo = 0;
  for (const InlineAsm::ConstraintInfo &C : Asm->ParseConstraints()) {
    if (!C.hasArg())
      continue;
    const Value *Operand = Call.getArgOperand(ArgNo++);
    bool WritesOperand = C.Type == InlineAsm::isOutput && C.isIndirect;
    bool IsInput = C.Type == InlineAsm::isInput;
    if (WritesOperand || MayWriteAnything)
      Written.insert(P.writtenThrough(Operand));
    if (MayWriteAnything && IsInput)
      Written.insert(P.heldAt(Operand));
    if (C.isIndirect || MayReadAnything)
      Read.insert(P.readThrough(Operand));
    if (MayReadAnything && IsInput)
      Read.insert(P.secrets(P.heldAt(Operand)));
  }
  access(Call, Written, Read);
}

void Collector::visitIntrinsic(IntrinsicInst &II) {
  if (isForOptimizer(II) || II.getIntrinsicID() == Intrinsic::prefetch ||
      II.doesNotAccessMemory())
    return;
  DomainSet Written, Read;
  for (unsigned I = 0, E = II.arg_size(); I != E; ++I) {
    const Value *Arg = II.getArgOperand(I);
    if (II.mayWriteToMemory() && !II.onlyReadsMemory(I))
      Written.insert(P.writtenThrough(Arg));
    if (II.mayReadFromMemory() && !II.onlyWritesMemory(I) &&
        Arg->getType()->isPtrOrPtrVectorTy())
      Read.insert(P.readThrough(Arg));
  }
  access(II, Written, Read);
  copied(II);
}

/// Pointers in local variables may be copied to other memory by \p Call.
void Collector::copied(CallBase &Call) {
  for (auto [From, To] : copiesOf(Call)) {
    const Value *Source = Call.getArgOperand(From);
    if (DomainSet Held = P.heldAt(Source);
        !Held.empty() && !pointsIntoLocals(Call.getArgOperand(To)))
      Out.Escapes.push_back(
          {&Call, EscapeReason::Stored, Held, AddressForm::Pointer, 0, Source});
  }
}

/// At its argument \p ArgNo, \p Call stores pointers into its others.
void Collector::received(CallBase &Call, unsigned ArgNo) {
  const Value *Address = Call.getArgOperand(ArgNo);
  if (isa<ConstantPointerNull>(Address) || pointsIntoLocals(Address))
    return;
  DomainSet Stored;
  const Value *What = nullptr;
  for (const Value *Other : Call.args())
    if (Other != Address && Stored.insert(P.domainsOf(Other)))
      What = Other;
  if (!Stored.empty())
    Out.Escapes.push_back(
        {&Call, EscapeReason::Stored, Stored, AddressForm::Pointer, 0, What});
}

void Collector::visitCallee(CallBase &Call) {
  DomainSet Written, Read;
  for (unsigned I = 0, E = Call.arg_size(); I != E; ++I) {
    const Value *Arg = Call.getArgOperand(I);
    ArgEffect Effect = argumentEffect(Call, I, !P.originOf(Arg).Linked.empty());
    DomainSet Domains = P.domainsOf(Arg);
    if (Call.paramHasAttr(I, Attribute::StructRet)) {
      if (DomainSet Target = P.writtenThrough(Arg); !Target.empty())
        Out.Escapes.push_back({&Call, EscapeReason::CalleeResult, Target,
                               AddressForm::Pointer, I, Arg});
      continue;
    }
    if (Effect == ArgEffect::Writes)
      Written.insert(P.writtenThrough(Arg));
    // The caller copies a byval argument, with the call.
    if (Effect == ArgEffect::Reads || Effect == ArgEffect::Writes ||
        Call.isByValArgument(I))
      Read.insert(P.readThrough(Arg));
    if (Effect == ArgEffect::ReadsUnseen)
      Domains = P.secrets(Domains);
    bool Leaves = Effect == ArgEffect::Unknown || Effect == ArgEffect::Keeps ||
                  Effect == ArgEffect::ReadsUnseen;
    if (Leaves && !Domains.empty())
      Out.Escapes.push_back({&Call,
                             Effect == ArgEffect::Keeps ? EscapeReason::Kept
                                                        : EscapeReason::Passed,
                             Domains, formOf(Arg, P), I, Arg});
    if (receivesPointers(Call, I))
      received(Call, I);
    DomainSet Held = P.heldAt(Arg);
    if (writesThroughHeld(Call, I)) {
      Written.insert(P.writtenThrough(Arg));
      Written.insert(Held);
      continue;
    }
    if (isKnownCallee(Call) && Effect == ArgEffect::Reads)
      Read.insert(P.secrets(Held)); // writev
    if (Call.onlyReadsMemory())
      Held = P.secrets(Held);
    // A callee that only reads the variable still gets the pointer in it.
    if (!Held.empty() &&
        (Leaves || !isKnownCallee(Call) || handsOnHeld(Call, I)))
      Out.Escapes.push_back({&Call, EscapeReason::HeldAndPassed, Held,
                             AddressForm::Pointer, I, Arg});
  }
  copied(Call);
  access(Call, Written, Read);
}

AccessList collectAccesses(Function &F, const Provenance &P) {
  AccessList Out;
  Collector C(P, Out);
  for (Instruction &I : instructions(F))
    C.visit(I);
  return Out;
}

bool isForeign(const Instruction &I) {
  if (isa<ReturnInst, ResumeInst, IndirectBrInst>(I) || I.isEHPad() ||
      isa<CatchReturnInst, CleanupReturnInst>(I) || mayBecomeIndirectBranch(I))
    return true;
  if (isa<CallBase>(I)) {
    const auto *II = dyn_cast<IntrinsicInst>(&I);
    if (!II)
      return !asMarker(I) && !asCalleeMarker(I);
    return !isForOptimizer(*II) && (II->mayWriteToMemory() || mayBecomeCall(I));
  }
  if (mayBecomeCall(I))
    return true;
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return mayWriteToLoad(*Load);
  if (!I.mayWriteToMemory())
    return false;
  // Fences, atomics and volatile stores keep their place among other threads'
  // writes: they stay outside. No thread sees those of a local variable.
  const auto *Store = dyn_cast<StoreInst>(&I);
  return !Store || Store->isAtomic() || !storesToOwnLocal(*Store);
}

ExposedAs exposedAs(const Instruction &I, const Exposure &Allowed) {
  if (isa<StoreInst, AtomicRMWInst, AtomicCmpXchgInst>(I))
    return Allowed.NumStores ? ExposedAs::Store : ExposedAs::Nothing;
  const auto *Call = dyn_cast<CallInst>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  bool ComesBack = Callee && !Callee->isIntrinsic() &&
                   !Call->isMustTailCall() && !Call->doesNotReturn() &&
                   !Call->hasFnAttr(Attribute::ReturnsTwice) &&
                   (Call->doesNotThrow() || I.getFunction()->doesNotThrow());
  if (ComesBack && ((Allowed.KnownCalls && isKnownCallee(*Call)) ||
                    is_contained(Allowed.Calls, Callee->getName())))
    return ExposedAs::Call;
  return ExposedAs::Nothing;
}

} // namespace kpkeys
