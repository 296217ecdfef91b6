//===- MinCut.cpp - The cheapest cut of a graph ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Push-relabel (Goldberg, Tarjan 1988), first phase only: as much flow as can
// reach the sink is pushed towards it, along falling heights. What cannot
// reach the sink in the end is the source's part. Nodes wait in a queue, and
// heights are made exact from time to time; it takes near linear time on the
// long chains that control flow is made of, where augmenting paths do not.
//
//===----------------------------------------------------------------------===//
#include "MinCut.h"
#include <algorithm>

namespace kpkeys {

void MinCut::addArc(unsigned A, unsigned B, uint64_t Cost) {
  if (Cost == 0 || A == B)
    return;
  Nodes[A].Arcs.push_back({B, Cost, unsigned(Nodes[B].Arcs.size())});
  Nodes[B].Arcs.push_back({A, 0, unsigned(Nodes[A].Arcs.size() - 1)});
}

void MinCut::addCosts(unsigned N, uint64_t InSinkPart, uint64_t InSourcePart) {
  // Only the difference decides.
  uint64_t Common = std::min(InSinkPart, InSourcePart);
  addArc(source(), N, InSinkPart - Common);
  addArc(N, sink(), InSourcePart - Common);
}

/// Makes each height the distance to the sink, or the number of nodes if there
/// is no way.
void MinCut::findHeights() {
  for (Node &N : Nodes) {
    N.Height = Nodes.size();
    N.NextArc = 0;
  }
  Nodes[sink()].Height = 0;
  std::vector<unsigned> Queue = {sink()};
  for (size_t Head = 0; Head != Queue.size(); ++Head)
    for (const Arc &Back : Nodes[Queue[Head]].Arcs) {
      Node &From = Nodes[Back.To];
      if (From.Height == Nodes.size() && From.Arcs[Back.Reverse].Left) {
        From.Height = Nodes[Queue[Head]].Height + 1;
        Queue.push_back(Back.To);
      }
    }
  Nodes[source()].Height = Nodes.size();
  Relabels = 0;
}

void MinCut::push(unsigned From, Arc &A, uint64_t Flow) {
  Node &To = Nodes[A.To];
  A.Left -= Flow;
  To.Arcs[A.Reverse].Left += Flow;
  Nodes[From].Excess -= Flow;
  if (To.Excess == 0 && A.To != sink() && A.To != source())
    Active.push_back(A.To);
  To.Excess += Flow;
}

/// Pushes what waits at \p N on, and lifts \p N when it is stuck.
void MinCut::discharge(unsigned N) {
  Node &At = Nodes[N];
  while (At.Excess && At.Height < Nodes.size()) {
    if (At.NextArc == At.Arcs.size()) {
      unsigned Lowest = Nodes.size();
      for (const Arc &A : At.Arcs)
        if (A.Left)
          Lowest = std::min(Lowest, Nodes[A.To].Height + 1);
      At.Height = Lowest;
      At.NextArc = 0;
      ++Relabels;
      continue;
    }
    Arc &A = At.Arcs[At.NextArc];
    if (A.Left && At.Height == Nodes[A.To].Height + 1)
      push(N, A, std::min(At.Excess, A.Left));
    else
      ++At.NextArc;
  }
}

void MinCut::solve() {
  findHeights();
  for (Arc &A : Nodes[source()].Arcs) {
    Nodes[source()].Excess += A.Left;
    push(source(), A, A.Left);
  }
  while (!Active.empty()) {
    unsigned N = Active.front();
    Active.pop_front();
    discharge(N);
    if (Relabels > Nodes.size())
      findHeights();
  }
  findHeights();
}

} // namespace kpkeys
