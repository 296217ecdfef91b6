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
    std::map<std::string, Finding> ByOrigin; ///< the shortest way from each
  };
  std::map<std::tuple<Place, std::string>, Write> Writes;
  std::vector<Finding> Found;

public:
  void follow(const Node &Origin, const Need &N);
  std::vector<Finding> take();

private:
  void judgeGuarded(const Need &N, const Node &Callee, const Edge &E);
  void addUnguarded(const Node &Origin, const Need &N, const Step &Root);
};
} // namespace

/// "level 'a'", or "level 'a' or 'b'".
static std::string levelsText(ArrayRef<std::string> Levels) {
  if (Levels.empty())
    return "a level that the policy does not have";
  return "level '" + join(Levels, "' or '") + "'";
}

/// The caller \p E holds a guard: is it the right one?
void Judge::judgeGuarded(const Need &N, const Node &Callee, const Edge &E) {
  const Call &C = *E.Site;
  const std::string &Level = C.Held.back();
  auto Report = [&](Kind What, const std::string &Why) {
    std::string Called = Callee.F ? "call of " + quoted(Callee.F->Display)
                                  : std::string("call through a pointer");
    Finding New{What, C.Where, E.Other->F->Display,
                Called + ", which has a " + N.Text + ", " + Why, C.Path};
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

//===-- no guard ------------------------------------------------------------//

/// From \p Root down to the write.
static std::vector<Note> wayFrom(const Step &Root) {
  std::vector<Note> Notes;
  for (const Step *S = &Root; S->Below; S = S->Below) {
    if (!S->Site)
      continue; // told with the call
    append_range(Notes, S->Site->Path);
    const Step *Callee = S->Below;
    bool IsPointer = !Callee->At->F;
    while (!Callee->At->F)
      Callee = Callee->Below;
    Notes.push_back({S->Site->Where,
                     quoted(S->At->F->Display) +
                         (IsPointer ? " calls through a pointer, which may be "
                                    : " calls ") +
                         quoted(Callee->At->F->Display)});
  }
  return Notes;
}

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
  Finding New{Kind::Unguarded, N.Where, Origin.F->Display,
              N.Text + " with no guard; it needs " + levelsText(N.Levels),
              wayFrom(Root)};
  append_range(New.Notes, N.Path);
  New.Notes.push_back(whyRoot(Root));
  New.Origin = (Root.Via ? Root.Via : Root.At)->F->Display;
  auto &Known = Writes[{N.Where, New.Message}].ByOrigin;
  auto [It, IsNew] = Known.try_emplace(New.Origin, New);
  if (!IsNew && New.Notes.size() < It->second.Notes.size())
    It->second = std::move(New);
}

void Judge::follow(const Node &Origin, const Need &N) {
  CallerSearch Search(Origin, N, [&](const Node &Callee, const Edge &E) {
    judgeGuarded(N, Callee, E);
  });
  for (const Step *Root : Search.roots())
    addUnguarded(Origin, N, *Root);
}

std::vector<Finding> Judge::take() {
  for (auto &[Where, Each] : Writes) {
    std::vector<Finding> Ways;
    for (auto &[Origin, Way] : Each.ByOrigin)
      Ways.push_back(std::move(Way));
    llvm::sort(Ways, [](const Finding &A, const Finding &B) {
      return std::pair(A.Notes.size(), A.Origin) <
             std::pair(B.Notes.size(), B.Origin);
    });
    if (size_t Total = Ways.size(); Total > MaxOrigins) {
      Ways.resize(MaxOrigins);
      Ways.back().Notes.push_back(
          {{},
           std::to_string(Total - MaxOrigins) +
               " more functions reach this write with no guard"});
    }
    append_range(Found, Ways);
  }
  return std::move(Found);
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
