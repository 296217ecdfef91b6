//===- VisibleMemory.cpp - All that may lie in an object ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which pointers may lie at an offset of a constant global, of a static
// variable, or of a local one, if no code can write there unseen.
// Method: the initializer, and every use of the object's address in the module,
//   without regard to order. The address may be computed with and compared. If
//   it is stored, returned, or passed to what may write or keep it, nothing is
//   known, and the same goes for a write that overlaps in part.
// Volatile and atomic read-modify-write accesses are not looked into.
//
//===----------------------------------------------------------------------===//
#include "VisibleMemory.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/IR/RuntimeCalls.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include <numeric>

using namespace llvm;

namespace kpkeys {

namespace {
/// Follows the address of one object through the module.
class UseWalk {
  const DataLayout &Layout;
  ObjectContents &Out;
  DenseMap<Value *, Offsets> Seen;
  SmallVector<Value *, 8> Pending;

  void reach(Value &Address, Offsets At) {
    auto [It, New] = Seen.try_emplace(&Address, At);
    if (New || It->second.join(At))
      Pending.push_back(&Address);
  }
  bool visit(Use &U, Offsets At);
  bool visitCall(CallBase &Call, Use &U, Offsets At);

public:
  UseWalk(const DataLayout &Layout, ObjectContents &Out)
      : Layout(Layout), Out(Out) {}
  void run(Value &Object);
};
} // namespace

void UseWalk::run(Value &Object) {
  reach(Object, Offsets());
  while (!Pending.empty()) {
    Value *Address = Pending.pop_back_val();
    const Offsets At = Seen.lookup(Address);
    for (Use &U : Address->uses())
      if (!visit(U, At)) {
        Out.AllSeen = false;
        return;
      }
  }
}

/// False if \p U may let others write to the object.
bool UseWalk::visit(Use &U, Offsets At) {
  User *Where = U.getUser();
  if (isa<LoadInst, ICmpInst>(Where))
    return true;
  if (auto *Store = dyn_cast<StoreInst>(Where)) {
    Value *Stored = Store->getValueOperand();
    TypeSize Size = Layout.getTypeStoreSize(Stored->getType());
    if (U.getOperandNo() != StoreInst::getPointerOperandIndex() ||
        Size.isScalable())
      return false;
    Out.Stores.push_back({At, Size.getFixedValue(), Stored});
    return true;
  }
  if (auto *Gep = dyn_cast<GEPOperator>(Where)) {
    if (Gep->getType()->isVectorTy() || U.getOperandNo() != 0)
      return false;
    reach(*Where, At.plus(offsetsOf(*Gep, Layout)));
    return true;
  }
  if (isa<PHINode, SelectInst, FreezeInst>(Where)) {
    reach(*Where, At);
    return true;
  }
  if (auto *Call = dyn_cast<CallBase>(Where))
    return visitCall(*Call, U, At);
  return false;
}

bool UseWalk::visitCall(CallBase &Call, Use &U, Offsets At) {
  if (asMarker(Call)) {
    reach(Call, At);
    return true;
  }
  if (auto *II = dyn_cast<IntrinsicInst>(&Call); II && isForOptimizer(*II)) {
    if (II->getType()->isPointerTy())
      reach(Call, At);
    return true;
  }
  if (auto *Fill = dyn_cast<MemSetInst>(&Call)) {
    auto *Byte = dyn_cast<ConstantInt>(Fill->getValue());
    return Byte && Byte->isZero(); // null is nobody's address
  }
  if (auto *Copy = dyn_cast<MemTransferInst>(&Call)) {
    auto *Size = dyn_cast<ConstantInt>(Copy->getLength());
    if (U.getOperandNo() == 0)
      Out.Copies.push_back(
          {At, Size ? Size->getZExtValue() : ObjectContents::UnknownSize,
           Copy->getRawSource()});
    return true;
  }
  if (!Call.isArgOperand(&U) || Call.isInlineAsm())
    return false;
  unsigned ArgNo = Call.getArgOperandNo(&U);
  return Call.isByValArgument(ArgNo) ||
         (Call.doesNotCapture(ArgNo) && Call.onlyReadsMemory(ArgNo));
}

VisibleMemory::VisibleMemory(const Module &M) : Layout(M.getDataLayout()) {}

/// True if all code that writes to \p Object may be in the module.
static bool isOurs(const Value &Object) {
  if (isa<AllocaInst>(Object))
    return true;
  const auto *Variable = dyn_cast<GlobalVariable>(&Object);
  return Variable && Variable->hasLocalLinkage() &&
         (!Variable->hasSection() || globalDomain(*Variable));
}

const ObjectContents &VisibleMemory::contentsOf(Value &Object) {
  auto [It, New] = Known.try_emplace(&Object);
  if (New) {
    if (isOurs(Object))
      UseWalk(Layout, It->second).run(Object);
    else
      It->second.AllSeen = false;
  }
  return It->second;
}

/// The pointers at \p At of the initializer.
bool VisibleMemory::initial(const GlobalVariable &Object, Offsets At,
                            function_ref<bool(Value *)> Found) const {
  if (!Object.hasDefinitiveInitializer())
    return false;
  auto *Initial = const_cast<Constant *>(Object.getInitializer());
  auto *Pointer = PointerType::get(Object.getContext(), 0);
  auto End =
      static_cast<int64_t>(Layout.getTypeAllocSize(Object.getValueType())) -
      static_cast<int64_t>(Layout.getPointerSize());
  if (At.First < 0 || At.First > End)
    return At.Step != 0;
  for (int64_t I = At.First; I <= End; I += static_cast<int64_t>(At.Step)) {
    Constant *C = ConstantFoldLoadFromConst(
        Initial, Pointer, APInt(64, static_cast<uint64_t>(I)), Layout);
    if (!C || !Found(C))
      return false;
    if (At.Step == 0)
      break;
  }
  return true;
}

namespace {
enum class Overlap { None, Exact, Partial };
} // namespace

/// How \p Size bytes written at \p Written meet a pointer read at \p Read.
static Overlap overlap(Offsets Written, uint64_t Size, Offsets Read,
                       uint64_t PointerSize) {
  auto Bytes = static_cast<int64_t>(
      std::min<uint64_t>(Size, std::numeric_limits<int32_t>::max()));
  auto Width = static_cast<int64_t>(PointerSize);
  uint64_t Step = std::gcd(Written.Step, Read.Step);
  int64_t Apart = Written.First - Read.First;
  if (Step == 0) {
    if (Apart >= Width || -Apart >= Bytes)
      return Overlap::None;
    return Apart == 0 && Bytes == Width ? Overlap::Exact : Overlap::Partial;
  }
  Apart = modulo(Apart, Step);
  if (Apart >= Width && static_cast<int64_t>(Step) - Apart >= Bytes)
    return Overlap::None;
  bool Aligned = Apart == 0 && Step >= PointerSize && Bytes == Width;
  return Aligned ? Overlap::Exact : Overlap::Partial;
}

/// The pointer that a read at \p At of the constant \p C gives.
static Constant *pointerIn(Constant &C, Offsets At, const DataLayout &Layout) {
  auto *Pointer = PointerType::get(C.getContext(), 0);
  if (C.isNullValue())
    return Constant::getNullValue(Pointer);
  uint64_t Size = Layout.getTypeStoreSize(C.getType()).getFixedValue();
  if (At.Step != 0 || At.First < 0 ||
      static_cast<uint64_t>(At.First) + Layout.getPointerSize() > Size)
    return nullptr;
  return ConstantFoldLoadFromConst(
      &C, Pointer, APInt(64, static_cast<uint64_t>(At.First)), Layout);
}

/// True if what is read at \p At of a copy of \p Size bytes comes from there
/// as a whole.
static bool liesWithin(Offsets At, uint64_t Size, uint64_t PointerSize) {
  if (Size < PointerSize)
    return false;
  return At.Step != 0 || (At.First >= 0 && static_cast<uint64_t>(At.First) <=
                                               Size - PointerSize);
}

bool VisibleMemory::pointersAt(Value &Object, Offsets At,
                               function_ref<bool(Value *)> Found,
                               function_ref<bool(Value *, Offsets)> Copied) {
  auto *Variable = dyn_cast<GlobalVariable>(&Object);
  if (Variable && !initial(*Variable, At, Found))
    return false;
  if (Variable && Variable->isConstant())
    return true;
  const ObjectContents &In = contentsOf(Object);
  if (!In.AllSeen)
    return false;
  for (const ObjectContents::Store &S : In.Stores) {
    Overlap Meets = overlap(S.At, S.Size, At, Layout.getPointerSize());
    if (Meets == Overlap::None)
      continue;
    Value *Stored = S.Stored;
    if (auto *C = dyn_cast<Constant>(Stored); C && Meets == Overlap::Partial)
      Stored = pointerIn(*C, At.plus(S.At.negated()), Layout);
    else if (Meets == Overlap::Partial)
      return false;
    if (!Stored || !Stored->getType()->isPointerTy() || !Found(Stored))
      return false;
  }
  // By value: the callback may make contents of other objects known.
  const SmallVector<ObjectContents::Copy, 1> Copies = In.Copies;
  const uint64_t Width = Layout.getPointerSize();
  for (const ObjectContents::Copy &C : Copies) {
    if (overlap(C.At, C.Size, At, Width) == Overlap::None)
      continue;
    Offsets Within = At.plus(C.At.negated());
    if (!liesWithin(Within, C.Size, Width) || !Copied(C.From, Within))
      return false;
  }
  return true;
}

} // namespace kpkeys
