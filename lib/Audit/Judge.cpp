//===- Judge.cpp - From summaries to findings -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A write without a guard of its own function is followed up to the callers,
// call by call: a call under a guard decides it, one without hands it on, and
// where nobody calls, nobody holds a guard. The shortest way there is told.
// What a call may do (enter another level, sleep, write) is collected downwards
// until nothing changes.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Judge.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <deque>
#include <map>
#include <memory>
#include <optional>

using namespace llvm;

namespace kpkeys::audit {

namespace {
struct Node;

struct Edge {
  Node *Caller;
  const Call *Site;
};

/// A function of the program.
struct Node {
  const Function *F;
  std::vector<Node *> Callees; ///< of each call; null: in none of the files
  std::vector<Edge> Callers;
  std::map<std::string, Note> Enters; ///< levels, and where
  std::map<std::string, Note> Sleeps; ///< functions, and where
  bool MayNeed = false;               ///< may write at the level of its caller

  bool isRoot() const {
    return F->IsAddressTaken ||
           none_of(Callers, [this](const Edge &E) { return E.Caller != this; });
  }
};

class Program {
  std::vector<std::unique_ptr<Node>> Nodes;
  std::vector<Finding> Found;

public:
  explicit Program(ArrayRef<Summary> Files);
  std::vector<Finding> judge();

private:
  void collectEffects();
  bool addEffects(Node &N);
  void followNeed(Node &Origin, const Need &N);
  void judgeCall(const Need &N, const Node &Callee, const Edge &E);
  void reportUnguarded(const Need &N, const Node &Root,
                       const DenseMap<const Node *, Edge> &Up);
  void judgeGuards();
  void judgeCalls(const Node &N);
};
} // namespace

static std::string quoted(StringRef Name) { return ("'" + Name + "'").str(); }

/// "level 'a'", or "level 'a' or 'b'".
static std::string levelsText(ArrayRef<std::string> Levels) {
  if (Levels.empty())
    return "a level that the policy does not have";
  return "level '" + join(Levels, "' or '") + "'";
}

Program::Program(ArrayRef<Summary> Files) {
  StringMap<Node *> Global;
  std::vector<StringMap<Node *>> Local(Files.size());
  std::vector<std::pair<Node *, size_t>> InFile;
  for (const auto &[Number, File] : enumerate(Files))
    for (const Function &F : File.Functions) {
      Node *&Known = (F.IsLocal ? Local[Number] : Global)[F.Name];
      if (Known)
        continue; // an inline function, in several files
      Nodes.push_back(std::make_unique<Node>());
      Known = Nodes.back().get();
      Known->F = &F;
      InFile.push_back({Known, Number});
    }
  for (auto [N, Number] : InFile)
    for (const Call &C : N->F->Calls) {
      Node *Callee = Local[Number].lookup(C.Callee);
      if (!Callee)
        Callee = Global.lookup(C.Callee);
      N->Callees.push_back(Callee);
      if (Callee)
        Callee->Callers.push_back({N, &C});
    }
}

//===-- what a function may do ----------------------------------------------//

bool Program::addEffects(Node &N) {
  bool Changed = false;
  for (const auto &[C, Callee] : zip_equal(N.F->Calls, N.Callees)) {
    if (C.IsExempt)
      continue;
    if (!N.MayNeed && C.Held.empty() && (!Callee || Callee->MayNeed))
      Changed = N.MayNeed = true;
    if (!Callee || Callee == &N)
      continue;
    for (const auto &[Level, Where] : Callee->Enters)
      Changed |= N.Enters.insert({Level, Where}).second;
    for (const auto &[Function, Where] : Callee->Sleeps)
      Changed |= N.Sleeps.insert({Function, Where}).second;
  }
  return Changed;
}

void Program::collectEffects() {
  for (auto &N : Nodes) {
    const Function &F = *N->F;
    N->MayNeed = !F.Needs.empty();
    for (const Guard &G : F.Guards)
      N->Enters.insert({G.Level, {G.Where, quoted(F.Display) + " enters it"}});
    for (const std::string &Name : F.Sleeps)
      N->Sleeps.insert(
          {Name, {F.Where, quoted(F.Display) + " calls " + quoted(Name)}});
  }
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto &N : reverse(Nodes))
      Changed |= addEffects(*N);
  }
}

