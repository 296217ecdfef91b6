//===- FunctionCalls.cpp - What calls mean for guards ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of FunctionAuditor about calls: what is held at each, what is
// passed, and what it is judged by at once. Calls and writes that are the same
// but for what tests of parameters have said are put together.
//
//===----------------------------------------------------------------------===//
#include "Addresses.h"
#include "FunctionAuditor.h"
#include "Places.h"
#include "kpkeys/Analysis/BaseLevels.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace kpkeys {

using audit::Kind;

//===-- variants ------------------------------------------------------------//

/// Past this many conditions for one thing, it is taken to hold always.
static constexpr size_t MaxVariants = 8;

/// If \p A and \p B differ only in that one condition of them is opposite: the
/// rest.
static std::optional<std::vector<audit::Condition>>
withoutOpposite(const std::vector<audit::Condition> &A,
                const std::vector<audit::Condition> &B) {
  std::vector<audit::Condition> Rest;
  if (A.size() != B.size())
    return std::nullopt;
  for (const auto &[C, D] : zip_equal(A, B)) {
    if (C == D) {
      Rest.push_back(C);
      continue;
    }
    audit::Condition Opposite = D;
    Opposite.IsEqual = !D.IsEqual;
    if (!(C == Opposite))
      return std::nullopt;
  }
  if (Rest.size() + 1 != A.size())
    return std::nullopt;
  return Rest;
}

/// Adds \p New to \p Known, which are the same but for when they are so.
template <typename T> static void addVariant(std::vector<T> &Known, T New) {
  for (size_t I = 0; I < Known.size();) {
    const auto &When = Known[I].When;
    if (std::includes(New.When.begin(), New.When.end(), When.begin(),
                      When.end()))
      return; // is so more generally
    auto Rest = withoutOpposite(When, New.When);
    bool IsLess = std::includes(When.begin(), When.end(), New.When.begin(),
                                New.When.end());
    if (!Rest && !IsLess) {
      ++I;
      continue;
    }
    if (Known[I].Path.size() <= New.Path.size())
      New.Path = Known[I].Path;
    if (Rest)
      New.When = std::move(*Rest);
    Known.erase(Known.begin() + I);
    I = Rest ? 0 : I;
  }
  if (Known.size() >= MaxVariants) {
    Known.clear();
    New.When.clear();
  }
  Known.push_back(std::move(New));
}

//===-- calls ---------------------------------------------------------------//

/// What is known where \p S is that callers can decide.
std::vector<audit::Condition> FunctionAuditor::conditionsOf(const State &S) {
  std::vector<audit::Condition> All;
  for (const auto &[What, Holds] : S.Known.all())
    if (const auto *Param = dyn_cast<Argument>(What.Left); Param && !What.Right)
      All.push_back({Param->getArgNo(), What.Mask, What.Number, Holds});
  llvm::sort(All);
  return All;
}

void FunctionAuditor::addNeed(const Instruction &At, audit::Need New) {
  std::string Key = New.Text + " " + std::to_string(New.Ended);
  for (uint64_t Param : New.Params)
    Key += " " + std::to_string(Param);
  addVariant(Needs[{&At, std::move(Key)}], std::move(New));
}

void FunctionAuditor::noteArguments(const CallBase &Call, const State &S,
                                    audit::Call &Made) const {
  for (auto [ArgNo, Arg] : enumerate(Call.args())) {
    if (std::optional<uint64_t> Number = numberOf(Arg)) {
      Made.Constants.push_back({ArgNo, *Number});
      continue;
    }
    if (!Arg->getType()->isPointerTy()) {
      const auto *Param = dyn_cast<Argument>(stripTested(Arg));
      if (Param && Param->getType() == Arg->getType())
        Made.Passed.push_back({ArgNo, Param->getArgNo()});
      continue;
    }
    RootSet Roots = S.rootsOf(Arg);
    bool IsPrivate = !Roots.empty() && all_of(Roots, [&S](const Value *Root) {
      return isa<AllocaInst>(Root) ||
             any_of(S.Objects, [Root](const Object &O) {
               return O.From == Root && O.Now != Status::Moved; // a copy
             });
    });
    RootSet OnAllPaths = rootsOf(Arg);
    const auto *Param = OnAllPaths.size() == 1
                            ? dyn_cast<Argument>(*OnAllPaths.begin())
                            : nullptr;
    if (IsPrivate) {
      Made.Private.push_back(ArgNo);
    } else if (Param && !S.isHandled(*Param)) {
      Made.Passed.push_back({ArgNo, Param->getArgNo()});
      if (stripTested(Arg) != Param)
        Made.Derived.push_back(ArgNo);
    }
  }
  Made.Functions = functionsPassedBy(Call);
}

