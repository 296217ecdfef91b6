//===- Markers.cpp - "this pointer leads into domain D" -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The marker function carries the attributes that let the optimizer treat a
// marker as an ordinary SSA value: merge, hoist and delete it, and nothing
// else. It does not carry `returned` or `nocapture`: with the first its uses
// would be replaced by its operand, with the second alias analysis could
// conclude that result and operand are different objects.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Markers.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral MarkerPrefix = "__kpkeys_mark.";
static constexpr StringLiteral LinkedSuffix = ".linked";
static constexpr StringLiteral HandOverSuffix = ".handover";
static constexpr StringLiteral ComparedSuffix = ".compared";
static constexpr StringLiteral AddressSpaceInfix = ".as";

static StringRef suffix(MarkerKind Kind) {
  switch (Kind) {
  case MarkerKind::Plain:
    return "";
  case MarkerKind::Linked:
    return LinkedSuffix;
  case MarkerKind::HandOver:
    return HandOverSuffix;
  case MarkerKind::Compared:
    return ComparedSuffix;
  }
  llvm_unreachable("every kind has a suffix");
}

std::string markerName(const Marker &M) {
  std::string Name = (MarkerPrefix + M.Domain + suffix(M.Kind)).str();
  if (M.AddressSpace != 0)
    Name += (AddressSpaceInfix + Twine(M.AddressSpace)).str();
  return Name;
}

std::optional<Marker> asMarker(const Function &F) {
  // To look up a name takes long, and this is asked of every function.
  const FunctionType *Ty = F.getFunctionType();
  if (Ty->getNumParams() != 1 || Ty->getReturnType() != Ty->getParamType(0))
    return std::nullopt;
  StringRef Name = F.getName();
  if (!Name.consume_front(MarkerPrefix))
    return std::nullopt;
  unsigned AddressSpace = 0;
  auto [Head, Number] = Name.rsplit(AddressSpaceInfix);
  if (!Number.empty() && !Number.getAsInteger(10, AddressSpace))
    Name = Head;
  for (MarkerKind Kind :
       {MarkerKind::Linked, MarkerKind::HandOver, MarkerKind::Compared})
    if (Name.consume_back(suffix(Kind)))
      return Marker{Name, Kind, AddressSpace};
  return Marker{Name, MarkerKind::Plain, AddressSpace};
}

std::optional<Marker> asMarker(const Value &V) {
  const auto *Call = dyn_cast<CallInst>(&V);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  return Callee ? asMarker(*Callee) : std::nullopt;
}

static void setMarkerAttributes(Function &F) {
  F.setDoesNotAccessMemory();
  F.setDoesNotThrow();
  F.setWillReturn();
  F.setNoSync();
  F.setDoesNotFreeMemory();
  F.addFnAttr(Attribute::Speculatable);
  F.addFnAttr(Attribute::NoCallback);
}

Function *getMarkerFunction(Module &M, const Marker &Kind) {
  Type *Ty = PointerType::get(M.getContext(), Kind.AddressSpace);
  if (Kind.Kind == MarkerKind::Compared)
    Ty = M.getDataLayout().getIntPtrType(Ty);
  FunctionCallee Callee = M.getOrInsertFunction(markerName(Kind), Ty, Ty);
  auto *F = cast<Function>(Callee.getCallee());
  setMarkerAttributes(*F);
  return F;
}

void forEachMarkerFunction(Module &M, function_ref<void(Function &)> Visit) {
  for (Function &F : make_early_inc_range(M))
    if (asMarker(F))
      Visit(F);
}

bool hasMarkers(const Module &M) {
  return any_of(
      M, [](const Function &F) { return asMarker(F) && !F.use_empty(); });
}

void eraseMarker(CallInst &Marker) {
  Marker.replaceAllUsesWith(Marker.getArgOperand(0));
  Marker.eraseFromParent();
}

} // namespace kpkeys
