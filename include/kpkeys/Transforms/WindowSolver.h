//===- WindowSolver.h - Which level runs where ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The problem of placing windows as plain data, without IR. Level 0 stands for
// the level a function is entered at.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TRANSFORMS_WINDOWSOLVER_H
#define KPKEYS_TRANSFORMS_WINDOWSOLVER_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace kpkeys {

/// A cost that no solution pays. Other costs, all together, stay below it.
constexpr uint64_t ForbiddenCost = uint64_t(1) << 60;

/// A graph of places in a program. Each has a cost for each level that it may
/// run at; each edge has one that is paid if its ends run at different levels.
class WindowProblem {
public:
  struct Edge {
    unsigned From, To;
    uint64_t SwitchCost;
  };

  explicit WindowProblem(unsigned NumLevels) : NumLevels(NumLevels) {}

  /// Adds a place with one cost for each level; returns its number. It must be
  /// allowed at one level at least.
  unsigned addPlace(llvm::ArrayRef<uint64_t> CostAt);
  void addEdge(unsigned From, unsigned To, uint64_t SwitchCost) {
    Edges.push_back({From, To, SwitchCost});
  }

  void forbid(unsigned Place, unsigned Level) {
    Costs[size_t(Place) * NumLevels + Level] = ForbiddenCost;
  }

  unsigned numLevels() const { return NumLevels; }
  unsigned numPlaces() const { return Costs.size() / NumLevels; }
  llvm::ArrayRef<uint64_t> costAt(unsigned Place) const {
    return llvm::ArrayRef(Costs).slice(size_t(Place) * NumLevels, NumLevels);
  }
  llvm::ArrayRef<Edge> edges() const { return Edges; }

  /// What \p LevelOf, a level for each place, costs; at least ForbiddenCost if
  /// it breaks a rule.
  uint64_t cost(llvm::ArrayRef<unsigned> LevelOf) const;

private:
  unsigned NumLevels;
  std::vector<uint64_t> Costs;
  std::vector<Edge> Edges;
};

/// A level for each place. With two levels no other choice costs less. With
/// more, the choice cannot be improved by moving any set of places to one
/// level, and its switches cost at most twice what the best choice's cost.
/// Requires that places which are joined by edges that cannot hold a switch
/// (ForbiddenCost) have a level at which all of them are allowed.
std::vector<unsigned> solveWindows(const WindowProblem &Problem);

} // namespace kpkeys

#endif
