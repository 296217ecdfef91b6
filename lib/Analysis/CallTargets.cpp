//===- CallTargets.cpp - Which functions a pointer may call ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Method: backward from the called pointer, through phi, select, address
//   arithmetic and markers, to the objects it may point to; through loads, to
//   what may lie there (VisibleMemory); through the parameters of a static
//   function to what its callers pass; through calls to what the callee
//   returns. Loops over a table widen to all of its elements.
// The optimizer's own finding, !callees, is believed.
// Bound:  MaxSteps for each call and MaxDepth loads or copies behind one
//   another. Past
//   it, and at any value that is not understood, the targets are unknown.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/CallTargets.h"
#include "VisibleMemory.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace kpkeys {

static constexpr unsigned MaxSteps = 2000;
static constexpr unsigned MaxDepth = 5;

namespace {
/// Where in which objects a pointer may point.
using Places = MapVector<Value *, Offsets>;

class Search {
  VisibleMemory &Memory;
  unsigned &Steps;
  unsigned Depth;
  unsigned Copies = 0;
  Places Found;
  DenseMap<Value *, Offsets> Seen;
  SmallVector<Value *, 16> Pending;

  bool reach(Value *V, Offsets Added) {
    auto [It, New] = Seen.try_emplace(V, Added);
    if (New || It->second.join(Added))
      Pending.push_back(V);
    return ++Steps < MaxSteps;
  }
  void reachObject(Value *Object, Offsets At) {
    auto [It, New] = Found.insert({Object, At});
    if (!New)
      It->second.join(At);
  }
  bool visit(Value *V, Offsets Added);
  bool visitConstant(Constant &C, Offsets Added);
  bool visitLoad(LoadInst &Load, Offsets Added);
  bool visitParameter(Argument &Param, Offsets Added);
  bool visitCall(CallBase &Call, Offsets Added);
  bool loadFrom(Value *Address, Offsets Within, Offsets Added);

public:
  Search(VisibleMemory &Memory, unsigned &Steps, unsigned Depth)
      : Memory(Memory), Steps(Steps), Depth(Depth) {}

  /// All that \p V may point to, or std::nullopt.
  std::optional<Places> from(Value *V);
};
} // namespace

std::optional<Places> Search::from(Value *V) {
  bool Known = Depth < MaxDepth && reach(V, Offsets());
  for (unsigned N = 0; Known && N != Pending.size(); ++N)
    Known = visit(Pending[N], Seen.lookup(Pending[N]));
  return Known ? std::optional<Places>(std::move(Found)) : std::nullopt;
}

bool Search::visit(Value *V, Offsets Added) {
  if (!V->getType()->isPointerTy())
    return false;
  if (auto *Gep = dyn_cast<GEPOperator>(V))
    return reach(Gep->getPointerOperand(),
                 Added.plus(offsetsOf(*Gep, Memory.layout())));
  if (auto *C = dyn_cast<Constant>(V))
    return visitConstant(*C, Added);
  if (auto *Phi = dyn_cast<PHINode>(V))
    return all_of(Phi->incoming_values(),
                  [&](Value *In) { return reach(In, Added); });
  if (auto *Select = dyn_cast<SelectInst>(V))
    return reach(Select->getTrueValue(), Added) &&
           reach(Select->getFalseValue(), Added);
  if (auto *Load = dyn_cast<LoadInst>(V))
    return visitLoad(*Load, Added);
  if (auto *Call = dyn_cast<CallBase>(V))
    return visitCall(*Call, Added);
  if (auto *Param = dyn_cast<Argument>(V))
    return visitParameter(*Param, Added);
  if (auto *Freeze = dyn_cast<FreezeInst>(V))
    return reach(Freeze->getOperand(0), Added);
  if (isa<AllocaInst>(V)) {
    reachObject(V, Added);
    return true;
  }
  return false;
}

