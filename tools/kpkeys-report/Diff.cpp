//===- Diff.cpp - What differs between two builds -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions are the same by name and source file; if no file has the name (a
// build in another folder), by name and the file's last part. Windows of a
// function are the same by kind, level and domains, in the order of the source.
//
//===----------------------------------------------------------------------===//
#include "Diff.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include <tuple>

using namespace llvm;

namespace kpkeys {

namespace {
/// The functions of a build; what has been found is taken out.
class FunctionIndex {
  using Key = std::pair<std::string, std::string>;
  std::multimap<Key, const FunctionReport *> Exact, ByFileName;
  std::map<const FunctionReport *, bool> Taken;

  static Key exactKey(const FunctionReport &F) { return {F.Name, F.Source}; }
  static Key fileNameKey(const FunctionReport &F) {
    return {F.Name, sys::path::filename(F.Source).str()};
  }
  const FunctionReport *
  takeFrom(const std::multimap<Key, const FunctionReport *> &Map,
           const Key &K) {
    for (auto [It, End] = Map.equal_range(K); It != End; ++It) {
      bool &IsTaken = Taken[It->second];
      if (IsTaken)
        continue;
      IsTaken = true;
      return It->second;
    }
    return nullptr;
  }

public:
  explicit FunctionIndex(const Report &R) {
    for (const FunctionReport &F : R.Functions) {
      Exact.emplace(exactKey(F), &F);
      ByFileName.emplace(fileNameKey(F), &F);
    }
  }
  const FunctionReport *takeExact(const FunctionReport &F) {
    return takeFrom(Exact, exactKey(F));
  }
  const FunctionReport *takeSimilar(const FunctionReport &F) {
    return takeFrom(ByFileName, fileNameKey(F));
  }
  bool isTaken(const FunctionReport &F) const {
    auto It = Taken.find(&F);
    return It != Taken.end() && It->second;
  }
};
} // namespace

static std::string boundText(Bound B) {
  return B ? std::to_string(*B) : "unbounded";
}

static std::vector<std::string> changes(const Window &Old, const Window &New) {
  std::vector<std::string> What;
  auto Text = [&](StringRef Name, const std::string &From,
                  const std::string &To) {
    if (From != To)
      What.push_back((Name + " " + From + " -> " + To).str());
  };
  auto Number = [&](StringRef Name, uint64_t From, uint64_t To) {
    Text(Name, std::to_string(From), std::to_string(To));
  };
  Number("switches", Old.Switches, New.Switches);
  Number("writes", Old.Holds.Writes, New.Holds.Writes);
  Number("reads", Old.Holds.Reads, New.Holds.Reads);
  Number("calls", Old.Holds.Calls, New.Holds.Calls);
  Text("bytes written", boundText(Old.WriteBytes), boundText(New.WriteBytes));
  Number("foreign stores", Old.Holds.ForeignStores, New.Holds.ForeignStores);
  Text("foreign bytes", boundText(Old.ForeignBytes),
       boundText(New.ForeignBytes));
  Number("instructions", Old.Instructions, New.Instructions);
  Number("longest path", Old.LongestPath, New.LongestPath);
  std::string NoCallee = "nothing";
  Text("what may be called",
       Old.Callees.empty() ? NoCallee : joined(Old.Callees),
       New.Callees.empty() ? NoCallee : joined(New.Callees));
  return What;
}

static auto identity(const Window &W) {
  return std::tuple(W.Kind, W.Level, joined(W.Domains));
}

static void compareFunctions(const FunctionReport *Old,
                             const FunctionReport *New, Difference &D) {
  std::vector<const Window *> Left;
  if (Old)
    for (const Window &W : Old->Windows)
      Left.push_back(&W);
  if (New)
    for (const Window &W : New->Windows) {
      auto It = find_if(
          Left, [&](const Window *L) { return identity(*L) == identity(W); });
      if (It == Left.end()) {
        D.Windows.push_back({Old, New, nullptr, &W, {}});
        continue;
      }
      const Window *Before = *It;
      Left.erase(It);
      std::vector<std::string> What = changes(*Before, W);
      if (!What.empty())
        D.Windows.push_back({Old, New, Before, &W, std::move(What)});
    }
  for (const Window *W : Left)
    D.Windows.push_back({Old, New, W, nullptr, {}});
}

static std::vector<NumberChange> numbersOf(const Totals &Old,
                                           const Totals &New) {
  const Amounts &A = Old.All.Holds, &B = New.All.Holds;
  return {{"windows", Old.All.Windows, New.All.Windows},
          {"switches", Old.All.Switches, New.All.Switches},
          {"writes", A.Writes, B.Writes},
          {"reads", A.Reads, B.Reads},
          {"calls", A.Calls, B.Calls},
          {"foreign-stores", A.ForeignStores, B.ForeignStores},
          {"longest-path", Old.All.LongestPath, New.All.LongestPath},
          {"escapes", Old.Escapes, New.Escapes}};
}

std::vector<std::string> comparedTotals() {
  std::vector<std::string> Names;
  for (const NumberChange &N : numbersOf({}, {}))
    Names.push_back(N.Name);
  return Names;
}

std::vector<NumberChange>
Difference::increases(const std::vector<std::string> &Names) const {
  std::vector<NumberChange> Found;
  for (const NumberChange &N : Totals)
    if (N.New > N.Old && is_contained(Names, N.Name))
      Found.push_back(N);
  return Found;
}

Difference compare(const Report &Old, const Report &New) {
  Difference D;
  FunctionIndex Index(Old);
  std::map<const FunctionReport *, const FunctionReport *> Before;
  for (const FunctionReport &F : New.Functions)
    Before[&F] = Index.takeExact(F);
  for (const FunctionReport &F : New.Functions)
    if (!Before[&F])
      Before[&F] = Index.takeSimilar(F);
  for (const FunctionReport &F : New.Functions)
    compareFunctions(Before[&F], &F, D);
  for (const FunctionReport &F : Old.Functions)
    if (!Index.isTaken(F))
      compareFunctions(&F, nullptr, D);
  D.Totals = numbersOf(Old.totals(), New.totals());
  // Without remarks nothing is known of escapes.
  if (!Old.HasRemarks || !New.HasRemarks)
    D.Totals.pop_back();
  return D;
}

} // namespace kpkeys