//===-- writes --------------------------------------------------------------//

void Program::judgeCall(const Need &N, const Node &Callee, const Edge &E) {
  const Call &C = *E.Site;
  const std::string &Level = C.Held.back();
  auto Report = [&](Kind What, const std::string &Why) {
    Finding New{What, C.Where, E.Caller->F->Display,
                "call of " + quoted(Callee.F->Display) + ", which has a " +
                    N.Text + ", " + Why,
                C.Path};
    New.Notes.push_back({N.Where, "the write is here"});
    Found.push_back(std::move(New));
  };
  if (is_contained(N.Levels, Level)) {
    if (!C.Distrusted.empty())
      Report(Kind::Flag, "relies on " + quoted(C.Distrusted) +
                             " alone, which in an interrupt is the flag of the "
                             "interrupted code; test that this is none");
    return;
  }
  for (const std::string &Outer : reverse(ArrayRef(C.Held).drop_back()))
    if (is_contained(N.Levels, Outer))
      return Report(Kind::Dropped, "at level " + quoted(Level) +
                                       ", which dropped level " +
                                       quoted(Outer) + " of the outer guard");
  Report(Kind::WrongLevel,
         "at level " + quoted(Level) + "; it needs " + levelsText(N.Levels));
}

void Program::reportUnguarded(const Need &N, const Node &Root,
                              const DenseMap<const Node *, Edge> &Up) {
  // Up leads from the root down to the write.
  std::vector<Note> Notes;
  const Node *At = &Root;
  for (auto It = Up.find(At); It != Up.end(); It = Up.find(At)) {
    const Node *Callee = It->second.Caller; // the step's other end
    append_range(Notes, It->second.Site->Path);
    Notes.push_back(
        {It->second.Site->Where,
         quoted(At->F->Display) + " calls " + quoted(Callee->F->Display)});
    At = Callee;
  }
  append_range(Notes, N.Path);
  if (Root.F->IsAddressTaken)
    Notes.push_back({Root.F->Where, "the address of " +
                                        quoted(Root.F->Display) +
                                        " is taken; calls through pointers "
                                        "are not followed"});
  else if (At != &Root || !Root.F->IsLocal)
    Notes.push_back(
        {Root.F->Where, "no call of " + quoted(Root.F->Display) + " is seen"});
  Found.push_back({Kind::Unguarded, N.Where, At->F->Display,
                   N.Text + " with no guard; it needs " + levelsText(N.Levels),
                   std::move(Notes)});
}

/// \p Params of what \p C calls are written through: std::nullopt if each leads
/// to an object in preparation, else the caller's parameters that they are, or
/// none if one may be anything.
static std::optional<std::vector<uint64_t>>
paramsOfCaller(const std::vector<uint64_t> &Params, const Call &C) {
  std::vector<uint64_t> Outer;
  for (uint64_t Param : Params) {
    if (is_contained(C.Prepared, Param))
      continue;
    const auto *Pair = find_if(
        ArrayRef(C.Passed), [Param](auto &Each) { return Each[0] == Param; });
    if (Pair == ArrayRef(C.Passed).end())
      return std::vector<uint64_t>();
    Outer.push_back((*Pair)[1]);
  }
  if (Outer.empty() && !Params.empty())
    return std::nullopt;
  return Outer;
}

