//===- HeldPointers.h - Where pointers in memory go to ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_IR_HELDPOINTERS_H
#define KPKEYS_IR_HELDPOINTERS_H

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class CallBase;
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace kpkeys {

/// The integers of a function that pointers are made of, perhaps after
/// arithmetic or by way of a local variable; most integers in memory are no
/// addresses. They are looked for once, when the first is asked about.
class AddressIntegers {
  const llvm::Function &F;
  llvm::SetVector<const llvm::Value *> Found;
  bool Searched = false;

public:
  explicit AddressIntegers(const llvm::Function &F) : F(F) {}
  bool contains(const llvm::Instruction &I);
};

/// True if \p I, which reads memory, may give an address: a pointer, an
/// aggregate, or an integer as wide as one that is exchanged atomically or
/// turned into a pointer.
bool mayBeAddress(const llvm::Instruction &I, AddressIntegers &Integers);

/// True if \p Call may return a pointer that it finds where its arguments
/// lead, and do nothing else with it: the callee only reads, and is not known
/// by name.
bool mayReturnWhatItReads(const llvm::CallBase &Call,
                          AddressIntegers &Integers);

/// True if what \p I makes of an address may lead where that led, or become an
/// address that does. False of a shift to the right that neither is undone nor
/// undoes one to the left: the number of a page, or the address of the record
/// that describes it.
bool keepsAddress(const llvm::Instruction &I);

/// One way that a call copies memory: from where one argument leads to where
/// another does.
struct ArgumentCopy {
  unsigned From, To;
};

/// True if pointer \p Address may point to a local variable of this function:
/// not if it is a parameter, a global's address, loaded from a global, or
/// loaded from a variable that holds such pointers only. (A local variable
/// whose address is stored in a global is reported where that is done.)
bool mayPointToLocal(const llvm::Value &Address);

/// All ways that \p Call copies memory, with the pointers that lie in it.
llvm::SmallVector<ArgumentCopy, 2> copiesOf(const llvm::CallBase &Call);

} // namespace kpkeys

#endif
