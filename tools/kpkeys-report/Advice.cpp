//===- Advice.cpp - What windows will cost, and how to save some ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An estimate: how often a window is switched in one call, as the compiler
// guesses or a profile says, times the calls that were counted. A window is
// saved if nothing that it accesses is protected any more.
//
//===----------------------------------------------------------------------===//
#include "Advice.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;

namespace kpkeys {

std::string estimate(double Number) {
  std::string Text;
  raw_string_ostream OS(Text);
  if (Number >= 1e7)
    OS << format("%.2g", Number);
  else
    OS << format(Number < 100 ? "%.3g" : "%.0f", Number);
  return OS.str();
}

std::string fieldName(const FieldCost &F) {
  StringRef Owner = F.Field.Owner;
  bool IsVariable = Owner.consume_front("@");
  if (F.Member)
    return (Owner + "." + F.Member->Name).str();
  if (IsVariable && !F.Field.Offset)
    return Owner.str();
  return (Owner + "+" + Twine(F.Field.Offset)).str();
}

const FieldCost *RecordCost::field(const FieldRef &F) const {
  for (const FieldCost &Cost : Fields)
    if (Cost.Field == F)
      return &Cost;
  return nullptr;
}

namespace {
/// A window, and how often it is switched in all.
struct Weighed {
  const WindowSite *Site;
  double Switches;
};

class Adviser {
  const Report &R;
  const Counts *Counted;
  Advice Result;
  std::vector<Weighed> Windows;

