//===- FunctionNotes.h - What the source says about a function --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// kpkeys_ignore, kpkeys_escape and which constructors guard themselves travel
// on functions of the IR as strings in the attribute "llvm.assume". Since an
// inlined function leaves its escapes in another one, AttachConfig notes the
// escape tiers by debug subprogram, too:
//   !kpkeys.escape = !{!0}     !0 = !{!<DISubprogram>, !"allow"}
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_FUNCTIONNOTES_H
#define KPKEYS_IR_FUNCTIONNOTES_H

#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/ADT/DenseMap.h"

namespace llvm {
class Instruction;
class MDNode;
} // namespace llvm

namespace kpkeys {

std::string ignoreNote();
std::string escapeNote(EscapeMode Mode);

/// Of a constructor or destructor: it guards the writes to its own object,
/// which is in \p Domain.
std::string objectNote(llvm::StringRef Domain);
/// The domain of such a note on \p F, or empty.
llvm::StringRef objectDomain(const llvm::Function &F);

/// Of a function with kpkeys_requires, defined or not.
std::string requiresNote(llvm::StringRef Level);
/// The level of such a note on \p F.
std::optional<llvm::StringRef> requiredLevel(const llvm::Function &F);

/// How a function's windows are left: kpkeys_leave.
std::string leaveNote(llvm::StringRef Mode);
std::optional<llvm::StringRef> leaveModeOf(const llvm::Function &F);

/// True if \p F has kpkeys_ignore.
bool isIgnored(const llvm::Function &F);

/// Notes the escape tiers of \p M's functions by their debug subprograms.
void attachEscapeTiers(llvm::Module &M);
void dropEscapeTiers(llvm::Module &M);

/// Which tier holds where.
class EscapeTiers {
  llvm::DenseMap<const llvm::MDNode *, EscapeMode> OfSubprogram;
  EscapeMode Default;

public:
  EscapeTiers(const llvm::Module &M, EscapeMode Default);

  /// The tier of the function in whose source text \p I stands; without debug
  /// locations, of the function that \p I is in.
  EscapeMode at(const llvm::Instruction &I) const;
};

} // namespace kpkeys

#endif