bool Search::visitConstant(Constant &C, Offsets Added) {
  if (isa<ConstantPointerNull, UndefValue>(C))
    return true; // leads nowhere
  if (auto *Alias = dyn_cast<GlobalAlias>(&C))
    return !Alias->isInterposable() && reach(Alias->getAliasee(), Added);
  if (!isa<Function, GlobalVariable>(C))
    return false;
  reachObject(&C, Added);
  return true;
}

bool Search::visitLoad(LoadInst &Load, Offsets Added) {
  return !Load.isVolatile() &&
         loadFrom(Load.getPointerOperand(), Offsets(), Added);
}

/// Reaches what may be loaded \p Within bytes behind \p Address.
bool Search::loadFrom(Value *Address, Offsets Within, Offsets Added) {
  std::optional<Places> From = Search(Memory, Steps, Depth + 1).from(Address);
  auto Reach = [&](Value *V) { return reach(V, Added); };
  auto Copied = [&](Value *Source, Offsets At) {
    if (Copies == MaxDepth)
      return false; // records that are copied in a circle
    ++Copies;
    bool Known = loadFrom(Source, At, Added);
    --Copies;
    return Known;
  };
  return From && all_of(*From, [&](auto &Place) {
           auto &[Object, At] = Place;
           return !isa<Function>(Object) &&
                  Memory.pointersAt(*Object, At.plus(Within), Reach, Copied);
         });
}

/// True if \p U calls the function that it uses.
static bool isPlainCall(const Use &U) {
  const auto *Call = dyn_cast<CallBase>(U.getUser());
  return Call && Call->isCallee(&U) && Call->getCalledFunction() == U.get();
}

bool Search::visitParameter(Argument &Param, Offsets Added) {
  Function &F = *Param.getParent();
  if (!F.hasLocalLinkage() || Param.hasByValAttr())
    return false;
  return all_of(F.uses(), [&](const Use &U) {
    return isPlainCall(U) &&
           reach(cast<CallBase>(U.getUser())->getArgOperand(Param.getArgNo()),
                 Added);
  });
}

bool Search::visitCall(CallBase &Call, Offsets Added) {
  if (asMarker(Call))
    return reach(Call.getArgOperand(0), Added);
  Function *Callee = Call.getCalledFunction();
  if (!Callee || Callee->isDeclaration() || Callee->isInterposable())
    return false;
  for (BasicBlock &BB : *Callee)
    if (auto *Ret = dyn_cast<ReturnInst>(BB.getTerminator()))
      if (!reach(Ret->getReturnValue(), Added))
        return false;
  return true;
}

CallTargets::CallTargets(Module &M)
    : Memory(std::make_unique<VisibleMemory>(M)) {}
CallTargets::~CallTargets() = default;

/// What the optimizer has noted as the callees of \p Call.
static CallTargets::Set notedTargets(const CallBase &Call) {
  CallTargets::Set Targets;
  const MDNode *Note = Call.getMetadata(LLVMContext::MD_callees);
  if (!Note || Note->getNumOperands() > CallTargets::MaxTargets)
    return {};
  for (const MDOperand &Operand : Note->operands()) {
    auto *Target = mdconst::dyn_extract_or_null<Function>(Operand);
    if (!Target)
      return {};
    Targets.push_back(Target);
  }
  return Targets;
}

CallTargets::Set CallTargets::of(const CallBase &Call) {
  if (!Call.isIndirectCall())
    return {};
  if (Set Noted = notedTargets(Call); !Noted.empty())
    return Noted;
  unsigned Steps = 0;
  std::optional<Places> Found =
      Search(*Memory, Steps, 0).from(Call.getCalledOperand());
  if (!Found || Found->size() > MaxTargets)
    return {};
  Set Targets;
  for (auto &[Object, At] : *Found) {
    auto *Target = dyn_cast<Function>(Object);
    if (!Target || At.First != 0 || At.Step != 0)
      return {};
    Targets.push_back(Target);
  }
  return Targets;
}

} // namespace kpkeys
