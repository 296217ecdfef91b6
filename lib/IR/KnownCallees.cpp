//===- KnownCallees.cpp - What library functions do to arguments ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks calls up in the table of lib/IR/Callees. The names are reserved by the
// C standard, by POSIX or by the compiler. A definition in the same module is
// looked at instead, since a freestanding program may define its own; and a
// declaration with another prototype is another function.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/KnownCallees.h"
#include "Callbacks.h"
#include "FormatStrings.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

#define KPKEYS_CALLEE(Name, Result, Arguments)                                 \
  {#Name, Result, Arguments, KPKEYS_GROUP},
#define KPKEYS_HIDDEN(Name, Result, Arguments)                                 \
  {#Name, Result, Arguments, KPKEYS_GROUP},
#define KPKEYS_FORTIFIED(Name, Result, Arguments)                              \
  {#Name, Result, Arguments, KPKEYS_GROUP},
#define KPKEYS_ALIAS(Name, Of)

static constexpr CalleeRow Rows[] = {
#include "Callees/All.def"
};

#undef KPKEYS_CALLEE
#undef KPKEYS_HIDDEN
#undef KPKEYS_FORTIFIED
#undef KPKEYS_ALIAS
#define KPKEYS_CALLEE(Name, Result, Arguments)
#define KPKEYS_HIDDEN(Name, Result, Arguments)
#define KPKEYS_FORTIFIED(Name, Result, Arguments)
#define KPKEYS_ALIAS(Name, Of) {#Name, #Of, KPKEYS_GROUP},

namespace {
/// Another name for a function, with the same prototype.
struct Alias {
  StringLiteral Name;
  StringLiteral Of;
  CalleeGroup Group;
};
} // namespace

static constexpr Alias Aliases[] = {
#include "Callees/All.def"
};

#undef KPKEYS_CALLEE
#undef KPKEYS_HIDDEN
#undef KPKEYS_FORTIFIED
#undef KPKEYS_ALIAS

ArrayRef<CalleeRow> knownCallees() {
  static const SmallVector<CalleeRow, 0> All = [] {
    SmallVector<CalleeRow, 0> List(std::begin(Rows), std::end(Rows));
    for (const Alias &A : Aliases)
      for (const CalleeRow &Row : Rows)
        if (Row.Name == A.Of)
          List.push_back({A.Name, Row.Result, Row.Arguments, A.Group});
    return List;
  }();
  return All;
}

const CalleeRow *knownCallee(StringRef Name) {
  static const StringMap<const CalleeRow *> Index = [] {
    StringMap<const CalleeRow *> Map;
    for (const CalleeRow &Row : knownCallees())
      Map.try_emplace(Row.Name, &Row);
    return Map;
  }();
  return Index.lookup(Name);
}

bool CalleeRow::fits(const FunctionType &T) const {
  StringRef Fixed = Arguments;
  bool IsVariadic = Fixed.consume_back("~") || Fixed.consume_back("!");
  if (IsVariadic != T.isVarArg() || Fixed.size() != T.getNumParams())
    return false;
  for (unsigned I = 0, E = T.getNumParams(); I != E; ++I)
    if ((Fixed[I] != '.') != T.getParamType(I)->isPointerTy())
      return false;
  const Type *Returned = T.getReturnType();
  return Returned->isVoidTy() == (Result == "v") &&
         Returned->isPointerTy() == (Result != "v" && Result != ".");
}

static bool isBelievedIn(CalleeGroup Group, const Module &M) {
  switch (Group) {
  case CalleeGroup::Anywhere:
    return true;
  case CalleeGroup::Programs:
    return !isForKernel(M);
  case CalleeGroup::Kernels:
    return isForKernel(M);
  }
  llvm_unreachable("every group is believed somewhere");
}

static const CalleeRow *findRow(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  if (!Callee || !Callee->isDeclaration() || Callee->isIntrinsic())
    return nullptr;
  StringRef Name = Callee->getName();
  Name.consume_front("\1"); // an asm label's
  const CalleeRow *Row = knownCallee(Name);
  return Row && Row->fits(*Callee->getFunctionType()) &&
                 isBelievedIn(Row->Group, *Callee->getParent())
             ? Row
             : nullptr;
}

bool isKnownName(StringRef Name) { return knownCallee(Name) != nullptr; }

bool isKnownCallee(const CallBase &Call) { return findRow(Call) != nullptr; }

bool isFollowed(const Argument &Param) {
  return Param.getParent()
      ->getAttributes()
      .getParamAttrs(Param.getArgNo())
      .hasAttribute(FollowedAttribute);
}

/// True if what \p Call calls back, if anything, does nothing in a window but
/// compute.
static bool callsBackQuietly(const CalleeRow &Row, const CallBase &Call) {
  for (auto [ArgNo, Letter] : enumerate(Row.Arguments))
    if (Letter == 'C' && !isQuietCallback(*Call.getArgOperand(ArgNo)))
      return false;
  return true;
}

static ArgEffect effectOnVariablePart(const CalleeRow &Row,
                                      const CallBase &Call, unsigned ArgNo) {
  if (Row.Arguments.contains('S'))
    return ArgEffect::Writes;
  size_t Format = Row.Arguments.find_first_of("FU");
  if (Format == StringRef::npos)
    return ArgEffect::Reads;
  unsigned First = Row.Arguments.size() - 1;
  return formatMayWrite(*Call.getArgOperand(Format),
                        /*IsWide=*/Row.Arguments[Format] == 'U', ArgNo - First)
             ? ArgEffect::Writes
             : ArgEffect::Reads;
}

static ArgEffect effectByLetter(const CalleeRow &Row, const CallBase &Call,
                                unsigned ArgNo) {
  if (ArgNo >= Row.Arguments.size())
    return effectOnVariablePart(Row, Call, ArgNo);
  switch (Row.Arguments[ArgNo]) {
  case '~':
  case '!':
    return effectOnVariablePart(Row, Call, ArgNo);
  case 'W':
  case 'X':
  case 'E':
  case 'H':
  case 'V':
    return callsBackQuietly(Row, Call) ? ArgEffect::Writes : ArgEffect::Unknown;
  case 'D':
    return callsBackQuietly(Row, Call) ? ArgEffect::Reads : ArgEffect::Unknown;
  case 'K':
    return ArgEffect::Keeps;
  case 'I':
    return Row.runsOtherCode() ? ArgEffect::Unknown : ArgEffect::Reads;
  case 'N':
    return ArgEffect::Unknown;
  case 'A':
  case '.': // if an address was made a number, it stays one
    return ArgEffect::Nothing;
  default:
    return callsBackQuietly(Row, Call) ? ArgEffect::Reads
                                       : ArgEffect::ReadsUnseen;
  }
}

static ArgEffect knownEffect(const CalleeRow &Row, const CallBase &Call,
                             unsigned ArgNo) {
  ArgEffect Effect = effectByLetter(Row, Call, ArgNo);
  if (!Row.runsOtherCode())
    return Effect;
  if (Effect == ArgEffect::Reads)
    return ArgEffect::ReadsUnseen;
  return Effect == ArgEffect::Writes ? ArgEffect::Unknown : Effect;
}

ArgEffect argumentEffect(const CallBase &Call, unsigned ArgNo, bool LinksToo) {
  const Function *Callee = Call.getCalledFunction();
  bool Followed = Callee && ArgNo < Callee->arg_size() &&
                  isFollowed(*Callee->getArg(ArgNo));
  if (Followed || Call.isByValArgument(ArgNo) ||
      Call.getParamAttr(ArgNo, ReadsAttribute).isValid())
    return ArgEffect::Nothing;
  if (const CalleeRow *Row = findRow(Call))
    return knownEffect(*Row, Call, ArgNo);
  if (!Call.doesNotCapture(ArgNo))
    return ArgEffect::Unknown;
  if (Call.doesNotAccessMemory())
    return ArgEffect::Nothing;
  bool Reads =
      Call.onlyReadsMemory() || (Call.onlyReadsMemory(ArgNo) && !LinksToo);
  return Reads ? ArgEffect::ReadsUnseen : ArgEffect::Unknown;
}

/// True if the letter of argument \p ArgNo is one of \p Letters.
static bool isOneOf(const CallBase &Call, unsigned ArgNo, StringRef Letters) {
  const CalleeRow *Row = findRow(Call);
  return Row && ArgNo < Row->Arguments.size() &&
         Letters.contains(Row->Arguments[ArgNo]);
}

bool runsOtherCode(const CallBase &Call) {
  const CalleeRow *Row = findRow(Call);
  return Row && Row->runsOtherCode();
}

bool callsBackOtherCode(const CallBase &Call) {
  const CalleeRow *Row = findRow(Call);
  return Row && !callsBackQuietly(*Row, Call);
}

bool handsOnHeld(const CallBase &Call, unsigned ArgNo) {
  return isOneOf(Call, ArgNo, "P");
}

bool writesThroughHeld(const CallBase &Call, unsigned ArgNo) {
  return isOneOf(Call, ArgNo, "HI") && !runsOtherCode(Call);
}

bool copiesFrom(const CallBase &Call, unsigned ArgNo) {
  return isOneOf(Call, ArgNo, "MX");
}

bool copiesTo(const CallBase &Call, unsigned ArgNo) {
  return isOneOf(Call, ArgNo, "WX");
}

bool receivesPointers(const CallBase &Call, unsigned ArgNo) {
  return isOneOf(Call, ArgNo, "EH");
}

std::optional<unsigned> returnedArgument(const CallBase &Call) {
  if (const CalleeRow *Row = findRow(Call))
    return llvm::isDigit(Row->Result[0])
               ? std::optional<unsigned>(Row->Result[0] - '0')
               : std::nullopt;
  for (unsigned I = 0, E = Call.arg_size(); I != E; ++I)
    if (Call.paramHasAttr(I, Attribute::Returned))
      return I;
  return std::nullopt;
}

} // namespace kpkeys
