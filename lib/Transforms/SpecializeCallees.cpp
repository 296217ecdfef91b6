//===- SpecializeCallees.cpp - Follow marked pointers into callees --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  optimized functions with markers.
// Output: a call that passes a marked pointer to a function defined in the
//         module calls a clone of it, in which the parameter is marked; the
//         result of a call to a function that returns a marked pointer is
//         marked. Ordinary callers keep the original function.
//           call @list_add(%m, %h)  ->  call @list_add.kpkeys.cred(%m, %h)
//         A call through a pointer becomes direct calls if its targets are
//         known.
// Method: a worklist of functions whose markers changed. A clone is made once
//         per callee and marked parameters, so recursion ends. A clone in
//         which nothing is written or lost is dropped again, and the call
//         remembers that (kpkeys-reads).
//         Targets are looked up before anything is changed, when all callers
//         of a function still call it and none of its clones.
// Bound:  ModuleConfig::MaxClones; past it calls stay as they are and are
//         reported as escapes.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/CallTargets.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/AtomicLoads.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Duplicable.h"
#include "kpkeys/Transforms/EffectAttributes.h"
#include "kpkeys/Transforms/Passes.h"
#include "kpkeys/Transforms/PromoteCall.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include <map>

using namespace llvm;

#define DEBUG_TYPE "kpkeys"
STATISTIC(NumClones, "Functions cloned for marked parameters");

namespace kpkeys {

namespace {
/// Which parameters are marked, and how: (number, domains as a text).
using MarkedParams = std::map<unsigned, std::string>;

class Specializer {
  Module &M;
  const Policy &Rules;
  const unsigned MaxClones;
  SetVector<Function *> Worklist;
  std::map<std::pair<Function *, MarkedParams>, Function *> Clones;
  DenseMap<Function *, Function *> OriginalOf;
  SmallVector<std::pair<Function *, const MarkedParams *>, 16> InOrder;
  DenseMap<Function *, Origin> Results;
  /// Of calls through pointers, where they are known.
  DenseMap<CallBase *, CallTargets::Set> Targets;
  bool SaidBound = false;

public:
  Specializer(Module &M, const ModuleConfig &Config)
      : M(M), Rules(Config.Rules), MaxClones(Config.MaxClones) {}
  bool run();

private:
  void findTargets();
  void copyTargets(Function &From, ValueToValueMapTy &Map);
  bool visit(Function &F);
  bool follow(CallBase &Call, const Provenance &P);
  bool redirect(CallBase &Call, const Provenance &P);
  Function *cloneFor(Function &Callee, const MarkedParams &Params,
                     const Provenance &P, CallBase &Call);
  bool markResult(CallBase &Call, const Origin &From);
  bool markResults(Function &F, const Origin &Returned);
  bool callsClone(Function &F);
  void dropIdleClones();
  void remarkClones();
};
} // namespace

/// The function whose body \p Call is known to run, if it is in the module.
static Function *knownBody(const CallBase &Call) {
  Function *Callee = Call.getCalledFunction();
  if (!Callee || Callee->isDeclaration() || Callee->isInterposable() ||
      Call.getFunctionType() != Callee->getFunctionType() ||
      isIgnored(*Callee) || isLowered(*Callee) || isa<CallBrInst>(Call) ||
      !isDuplicable(*Callee))
    return nullptr;
  return Callee;
}

/// True of the type of what is followed: a pointer, or an integer that may be
/// one with flags.
static bool isFollowable(const Type &T, const DataLayout &Layout) {
  return T.isPointerTy() ||
         (T.isIntegerTy() &&
          T.getIntegerBitWidth() == Layout.getPointerSizeInBits());
}

/// Marks \p V, at \p B, as what \p From says of it.
static Value *createMarkers(IRBuilderBase &B, Value *V, const Origin &From,
                            const Policy &Rules) {
  Module &M = *B.GetInsertBlock()->getModule();
  if (V->getType()->isIntegerTy()) {
    Value *Marked =
        createMarkers(B, B.CreateIntToPtr(V, B.getPtrTy()), From, Rules);
    return B.CreatePtrToInt(Marked, V->getType());
  }
  From.Domains.forEach([&](unsigned D) {
    Marker Kind{Rules.domains()[D].Name,
                From.Linked.contains(D) ? MarkerKind::Linked
                                        : MarkerKind::Plain,
                V->getType()->getPointerAddressSpace()};
    V = B.CreateCall(getMarkerFunction(M, Kind), {V});
  });
  return V;
}

/// Names \p From: "cred", or "cred.linked.cred".
static std::string text(const Origin &From, const Policy &Rules) {
  std::string Text = From.Domains.str(Rules);
  if (!From.Linked.empty())
    Text += ".linked." + From.Linked.str(Rules);
  return Text;
}

void Specializer::findTargets() {
  CallTargets Find(M);
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && Call->isIndirectCall())
        if (CallTargets::Set Found = Find.of(*Call); !Found.empty())
          Targets[Call] = std::move(Found);
}

