//===- WindowSolverTest.cpp - Solutions against brute force ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 10,000 random graphs for each number of levels. For two levels the solution
// is the best; for more the gap to the best is bounded, and printed.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Transforms/WindowSolver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "gtest/gtest.h"
#include <random>

using namespace llvm;
using namespace kpkeys;

/// A CFG as FormWindows makes them: places that run at one level only, places
/// that may run at several, loops, edges that hold no switch.
static WindowProblem randomProblem(std::mt19937 &Random, unsigned NumLevels) {
  auto Below = [&](unsigned N) { return unsigned(Random() % N); };
  WindowProblem Problem(NumLevels);
  unsigned NumPlaces = 3 + Below(NumLevels == 2 ? 8 : 5);
  for (unsigned Place = 0; Place != NumPlaces; ++Place) {
    SmallVector<uint64_t, 4> CostAt(NumLevels, 0);
    unsigned Kind = Below(4);
    if (Place == 0 || Kind == 0) { // fixed; the function's start at level 0
      CostAt.assign(NumLevels, ForbiddenCost);
      CostAt[Place == 0 ? 0 : Below(NumLevels)] = 0;
    } else if (Kind == 1) { // a choice
      for (uint64_t &Cost : CostAt)
        Cost = Below(50);
      CostAt[Below(NumLevels)] = ForbiddenCost;
    } else { // costs a little more at each level but 0
      for (unsigned Level = 1; Level != NumLevels; ++Level)
        CostAt[Level] = Below(3);
    }
    Problem.addPlace(CostAt);
    if (Place)
      Problem.addEdge(Below(Place), Place, 1 + Below(100));
  }
  for (unsigned N = Below(NumPlaces); N; --N)
    Problem.addEdge(Below(NumPlaces), Below(NumPlaces), 1 + Below(100));
  return Problem;
}

static uint64_t bestCost(const WindowProblem &Problem) {
  std::vector<unsigned> LevelOf(Problem.numPlaces(), 0);
  uint64_t Best = Problem.cost(LevelOf);
  for (;;) {
    size_t Digit = 0;
    while (Digit != LevelOf.size() && ++LevelOf[Digit] == Problem.numLevels())
      LevelOf[Digit++] = 0;
    if (Digit == LevelOf.size())
      return Best;
    Best = std::min(Best, Problem.cost(LevelOf));
  }
}

namespace {
class WindowSolverTest : public testing::TestWithParam<unsigned> {};
} // namespace

TEST_P(WindowSolverTest, AgainstBruteForce) {
  const unsigned NumLevels = GetParam();
  std::mt19937 Random(NumLevels);
  uint64_t Sum = 0, BestSum = 0;
  unsigned NumWorse = 0;
  double Worst = 1;
  for (unsigned Run = 0; Run != 10000; ++Run) {
    WindowProblem Problem = randomProblem(Random, NumLevels);
    uint64_t Cost = Problem.cost(solveWindows(Problem));
    uint64_t Best = bestCost(Problem);
    ASSERT_LT(Cost, ForbiddenCost) << "run " << Run;
    ASSERT_GE(Cost, Best) << "run " << Run;
    if (NumLevels == 2)
      ASSERT_EQ(Cost, Best) << "run " << Run;
    ASSERT_LE(Cost, 2 * Best) << "run " << Run;
    Sum += Cost;
    BestSum += Best;
    NumWorse += Cost != Best;
    if (Best)
      Worst = std::max(Worst, double(Cost) / double(Best));
  }
  double Gap = 100.0 * (double(Sum) / double(BestSum) - 1);
  std::printf("%u levels: %u of 10000 not the best; gap %.3f %% in sum, "
              "%.1f %% at worst\n",
              NumLevels, NumWorse, Gap, 100 * (Worst - 1));
  EXPECT_LT(Gap, 0.5);
}

INSTANTIATE_TEST_SUITE_P(Levels, WindowSolverTest, testing::Values(2, 3, 4));

TEST(WindowSolver, NoPlaces) {
  EXPECT_TRUE(solveWindows(WindowProblem(2)).empty());
}

/// A loop around an access: the switches go outside.
TEST(WindowSolver, HoistsOutOfLoops) {
  WindowProblem Problem(2);
  unsigned Before = Problem.addPlace({0, ForbiddenCost});
  unsigned Head = Problem.addPlace({0, 1});
  unsigned Body = Problem.addPlace({ForbiddenCost, 0});
  unsigned After = Problem.addPlace({0, ForbiddenCost});
  Problem.addEdge(Before, Head, 10);
  Problem.addEdge(Head, Body, 300);
  Problem.addEdge(Body, Head, 300);
  Problem.addEdge(Head, After, 10);
  EXPECT_EQ(solveWindows(Problem), (std::vector<unsigned>{0, 1, 1, 0}));
}

/// An edge that holds no switch makes both ends run at one level.
TEST(WindowSolver, JoinsWhatCannotBeCut) {
  WindowProblem Problem(2);
  Problem.addPlace({ForbiddenCost, 0});
  unsigned Free = Problem.addPlace({0, 5});
  Problem.addEdge(0, Free, ForbiddenCost);
  EXPECT_EQ(solveWindows(Problem), (std::vector<unsigned>{1, 1}));
}

/// Two accesses with a long chain of undecided places between them, which is
/// bridged if that costs less than two switches.
static void expectOfLongChain(uint64_t SwitchCost, int Expected) {
  WindowProblem Problem(2);
  constexpr unsigned Length = 100000;
  for (unsigned N = 0; N != Length; ++N) {
    bool IsAccess = N == 0 || N == Length - 2;
    Problem.addPlace(
        {IsAccess ? ForbiddenCost : 0, N == Length - 1 ? ForbiddenCost : 1});
    if (N)
      Problem.addEdge(N - 1, N, SwitchCost);
  }
  std::vector<unsigned> LevelOf = solveWindows(Problem);
  EXPECT_EQ(llvm::count(LevelOf, 1u), Expected);
}

TEST(WindowSolver, BridgesLongChain) { expectOfLongChain(60000, 99999); }
TEST(WindowSolver, DoesNotBridgeLongChain) { expectOfLongChain(40000, 2); }