void Program::followNeed(Node &Origin, const Need &N) {
  /// From a function to the one it calls, on the way to the write.
  DenseMap<const Node *, Edge> Up;
  SmallPtrSet<const Node *, 16> Seen{&Origin};
  std::deque<std::pair<Node *, std::vector<uint64_t>>> Waiting{
      {&Origin, N.Params}};
  const Node *Root = nullptr;
  bool IsGuarded = false;
  while (!Waiting.empty()) {
    auto [At, Params] = std::move(Waiting.front());
    Waiting.pop_front();
    if (!Root && At->isRoot())
      Root = At;
    for (const Edge &E : At->Callers) {
      std::optional<std::vector<uint64_t>> Outer =
          paramsOfCaller(Params, *E.Site);
      if (E.Site->IsExempt || !Outer) {
        IsGuarded = true;
      } else if (!E.Site->Held.empty()) {
        IsGuarded = true;
        judgeCall(N, *At, E);
      } else if (Seen.insert(E.Caller).second) {
        Up[E.Caller] = {At, E.Site};
        Waiting.push_back({E.Caller, std::move(*Outer)});
      }
    }
  }
  if (!Root && !IsGuarded) // functions that only call each other
    Root = &Origin;
  if (Root)
    reportUnguarded(N, *Root, Up);
}

//===-- guards and calls ----------------------------------------------------//

/// A guard is idle if it is in all copies of its function: inline functions
/// and clones.
void Program::judgeGuards() {
  std::map<Place, std::pair<bool, Finding>> AtPlace;
  for (const auto &N : Nodes)
    for (const auto &[Number, G] : enumerate(N->F->Guards)) {
      bool Used = G.Used;
      for (const auto &[C, Callee] : zip_equal(N->F->Calls, N->Callees))
        Used |= is_contained(C.Guards, Number) && (!Callee || Callee->MayNeed);
      Finding Idle{Kind::IdleGuard,
                   G.Where,
                   N->F->Display,
                   "the guard of " + G.Text + " at level " + quoted(G.Level) +
                       " holds no protected write",
                   {}};
      auto &Known =
          AtPlace.try_emplace(G.Where, Used, std::move(Idle)).first->second;
      Known.first |= Used;
    }
  for (auto &[Where, Guard] : AtPlace)
    if (!Guard.first)
      Found.push_back(std::move(Guard.second));
}

void Program::judgeCalls(const Node &N) {
  for (const auto &[C, Callee] : zip_equal(N.F->Calls, N.Callees)) {
    if (C.Held.empty() || !Callee)
      continue;
    auto Report = [&, &C = C, Callee = Callee](
                      Kind What, const std::string &Text, const Note &Where) {
      Found.push_back({What,
                       C.Where,
                       N.F->Display,
                       "call of " + quoted(Callee->F->Display) +
                           " under a guard at level " + quoted(C.Held.back()) +
                           " " + Text,
                       {Where}});
    };
    for (const auto &[Level, Where] : Callee->Enters)
      if (Level != C.Held.back())
        Report(Kind::NestedLevel,
               "may enter level " + quoted(Level) +
                   ", which drops the permission until it ends",
               Where);
    for (const auto &[Function, Where] : Callee->Sleeps)
      Report(Kind::Sleeps, "may sleep in " + quoted(Function), Where);
  }
}

std::vector<Finding> Program::judge() {
  collectEffects();
  for (auto &N : Nodes) {
    for (const Need &Each : N->F->Needs)
      followNeed(*N, Each);
    judgeCalls(*N);
  }
  judgeGuards();
  return std::move(Found);
}

static auto keyOf(const Finding &F) {
  return std::tie(F.Where.File, F.Where.Line, F.Where.Column, F.What,
                  F.Message);
}

std::vector<Finding> judge(ArrayRef<Summary> Files) {
  std::vector<Finding> All = Program(Files).judge();
  for (const Summary &File : Files)
    append_range(All, File.Findings);
  llvm::sort(All, [](const Finding &A, const Finding &B) {
    if (keyOf(A) != keyOf(B))
      return keyOf(A) < keyOf(B);
    return A.Notes.size() < B.Notes.size(); // of equals the shortest way
  });
  All.erase(
      llvm::unique(All, [](const Finding &A,
                           const Finding &B) { return keyOf(A) == keyOf(B); }),
      All.end());
  return All;
}

} // namespace kpkeys::audit
