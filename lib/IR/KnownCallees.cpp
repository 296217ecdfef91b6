//===- KnownCallees.cpp - What library functions do to arguments ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One row per function: which pointer arguments it writes (W) or reads (R),
// and which one its result points into. The names are reserved by the C
// standard or by the compiler; a definition in the same module is looked at
// instead of the table, since a freestanding program may define its own.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

namespace {
struct Row {
  /// One letter per argument: W written, R read, . not a pointer. Arguments
  /// past the end are the variable part of the printf family: read only, but
  /// for %n, which docs/Limitations.md lists.
  StringLiteral Arguments;
  /// Index of the argument the result points into, or -1.
  int Returned;
};
} // namespace

static const StringMap<Row> &knownCallees() {
  static const StringMap<Row> Table = {
      {"memcpy", {"WR.", 0}},
      {"memmove", {"WR.", 0}},
      {"memset", {"W..", 0}},
      {"mempcpy", {"WR.", 0}},
      {"memccpy", {"WR..", 0}},
      {"explicit_bzero", {"W.", -1}},
      {"bzero", {"W.", -1}},
      {"bcopy", {"RW.", -1}},
      {"bcmp", {"RR.", -1}},
      {"memcmp", {"RR.", -1}},
      {"memchr", {"R..", 0}},
      {"strcpy", {"WR", 0}},
      {"stpcpy", {"WR", 0}},
      {"strncpy", {"WR.", 0}},
      {"stpncpy", {"WR.", 0}},
      {"strcat", {"WR", 0}},
      {"strncat", {"WR.", 0}},
      {"strlcpy", {"WR.", -1}},
      {"strlcat", {"WR.", -1}},
      {"strlen", {"R", -1}},
      {"strnlen", {"R.", -1}},
      {"strcmp", {"RR", -1}},
      {"strncmp", {"RR.", -1}},
      {"strcasecmp", {"RR", -1}},
      {"strncasecmp", {"RR.", -1}},
      {"strchr", {"R.", 0}},
      {"strrchr", {"R.", 0}},
      {"strstr", {"RR", 0}},
      {"strpbrk", {"RR", 0}},
      {"strspn", {"RR", -1}},
      {"strcspn", {"RR", -1}},
      {"__memcpy_chk", {"WR..", 0}},
      {"__memmove_chk", {"WR..", 0}},
      {"__memset_chk", {"W...", 0}},
      {"__mempcpy_chk", {"WR..", 0}},
      {"__strcpy_chk", {"WR.", 0}},
      {"__stpcpy_chk", {"WR.", 0}},
      {"__strncpy_chk", {"WR..", 0}},
      {"__strcat_chk", {"WR.", 0}},
      {"__strncat_chk", {"WR..", 0}},
      {"__explicit_bzero_chk", {"W..", -1}},
      {"printf", {"R", -1}},
      {"puts", {"R", -1}},
      {"__printf_chk", {".R", -1}},
      {"free", {"R", -1}},
      {"kpkeys_free", {"R", -1}},
      {"kpkeys_realloc", {"R.", -1}},
      {"kpkeys_alloc_size", {"R", -1}},
      {"sprintf", {"WR", -1}},
      {"snprintf", {"W.R", -1}},
      {"vsprintf", {"WR.", -1}},
      {"vsnprintf", {"W.R.", -1}},
      {"__vsprintf_chk", {"W..R.", -1}},
      {"__vsnprintf_chk", {"W...R.", -1}},
      {"__sprintf_chk", {"W..R", -1}},
      {"__snprintf_chk", {"W...R", -1}},
      // The GCC atomic library ABI for objects that are not lock-free.
      {"__atomic_load", {".RW.", -1}},
      {"__atomic_store", {".WR.", -1}},
      {"__atomic_exchange", {".WRW.", -1}},
      {"__atomic_compare_exchange", {".WWR..", -1}},
  };
  return Table;
}

static const Row *findRow(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  if (!Callee || !Callee->isDeclaration())
    return nullptr;
  const auto &Table = knownCallees();
  auto It = Table.find(Callee->getName());
  return It == Table.end() ? nullptr : &It->second;
}

bool isKnownCallee(const CallBase &Call) { return findRow(Call) != nullptr; }

bool isFollowed(const Argument &Param) {
  return Param.getParent()
      ->getAttributes()
      .getParamAttrs(Param.getArgNo())
      .hasAttribute(FollowedAttribute);
}

ArgEffect argumentEffect(const CallBase &Call, unsigned ArgNo, bool LinksToo) {
  const Function *Callee = Call.getCalledFunction();
  bool Followed = Callee && ArgNo < Callee->arg_size() &&
                  isFollowed(*Callee->getArg(ArgNo));
  if (Followed || Call.isByValArgument(ArgNo) ||
      Call.getParamAttr(ArgNo, ReadsAttribute).isValid())
    return ArgEffect::Reads;
  if (const Row *Known = findRow(Call)) {
    if (ArgNo >= Known->Arguments.size())
      return ArgEffect::Reads;
    return Known->Arguments[ArgNo] == 'W' ? ArgEffect::Writes
                                          : ArgEffect::Reads;
  }
  if (!Call.doesNotCapture(ArgNo))
    return ArgEffect::Unknown;
  bool Reads =
      Call.onlyReadsMemory() || (Call.onlyReadsMemory(ArgNo) && !LinksToo);
  return Reads ? ArgEffect::Reads : ArgEffect::Unknown;
}

std::optional<unsigned> returnedArgument(const CallBase &Call) {
  if (const Row *Known = findRow(Call))
    return Known->Returned < 0 ? std::nullopt
                               : std::optional<unsigned>(Known->Returned);
  for (unsigned I = 0, E = Call.arg_size(); I != E; ++I)
    if (Call.paramHasAttr(I, Attribute::Returned))
      return I;
  return std::nullopt;
}

} // namespace kpkeys
