//===- FunctionPlaces.cpp - Where functions stand in the source -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kpkeys/IR/FunctionPlaces.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

void givePlaces(Module &M, ArrayRef<FunctionPlace> Places) {
  // (Module::debug_compile_units leaves out those that say "no debugging".)
  const NamedMDNode *Units = M.getNamedMetadata("llvm.dbg.cu");
  if (Places.empty() || !Units)
    return;
  auto *Unit = cast<DICompileUnit>(Units->getOperand(0));
  DIBuilder Builder(M, /*AllowUnresolved=*/false, Unit);
  DISubroutineType *Type =
      Builder.createSubroutineType(Builder.getOrCreateTypeArray({}));
  for (const FunctionPlace &Place : Places) {
    Function *F = M.getFunction(Place.Name);
    if (!F || F->isDeclaration() || F->getSubprogram())
      continue;
    DIFile *File = Builder.createFile(Place.File, Unit->getDirectory());
    DISubprogram *Scope = Builder.createFunction(
        File, Place.Name, /*LinkageName=*/{}, File, Place.Line, Type,
        Place.Line, DINode::FlagZero, DISubprogram::SPFlagDefinition);
    F->setSubprogram(Scope);
    DebugLoc Loc =
        DILocation::get(M.getContext(), Place.Line, Place.Column, Scope);
    for (Instruction &I : instructions(*F))
      I.setDebugLoc(Loc);
  }
  Builder.finalize();
}

} // namespace kpkeys
