//===- Markers.h - "this pointer leads into domain D" -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A marker is a call  %m = call ptr @__kpkeys_mark.<domain>(ptr %p)  whose
// result equals %p. Only this file and Markers.cpp spell its name; the front
// end asks for it here, so both halves agree.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_MARKERS_H
#define KPKEYS_IR_MARKERS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace llvm {
class CallInst;
class Function;
class Module;
class Value;
} // namespace llvm

namespace kpkeys {

/// The marker function's name for \p Domain.
std::string markerName(llvm::StringRef Domain);

/// The domain that \p F marks, if it is a marker function.
std::optional<llvm::StringRef> markedDomain(const llvm::Function &F);

/// The domain of the marker call \p V, if it is one.
std::optional<llvm::StringRef> markedDomain(const llvm::Value &V);

/// The marker function for \p Domain, declared if it is not yet.
llvm::Function *getMarkerFunction(llvm::Module &M, llvm::StringRef Domain);

/// Calls \p Visit for each marker function of \p M.
void forEachMarkerFunction(llvm::Module &M,
                           llvm::function_ref<void(llvm::Function &)> Visit);

bool hasMarkers(const llvm::Module &M);

/// Replaces the marker call by its operand.
void eraseMarker(llvm::CallInst &Marker);

} // namespace kpkeys

#endif