/// The calls of a clone have the targets of those they were made from.
void Specializer::copyTargets(Function &From, ValueToValueMapTy &Map) {
  for (Instruction &I : instructions(From))
    if (auto *Call = dyn_cast<CallBase>(&I))
      if (CallTargets::Set Known = Targets.lookup(Call); !Known.empty())
        Targets[cast<CallBase>(Map[Call])] = std::move(Known);
}

Function *Specializer::cloneFor(Function &Callee, const MarkedParams &Params,
                                const Provenance &P, CallBase &Call) {
  auto Place = Clones.try_emplace({&Callee, Params}).first;
  Function *&Clone = Place->second;
  if (Clone)
    return Clone;
  if (OriginalOf.size() >= MaxClones) {
    if (!std::exchange(SaidBound, true))
      reportWarningAt(Call, "more than " + Twine(MaxClones) +
                                " functions need a clone for marked "
                                "parameters; the calls from here on are "
                                "reported as escapes; raise the option "
                                "max-clones");
    return nullptr;
  }
  ValueToValueMapTy Map;
  Clone = CloneFunction(&Callee, Map);
  copyTargets(Callee, Map);
  StringRef Domains = StringRef(Params.begin()->second).split(".").first;
  Clone->setName(Callee.getName() + ".kpkeys." + Domains);
  Clone->setLinkage(GlobalValue::InternalLinkage);
  Clone->setVisibility(GlobalValue::DefaultVisibility);
  Clone->setComdat(nullptr);
  BasicBlock &Entry = Clone->getEntryBlock();
  IRBuilder<> B(&Entry, Entry.getFirstNonPHIOrDbgOrAlloca());
  for (const auto &[ArgNo, Text] : Params) {
    Argument *Arg = Clone->getArg(ArgNo);
    SmallVector<Use *, 8> Uses;
    for (Use &U : Arg->uses())
      Uses.push_back(&U);
    Value *Marked =
        createMarkers(B, Arg, P.originOf(Call.getArgOperand(ArgNo)), Rules);
    for (Use *U : Uses)
      U->set(Marked);
    Arg->addAttr(Attribute::get(M.getContext(), FollowedAttribute));
  }
  OriginalOf[Clone] = &Callee;
  InOrder.push_back({Clone, &Place->first.second});
  Worklist.insert(Clone);
  ++NumClones;
  return Clone;
}

/// Follows the marked pointers that \p Call passes.
bool Specializer::follow(CallBase &Call, const Provenance &P) {
  auto Known = Targets.find(&Call);
  if (Known == Targets.end())
    return redirect(Call, P);
  SmallVector<CallBase *, 8> Direct = promoteCall(Call, Known->second);
  Targets.erase(Known);
  for (CallBase *One : Direct)
    redirect(*One, P);
  return !Direct.empty();
}

bool Specializer::redirect(CallBase &Call, const Provenance &P) {
  Function *Callee = knownBody(Call);
  if (!Callee)
    return false;
  if (Function *Original = OriginalOf.lookup(Callee))
    Callee = Original;
  MarkedParams Params;
  for (auto [ArgNo, Arg] : enumerate(Call.args())) {
    Origin From = P.originOf(Arg);
    if (ArgNo < Callee->arg_size() &&
        isFollowable(*Arg->getType(), M.getDataLayout()) &&
        !From.Domains.empty() && formOf(Arg, P) != AddressForm::Number &&
        !Callee->getArg(ArgNo)->hasByValAttr())
      Params[ArgNo] = text(From, Rules);
  }
  if (Params.empty())
    return false;
  Function *Clone = cloneFor(*Callee, Params, P, Call);
  if (!Clone || Clone == Call.getCalledFunction())
    return false;
  Call.setCalledFunction(Clone);
  // A caller of a function that returns a marked pointer is looked at again.
  if (Results.count(Clone))
    markResult(Call, Results[Clone]);
  return true;
}

/// Sets \p B to where the result of \p Call is first there.
static void setBehind(IRBuilderBase &B, CallBase &Call) {
  BasicBlock *Here = Call.getParent();
  auto *Invoke = dyn_cast<InvokeInst>(&Call);
  if (!Invoke)
    return B.SetInsertPoint(Here, std::next(Call.getIterator()));
  BasicBlock *Next = Invoke->getNormalDest();
  if (Next->getUniquePredecessor() != Here)
    Next = SplitBlockPredecessors(Next, {Here}, ".kpkeys");
  B.SetInsertPoint(Next, Next->getFirstInsertionPt());
}

/// Marks the result of \p Call, which leads where \p From says. True if that
/// is news.
bool Specializer::markResult(CallBase &Call, const Origin &From) {
  std::string Text = text(From, Rules);
  if (!isFollowable(*Call.getType(), M.getDataLayout()) ||
      Call.isMustTailCall() || isa<CallBrInst>(Call) ||
      Call.getFnAttr(FollowedAttribute).getValueAsString() == Text)
    return false;
  Call.addFnAttr(Attribute::get(M.getContext(), FollowedAttribute, Text));
  IRBuilder<> B(M.getContext());
  setBehind(B, Call);
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  SmallVector<Use *, 8> Uses;
  for (Use &Old : Call.uses())
    Uses.push_back(&Old);
  Value *Marked = createMarkers(B, &Call, From, Rules);
  for (Use *Old : Uses)
    Old->set(Marked);
  Worklist.insert(Call.getFunction());
  return true;
}

