//===- Printers.cpp - print<kpkeys-provenance>, print<kpkeys-accesses> ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The analyses as text, for tests and for people who ask why.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Analysis/Printers.h"
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

PreservedAnalyses ProvenancePrinterPass::run(Module &M,
                                             ModuleAnalysisManager &AM) {
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    Provenance P(F, Config->Rules);
    OS << "Provenance of '" << F.getName() << "':\n";
    for (const Instruction &I : instructions(F)) {
      if (DomainSet D = P.domainsOf(&I); !D.empty())
        OS << "  {" << D.str(Config->Rules) << "}" << I << "\n";
      if (auto *Slot = dyn_cast<AllocaInst>(&I))
        if (DomainSet D = P.heldBy(Slot); !D.empty())
          OS << "  holds {" << D.str(Config->Rules) << "}" << I << "\n";
    }
  }
  return PreservedAnalyses::all();
}

StringRef escapeReasonName(EscapeReason Why) {
  switch (Why) {
  case EscapeReason::Passed:
    return "passed";
  case EscapeReason::Kept:
    return "kept";
  case EscapeReason::HeldAndStored:
    return "held and stored";
  case EscapeReason::HeldAndPassed:
    return "held and passed";
  case EscapeReason::Stored:
    return "stored";
  case EscapeReason::Returned:
    return "returned";
  case EscapeReason::CalleeResult:
    return "callee result";
  }
  llvm_unreachable("every reason has a name");
}

static StringRef formName(AddressForm Form) {
  switch (Form) {
  case AddressForm::Pointer:
    return "";
  case AddressForm::Tagged:
    return ", as address";
  case AddressForm::Number:
    return ", as number";
  }
  llvm_unreachable("every form has a name");
}

PreservedAnalyses AccessPrinterPass::run(Module &M, ModuleAnalysisManager &AM) {
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    AccessList List = collectAccesses(F, Provenance(F, Config->Rules));
    OS << "Accesses of '" << F.getName() << "':\n";
    for (const Access &A : List.Accesses)
      OS << (A.Written.empty() ? "  read {" : "  access {")
         << A.domains().str(Config->Rules) << "}" << *A.I << "\n";
    for (const Escape &E : List.Escapes)
      OS << "  escape (" << escapeReasonName(E.Why) << formName(E.Form) << ") {"
         << E.Domains.str(Config->Rules) << "}" << *E.I << "\n";
  }
  return PreservedAnalyses::all();
}

} // namespace kpkeys
