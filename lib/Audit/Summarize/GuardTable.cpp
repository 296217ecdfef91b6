//===- GuardTable.cpp - Which calls open and end guards -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The policy's rules by the names of functions: the linkage name, or in C++ the
// name with its scopes. A clone (`f.kpkeys.cred`) is what it was made from.
//
//===----------------------------------------------------------------------===//
#include "GuardTable.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

const GlobalValue *namedFunction(const Value *Value) {
  Value = Value->stripPointerCasts();
  const auto *Alias = dyn_cast<GlobalAlias>(Value);
  if (Alias && !Alias->isInterposable())
    return namedFunction(Alias->getAliasee());
  if (Alias)
    return isa<FunctionType>(Alias->getValueType()) ? Alias : nullptr;
  return dyn_cast<Function>(Value);
}

const Function *calledFunction(const CallBase &Call) {
  return dyn_cast_or_null<Function>(namedFunction(Call.getCalledOperand()));
}

GuardTable::GuardTable(const Policy &Rules) : Rules(Rules) {
  const GuardRules &G = Rules.guards();
  for (const GuardCall &Call : G.Enter)
    ByName[Call.Function].Enter.push_back(&Call);
  for (const GuardCall &Call : G.Leave)
    ByName[Call.Function].Leave.push_back(&Call);
  for (const BatchFlag &Flag : G.Flags)
    ByName[Flag.Function].Flag = &Flag;
  for (const std::string &Name : G.Interrupt)
    ByName[Name].IsInterrupt = true;
  for (const std::string &Name : G.Sleeps)
    ByName[Name].Sleeps = true;
  for (const ObjectRule &Object : G.Objects)
    for (const auto &[Names, Role] :
         {std::pair(&Object.Allocate, ObjectRole::Allocate),
          std::pair(&Object.Commit, ObjectRole::Commit),
          std::pair(&Object.Release, ObjectRole::Release),
          std::pair(&Object.Fails, ObjectRole::Fails)})
      for (const std::string &Name : *Names) {
        ByName[Name].Object = &Object;
        ByName[Name].Role = Role;
      }
}

static std::string buffered(char *Text) {
  std::string Copy = Text ? Text : "";
  std::free(Text);
  return Copy;
}

/// "mm::guard::guard", or "".
static std::string qualifiedName(StringRef Linkage) {
  const std::string Mangled = Linkage.str(); // is referred to
  ItaniumPartialDemangler Name;
  if (!Linkage.starts_with("_Z") || Name.partialDemangle(Mangled.c_str()))
    return "";
  std::string Scopes =
      buffered(Name.getFunctionDeclContextName(nullptr, nullptr));
  std::string Base = buffered(Name.getFunctionBaseName(nullptr, nullptr));
  return Scopes.empty() ? Base : Scopes + "::" + Base;
}

const GuardTable::Meaning *GuardTable::meaningOf(const Function *F) const {
  if (!F)
    return nullptr;
  auto [It, New] = Known.try_emplace(F, nullptr);
  if (!New)
    return It->second;
  StringRef Linkage = F->getName().split(".kpkeys.").first;
  auto Found = ByName.find(Linkage);
  if (Found == ByName.end())
    Found = ByName.find(qualifiedName(Linkage));
  if (Found != ByName.end())
    It->second = &Found->second;
  return It->second;
}

/// The constant that \p Call has for the argument that \p Rule looks at.
static const ConstantInt *constantOf(const CallBase &Call,
                                     const GuardCall &Rule) {
  if (*Rule.Argument >= Call.arg_size())
    return nullptr;
  return dyn_cast<ConstantInt>(Call.getArgOperand(*Rule.Argument));
}

static GuardEffect enterOf(const CallBase &Call,
                           ArrayRef<const GuardCall *> Rules,
                           size_t NumLevels) {
  GuardEffect Unknown{true, UnknownLevel};
  for (const GuardCall *Rule : Rules) {
    if (!Rule->Argument)
      return {true, Rule->Level, true, false, Rule->When};
    const ConstantInt *Value = constantOf(Call, *Rule);
    Unknown.IsConstant = Value;
    if (!Value)
      continue;
    if (Rule->Value && Value->getValue().getLimitedValue() == *Rule->Value)
      return {true, Rule->Level, true, false, Rule->When};
    if (!Rule->Value && Value->getValue().ult(NumLevels))
      return {true, Rule->Level.value_or(Value->getZExtValue()), true, false,
              Rule->When};
  }
  return Unknown;
}

