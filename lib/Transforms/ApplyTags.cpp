//===- ApplyTags.cpp - Mark the writes that no expression makes -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  functions with tags, as the front end made them.
// Output: the same without tags, and with a marker on the address of each
//         write that goes straight to the tagged object:
//           store ptr @vtable, ptr %this  ->  store ptr @vtable, ptr
//           mark(%this)
//         and on the object argument of each constructor or destructor of a
//         base or a member whose class does not say the domain.
// Method: forward from the object through address arithmetic and the slot that
//         unoptimised code keeps `this` in. What the source itself writes, or
//         passes on, has been marked in the AST; so other calls, and stores of
//         the address, are left alone.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Tags.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

namespace {
class TagApplier {
  Module &M;
  SmallVector<CallInst *, 16> Calls;
  /// Domain and function: its own tag guards the object it is given.
  DenseMap<const Function *, SmallVector<StringRef, 1>> TaggedIn;
  DenseMap<const Function *, bool> IsStructor;

public:
  explicit TagApplier(Module &M) : M(M) {}
  bool run();

private:
  void apply(CallInst &Call);
  void markWrites(Value *Object, StringRef Domain);
  bool needsMark(const Use &U, StringRef Domain);
  bool guardsItself(const Function &F, StringRef Domain);
  bool isStructor(const Function &F);
};
} // namespace

/// True if \p F is a constructor or a destructor, by its name.
bool TagApplier::isStructor(const Function &F) {
  auto [It, New] = IsStructor.try_emplace(&F, false);
  if (New) {
    std::string Mangled = F.getName().str();
    ItaniumPartialDemangler Name;
    It->second = !Name.partialDemangle(Mangled.c_str()) && Name.isCtorOrDtor();
  }
  return It->second;
}

bool TagApplier::guardsItself(const Function &F, StringRef Domain) {
  if (objectDomain(F) == Domain)
    return true;
  auto It = TaggedIn.find(&F);
  return It != TaggedIn.end() && is_contained(It->second, Domain);
}

/// True if \p U is the address of a write that needs a marker.
bool TagApplier::needsMark(const Use &U, StringRef Domain) {
  const auto *I = cast<Instruction>(U.getUser());
  if (isa<StoreInst>(I))
    return U.getOperandNo() == StoreInst::getPointerOperandIndex();
  if (isa<AtomicRMWInst, AtomicCmpXchgInst>(I))
    return U.getOperandNo() == 0;
  const auto *Call = dyn_cast<CallBase>(I);
  if (!Call || !Call->isArgOperand(&U) || Call->isInlineAsm())
    return false;
  unsigned ArgNo = Call->getArgOperandNo(&U);
  if (isa<AnyMemIntrinsic>(Call))
    return ArgNo == 0;
  if (Call->paramHasAttr(ArgNo, Attribute::StructRet))
    return true;
  const Function *Callee = Call->getCalledFunction();
  return Callee && ArgNo == 0 && isStructor(*Callee) &&
         !guardsItself(*Callee, Domain);
}

void TagApplier::markWrites(Value *Object, StringRef Domain) {
  SetVector<Value *> Addresses;
  SmallVector<Use *, 16> Written;
  Addresses.insert(Object);
  for (unsigned N = 0; N != Addresses.size(); ++N)
    for (Use &U : Addresses[N]->uses()) {
      auto *I = dyn_cast<Instruction>(U.getUser());
      if (!I)
        continue;
      if (needsMark(U, Domain)) {
        Written.push_back(&U);
      } else if (isa<GetElementPtrInst, CastInst, PHINode, SelectInst,
                     FreezeInst>(I)) {
        if (I->getType()->isPointerTy())
          Addresses.insert(I);
      } else if (auto *Store = dyn_cast<StoreInst>(I)) {
        if (auto *Slot = dyn_cast<AllocaInst>(Store->getPointerOperand()))
          for (User *Reader : Slot->users())
            if (isa<LoadInst>(Reader))
              Addresses.insert(Reader);
      }
    }
  Function *Mark = Written.empty()
                       ? nullptr
                       : getMarkerFunction(M, {Domain, MarkerKind::Plain});
  for (Use *U : Written) {
    auto *I = cast<Instruction>(U->getUser());
    IRBuilder<> B(I);
    U->set(B.CreateCall(Mark, {U->get()}));
  }
}

