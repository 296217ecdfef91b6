//===- Findings.cpp - Kinds of findings -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One table of names and of what they mean.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Judge/Judge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace kpkeys::audit {

namespace {
struct Row {
  Kind What;
  StringLiteral Name, Help;
};
} // namespace

static constexpr Row KindRows[] = {
    {Kind::Unguarded, "unguarded",
     "A protected write is reached on some path with no guard open."},
    {Kind::WrongLevel, "wrong-level",
     "The guard that is open does not allow the write."},
    {Kind::Dropped, "dropped-level",
     "An outer guard allows the write, but an inner one of another level "
     "dropped its permission."},
    {Kind::Flag, "batch-flag",
     "The write relies on a flag that may be that of interrupted code."},
    {Kind::IdleGuard, "idle-guard", "A guard holds no protected write."},
    {Kind::Unbalanced, "unbalanced",
     "A guard is left open on some path, or one is ended that is not open."},
    {Kind::UnknownLevel, "unknown-level", "A guard's level is not a constant."},
    {Kind::NestedLevel, "nested-level",
     "What is called under a guard may enter another level, at which the "
     "guard's permission is gone."},
    {Kind::IndirectCall, "indirect-call",
     "A guard is open over a call through a pointer."},
    {Kind::Sleeps, "sleeps", "A guard is open over a function that may sleep."},
    {Kind::Uncommitted, "uncommitted",
     "An object gets out before it is in protected memory."},
    {Kind::Escape, "escape",
     "A pointer into a domain goes where writes through it are not seen."},
    {Kind::NotFollowed, "not-followed",
     "Not all paths of a function were looked at."},
};

static const Row &rowOf(Kind What) {
  const Row *Found =
      find_if(KindRows, [What](const Row &R) { return R.What == What; });
  assert(Found != std::end(KindRows) && "every kind has a row");
  return *Found;
}

StringRef kindName(Kind What) { return rowOf(What).Name; }
StringRef kindHelp(Kind What) { return rowOf(What).Help; }

std::string reliesOn(StringRef Flag) {
  return ("relies on " + Flag +
          " alone, which in an interrupt is the flag of the interrupted code; "
          "test that this is none")
      .str();
}

ArrayRef<Kind> allKinds() {
  static const auto All =
      to_vector(map_range(KindRows, [](const Row &R) { return R.What; }));
  return All;
}

} // namespace kpkeys::audit