/// What tells calls at one place apart, but for conditions.
static std::string keyOf(const audit::Call &C) {
  std::string Key = C.Distrusted + " " + std::to_string(C.Ended);
  for (const std::string &Held : C.Held)
    Key += " " + Held;
  auto Add = [&Key](const std::vector<uint64_t> &Numbers) {
    Key += ";";
    for (uint64_t Number : Numbers)
      Key += " " + std::to_string(Number);
  };
  Add(C.Guards);
  Add(C.Private);
  for (const std::vector<uint64_t> &Row : C.Passed)
    Add(Row);
  return Key;
}

/// Linux's static_call: the code of the declaration is a jump to a function of
/// its type, which asm makes.
static bool isStaticCall(const GlobalValue &Callee) {
  return Callee.isDeclaration() && Callee.getName().starts_with("__SCT__");
}

void FunctionAuditor::ordinaryCall(const CallBase &Call, const State &S) {
  const GlobalValue *Callee = namedFunction(Call.getCalledOperand());
  if (isa<IntrinsicInst>(Call) ||
      (isKnownCallee(Call) && !Module.Table.sleeps(Call)))
    return;
  Holding H = holding(S);
  std::string UnderGuard =
      H.Levels.empty()
          ? ""
          : " under a guard at level '" + levelText(H.Levels.back()) + "'";
  audit::Call Made;
  Made.Where = placeOf(Call);
  if (Callee && !isStaticCall(*Callee)) {
    Made.Callee = Callee->getName().str();
  } else {
    Made.Type = typeName(*Call.getFunctionType());
    const auto *Declared = dyn_cast_or_null<Function>(Callee);
    Made.Kcfi = Declared ? kcfiNumber(*Declared) : kcfiNumber(Call);
    useGuards(S);
    if (!Callee && !S.Stack.empty())
      report(Kind::IndirectCall, Call, "call through a pointer" + UnderGuard,
             path());
  }
  if (Module.Table.sleeps(Call)) {
    std::string Name = displayName(*calledFunction(Call));
    if (!UnderGuard.empty())
      report(Kind::Sleeps, Call,
             "call of '" + Name + "', which may sleep," + UnderGuard, path());
    if (!is_contained(Out.Sleeps, Name))
      Out.Sleeps.push_back(std::move(Name));
  }
  requiringCall(Call, H, S);
  Made.Held = names(H.Levels);
  Made.Inherited = H.Levels.size() - S.Stack.size();
  for (const Open &O : S.Stack)
    if (O.Guard != NoGuard)
      Made.Guards.push_back(O.Guard);
  if (H.Distrusted)
    Made.Distrusted = displayName(*calledFunction(*H.Distrusted));
  Made.IsExempt = isIgnored(F);
  Made.When = conditionsOf(S);
  noteArguments(Call, S, Made);
  Made.Path = path();
  Made.Ended = S.Ended.size();
  std::string Key = keyOf(Made);
  addVariant(Calls[{&Call, std::move(Key)}], std::move(Made));
}

/// The level that callers of what \p Call calls must hold.
static std::optional<StringRef> requiredBy(const CallBase &Call,
                                           const Policy &Rules) {
  if (const Function *Callee = calledFunction(Call))
    return requiredLevel(*Callee);
  std::optional<unsigned> Level = requiredLevel(Call, Rules);
  return Level ? std::optional<StringRef>(Rules.levels()[*Level].Name)
               : std::nullopt;
}

/// By its name or its pointer's type, what \p Call calls requires a level.
void FunctionAuditor::requiringCall(const CallBase &Call, const Holding &H,
                                    const State &S) {
  std::optional<StringRef> Required = requiredBy(Call, Module.Rules);
  if (!Required)
    return;
  std::string Text = "call of " + calleeName(Call) +
                     ", which requires level '" + Required->str() + "',";
  useGuards(S);
  if (H.Levels.empty())
    addNeed(Call, {placeOf(Call),
                   Text,
                   {Required->str()},
                   {},
                   path(),
                   conditionsOf(S),
                   S.Ended.size()});
  else if (levelText(H.Levels.back()) != *Required)
    report(Kind::WrongLevel, Call,
           Text + " at level '" + levelText(H.Levels.back()) + "'", path());
  else if (H.Distrusted)
    report(Kind::Flag, Call,
           Text + " " + audit::reliesOn(calleeName(*H.Distrusted)), path());
}

} // namespace kpkeys
