//===- Offsets.cpp - Where in an object a pointer may point ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An index that is counted up in a loop has a step; of others only the size of
// the element is known. Indices narrower than an address are not looked into,
// since they may wrap.
//
//===----------------------------------------------------------------------===//
#include "Offsets.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"
#include <numeric>
#include <optional>

using namespace llvm;

namespace kpkeys {

int64_t modulo(int64_t Value, uint64_t Step) {
  auto M = static_cast<int64_t>(Step);
  return ((Value % M) + M) % M;
}

/// Wraps, as addresses do.
static int64_t wrapped(uint64_t Value) { return static_cast<int64_t>(Value); }
static uint64_t bits(int64_t Value) { return static_cast<uint64_t>(Value); }

Offsets Offsets::plus(Offsets O) const {
  Offsets Sum{wrapped(bits(First) + bits(O.First)), std::gcd(Step, O.Step)};
  if (Sum.Step != 0)
    Sum.First = modulo(Sum.First, Sum.Step);
  return Sum;
}

Offsets Offsets::times(uint64_t Size) const {
  return {wrapped(bits(First) * Size), Step * Size};
}

bool Offsets::join(Offsets O) {
  uint64_t Apart = First > O.First ? bits(First) - bits(O.First)
                                   : bits(O.First) - bits(First);
  uint64_t Old = Step;
  Step = std::gcd(std::gcd(Step, O.Step), Apart);
  if (Step != 0)
    First = modulo(First, Step);
  return Step != Old;
}

static constexpr unsigned MaxIndexSteps = 32;

/// The values of \p Index.
static Offsets valuesOf(const Value *Index, unsigned Bits) {
  const Offsets Any{0, 1};
  if (auto *C = dyn_cast<ConstantInt>(Index);
      C && C->getValue().isSignedIntN(64))
    return {C->getSExtValue(), 0};
  if (!Index->getType()->isIntegerTy(Bits) || Bits > 64)
    return Any;
  std::optional<Offsets> Values;
  SmallMapVector<const Value *, Offsets, 8> Seen;
  SmallVector<const Value *, 8> Pending;
  auto Reach = [&](const Value *V, Offsets Added) {
    auto [It, New] = Seen.insert({V, Added});
    if (New || It->second.join(Added))
      Pending.push_back(V);
  };
  Reach(Index, Offsets());
  for (unsigned N = 0; N != Pending.size(); ++N) {
    const Value *V = Pending[N];
    const Offsets Added = Seen.lookup(V);
    if (N == MaxIndexSteps)
      return Any;
    if (auto *C = dyn_cast<ConstantInt>(V)) {
      Offsets At = Offsets{C->getSExtValue(), 0}.plus(Added);
      if (Values)
        Values->join(At);
      else
        Values = At;
    } else if (auto *Phi = dyn_cast<PHINode>(V)) {
      for (const Value *In : Phi->incoming_values())
        Reach(In, Added);
    } else if (auto *Sum = dyn_cast<BinaryOperator>(V);
               Sum && Sum->getOpcode() == Instruction::Add &&
               isa<ConstantInt>(Sum->getOperand(1))) {
      int64_t By = cast<ConstantInt>(Sum->getOperand(1))->getSExtValue();
      Reach(Sum->getOperand(0), Added.plus({By, 0}));
    } else {
      return Any;
    }
  }
  return Values.value_or(Any);
}

Offsets offsetsOf(const GEPOperator &Gep, const DataLayout &Layout) {
  Offsets At;
  unsigned Bits = Layout.getIndexTypeSizeInBits(Gep.getType());
  for (auto I = gep_type_begin(Gep), E = gep_type_end(Gep); I != E; ++I) {
    if (StructType *Record = I.getStructTypeOrNull()) {
      auto Field = static_cast<unsigned>(
          cast<ConstantInt>(I.getOperand())->getZExtValue());
      const StructLayout *Fields = Layout.getStructLayout(Record);
      At.First += static_cast<int64_t>(
          Fields->getElementOffset(Field).getKnownMinValue());
      continue;
    }
    TypeSize Size = I.getSequentialElementStride(Layout);
    At = At.plus(valuesOf(I.getOperand(), Bits).times(Size.getKnownMinValue()));
  }
  return At;
}

} // namespace kpkeys