/// The objects that \p Tagged, the operand of a tag, may be: the parameter that
/// unoptimised code keeps in a slot; behind the cookie and the null check of
/// `new`, what the allocation gave.
static SmallVector<Value *, 2> objectsOf(Value *Tagged, TagKind Kind) {
  SetVector<Value *> Objects;
  Objects.insert(Tagged);
  for (unsigned N = 0; N != Objects.size(); ++N) {
    Value *Object = Objects[N];
    auto *Load = dyn_cast<LoadInst>(Object);
    auto *Slot =
        Load ? dyn_cast<AllocaInst>(Load->getPointerOperand()) : nullptr;
    if (Slot && Kind == TagKind::Object) {
      for (User *U : Slot->users())
        if (auto *Store = dyn_cast<StoreInst>(U))
          if (isa<Argument>(Store->getValueOperand()))
            Objects.insert(Store->getValueOperand());
    } else if (auto *Address = dyn_cast<GetElementPtrInst>(Object)) {
      if (isa<CallBase>(Address->getPointerOperand()))
        Objects.insert(Address->getPointerOperand());
    } else if (auto *Phi = dyn_cast<PHINode>(Object)) {
      Objects.insert(Phi->op_begin(), Phi->op_end());
    }
  }
  SmallVector<Value *, 2> Local;
  for (Value *Object : Objects)
    if (isa<Instruction, Argument>(Object) && !isa<AllocaInst>(Object))
      Local.push_back(Object);
  return Local;
}

/// The other variants of destructor \p F: their body is a call of it and, for
/// a complete object, of the virtual bases' destructors.
static SmallVector<Function *, 2> otherVariants(const Function &F) {
  SmallVector<Function *, 2> Others;
  StringRef Stem = F.getName();
  if (!Stem.consume_back("D2Ev"))
    return Others;
  for (StringRef Suffix : {"D1Ev", "D0Ev"})
    if (Function *Other = F.getParent()->getFunction((Stem + Suffix).str());
        Other && !Other->isDeclaration() && !Other->arg_empty())
      Others.push_back(Other);
  return Others;
}

void TagApplier::apply(CallInst &Call) {
  Tag T = *asTag(*Call.getCalledFunction());
  for (Value *Object : objectsOf(Call.getArgOperand(0), T.Kind))
    markWrites(Object, T.Domain);
  if (T.Kind == TagKind::Object)
    for (Function *Other : otherVariants(*Call.getFunction()))
      markWrites(Other->getArg(0), T.Domain);
}

bool TagApplier::run() {
  SmallVector<Function *, 4> Tags;
  for (Function &F : M)
    if (auto T = asTag(F)) {
      Tags.push_back(&F);
      for (User *U : F.users())
        if (auto *Call = dyn_cast<CallInst>(U)) {
          Calls.push_back(Call);
          if (T->Kind != TagKind::Object)
            continue;
          TaggedIn[Call->getFunction()].push_back(T->Domain);
          for (Function *Other : otherVariants(*Call->getFunction()))
            TaggedIn[Other].push_back(T->Domain);
        }
    }
  for (CallInst *Call : Calls)
    apply(*Call);
  for (CallInst *Call : Calls) {
    Call->replaceAllUsesWith(Call->getArgOperand(0));
    Call->eraseFromParent();
  }
  for (Function *F : Tags)
    F->eraseFromParent();
  return !Tags.empty();
}

PreservedAnalyses ApplyTagsPass::run(Module &M, ModuleAnalysisManager &) {
  return TagApplier(M).run() ? PreservedAnalyses::none()
                             : PreservedAnalyses::all();
}

} // namespace kpkeys
