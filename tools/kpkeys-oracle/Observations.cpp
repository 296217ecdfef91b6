//===- Observations.cpp - Where protected memory was touched --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Observations.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys {

/// Is \p P in a file made with the plugin, in code whose source is known? The
/// latter tells it from a library that was linked in.
static bool isProgram(const CodePlace &P) {
  return P.Module && P.Module->Instrumented &&
         (P.Module->siteAt(P.Address) ||
          P.Module->placesOf(P.Address).front().known());
}

Spot &Observations::at(AddressSpace &Space, Unwinder &Stack, pid_t Tid,
                       uint64_t IP) {
  CodePlace Inner = Space.locate(IP), Place = Inner;
  std::vector<CodePlace> Frames;
  auto Unwind = [&] {
    for (uint64_t Address : Stack.frames(Tid, Space.version()))
      Frames.push_back(Space.locate(Address));
    if (Frames.empty())
      Frames.push_back(Inner);
  };
  std::string Function;
  if (!isProgram(Inner)) {
    Unwind();
    auto Caller = find_if(Frames, isProgram);
    if (Caller != Frames.end())
      Place = *Caller;
    if (Inner.Module)
      Function = Inner.Module->placesOf(Inner.Address).back().Function;
  }
  std::unique_ptr<Spot> &S =
      Spots[{Place.Module, Place.Address, Inner.Module, Function}];
  if (S)
    return *S;
  if (Frames.empty())
    Unwind();
  S = std::make_unique<Spot>();
  S->Place = Place;
  S->Inner = Inner;
  S->Frames = std::move(Frames);
  return *S;
}

void Observations::add(Spot &S, unsigned Pkey, TouchKind Kind,
                       uint64_t Address) {
  Touch &T = S.Touches[{Pkey, Kind}];
  if (T.Count++ != 0)
    return;
  T.FirstAddress = Address;
  Image *Module = S.Place.Module;
  const Site *Range = Module ? Module->siteAt(S.Place.Address) : nullptr;
  if (!Range)
    return;
  SitesReached.insert({Module, Range->Begin});
  T.Known = Module->Policy.allows(Range->Level, Pkey, Kind != TouchKind::Read);
}

std::vector<const Spot *> Observations::spots() const {
  std::vector<const Spot *> All;
  for (const auto &Entry : Spots)
    if (!Entry.second->Touches.empty())
      All.push_back(Entry.second.get());
  return All;
}

} // namespace kpkeys
