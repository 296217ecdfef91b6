//===- MinCut.h - The cheapest cut of a graph -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_MINCUT_H
#define KPKEYS_LIB_TRANSFORMS_MINCUT_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace kpkeys {

/// Cuts a directed graph into a part with the source and one with the sink, so
/// that the capacities from the first to the second are least in sum.
class MinCut {
  struct Arc {
    unsigned To;
    uint64_t Left;    ///< capacity that no flow uses
    unsigned Reverse; ///< its number among the arcs of To
  };
  struct Node {
    std::vector<Arc> Arcs;
    unsigned NextArc = 0;
    unsigned Height = 0; ///< at most the number of arcs on the way to the sink
    uint64_t Excess = 0; ///< flow that has come and not gone on
  };
  std::vector<Node> Nodes; ///< the last two are the source and the sink
  std::deque<unsigned> Active;
  std::size_t Relabels = 0; ///< since the heights were exact

public:
  explicit MinCut(unsigned NumNodes) : Nodes(NumNodes + 2) {}

  /// Paid if node \p N ends in the sink's part, or in the source's.
  void addCosts(unsigned N, uint64_t InSinkPart, uint64_t InSourcePart);
  /// Paid if \p A ends in the source's part and \p B in the sink's.
  void addArc(unsigned A, unsigned B, uint64_t Cost);

  void solve();
  /// After solve(): true if \p N is in the sink's part. Of equally cheap cuts
  /// it is the one with the smallest sink's part.
  bool inSinkPart(unsigned N) const { return Nodes[N].Height < Nodes.size(); }

private:
  unsigned source() const { return Nodes.size() - 2; }
  unsigned sink() const { return Nodes.size() - 1; }
  void findHeights();
  void push(unsigned From, Arc &A, uint64_t Flow);
  void discharge(unsigned N);
};

} // namespace kpkeys

#endif
