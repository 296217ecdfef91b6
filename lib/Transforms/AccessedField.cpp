//===- AccessedField.cpp - Which field an access is to --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers have no types. The type of a record is in the metadata for alias
// analysis, which Clang makes from -O1 on; elements of arrays have none.
//
//===----------------------------------------------------------------------===//
#include "AccessedField.h"
#include "kpkeys/IR/Markers.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Metadata.h"

using namespace llvm;

namespace kpkeys {

static std::string field(const Twine &Owner, uint64_t Offset, uint64_t Bytes) {
  return (Owner + "+" + Twine(Offset) + ":" + Twine(Bytes)).str();
}

/// By the path `{base type, accessed type, offset}` of \p I's access tag.
static std::string fieldOfRecord(const Instruction &I, uint64_t Bytes) {
  const MDNode *Tag = I.getMetadata(LLVMContext::MD_tbaa);
  if (!Tag || Tag->getNumOperands() < 3)
    return "";
  const auto *Base = dyn_cast<MDNode>(Tag->getOperand(0));
  auto *Offset = mdconst::dyn_extract<ConstantInt>(Tag->getOperand(2));
  if (!Base || !Offset || Base == Tag->getOperand(1) ||
      Base->getNumOperands() == 0)
    return "";
  const auto *Name = dyn_cast<MDString>(Base->getOperand(0));
  if (!Name || Name->getString().empty())
    return "";
  return field(Name->getString(), Offset->getZExtValue(), Bytes);
}

static std::string fieldOfVariable(const Value *Address, uint64_t Bytes,
                                   const DataLayout &DL) {
  APInt Offset(DL.getIndexTypeSizeInBits(Address->getType()), 0);
  for (;;) {
    Address = Address->stripAndAccumulateConstantOffsets(
        DL, Offset, /*AllowNonInbounds=*/true);
    if (!asMarker(*Address))
      break;
    Address = cast<CallBase>(Address)->getArgOperand(0);
  }
  const auto *Variable = dyn_cast<GlobalVariable>(Address);
  if (!Variable || Offset.isNegative())
    return "";
  return field("@" + Variable->getName(), Offset.getZExtValue(), Bytes);
}

std::string accessedField(const Instruction &I) {
  const Value *Address = getLoadStorePointerOperand(&I);
  Type *Ty = nullptr;
  if (Address)
    Ty = getLoadStoreType(const_cast<Instruction *>(&I));
  else if (const auto *Update = dyn_cast<AtomicRMWInst>(&I)) {
    Address = Update->getPointerOperand();
    Ty = Update->getValOperand()->getType();
  } else if (const auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I)) {
    Address = Exchange->getPointerOperand();
    Ty = Exchange->getNewValOperand()->getType();
  } else
    return "";
  const DataLayout &DL = I.getDataLayout();
  TypeSize Size = DL.getTypeStoreSize(Ty);
  if (Size.isScalable() || !Address->getType()->isPointerTy())
    return "";
  std::string Field = fieldOfRecord(I, Size.getFixedValue());
  return Field.empty() ? fieldOfVariable(Address, Size.getFixedValue(), DL)
                       : Field;
}

} // namespace kpkeys
