//===- TemplateNodes.h - What instantiations share --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_FRONTEND_TEMPLATENODES_H
#define KPKEYS_FRONTEND_TEMPLATENODES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class CXXConstructorDecl;
class Decl;
class Stmt;
} // namespace clang

namespace kpkeys {

/// What has been rewritten in nodes that an instantiation may share with its
/// template.
class TemplateNodes {
  struct Change {
    clang::Stmt **Slot, *Before, *After;
  };
  llvm::SmallVector<Change, 0> Changes;
  bool AreBack = false;

public:
  /// While one lives, templates are as they were written, and what is replaced
  /// below \p Roots, which belong to \p Owner, is noted; both only if that has
  /// been made of a template.
  class Recording {
    TemplateNodes &Nodes;
    bool PutsAgain = false;
    llvm::SmallVector<Change, 0> Slots;

    void add(clang::Stmt *S);

  public:
    Recording(TemplateNodes &Nodes, const clang::Decl &Owner,
              llvm::ArrayRef<clang::Stmt *> Roots);
    ~Recording();
    Recording(const Recording &) = delete;
    Recording &operator=(const Recording &) = delete;
  };

  /// An instantiation begins: templates are as they were written.
  void takeBack();
  /// Code may be generated: what has been rewritten is so again.
  void putAgain();
};

} // namespace kpkeys

#endif
