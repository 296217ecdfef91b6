//===- OwnLocals.cpp - Variables that only their function sees ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/IR/OwnLocals.h"
#include "kpkeys/Compat.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

/// True if all that is done with \p Local is to load and store it. To LLVM the
/// address of a volatile access is captured.
static bool isOnlyAccessed(const AllocaInst &Local) {
  SmallSetVector<const Value *, 8> Addresses;
  Addresses.insert(&Local);
  for (unsigned N = 0; N != Addresses.size(); ++N)
    for (const Use &U : Addresses[N]->uses()) {
      const User *By = U.getUser();
      if (isa<GetElementPtrInst, AddrSpaceCastInst>(By))
        Addresses.insert(By);
      else if (const auto *Store = dyn_cast<StoreInst>(By);
               Store ? U.getOperandNo() != Store->getPointerOperandIndex()
                     : !isa<LoadInst, LifetimeIntrinsic>(By))
        return false;
    }
  return true;
}

bool isOwnLocal(const Value *Address) {
  const auto *Local = dyn_cast<AllocaInst>(getUnderlyingObject(Address, 0));
  return Local && (!pointerMayBeCaptured(Local) || isOnlyAccessed(*Local));
}

/// The local variable that \p Bytes at \p Address are in for certain.
static const AllocaInst *localOf(const Value *Address, uint64_t Bytes,
                                 const DataLayout &Layout) {
  APInt Offset(Layout.getIndexTypeSizeInBits(Address->getType()), 0);
  const auto *Local =
      dyn_cast<AllocaInst>(Address->stripAndAccumulateConstantOffsets(
          Layout, Offset, /*AllowNonInbounds=*/true));
  if (!Local)
    return nullptr;
  std::optional<TypeSize> Size = Local->getAllocationSize(Layout);
  bool IsWithin = Size && !Size->isScalable() && !Offset.isNegative() &&
                  Bytes <= Size->getFixedValue() &&
                  Offset.ule(Size->getFixedValue() - Bytes);
  return IsWithin ? Local : nullptr;
}

bool storesToOwnLocal(const StoreInst &Store) {
  const DataLayout &Layout = Store.getDataLayout();
  TypeSize Stored = Layout.getTypeStoreSize(Store.getValueOperand()->getType());
  if (Stored.isScalable())
    return false;
  const AllocaInst *Local =
      localOf(Store.getPointerOperand(), Stored.getFixedValue(), Layout);
  return Local && isOwnLocal(Local);
}

bool copiesToLocal(const AnyMemTransferInst &Copy) {
  const auto *Length = dyn_cast<ConstantInt>(Copy.getLength());
  return Length && localOf(Copy.getRawDest(), Length->getLimitedValue(),
                           Copy.getDataLayout());
}

} // namespace kpkeys
