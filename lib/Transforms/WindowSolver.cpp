//===- WindowSolver.cpp - Which level runs where --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a WindowProblem.
// Output: a level for each place.
// Method: with two levels this is a minimum cut. With more it is made of such:
//   starting from each place's cheapest level, ask for one level after the
//   other which places had better move to it (alpha-expansion; Boykov, Veksler,
//   Zabih 2001, who prove the bound), until nothing improves.
//   Most places have only one level. They are taken out first; what is left
//   falls into small pieces that have nothing to do with each other.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Transforms/WindowSolver.h"
#include "MinCut.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>

using namespace llvm;

namespace kpkeys {

using Edge = WindowProblem::Edge;

static uint64_t capped(uint64_t Cost) { return std::min(Cost, ForbiddenCost); }

unsigned WindowProblem::addPlace(ArrayRef<uint64_t> CostAt) {
  assert(CostAt.size() == NumLevels && "a cost for each level");
  Costs.insert(Costs.end(), CostAt.begin(), CostAt.end());
  return numPlaces() - 1;
}

uint64_t WindowProblem::cost(ArrayRef<unsigned> LevelOf) const {
  uint64_t Sum = 0;
  for (auto [Place, Level] : enumerate(LevelOf))
    Sum = capped(Sum + costAt(Place)[Level]);
  for (const Edge &E : Edges)
    if (LevelOf[E.From] != LevelOf[E.To])
      Sum = capped(Sum + E.SwitchCost);
  return Sum;
}

/// Moves places of \p Problem to \p Level where that makes \p LevelOf cheaper
/// in sum; true if it did.
static bool expand(const WindowProblem &Problem, unsigned Level,
                   std::vector<unsigned> &LevelOf) {
  // In the sink's part is who moves.
  MinCut Cut(Problem.numPlaces());
  std::vector<uint64_t> Stay, Move;
  for (auto [Place, Old] : enumerate(LevelOf)) {
    Stay.push_back(Problem.costAt(Place)[Old]);
    Move.push_back(Problem.costAt(Place)[Level]);
  }
  for (const Edge &E : Problem.edges()) {
    unsigned A = LevelOf[E.From], B = LevelOf[E.To];
    uint64_t Both = A != B ? E.SwitchCost : 0; // ends stay, so it costs this
    uint64_t OnlyFrom = A != Level ? E.SwitchCost : 0;
    uint64_t OnlyTo = B != Level ? E.SwitchCost : 0;
    // With m = 1 for an end that moves, the edge costs
    //   Both + (OnlyTo - Both) mFrom - OnlyTo mTo
    //        + (OnlyFrom + OnlyTo - Both) (1 - mFrom) mTo,
    // in which the last factor is not negative.
    (Both > OnlyTo ? Stay : Move)[E.From] +=
        std::max(Both, OnlyTo) - std::min(Both, OnlyTo);
    Stay[E.To] += OnlyTo;
    Cut.addArc(E.From, E.To, OnlyFrom + OnlyTo - Both);
  }
  for (unsigned Place = 0; Place != LevelOf.size(); ++Place)
    Cut.addCosts(Place, Move[Place], Stay[Place]);
  Cut.solve();
  std::vector<unsigned> Moved = LevelOf;
  for (unsigned Place = 0; Place != LevelOf.size(); ++Place)
    if (Cut.inSinkPart(Place))
      Moved[Place] = Level;
  if (Problem.cost(Moved) >= Problem.cost(LevelOf))
    return false;
  LevelOf = std::move(Moved);
  return true;
}

static unsigned cheapest(ArrayRef<uint64_t> CostAt) {
  return llvm::min_element(CostAt) - CostAt.begin();
}

/// Solves a problem in one piece.
static std::vector<unsigned> solvePiece(const WindowProblem &Piece) {
  std::vector<unsigned> LevelOf;
  for (unsigned Place = 0; Place != Piece.numPlaces(); ++Place)
    LevelOf.push_back(cheapest(Piece.costAt(Place)));
  unsigned Failed = 0; // levels in a row that nobody moved to
  for (unsigned Level = 0; Failed < Piece.numLevels();
       Level = (Level + 1) % Piece.numLevels())
    Failed = expand(Piece, Level, LevelOf) ? 0 : Failed + 1;
  return LevelOf;
}

static bool isFixed(ArrayRef<uint64_t> CostAt) {
  return count_if(CostAt, [](uint64_t C) { return C < ForbiddenCost; }) == 1;
}

namespace {
/// Takes a problem apart into those of connected places that have a choice.
class Pieces {
  const WindowProblem &Whole;
  std::vector<bool> Fixed;
  std::vector<unsigned> LevelOf;

public:
  explicit Pieces(const WindowProblem &Whole) : Whole(Whole) {
    for (unsigned Place = 0; Place != Whole.numPlaces(); ++Place) {
      Fixed.push_back(isFixed(Whole.costAt(Place)));
      LevelOf.push_back(cheapest(Whole.costAt(Place)));
    }
  }
  std::vector<unsigned> solve();

private:
  void solve(ArrayRef<unsigned> Places, ArrayRef<Edge> Edges,
             std::vector<unsigned> &NumberIn);
};
} // namespace

/// Solves the piece of \p Places; \p NumberIn is scratch.
void Pieces::solve(ArrayRef<unsigned> Places, ArrayRef<Edge> Edges,
                   std::vector<unsigned> &NumberIn) {
  std::vector<SmallVector<uint64_t, 4>> Costs;
  for (auto [N, Place] : enumerate(Places)) {
    NumberIn[Place] = N;
    Costs.emplace_back(Whole.costAt(Place));
  }
  // An edge to a place without a choice costs its other end alone.
  auto Pull = [&](unsigned Place, unsigned To, uint64_t SwitchCost) {
    for (auto [Level, Cost] : enumerate(Costs[NumberIn[Place]]))
      if (Level != LevelOf[To])
        Cost = capped(Cost + SwitchCost);
  };
  for (const Edge &E : Edges)
    if (Fixed[E.To])
      Pull(E.From, E.To, E.SwitchCost);
    else if (Fixed[E.From])
      Pull(E.To, E.From, E.SwitchCost);
  WindowProblem Piece(Whole.numLevels());
  for (ArrayRef<uint64_t> CostAt : Costs)
    Piece.addPlace(CostAt);
  for (const Edge &E : Edges)
    if (!Fixed[E.To] && !Fixed[E.From] && E.To != E.From)
      Piece.addEdge(NumberIn[E.From], NumberIn[E.To], E.SwitchCost);
  for (auto [Place, Level] : zip(Places, solvePiece(Piece)))
    LevelOf[Place] = Level;
}

std::vector<unsigned> Pieces::solve() {
  IntEqClasses Classes(Whole.numPlaces());
  for (const Edge &E : Whole.edges())
    if (!Fixed[E.From] && !Fixed[E.To])
      Classes.join(E.From, E.To);
  Classes.compress();
  std::vector<std::vector<unsigned>> Places(Classes.getNumClasses());
  std::vector<std::vector<Edge>> Edges(Classes.getNumClasses());
  for (unsigned Place = 0; Place != Whole.numPlaces(); ++Place)
    if (!Fixed[Place])
      Places[Classes[Place]].push_back(Place);
  for (const Edge &E : Whole.edges())
    if (!Fixed[E.From] || !Fixed[E.To])
      Edges[Classes[Fixed[E.From] ? E.To : E.From]].push_back(E);
  std::vector<unsigned> NumberIn(Whole.numPlaces());
  for (auto [P, E] : zip(Places, Edges))
    if (!P.empty())
      solve(P, E, NumberIn);
  return LevelOf;
}

std::vector<unsigned> solveWindows(const WindowProblem &Problem) {
  // The ends of an edge that cannot hold a switch are one place.
  IntEqClasses Classes(Problem.numPlaces());
  for (const Edge &E : Problem.edges())
    if (E.SwitchCost >= ForbiddenCost)
      Classes.join(E.From, E.To);
  Classes.compress();
  std::vector<SmallVector<uint64_t, 4>> Costs(
      Classes.getNumClasses(),
      SmallVector<uint64_t, 4>(Problem.numLevels(), 0));
  for (unsigned Place = 0; Place != Problem.numPlaces(); ++Place)
    for (auto [Sum, Cost] : zip(Costs[Classes[Place]], Problem.costAt(Place)))
      Sum = capped(Sum + Cost);
  WindowProblem Joined(Problem.numLevels());
  for (ArrayRef<uint64_t> CostAt : Costs)
    Joined.addPlace(CostAt);
  for (const Edge &E : Problem.edges())
    if (Classes[E.From] != Classes[E.To])
      Joined.addEdge(Classes[E.From], Classes[E.To], E.SwitchCost);
  std::vector<unsigned> LevelOfClass = Pieces(Joined).solve(), LevelOf;
  for (unsigned Place = 0; Place != Problem.numPlaces(); ++Place)
    LevelOf.push_back(LevelOfClass[Classes[Place]]);
  return LevelOf;
}

} // namespace kpkeys