/// Marks what the calls to \p F in the module return.
bool Specializer::markResults(Function &F, const Origin &Returned) {
  if (!Results[&F].insert(Returned))
    return false;
  const Origin All = Results[&F];
  bool Changed = false;
  for (User *U : make_early_inc_range(F.users()))
    if (auto *Call = dyn_cast<CallBase>(U);
        Call && Call->getCalledFunction() == &F)
      Changed |= markResult(*Call, All);
  return Changed;
}

bool Specializer::visit(Function &F) {
  Provenance P(F, Rules);
  AccessList List = collectAccesses(F, P);
  bool Changed = false;
  Origin Returned;
  for (const Escape &E : List.Escapes) {
    if (!E.matters())
      continue;
    if (E.Why == EscapeReason::Passed)
      Changed |= follow(*cast<CallBase>(E.I), P);
    else if (E.Why == EscapeReason::Returned)
      Returned.insert(P.originOf(cast<ReturnInst>(E.I)->getReturnValue()));
  }
  if (!Returned.Domains.empty() &&
      isFollowable(*F.getReturnType(), M.getDataLayout()))
    Changed |= markResults(F, Returned);
  return Changed;
}

/// True if \p F calls a clone other than itself.
bool Specializer::callsClone(Function &F) {
  return any_of(instructions(F), [&](Instruction &I) {
    auto *Call = dyn_cast<CallBase>(&I);
    Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    return Callee && Callee != &F && OriginalOf.count(Callee);
  });
}

/// Gives callers back the original of each clone in which nothing is written
/// or lost; last made first, so that a chain of them goes as a whole.
void Specializer::dropIdleClones() {
  for (Function *Clone : make_first_range(reverse(InOrder))) {
    AccessList List = collectAccesses(*Clone, Provenance(*Clone, Rules));
    if (!List.Accesses.empty() || callsClone(*Clone) ||
        any_of(List.Escapes, [](const Escape &E) { return E.matters(); }))
      continue;
    for (User *U : make_early_inc_range(Clone->users())) {
      auto *Call = dyn_cast<CallBase>(U);
      if (!Call || Call->getCalledFunction() != Clone)
        continue;
      Call->setCalledFunction(OriginalOf[Clone]);
      for (Argument &Arg : Clone->args())
        if (isFollowed(Arg))
          Call->addParamAttr(Arg.getArgNo(),
                             Attribute::get(M.getContext(), ReadsAttribute));
    }
    if (!Clone->use_empty())
      continue;
    OriginalOf.erase(Clone);
    Clone->eraseFromParent();
  }
}

/// Says what each clone that is left costs, and what it is for.
void Specializer::remarkClones() {
  for (auto [Clone, Params] : InOrder) {
    const Function *Original = OriginalOf.lookup(Clone);
    if (!Original)
      continue; // dropped
    std::string For;
    for (const auto &[ArgNo, Text] : *Params)
      For += (Twine(For.empty() ? "" : ", ") + "domain '" +
              StringRef(Text).split(".").first + "' at parameter " +
              Twine(ArgNo + 1))
                 .str();
    OptimizationRemarkEmitter ORE(Clone);
    ORE.emit([&, F = Clone] {
      return OptimizationRemark(DEBUG_TYPE, "Clone", F)
             << "clone of '" << ore::NV("Original", Original->getName())
             << "' for " << ore::NV("For", For) << ": "
             << ore::NV("Instructions", F->getInstructionCount())
             << " instructions";
    });
  }
}

/// Takes the attributes that promise not to write from functions with an atomic
/// load that may be done by writing: they are to be followed.
static void dropFalsePromises(Module &M) {
  SmallVector<Function *, 4> MayWrite;
  for (Function &F : M)
    if (any_of(instructions(F), [](const Instruction &I) {
          const auto *Load = dyn_cast<LoadInst>(&I);
          return Load && mayWriteToLoad(*Load);
        }))
      MayWrite.push_back(&F);
  dropEffectAttributes(MayWrite);
}

bool Specializer::run() {
  dropFalsePromises(M);
  findTargets();
  for (Function &F : M)
    if (!F.isDeclaration())
      Worklist.insert(&F);
  bool Changed = false;
  while (!Worklist.empty())
    Changed |= visit(*Worklist.pop_back_val());
  dropIdleClones();
  remarkClones();
  return Changed;
}

PreservedAnalyses SpecializeCalleesPass::run(Module &M,
                                             ModuleAnalysisManager &AM) {
  if (!hasMarkers(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config || !Specializer(M, *Config).run())
    return PreservedAnalyses::all();
  return PreservedAnalyses::none();
}

} // namespace kpkeys
