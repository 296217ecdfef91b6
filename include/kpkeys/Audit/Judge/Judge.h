//===- Judge.h - From summaries to findings ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_AUDIT_JUDGE_JUDGE_H
#define KPKEYS_AUDIT_JUDGE_JUDGE_H

#include "kpkeys/Audit/Judge/Summary.h"
#include "llvm/ADT/ArrayRef.h"

namespace kpkeys::audit {

/// All findings of the files, which are taken for the whole program: a function
/// that nobody in them calls is called with no guard. Sorted by place, each
/// once.
std::vector<Finding> judge(llvm::ArrayRef<Summary> Files);

/// What the policy names and none of \p Files has. Sorted.
std::vector<std::string> unseen(llvm::ArrayRef<Summary> Files);

/// The name of \p What in outputs: "unguarded".
llvm::StringRef kindName(Kind What);
/// One sentence on \p What.
llvm::StringRef kindHelp(Kind What);
llvm::ArrayRef<Kind> allKinds();
/// Of Kind::Flag: what is wrong with \p Flag, a name in quotes.
std::string reliesOn(llvm::StringRef Flag);

} // namespace kpkeys::audit

#endif
