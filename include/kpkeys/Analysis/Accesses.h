//===- Accesses.h - Instructions that need a window -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_ACCESSES_H
#define KPKEYS_ANALYSIS_ACCESSES_H

#include "kpkeys/Analysis/AddressForm.h"
#include "kpkeys/Analysis/Provenance.h"
#include "kpkeys/IR/ModuleConfig.h"

namespace kpkeys {

/// An instruction that may write protected memory, or read secret memory.
struct Access {
  llvm::Instruction *I;
  DomainSet Written;
  DomainSet Read; ///< secret ones only

  DomainSet domains() const {
    DomainSet All = Written;
    All.insert(Read);
    return All;
  }
};

enum class EscapeReason {
  Passed,        ///< to a callee that may access through it or keep it
  Kept,          ///< by a library function that is known to
  HeldAndPassed, ///< inside a local variable whose address is passed
  Stored,        ///< to memory other than local variables
  HeldAndStored, ///< inside a local variable whose address is stored
  Returned,
  CalleeResult, ///< a call returns a record straight into protected memory
};

/// A place where a marked pointer goes where it cannot be followed.
struct Escape {
  llvm::Instruction *I;
  EscapeReason Why;
  DomainSet Domains;
  AddressForm Form = AddressForm::Pointer; ///< of what leaves
  unsigned ArgNo = 0; ///< for Passed, Kept, HeldAndPassed and CalleeResult
  /// What leaves, or the address of the variable that holds it.
  const llvm::Value *What = nullptr;

  /// A number that was computed from an address is not worth a report.
  bool matters() const { return Form != AddressForm::Number; }
};

/// All accesses and escapes of a function, in instruction order.
struct AccessList {
  llvm::SmallVector<Access, 16> Accesses;
  llvm::SmallVector<Escape, 4> Escapes;
};

AccessList collectAccesses(llvm::Function &F, const Provenance &P);

/// True if a strict window must not hold \p I, which is no access: a call, a
/// store whose target is not known to be a non-escaping local, an indirect
/// branch, a way into or out of the function.
bool isForeign(const llvm::Instruction &I);

/// How a foreign instruction may run in a relaxed window.
enum class ExposedAs { Nothing, Store, Call };

/// What \p I, which is foreign, counts as if \p Allowed lets it into windows.
ExposedAs exposedAs(const llvm::Instruction &I, const Exposure &Allowed);

} // namespace kpkeys

#endif
