//===- Program.h - The functions of all files, and who calls whom -*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_JUDGE_PROGRAM_H
#define KPKEYS_LIB_AUDIT_JUDGE_PROGRAM_H

#include "kpkeys/Audit/Judge/Summary.h"
#include "llvm/ADT/ArrayRef.h"
#include <deque>

namespace kpkeys::audit {

struct Node;

struct Edge {
  Node *Other; ///< null: in none of the files
  /// Null between a kind of pointers and a function that they may point to.
  const Call *Site;
};

/// A function, or all calls through pointers of one type.
struct Node {
  const Function *F; ///< null: calls through pointers
  std::vector<Edge> Callers, Callees;
  /// Whoever calls it is in none of the files: no guard is known.
  bool IsRoot = false;
  /// Of roots that only call each other: one of them.
  const Node *Cycle = nullptr;
};

/// The nodes do not move. Order is that of the files.
class Program {
  std::deque<Node> All;

public:
  explicit Program(llvm::ArrayRef<Summary> Files);
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;
  std::deque<Node> &nodes() { return All; }

private:
  void findRoots();
};

} // namespace kpkeys::audit

#endif
