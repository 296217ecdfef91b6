//===- Effects.cpp - What a call may do -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether it enters a level, sleeps, or writes at the level of its caller, is
// handed from callees to their callers. What is called through pointers, or is
// in none of the files, may write.
//
//===----------------------------------------------------------------------===//
#include "Effects.h"
#include "Quoted.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace kpkeys::audit {

namespace {
struct Effect {
  std::map<std::string, Note> Enters; ///< levels, and where
  std::map<std::string, Note> Sleeps; ///< functions, and where
  bool MayNeed = false;               ///< may write at the level of its caller
};

class Effects {
  DenseMap<const Node *, Effect> Of;

public:
  explicit Effects(Program &P);
  /// Of what an edge leads to: null if that is not known.
  const Effect *behind(const Edge &E) const {
    bool IsKnown = E.Other && E.Other->F;
    return IsKnown ? &Of.find(E.Other)->second : nullptr;
  }
  bool mayNeed(const Edge &E) const {
    const Effect *Known = behind(E);
    return !Known || Known->MayNeed;
  }
};
} // namespace

static Effect ownEffect(const Function &F) {
  Effect Own;
  Own.MayNeed = !F.Needs.empty();
  for (const Guard &G : F.Guards)
    Own.Enters.insert({G.Level, {G.Where, quoted(F.Display) + " enters it"}});
  for (const std::string &Name : F.Sleeps)
    Own.Sleeps.insert(
        {Name, {F.Where, quoted(F.Display) + " calls " + quoted(Name)}});
  return Own;
}

Effects::Effects(Program &P) {
  SmallVector<Node *, 0> Waiting;
  for (Node &N : P.nodes())
    if (N.F) {
      Effect &Own = Of[&N] = ownEffect(*N.F);
      Own.MayNeed |= any_of(N.Callees, [](const Edge &E) {
        return !E.Site->IsExempt && E.Site->Held.empty() &&
               !(E.Other && E.Other->F);
      });
      Waiting.push_back(&N);
    }
  while (!Waiting.empty()) {
    const Node &N = *Waiting.pop_back_val();
    const Effect Done = Of.lookup(&N);
    for (const Edge &E : N.Callers) {
      if (!E.Site || E.Site->IsExempt || E.Other == &N)
        continue;
      Effect &Outer = Of.find(E.Other)->second;
      bool Changed = false;
      if (Done.MayNeed && E.Site->Held.empty() && !Outer.MayNeed)
        Changed = Outer.MayNeed = true;
      for (const auto &[Level, Where] : Done.Enters)
        Changed |= Outer.Enters.insert({Level, Where}).second;
      for (const auto &[Function, Where] : Done.Sleeps)
        Changed |= Outer.Sleeps.insert({Function, Where}).second;
      if (Changed)
        Waiting.push_back(E.Other);
    }
  }
}

/// True if \p G holds the call \p E of what may write, or enters its level
/// again: what is in a batch has guards of its own.
static bool uses(const Edge &E, const Guard &G, const Effects &Known) {
  const Effect *Callee = Known.behind(E);
  return Known.mayNeed(E) || (Callee && Callee->Enters.count(G.Level));
}

/// A guard is idle if it is in all copies of its function: inline functions
/// and clones.
static void findIdle(Program &P, const Effects &Known,
                     std::vector<Finding> &To) {
  std::map<Place, std::pair<bool, Finding>> AtPlace;
  for (const Node &N : P.nodes()) {
    if (!N.F)
      continue;
    for (const auto &[Number, G] : enumerate(N.F->Guards)) {
      auto IsUse = [&, Number = Number, &G = G](const Edge &E) {
        return is_contained(E.Site->Guards, Number) && uses(E, G, Known);
      };
      bool Used = G.Used || any_of(N.Callees, IsUse);
      Finding Idle{Kind::IdleGuard,
                   G.Where,
                   N.F->Display,
                   "the guard of " + G.Text + " at level " + quoted(G.Level) +
                       " holds no protected write",
                   {},
                   {}};
      auto &Copies =
          AtPlace.try_emplace(G.Where, Used, std::move(Idle)).first->second;
      Copies.first |= Used;
    }
  }
  for (auto &[Where, Guard] : AtPlace)
    if (!Guard.first)
      To.push_back(std::move(Guard.second));
}

static void judgeCall(const Function &Caller, const Edge &E,
                      const Effect &Callee, std::vector<Finding> &To) {
  const std::string &Held = E.Site->Held.back();
  auto Report = [&](Kind What, const std::string &Text, const Note &Where) {
    To.push_back({What,
                  E.Site->Where,
                  Caller.Display,
                  "call of " + quoted(E.Other->F->Display) +
                      " under a guard at level " + quoted(Held) + " " + Text,
                  {Where},
                  {}});
  };
  for (const auto &[Level, Where] : Callee.Enters)
    if (Level != Held)
      Report(Kind::NestedLevel,
             "may enter level " + quoted(Level) +
                 ", which drops the permission until it ends",
             Where);
  if (Callee.Sleeps.empty())
    return;
  std::string Names;
  for (const auto &[Function, Where] : Callee.Sleeps)
    Names += (Names.empty() ? "" : ", ") + quoted(Function);
  Report(Kind::Sleeps, "may sleep in " + Names, Callee.Sleeps.begin()->second);
}

std::vector<Finding> judgeGuards(Program &P) {
  const Effects Known(P);
  std::vector<Finding> Found;
  for (const Node &N : P.nodes())
    for (const Edge &E : N.Callees)
      if (const Effect *Callee = E.Site ? Known.behind(E) : nullptr;
          Callee && !E.Site->Held.empty())
        judgeCall(*N.F, E, *Callee, Found);
  findIdle(P, Known, Found);
  return Found;
}

} // namespace kpkeys::audit
