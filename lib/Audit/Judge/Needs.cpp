//===- Needs.cpp - Who calls what writes ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A write without a guard of its own function is told once for each function
// that the way to it starts at, up to a limit; inline functions and clones at
// one place are one write.
//
//===----------------------------------------------------------------------===//
#include "Needs.h"
#include "CallerSearch.h"
#include "Quoted.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>

using namespace llvm;

namespace kpkeys::audit {

/// Of one write: how many functions that it is reached from are told of.
static constexpr size_t MaxOrigins = 4;

namespace {
class Judge {
  /// All that is known of a write at one place.
  struct Write {
    /// The shortest way from each. Functions of two files may have one name.
    std::map<std::pair<std::string, Place>, Finding> ByOrigin;
  };
  std::map<std::tuple<Place, std::string>, Write> Writes;
  /// A call under a guard of another level: what it writes there.
  struct WrongCall {
    std::string Called, Why;
    std::map<std::pair<std::string, Place>, Finding> ByWrite;
  };
  using CallKey = std::tuple<Kind, Place, std::string>;
  std::map<CallKey, WrongCall> WrongCalls;

public:
  void follow(const Node &Origin, const Need &N);
  std::vector<Finding> take();

private:
  void judgeGuarded(const Need &N, const Step &Callee, const Edge &E);
  void takeWrites(std::vector<Finding> &To);
  void takeWrongCalls(std::vector<Finding> &To);
  void addUnguarded(const Node &Origin, const Need &N, const Step &Root);
};
} // namespace

/// "level 'a'", or "level 'a' or 'b'".
static std::string levelsText(ArrayRef<std::string> Levels) {
  if (Levels.empty())
    return "a level that the policy does not have";
  return "level '" + join(Levels, "' or '") + "'";
}

/// From the function \p Start down to the write.
static std::vector<Note> wayFrom(const Step &Start) {
  std::vector<Note> Notes;
  for (const Step *S = &Start; S->Below; S = S->Below) {
    if (!S->Site)
      continue; // told with the call
    append_range(Notes, S->Site->Path);
    const Step *Callee = S->Below;
    bool IsPointer = !Callee->At->F;
    while (!Callee->At->F)
      Callee = Callee->Below;
    const char *Calls =
        IsPointer ? " calls through a pointer, which may be " : " calls ";
    const char *Ends = S->Site->Held.empty() ? "" : ", which ends its guard";
    Notes.push_back({S->Site->Where, quoted(S->At->F->Display) + Calls +
                                         quoted(Callee->At->F->Display) +
                                         Ends});
  }
  return Notes;
}

/// The caller \p E holds a guard: is it the right one?
void Judge::judgeGuarded(const Need &N, const Step &Callee, const Edge &E) {
  const Call &C = *E.Site;
  auto Held = ArrayRef(C.Held).drop_back(Callee.What.Ended);
  const std::string &Level = Held.back();
  auto Report = [&](Kind What, const std::string &Why) {
    std::string Called = Callee.At->F
                             ? "call of " + quoted(Callee.At->F->Display)
                             : std::string("call through a pointer");
    WrongCall &Known = WrongCalls[{What, C.Where, Called + Why}];
    Known.Called = std::move(Called);
    Known.Why = Why;
    Finding New{What, C.Where, E.Other->F->Display, N.Text, C.Path, {}};
    append_range(New.Notes, wayFrom(Callee));
    New.Notes.push_back({N.Where, "the write is here"});
    auto [It, IsNew] =
        Known.ByWrite.try_emplace(std::pair(N.Text, N.Where), New);
    if (!IsNew && New.Notes.size() < It->second.Notes.size())
      It->second = std::move(New);
  };
  if (is_contained(N.Levels, Level)) {
    if (!C.Distrusted.empty())
      Report(Kind::Flag, reliesOn(quoted(C.Distrusted)));
    return;
  }
  for (const std::string &Outer : reverse(Held.drop_back()))
    if (is_contained(N.Levels, Outer))
      return Report(Kind::Dropped, "at level " + quoted(Level) +
                                       ", which dropped level " +
                                       quoted(Outer) + " of the outer guard");
  Report(Kind::WrongLevel,
         "at level " + quoted(Level) + "; it needs " + levelsText(N.Levels));
}

/// The write with the shortest way is told, and how many there are.
void Judge::takeWrongCalls(std::vector<Finding> &To) {
  for (auto &[Key, Each] : WrongCalls) {
    auto Shortest = llvm::min_element(Each.ByWrite, [](auto &A, auto &B) {
      return A.second.Notes.size() < B.second.Notes.size();
    });
    Finding New = std::move(Shortest->second);
    New.Message =
        Each.Called + ", which has a " + New.Message + ", " + Each.Why;
    if (size_t Rest = Each.ByWrite.size() - 1)
      New.Notes.push_back(
          {{}, "other such writes in this call: " + std::to_string(Rest)});
    To.push_back(std::move(New));
  }
}

//===-- no guard ------------------------------------------------------------//

static Note whyRoot(const Step &Root) {
  if (!Root.At->F)
    return {Root.Via->F->Where,
            "the address of " + quoted(Root.Via->F->Display) +
                " is taken; it may be called where that is not seen"};
  std::string Name = quoted(Root.At->F->Display);
  return {Root.At->F->Where,
          Root.At->Callers.empty()
              ? "no call of " + Name + " is seen"
              : Name + " is called by none but functions that it calls"};
}

void Judge::addUnguarded(const Node &Origin, const Need &N, const Step &Root) {
  Finding New{Kind::Unguarded,
              N.Where,
              Origin.F->Display,
              N.Text + " with no guard; it needs " + levelsText(N.Levels),
              wayFrom(Root),
              {}};
  append_range(New.Notes, N.Path);
  New.Notes.push_back(whyRoot(Root));
  const Function &First = *(Root.Via ? Root.Via : Root.At)->F;
  New.Origin = First.Display;
  New.OriginWhere = First.Where;
  auto &Known = Writes[{N.Where, New.Message}].ByOrigin;
  auto [It, IsNew] = Known.try_emplace({New.Origin, New.OriginWhere}, New);
  if (!IsNew && New.Notes.size() < It->second.Notes.size())
    It->second = std::move(New);
}

void Judge::follow(const Node &Origin, const Need &N) {
  /// Under a guard, by way of a function that is called through a pointer.
  std::vector<std::pair<const Step *, Edge>> ByPointer;
  CallerSearch Search(Origin, N, [&](const Step &Callee, const Edge &E) {
    if (Callee.Via)
      ByPointer.push_back({&Callee, E});
    else
      judgeGuarded(N, Callee, E);
  });
  for (const Step *Root : Search.roots())
    addUnguarded(Origin, N, *Root);
  // It may be none of the functions that the pointer leads to: worth a report
  // only if there is none of a call without a guard.
  for (const auto &[Callee, E] : ByPointer)
    if (none_of(Search.roots(), [Callee = Callee](const Step *Root) {
          return Root->Via == Callee->Via;
        }))
      judgeGuarded(N, *Callee, E);
}

void Judge::takeWrites(std::vector<Finding> &To) {
  for (auto &[Where, Each] : Writes) {
    std::vector<Finding> Ways;
    Ways.reserve(Each.ByOrigin.size());
    for (auto &[Origin, Way] : Each.ByOrigin)
      Ways.push_back(std::move(Way));
    if (Ways.size() > 1)
      for (Finding &Way : Ways)
        Way.Message += "; reached from " + quoted(Way.Origin);
    llvm::sort(Ways, [](const Finding &A, const Finding &B) {
      return std::tuple(A.Notes.size(), A.Origin, A.OriginWhere) <
             std::tuple(B.Notes.size(), B.Origin, B.OriginWhere);
    });
    if (size_t Total = Ways.size(); Total > MaxOrigins) {
      Ways.resize(MaxOrigins);
      Ways.back().Notes.push_back(
          {{},
           "other functions that reach this write with no guard: " +
               std::to_string(Total - MaxOrigins)});
    }
    append_range(To, Ways);
  }
}

std::vector<Finding> Judge::take() {
  std::vector<Finding> Found;
  takeWrites(Found);
  takeWrongCalls(Found);
  return Found;
}

std::vector<Finding> judgeNeeds(Program &P) {
  Judge All;
  for (const Node &N : P.nodes())
    if (N.F)
      for (const Need &Each : N.F->Needs)
        All.follow(N, Each);
  return All.take();
}

} // namespace kpkeys::audit
