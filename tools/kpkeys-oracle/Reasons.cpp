//===- Reasons.cpp - Why the compiler missed a write ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// First a note on the write's path: at the place itself or a call that it was
// in. Then, weaker, a note of a pointer that went into memory or to a caller,
// nearest first: in the same function, in the same file, anywhere.
//
//===----------------------------------------------------------------------===//
#include "Reasons.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

const std::vector<SourcePlace> &sourceOf(const CodePlace &P) {
  static const std::vector<SourcePlace> Unknown(1);
  return P.Module ? P.Module->placesOf(P.Address) : Unknown;
}

static bool sharesDomain(StringRef Domains, StringRef NoteDomains) {
  for (StringRef One : split(Domains, '|'))
    for (StringRef Other : split(NoteDomains, ','))
      if (One == Other.trim())
        return true;
  return false;
}

/// Debug information has the full path, a remark the path as it was given.
static bool sameFile(StringRef Full, StringRef Given) {
  while (Given.consume_front("./"))
    ;
  if (!Full.consume_back(Given))
    return false;
  return Full.empty() || Full.ends_with("/") || Given.starts_with("/");
}

static bool isAt(const EscapeNote &Note, const SourcePlace &Place) {
  return Note.Line == Place.Line &&
         (Note.Column == Place.Column || Note.Column == 0 ||
          Place.Column == 0) &&
         sameFile(Place.File, Note.File);
}

static bool isOnPath(const EscapeNote &Note, const Spot &S) {
  return Note.Line != 0 && any_of(S.Frames, [&](const CodePlace &Frame) {
           return any_of(sourceOf(Frame), [&](const SourcePlace &Place) {
             return isAt(Note, Place);
           });
         });
}

/// 0: somewhere; 1: in the same file; 2: in the same function.
static unsigned nearness(const EscapeNote &Note, const Spot &S) {
  unsigned Best = 0;
  for (const SourcePlace &Place : sourceOf(S.Place)) {
    if (!sameFile(Place.File, Note.File))
      continue;
    Best = std::max(Best, Note.Function == Place.Function ? 2u : 1u);
  }
  return Best;
}

std::optional<Reason> explain(const Spot &S, StringRef Domains,
                              const RemarkSet &Remarks) {
  const EscapeNote *Nearest = nullptr;
  for (const EscapeNote &Note : Remarks.Escapes) {
    if (!sharesDomain(Domains, Note.Domain))
      continue;
    if (isOnPath(Note, S))
      return Reason{&Note, true};
    if (Note.Kind == "passed" || Note.Kind == "callee-result")
      continue; // these only matter on the path
    if (!Nearest || nearness(Note, S) > nearness(*Nearest, S))
      Nearest = &Note;
  }
  if (Nearest)
    return Reason{Nearest, false};
  return std::nullopt;
}

} // namespace kpkeys
