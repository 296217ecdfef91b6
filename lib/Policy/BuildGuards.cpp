//===- BuildGuards.cpp - What a policy tells the audit --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks `guards`, `sleeps` and `objects`, and turns each kind of guard into
// calls that open one and calls that end one.
//
//===----------------------------------------------------------------------===//
#include "Named.h"
#include "PolicyBuilder.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace kpkeys {

bool PolicyBuilder::checkFunctionName(const Word &Name) {
  StringRef Text = Name.Text;
  auto IsPart = [](char C) { return isAlnum(C) || C == '_'; };
  bool IsName =
      !Text.empty() && (IsPart(Text.back())) && !isDigit(Text.front()) &&
      all_of(Text, [&](char C) { return IsPart(C) || C == ':' || C == '~'; });
  if (!IsName)
    error(Name, "'" + Text + "' is not a function's name");
  return IsName;
}

std::vector<std::string>
PolicyBuilder::readFunctions(const TextList<Word> &Names) {
  std::vector<std::string> Functions;
  for (const Word &Name : Names.Entries)
    if (checkFunctionName(Name))
      Functions.push_back(Name.Text);
  return Functions;
}

std::optional<unsigned> PolicyBuilder::readGuardLevel(const Word &Name) {
  std::optional<unsigned> Level = Result.findLevel(Name.Text);
  if (!Level)
    error(Name, "unknown level '" + Name.Text + "'; the levels are " +
                    Result.levelNames());
  return Level;
}

/// Of a call that both are about, the first says what it does. So a rule for
/// one value goes before the rule for all others.
static bool hides(const GuardCall &First, const GuardCall &Next) {
  if (First.Function != Next.Function)
    return false;
  if (!First.Value)
    return true;
  return Next.Value &&
         (First.Argument != Next.Argument || First.Value == Next.Value);
}

/// Is it said already what \p New does? Calls that end are looked at first.
static bool isHidden(const GuardRules &Rules, const GuardCall &New,
                     bool IsEnter) {
  auto Hides = [&](const GuardCall &Known) { return hides(Known, New); };
  auto IsHidden = [&](const GuardCall &Known) { return hides(New, Known); };
  return any_of(Rules.Leave, Hides) ||
         (IsEnter ? any_of(Rules.Enter, Hides) : any_of(Rules.Enter, IsHidden));
}

void PolicyBuilder::addGuardCall(const GuardCallText &Text, bool IsEnter) {
  bool HasArgument = Text.Argument.isPresent();
  bool HasValue = Text.Value.isPresent();
  bool TellsLevel = Text.Level.isPresent() || (HasArgument && !HasValue);
  if (!Text.Function.isPresent() || (IsEnter && !TellsLevel) ||
      (IsEnter ? HasArgument < HasValue : HasArgument != HasValue)) {
    Source.error(Text.Range,
                 IsEnter ? "an entry of 'enter' needs 'function' and either "
                           "'level' or 'argument'; 'value' needs 'argument'"
                         : "an entry of 'leave' needs 'function'; 'value' and "
                           "'argument' go together");
    return;
  }
  checkFunctionName(Text.Function);
  GuardCall Call;
  Call.Function = Text.Function.Text;
  unsigned Number = 0;
  uint64_t Value = 0;
  if (Text.Argument.isPresent()) {
    if (!isNumber(Text.Argument.Text) ||
        !to_integer(Text.Argument.Text, Number) || Number == 0)
      error(Text.Argument, "'" + Text.Argument.Text +
                               "' is not an argument's number; they count "
                               "from 1");
    Call.Argument = Number - 1;
  }
  if (Text.Value.isPresent()) {
    if (!to_integer(Text.Value.Text, Value, 0))
      error(Text.Value, "'" + Text.Value.Text + "' is not a number");
    Call.Value = Value;
  }
  if (Text.Level.isPresent())
    Call.Level = readGuardLevel(Text.Level);
  if (Text.If.Text == "nonzero")
    Call.When = GuardCondition::NonZero;
  else if (Text.If.Text == "zero")
    Call.When = GuardCondition::Zero;
  else if (Text.If.isPresent())
    error(Text.If,
          "unknown condition '" + Text.If.Text + "'; use zero or nonzero");
  if (isHidden(Result.Guards, Call, IsEnter))
    error(Text.Function, "function '" + Call.Function + "' is listed twice");
  (IsEnter ? Result.Guards.Enter : Result.Guards.Leave)
      .push_back(std::move(Call));
}

