//===- SiteRemarks.cpp - Accesses and escapes as remarks ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Remarks of pass `kpkeys`. kpkeys-oracle reads them back: names and keys here
// are a contract with tools/kpkeys-oracle/Remarks.cpp.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Transforms/SiteRemarks.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"

using namespace llvm;

namespace kpkeys {

static constexpr char PassName[] = "kpkeys";

void remarkAccesses(const AccessList &List, const Policy &Rules,
                    OptimizationRemarkEmitter &ORE) {
  for (const Access &A : List.Accesses)
    ORE.emit([&] {
      return OptimizationRemarkAnalysis(PassName, "Access", A.I)
             << ore::NV("Kind", A.Written.empty() ? "read" : "write")
             << " of domain '" << ore::NV("Domain", A.domains().str(Rules))
             << "'";
    });
}

static StringRef kindOf(EscapeReason Why) {
  switch (Why) {
  case EscapeReason::Passed:
    return "passed";
  case EscapeReason::Kept:
    return "kept";
  case EscapeReason::HeldAndPassed:
    return "held-and-passed";
  case EscapeReason::Stored:
    return "stored";
  case EscapeReason::HeldAndStored:
    return "held-and-stored";
  case EscapeReason::Returned:
    return "returned";
  case EscapeReason::CalleeResult:
    return "callee-result";
  }
  llvm_unreachable("every reason has a name");
}

void remarkEscape(const Escape &E, const Policy &Rules, StringRef Text,
                  OptimizationRemarkEmitter &ORE) {
  ORE.emit([&] {
    return OptimizationRemarkAnalysis(PassName, "Escape", E.I)
           << "escape (" << ore::NV("Kind", kindOf(E.Why)) << ") of domain '"
           << ore::NV("Domain", E.Domains.str(Rules))
           << "': " << ore::NV("Text", Text);
  });
}

} // namespace kpkeys
