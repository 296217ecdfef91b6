//===- Predecessors.cpp - What may run right before -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Predecessors.h"

using namespace llvm;

namespace kpkeys::verify {

Predecessors predecessors(const Code &C) {
  const size_t AnyJump = C.size();
  Predecessors From(C.size() + 1);
  for (size_t To : C.labels())
    From[To].push_back(AnyJump);
  for (size_t N = 0; N < C.size(); ++N) {
    if (std::optional<size_t> To = C.branchTarget(N))
      From[*To].push_back(N);
    if (const TableJump *Jump = C.tableJump(N))
      for (size_t To : Jump->Labels)
        From[To].push_back(N);
    else if (C[N].is(IsBranch) && C[N].is(IsIndirect))
      From[AnyJump].push_back(N);
    for (size_t To : C.hiddenTargets(N))
      if (To != Code::NoInstruction)
        From[To].push_back(N);
    if (C.mayGoOn(N))
      From[N + 1].push_back(N);
  }
  return From;
}

} // namespace kpkeys::verify
