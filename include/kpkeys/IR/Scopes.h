//===- Scopes.h - Code that the source puts at a level ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The front end delimits the statements of a kpkeys_scope, and the body of a
// function with kpkeys_level or kpkeys_requires, by
//   call void @__kpkeys_scope.begin.<level>()
//   call void @__kpkeys_scope.end.<level>(ptr)     the pointer means nothing
// Scopes nest; each way out of one passes its end. They say where code runs;
// the switches are placed by FormWindows. A call through a pointer to a
// function that has kpkeys_requires goes through
//   %f = call ptr @__kpkeys_callee.<level>(ptr %p)
// whose result equals %p. Only this file and Scopes.cpp spell the names.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_SCOPES_H
#define KPKEYS_IR_SCOPES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace llvm {
class Function;
class Instruction;
class Module;
class Value;
} // namespace llvm

namespace kpkeys {

/// Where a scope begins or ends.
struct ScopeCall {
  llvm::StringRef Level;
  bool IsBegin;
};

/// The name of the function that such a call calls.
std::string scopeName(const ScopeCall &S);

std::optional<ScopeCall> asScopeCall(const llvm::Instruction &I);
bool isScopeFunction(const llvm::Function &F);

std::string calleeMarkerName(llvm::StringRef Level);

/// The level that \p V, a call of a callee marker, says; std::nullopt if it is
/// none.
std::optional<llvm::StringRef> asCalleeMarker(const llvm::Value &V);
bool isCalleeMarker(const llvm::Function &F);

/// A call of kpkeys_set_level or kpkeys_restore_pkey_reg (kpkeys_rt.h), which
/// the module declares and does not define.
struct ManualCall {
  bool IsSet;
  std::optional<unsigned> Level; ///< of a set; std::nullopt: no constant
};
std::optional<ManualCall> asManualCall(const llvm::Instruction &I);

/// The names of the functions of kpkeys_rt.h that the passes know.
llvm::ArrayRef<llvm::StringLiteral> levelFunctionNames();

/// kpkeys_call_at (kpkeys_rt.h), if \p M declares and uses it; else nullptr.
llvm::Function *callAtFunction(const llvm::Module &M);

/// True if \p M has a scope, a manual call, or calls by such pointers.
bool hasScopes(const llvm::Module &M);

} // namespace kpkeys

#endif