  void weigh();
  RecordCost costOf(const std::string &Owner);
  void suggest(RecordCost &Cost);

public:
  Adviser(const Report &R, const Counts *Counted, double SwitchCost)
      : R(R), Counted(Counted) {
    Result.SwitchCost = SwitchCost;
    Result.HasCounts = Counted != nullptr;
  }
  Advice run();
};
} // namespace

/// Where functions begin, by name.
static std::map<std::string, Spot> beginnings(const Report &R) {
  std::map<std::string, Spot> Begin;
  for (const FunctionReport &F : R.Functions)
    Begin.try_emplace(F.Name, Spot{F.Source, F.Line, 0});
  return Begin;
}

void Adviser::weigh() {
  std::map<std::string, Spot> Begin = beginnings(R);
  std::map<std::string, FunctionCost> Costs;
  for (const WindowSite &S : R.Sites) {
    FunctionCost &Cost = Costs[S.Function];
    if (Cost.Function.empty()) {
      Cost.Function = S.Function;
      Cost.At = Begin.count(S.Function) ? Begin[S.Function] : Spot();
      if (!Cost.At.Line)
        Cost.At = S.At;
      if (Counted)
        Cost.Calls = Counted->calls(S.Function, Cost.At);
    }
    // Of two builds of one function both are in it.
    double Calls = Counted ? static_cast<double>(Cost.Calls.value_or(0)) : 1;
    Cost.SwitchesPerCall += S.SwitchesPerCall;
    Cost.Switches += S.SwitchesPerCall * Calls;
    Windows.push_back({&S, S.SwitchesPerCall * Calls});
  }
  for (auto &[Name, Cost] : Costs) {
    Cost.Cycles = Cost.Switches * Result.SwitchCost;
    Result.Switches += Cost.Switches;
    Result.Functions.push_back(Cost);
  }
  Result.Cycles = Result.Switches * Result.SwitchCost;
  llvm::sort(
      Result.Functions, [](const FunctionCost &A, const FunctionCost &B) {
        return std::tie(B.Cycles, A.Function) < std::tie(A.Cycles, B.Function);
      });
}

static bool accesses(const WindowSite &S, const std::string &Owner) {
  return any_of(S.Fields, [&](const FieldRef &F) { return F.Owner == Owner; });
}

/// True if nothing but the record is accessed, as far as is known.
static bool accessesOnly(const WindowSite &S, const std::string &Owner) {
  return !S.UnknownAccesses && !S.Fields.empty() &&
         all_of(S.Fields, [&](const FieldRef &F) { return F.Owner == Owner; });
}

static bool isAlone(const WindowSite &S) {
  return S.Fields.size() == 1 && !S.UnknownAccesses;
}

RecordCost Adviser::costOf(const std::string &Owner) {
  RecordCost Cost;
  Cost.Name = Owner;
  if (auto It = R.Records.find(Owner); It != R.Records.end())
    Cost.Layout = &It->second;
  std::map<FieldRef, FieldCost> Fields;
  for (const Weighed &W : Windows) {
    if (!accesses(*W.Site, Owner))
      continue;
    ++Cost.Windows;
    Cost.Switches += W.Switches;
    for (const FieldRef &Ref : W.Site->Fields) {
      if (Ref.Owner != Owner)
        continue;
      FieldCost &F = Fields[Ref];
      F.Field = Ref;
      ++F.Windows;
      F.Switches += W.Switches;
      if (isAlone(*W.Site)) {
        ++F.Alone;
        F.SwitchesAlone += W.Switches;
      }
    }
  }
  for (auto &[Ref, F] : Fields) {
    if (Cost.Layout)
      for (const Member &M : Cost.Layout->Members)
        if (M.Offset <= Ref.Offset && Ref.Offset < M.Offset + M.Bytes)
          F.Member = &M;
    Cost.Fields.push_back(F);
  }
  return Cost;
}

/// The fewest fields that are worth most: for each set of fields that some
/// window accesses, what would be saved if all of it were elsewhere.
void Adviser::suggest(RecordCost &Cost) {
  static constexpr double LeastShare = 0.1;
  static constexpr size_t MostFields = 4;
  if (Cost.Fields.size() < 2)
    return; // nothing would be left
  std::set<std::vector<FieldRef>> Sets;
  for (const Weighed &W : Windows)
    if (accessesOnly(*W.Site, Cost.Name) &&
        W.Site->Fields.size() <= MostFields &&
        W.Site->Fields.size() < Cost.Fields.size())
      Sets.insert(W.Site->Fields);
  for (const std::vector<FieldRef> &Set : Sets) {
    SplitAdvice Advice;
    Advice.Move = Set;
    for (const Weighed &W : Windows)
      if (accessesOnly(*W.Site, Cost.Name) &&
          all_of(W.Site->Fields,
                 [&Set](const FieldRef &F) { return is_contained(Set, F); })) {
        ++Advice.Windows;
        Advice.Switches += W.Switches;
      }
    bool IsBetter =
        !Cost.Split || std::pair(Advice.Switches, Cost.Split->Move.size()) >
                           std::pair(Cost.Split->Switches, Set.size());
    if (Advice.Switches >= LeastShare * Cost.Switches && Advice.Switches > 0 &&
        IsBetter)
      Cost.Split = Advice;
  }
  if (!Cost.Split)
    return;
  // Members move as a whole; without layouts only what is accessed is known.
  std::map<std::string, uint64_t> Moved;
  for (const FieldRef &F : Cost.Split->Move) {
    const FieldCost *Of = Cost.field(F);
    if (Of && Of->Member)
      Moved[Of->Member->Name] = Of->Member->Bytes;
    else
      Moved[std::to_string(F.Offset)] = F.Bytes;
  }
  for (const auto &[Name, Bytes] : Moved)
    Cost.Split->MoveBytes += Bytes;
  if (Cost.Layout)
    Cost.Split->KeepBytes = Cost.Layout->Bytes - Cost.Split->MoveBytes;
}

Advice Adviser::run() {
  weigh();
  std::set<std::string> Owners;
  for (const Weighed &W : Windows) {
    for (const FieldRef &F : W.Site->Fields)
      Owners.insert(F.Owner);
    if (W.Site->Fields.empty() || W.Site->UnknownAccesses)
      Result.UnknownSwitches += W.Switches;
  }
  for (const std::string &Owner : Owners) {
    Result.Records.push_back(costOf(Owner));
    suggest(Result.Records.back());
  }
  llvm::sort(Result.Records, [](const RecordCost &A, const RecordCost &B) {
    return std::tie(B.Switches, A.Name) < std::tie(A.Switches, B.Name);
  });
  return std::move(Result);
}

Advice advise(const Report &R, const Counts *Counted, double SwitchCost) {
  return Adviser(R, Counted, SwitchCost).run();
}

} // namespace kpkeys
