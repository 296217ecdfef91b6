//===- Model.cpp - Order, nesting and sums --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Model.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include <tuple>

using namespace llvm;

namespace kpkeys {

std::string Spot::str() const {
  std::string Text = File.empty() ? "?" : File;
  if (Line)
    Text += ":" + std::to_string(Line);
  if (Line && Column)
    Text += ":" + std::to_string(Column);
  return Text;
}

static constexpr StringLiteral KindNames[] = {"window", "scope", "manual",
                                              "function"};

StringRef kindName(WindowKind Kind) {
  return KindNames[static_cast<unsigned>(Kind)];
}

std::optional<WindowKind> kindByName(StringRef Name) {
  const auto *It = find(KindNames, Name);
  if (It == std::end(KindNames))
    return std::nullopt;
  return static_cast<WindowKind>(It - std::begin(KindNames));
}

std::string FunctionReport::displayName() const { return demangle(Name); }

const Window *FunctionReport::window(uint64_t Number) const {
  for (const Window &W : Windows)
    if (W.Number == Number)
      return &W;
  return nullptr;
}

std::string joined(const std::vector<std::string> &Items) {
  return join(Items, ", ");
}

unsigned numSwitches(const FunctionReport &F) {
  return count_if(F.Switches, [](const SwitchPlace &S) {
    return S.Kind != WindowKind::Function;
  });
}

void sortSwitches(FunctionReport &F) {
  llvm::sort(F.Switches, [](const SwitchPlace &A, const SwitchPlace &B) {
    return std::tie(A.Address, A.Window) < std::tie(B.Address, B.Window);
  });
}

static void add(Amounts &To, const Amounts &From) {
  To.Writes += From.Writes;
  To.Reads += From.Reads;
  To.Calls += From.Calls;
  To.ForeignStores += From.ForeignStores;
}

void Total::add(const Window &W) {
  ++Windows;
  Switches += W.Switches;
  LongestPath = std::max(LongestPath, W.LongestPath);
  kpkeys::add(Holds, W.Holds);
}

Totals Report::totals() const {
  Totals T;
  T.Functions = Functions.size();
  T.Splits = Splits.size();
  T.Escapes = Escapes.size();
  std::map<std::string, uint64_t> Places;
  for (const FunctionReport &F : Functions) {
    Places[F.Source] += numSwitches(F);
    for (const Window &W : F.Windows) {
      if (W.Kind == WindowKind::Function)
        continue;
      T.All.add(W);
      T.Levels[W.Level].add(W);
      T.Files[F.Source].add(W);
      for (const std::string &Domain : W.Domains)
        T.Domains[Domain].add(W);
    }
  }
  // Where levels do not matter, a place counts once.
  T.All.Switches = 0;
  for (const auto &[Source, Number] : Places) {
    if (Number)
      T.Files[Source].Switches = Number;
    T.All.Switches += Number;
  }
  return T;
}

namespace {
/// Goes over a function's switches in the order of the code. What a switch
/// comes from is the window at that level that was opened last before; the
/// code generator may have put it behind, and then it is the first there is.
/// Behind a call the level may not be known: then it is the last scope.
class Nesting {
  std::map<uint64_t, Window *> Windows;
  std::map<StringRef, Window *> Last;
  Window *LastScope = nullptr;

  Window *numbered(uint64_t Number) const {
    auto It = Windows.find(Number);
    return It == Windows.end() ? nullptr : It->second;
  }

public:
  void run(FunctionReport &F);
};
} // namespace

void Nesting::run(FunctionReport &F) {
  for (Window &W : F.Windows)
    Windows[W.Number] = &W;
  for (const SwitchPlace &S : F.Switches)
    if (Window *Opened = numbered(S.Window))
      Last.try_emplace(Opened->Level, Opened);
  for (const SwitchPlace &S : F.Switches) {
    Window *Opened = numbered(S.Window);
    Window *Left = S.From == UnknownLevel ? LastScope : Last[S.From];
    if (S.Kind != WindowKind::Function) {
      for (Window *W : {Opened, Left == Opened ? nullptr : Left})
        if (W)
          ++W->Switches;
      if (Opened && Left && !Opened->Parent &&
          Opened->Kind == WindowKind::Window &&
          Left->Kind != WindowKind::Window)
        Opened->Parent = Left->Number;
    }
    if (!Opened)
      continue;
    Last[Opened->Level] = Opened;
    if (Opened->Kind != WindowKind::Window)
      LastScope = Opened;
  }
}

void Report::finish() {
  for (FunctionReport &F : Functions) {
    sortSwitches(F);
    llvm::sort(F.Windows, [](const Window &A, const Window &B) {
      return std::tie(A.At.Line, A.At.Column, A.Number) <
             std::tie(B.At.Line, B.At.Column, B.Number);
    });
    Nesting().run(F);
  }
  llvm::sort(Functions, [](const FunctionReport &A, const FunctionReport &B) {
    auto Line = [](const FunctionReport &F) {
      return F.Line || F.Windows.empty() ? F.Line : F.Windows.front().At.Line;
    };
    return std::tuple(StringRef(A.Source), Line(A), StringRef(A.Name),
                      StringRef(A.Input)) <
           std::tuple(StringRef(B.Source), Line(B), StringRef(B.Name),
                      StringRef(B.Input));
  });
  auto BySpot = [](const auto &A, const auto &B) {
    return std::tie(A.At.File, A.At.Line, A.At.Column, A.Function) <
           std::tie(B.At.File, B.At.Line, B.At.Column, B.Function);
  };
  llvm::sort(Splits, BySpot);
  llvm::sort(Escapes, BySpot);
  llvm::sort(Sites, BySpot);
  llvm::sort(Unseen);
  Unseen.erase(llvm::unique(Unseen), Unseen.end());
}

} // namespace kpkeys
