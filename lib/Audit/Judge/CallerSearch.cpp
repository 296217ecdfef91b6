//===- CallerSearch.cpp - From a write up to who is called first ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call under a guard ends the way, one without hands it on. On the way it is
// kept which parameters the write goes through, and what tests of parameters
// say: a call that passes a constant may rule the write out; and how many
// guards of its callers are ended before.
//
//===----------------------------------------------------------------------===//
#include "CallerSearch.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace llvm;

namespace kpkeys::audit {

/// Past this many different demands on a function, it is the most general one.
static constexpr size_t MaxDemands = 16;
/// As many guards as any caller has: its own, and two that it inherits.
static constexpr uint64_t MaxEnded = MaxGuards + 2;

using Rows = std::vector<std::vector<uint64_t>>;

/// The second number of the row that begins with \p First.
static std::optional<uint64_t> find(const Rows &Table, uint64_t First) {
  for (const std::vector<uint64_t> &Row : Table)
    if (Row[0] == First)
      return Row[1];
  return std::nullopt;
}

//===-- demands -------------------------------------------------------------//

/// True if no value is both.
static bool excludes(const Condition &A, const Condition &B) {
  if (A.Param != B.Param)
    return false;
  if (A.IsEqual && B.IsEqual)
    return ((A.Value ^ B.Value) & A.Mask & B.Mask) != 0;
  // One says what bits are, the other what some of them are not.
  const Condition &Is = A.IsEqual ? A : B, &IsNot = A.IsEqual ? B : A;
  return Is.IsEqual && (IsNot.Mask & ~Is.Mask) == 0 &&
         (Is.Value & IsNot.Mask) == IsNot.Value;
}

/// Adds \p New to \p List. False: it cannot be.
static bool addCondition(std::vector<Condition> &List, const Condition &New) {
  if (any_of(List, [&New](const Condition &C) { return excludes(C, New); }))
    return false;
  auto Place = llvm::lower_bound(List, New);
  if (Place == List.end() || !(*Place == New))
    List.insert(Place, New);
  return true;
}

/// \p What of the function that \p C calls, as a demand on the caller.
/// std::nullopt: this call does not make the write, or makes it to what needs
/// no guard.
static std::optional<Demand> demandOnCaller(const Demand &What, const Call &C) {
  Demand Outer;
  Outer.When = C.When;
  for (const Condition &Each : What.When) {
    if (std::optional<uint64_t> Value = find(C.Constants, Each.Param)) {
      if (((*Value & Each.Mask) == Each.Value) != Each.IsEqual)
        return std::nullopt;
    } else if (std::optional<uint64_t> Param = find(C.Passed, Each.Param);
               Param && !is_contained(C.Derived, Each.Param)) {
      Condition Same = Each;
      Same.Param = *Param;
      if (!addCondition(Outer.When, Same))
        return std::nullopt;
    }
  }
  bool IsPrivate = !What.Params.empty();
  for (uint64_t Param : What.Params) {
    if (is_contained(C.Private, Param))
      continue;
    IsPrivate = false;
    std::optional<uint64_t> Passed = find(C.Passed, Param);
    if (!Passed) {
      Outer.Params.clear(); // it may be anything
      break;
    }
    if (!is_contained(Outer.Params, *Passed))
      Outer.Params.push_back(*Passed);
  }
  if (IsPrivate)
    return std::nullopt;
  llvm::sort(Outer.Params);
  return Outer;
}

//===-- ways ----------------------------------------------------------------//

CallerSearch::CallerSearch(const Node &Origin, const Need &N,
                           GuardedFn OnGuarded)
    : OnGuarded(OnGuarded) {
  add({&Origin, {N.Params, N.When, N.Ended}, nullptr, nullptr, nullptr});
  while (!Direct.empty() || !ByPointer.empty()) {
    auto &Waiting = Direct.empty() ? ByPointer : Direct;
    const Step &Next = *Waiting.front();
    Waiting.pop_front();
    visit(Next);
  }
}

bool CallerSearch::isKnown(const Step &S) const {
  const Demand Any{{}, {}, S.What.Ended};
  return any_of(AtNode.lookup(S.At), [&](const Step *Known) {
    return (Known->What == S.What || Known->What == Any) &&
           (!Known->Via || Known->Via == S.Via);
  });
}

void CallerSearch::add(Step S) {
  S.What.Ended = std::min(S.What.Ended, MaxEnded);
  if (AtNode.lookup(S.At).size() >= MaxDemands)
    S.What = {{}, {}, S.What.Ended};
  if (isKnown(S))
    return;
  Steps.push_back(std::move(S));
  const Step &New = Steps.back();
  AtNode[New.At].push_back(&New);
  (New.Via ? ByPointer : Direct).push_back(&New);
}

void CallerSearch::visit(const Step &S) {
  if (S.Via && any_of(Roots, [&S](auto *Root) { return Root->Via == S.Via; }))
    return;
  bool IsTold = S.At->Cycle && any_of(Roots, [&S](const Step *Root) {
                  return Root->At->Cycle == S.At->Cycle;
                });
  if (S.At->IsRoot && !IsTold)
    Roots.push_back(&S);
  for (const Edge &E : S.At->Callers) {
    if (!E.Site) { // the same call, as a call through a pointer
      add({E.Other, S.What, nullptr, &S, S.Via ? S.Via : S.At});
      continue;
    }
    std::optional<Demand> Outer = demandOnCaller(S.What, *E.Site);
    if (!Outer || E.Site->IsExempt)
      continue;
    const size_t Open = E.Site->Held.size();
    if (Open > S.What.Ended) {
      OnGuarded(S, E);
      continue;
    }
    // What it inherits, its own caller has, too.
    Outer->Ended = S.What.Ended - (Open - E.Site->Inherited) + E.Site->Ended;
    add({E.Other, std::move(*Outer), E.Site, &S, S.Via});
  }
}

} // namespace kpkeys::audit