/// True if a variable decides which of \p Rules it is.
static bool isVariable(const CallBase &Call,
                       ArrayRef<const GuardCall *> Rules) {
  return any_of(Rules, [&Call](const GuardCall *Rule) {
    return Rule->Value && !constantOf(Call, *Rule);
  });
}

/// std::nullopt: of the calls of such a function this one ends nothing.
static std::optional<GuardEffect> leaveOf(const CallBase &Call,
                                          ArrayRef<const GuardCall *> Rules) {
  for (const GuardCall *Rule : Rules) {
    const ConstantInt *Value = Rule->Value ? constantOf(Call, *Rule) : nullptr;
    if (Rule->Value &&
        (!Value || Value->getValue().getLimitedValue() != *Rule->Value))
      continue;
    return GuardEffect{false, Rule->Level, true, false, Rule->When};
  }
  return std::nullopt;
}

std::optional<GuardEffect> GuardTable::effectOf(const CallBase &Call) const {
  if (std::optional<ScopeCall> Scope = asScopeCall(Call))
    return GuardEffect{Scope->IsBegin,
                       Rules.findLevel(Scope->Level).value_or(UnknownLevel),
                       true, true};
  if (const Meaning *Said = meaningOf(calledFunction(Call))) {
    std::optional<GuardEffect> Ends = leaveOf(Call, Said->Leave);
    if (!Ends && !Said->Enter.empty())
      return enterOf(Call, Said->Enter, Rules.levels().size());
    if (!Ends && isVariable(Call, Said->Leave))
      return GuardEffect{true, UnknownLevel, false};
    if (Ends)
      Ends->IsAbsolute = !Said->Enter.empty();
    if (!Said->Leave.empty())
      return Ends;
  }
  if (std::optional<ManualCall> Manual = asManualCall(Call)) {
    if (!Manual->IsSet)
      return GuardEffect{false, std::nullopt};
    bool IsLevel = Manual->Level && *Manual->Level < Rules.levels().size();
    return GuardEffect{true, IsLevel ? *Manual->Level : UnknownLevel,
                       Manual->Level.has_value()};
  }
  return std::nullopt;
}

/// The level that all calls open or end, if the first of \p Rules says it.
static std::optional<unsigned> levelOf(ArrayRef<const GuardCall *> Rules) {
  if (Rules.empty())
    return std::nullopt;
  const GuardCall &First = *Rules.front();
  if (First.Argument || First.When != GuardCondition::Always)
    return std::nullopt;
  return First.Level;
}

std::optional<unsigned> GuardTable::opens(const Function &F) const {
  const Meaning *Said = meaningOf(&F);
  return Said ? levelOf(Said->Enter) : std::nullopt;
}

std::optional<unsigned> GuardTable::closes(const Function &F) const {
  const Meaning *Said = meaningOf(&F);
  return Said ? levelOf(Said->Leave) : std::nullopt;
}

std::optional<unsigned> GuardTable::flagOf(const CallBase &Call) const {
  const Meaning *Said = meaningOf(calledFunction(Call));
  return Said && Said->Flag ? std::optional(Said->Flag->Level) : std::nullopt;
}

bool GuardTable::isInterruptTest(const CallBase &Call) const {
  const Meaning *Said = meaningOf(calledFunction(Call));
  return Said && Said->IsInterrupt;
}

bool GuardTable::sleeps(const CallBase &Call) const {
  const Meaning *Said = meaningOf(calledFunction(Call));
  return Said && Said->Sleeps;
}

bool GuardTable::isGuard(const Function &F) const {
  const Meaning *Said = meaningOf(&F);
  return Said && (!Said->Enter.empty() || !Said->Leave.empty());
}

std::vector<std::string> GuardTable::unseenIn(const Module &M) const {
  SmallPtrSet<const Meaning *, 16> Seen;
  for (const Function &F : M)
    Seen.insert(meaningOf(&F));
  std::vector<std::string> Names;
  for (const auto &Entry : ByName)
    if (!Seen.contains(&Entry.second))
      Names.push_back(Entry.first().str());
  llvm::sort(Names);
  return Names;
}

std::pair<ObjectRole, const ObjectRule *>
GuardTable::objectRole(const Function &F) const {
  const Meaning *Said = meaningOf(&F);
  return Said ? std::pair(Said->Role, Said->Object)
              : std::pair(ObjectRole::None, nullptr);
}

} // namespace kpkeys
