//===- Markers.h - "this pointer leads into domain D" -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A marker is a call  %m = call ptr @__kpkeys_mark.<domain>(ptr %p)  whose
// result equals %p. A pointer to a link inside protected data (a struct
// list_head of a protected record) gets one whose name ends in `.linked`:
// pointers loaded through it may lead into the domain too, as the neighbours
// in the list do. A pointer that goes to a declaration which says itself that
// it leads into the domain gets one whose name ends in `.handover`: there the
// marking ends, and begins again where the declaration is used. An address that
// is compared as a number gets  i64 @__kpkeys_mark.<domain>.compared(i64)  for
// the comparison alone, which says nothing of where it leads. Only this file
// and Markers.cpp spell the names; the front end asks for them here, so both
// halves agree.
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

enum class MarkerKind { Plain, Linked, HandOver, Compared };

/// True of the kinds that say where a pointer leads.
inline bool leadsIntoDomain(MarkerKind Kind) {
  return Kind == MarkerKind::Plain || Kind == MarkerKind::Linked;
}

struct Marker {
  llvm::StringRef Domain;
  MarkerKind Kind;
  unsigned AddressSpace = 0; ///< of the pointers it marks
};

/// The name of the function that \p M calls.
std::string markerName(const Marker &M);

/// What \p F marks, if it is a marker function.
std::optional<Marker> asMarker(const llvm::Function &F);

/// The marker call \p V, if it is one.
std::optional<Marker> asMarker(const llvm::Value &V);

/// The function to call for \p Kind, declared if it is not yet.
llvm::Function *getMarkerFunction(llvm::Module &M, const Marker &Kind);

/// Calls \p Visit for each marker function of \p M.
void forEachMarkerFunction(llvm::Module &M,
                           llvm::function_ref<void(llvm::Function &)> Visit);

bool hasMarkers(const llvm::Module &M);

/// Replaces the marker call by its operand.
void eraseMarker(llvm::CallInst &Marker);

} // namespace kpkeys

#endif