/// Adds functions that open and end \p Level. Gives the name of one that other
/// entries say something else of; to end the same level twice says nothing new.
static std::optional<StringRef> addPair(StringRef Enter, StringRef Leave,
                                        std::optional<unsigned> Level,
                                        GuardRules &To) {
  GuardCall Opens{Enter.str(), {}, {}, Level}, Ends{Leave.str(), {}, {}, Level};
  bool IsSaid = any_of(To.Leave, [&](const GuardCall &Known) {
    return Known.Function == Leave && !Known.Value && Known.Level == Level &&
           Known.When == GuardCondition::Always;
  });
  if (Enter == Leave || isHidden(To, Opens, /*IsEnter=*/true))
    return Enter;
  if (!IsSaid && isHidden(To, Ends, /*IsEnter=*/false))
    return Leave;
  To.Enter.push_back(std::move(Opens));
  if (!IsSaid)
    To.Leave.push_back(std::move(Ends));
  return std::nullopt;
}

void PolicyBuilder::addScoped(const GuardPairText &Text) {
  bool IsPair = Text.Enter.isPresent() && Text.Leave.isPresent();
  bool IsHalf = Text.Enter.isPresent() != Text.Leave.isPresent();
  if (!Text.Level.isPresent() || IsHalf || IsPair == Text.Type.isPresent() ||
      Text.Flag.isPresent()) {
    Source.error(Text.Range, "an entry of 'scoped' needs 'level' and either "
                             "'type' or 'enter' and 'leave'");
    return;
  }
  std::string Enter = Text.Enter.Text, Leave = Text.Leave.Text;
  if (IsPair) {
    checkFunctionName(Text.Enter);
    checkFunctionName(Text.Leave);
  } else if (checkFunctionName(Text.Type)) {
    StringRef Type = Text.Type.Text;
    StringRef Last = Type.substr(Type.rfind(':') + 1);
    Enter = (Type + "::" + Last).str();
    Leave = (Type + "::~" + Last).str();
  }
  std::optional<unsigned> Level = readGuardLevel(Text.Level);
  if (auto Twice = addPair(Enter, Leave, Level, Result.Guards))
    error(!IsPair           ? Text.Type
          : *Twice == Enter ? Text.Enter
                            : Text.Leave,
          "function '" + *Twice + "' is listed twice");
}

void PolicyBuilder::addBatch(const GuardPairText &Text, bool HasInterrupt) {
  if (!Text.Level.isPresent() || !Text.Enter.isPresent() ||
      !Text.Leave.isPresent() || Text.Type.isPresent()) {
    Source.error(Text.Range,
                 "an entry of 'batch' needs 'enter', 'leave' and 'level'");
    return;
  }
  checkFunctionName(Text.Enter);
  checkFunctionName(Text.Leave);
  std::optional<unsigned> Level = readGuardLevel(Text.Level);
  if (auto Twice =
          addPair(Text.Enter.Text, Text.Leave.Text, Level, Result.Guards))
    return error(*Twice == Text.Enter.Text ? Text.Enter : Text.Leave,
                 "function '" + *Twice + "' is listed twice");
  if (!Text.Flag.isPresent())
    return;
  checkFunctionName(Text.Flag);
  if (!HasInterrupt)
    error(Text.Flag, "code in an interrupt must not trust '" + Text.Flag.Text +
                         "': 'guards' must list in 'interrupt' the functions "
                         "that tell, or [] if there are no interrupts");
  const BatchFlag New{Text.Flag.Text, Level.value_or(0)};
  if (any_of(Result.Guards.Flags, [&New](const BatchFlag &Other) {
        return Other.Function == New.Function && Other.Level != New.Level;
      }))
    error(Text.Flag, "function '" + New.Function + "' is listed twice");
  Result.Guards.Flags.push_back(New);
}

void PolicyBuilder::addGuards(const PolicyText &Text) {
  const GuardsText &Guards = Text.Guards;
  for (const GuardCallText &Call : Guards.Enter.Entries)
    addGuardCall(Call, /*IsEnter=*/true);
  for (const GuardCallText &Call : Guards.Leave.Entries)
    addGuardCall(Call, /*IsEnter=*/false);
  for (const GuardPairText &Pair : Guards.Scoped.Entries)
    addScoped(Pair);
  for (const GuardPairText &Pair : Guards.Batch.Entries)
    addBatch(Pair, Guards.HasInterrupt);
  Result.Guards.Interrupt = readFunctions(Guards.Interrupt);
  Result.Guards.Sleeps = readFunctions(Text.Sleeps);
}

/// Each function once in all entries, but for what has one meaning wherever it
/// is: what releases, fails, or commits in the same way.
static std::optional<std::string> listedTwice(ArrayRef<ObjectRule> Objects) {
  using Role = std::vector<std::string> ObjectRule::*;
  StringMap<std::pair<Role, bool>> Known;
  for (const ObjectRule &Object : Objects)
    for (Role R : {&ObjectRule::Allocate, &ObjectRule::Commit,
                   &ObjectRule::Release, &ObjectRule::Fails})
      for (const std::string &Name : Object.*R) {
        std::pair Means(R, R == &ObjectRule::Commit && Object.Moves);
        auto [It, IsNew] = Known.try_emplace(Name, Means);
        if (!IsNew && (R == &ObjectRule::Allocate || It->second != Means))
          return Name;
      }
  return std::nullopt;
}

void PolicyBuilder::addObject(const ObjectText &Text) {
  bool OnlyReleases = Text.Allocate.Entries.empty() &&
                      Text.Commit.Entries.empty() &&
                      !Text.Release.Entries.empty();
  bool IsWhole = !Text.Allocate.Entries.empty() && !Text.Commit.Entries.empty();
  if (!Text.Domain.isPresent() || (!IsWhole && !OnlyReleases)) {
    Source.error(Text.Range, "an entry of 'objects' needs 'domain', and "
                             "'allocate' and 'commit' or only 'release'");
    return;
  }
  std::optional<unsigned> Domain = Result.findDomain(Text.Domain.Text);
  if (!Domain)
    error(Text.Domain, "unknown domain '" + Text.Domain.Text +
                           "'; the domains are " + Result.domainNames());
  if (Text.Moves.isPresent() && Text.Moves.Text != "true" &&
      Text.Moves.Text != "false")
    error(Text.Moves,
          "unknown word '" + Text.Moves.Text + "'; use true or false");
  Result.Guards.Objects.push_back(
      {Domain.value_or(0), readFunctions(Text.Allocate),
       readFunctions(Text.Commit), readFunctions(Text.Release),
       readFunctions(Text.Fails), Text.Moves.Text == "true"});
  if (auto Twice = listedTwice(Result.Guards.Objects)) {
    for (const auto *Names :
         {&Text.Fails, &Text.Release, &Text.Commit, &Text.Allocate})
      for (const Word &Name : reverse(Names->Entries))
        if (Name.Text == *Twice)
          return error(Name, "function '" + *Twice + "' is listed twice");
  }
}

void PolicyBuilder::addObjects(const PolicyText &Text) {
  for (const ObjectText &Object : Text.Objects.Entries)
    addObject(Object);
}

} // namespace kpkeys
