//===- Text.cpp - Reports for terminals -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Text.h"
#include "Table.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

std::string counted(uint64_t Number, StringRef What) {
  return std::to_string(Number) + " " + What.str() + (Number == 1 ? "" : "s");
}

std::string splitText(const Split &S) {
  std::string Text =
      "window at level '" + S.Level + "' cannot extend over this " + S.Reason;
  return S.Callee.empty() ? Text : Text + " of '" + S.Callee + "'";
}

static std::string num(uint64_t Number) { return std::to_string(Number); }

static std::string sumText(const Total &T) {
  return counted(T.Windows, "window") + ", " + num(T.Switches) +
         (T.Switches == 1 ? " switch" : " switches") + ", " +
         counted(T.Holds.Writes, "write") + ", " +
         counted(T.Holds.Reads, "read") + ", " +
         counted(T.Holds.Calls, "call") + ", " +
         counted(T.Holds.ForeignStores, "foreign store") + ", longest path " +
         num(T.LongestPath);
}

static void addWindow(const FunctionReport &F, const Window &W, unsigned Depth,
                      Table &T) {
  T.add({std::string(2 + 2 * Depth, ' ') + kindName(W.Kind).str(), W.At.str(),
         W.Level, joined(W.Domains), num(W.Switches), num(W.Holds.Writes),
         num(W.Holds.Reads), num(W.Holds.Calls), num(W.Holds.ForeignStores),
         num(W.Instructions), num(W.LongestPath)});
  if (!W.Callees.empty())
    T.addHeading(std::string(4 + 2 * Depth, ' ') +
                 "may run: " + joined(W.Callees));
  for (const Window &Inner : F.Windows)
    if (Inner.Parent == W.Number)
      addWindow(F, Inner, Depth + 1, T);
}

static void printWindows(const Report &R, raw_ostream &OS) {
  Table T({"WINDOW", "SOURCE", "LEVEL", "DOMAINS", "#SWITCHES", "#WRITES",
           "#READS", "#CALLS", "#FOREIGN", "#INSTR", "#PATH"});
  for (const FunctionReport &F : R.Functions) {
    T.addHeading(F.displayName() +
                 (F.EntryLevel.empty() ? "" : " (at " + F.EntryLevel + ")"));
    for (const Window &W : F.Windows)
      if (!W.Parent)
        addWindow(F, W, 0, T);
  }
  T.print(OS);
}

static void printSums(StringRef Name, const std::map<std::string, Total> &Map,
                      raw_ostream &OS) {
  if (Map.empty())
    return;
  Table T({Name, "#WINDOWS", "#SWITCHES", "#WRITES", "#READS", "#CALLS",
           "#FOREIGN", "#PATH"});
  for (const auto &[Key, Sum] : Map)
    T.add({Key, num(Sum.Windows), num(Sum.Switches), num(Sum.Holds.Writes),
           num(Sum.Holds.Reads), num(Sum.Holds.Calls),
           num(Sum.Holds.ForeignStores), num(Sum.LongestPath)});
  OS << "\n";
  T.print(OS);
}

static void printRemarks(const Report &R, raw_ostream &OS) {
  if (!R.Splits.empty())
    OS << "\nWhat splits windows\n";
  for (const Split &S : R.Splits)
    OS << "  " << S.At.str() << ": " << splitText(S) << "\n";
  if (!R.Escapes.empty())
    OS << "\nEscapes\n";
  for (const Escape &E : R.Escapes) {
    OS << "  " << E.At.str() << ": " << E.Text << "\n";
    if (!E.Cure.empty())
      OS << "    cure: " << E.Cure << "\n";
  }
}

static void printUnseen(const Report &R, raw_ostream &OS) {
  if (!R.Unseen.empty())
    OS << "\nNot seen by the plugin\n";
  for (const UnseenCode &U : R.Unseen)
    OS << "  " << U.What << ": " << U.Why << "\n";
}

void printText(const Report &R, raw_ostream &OS) {
  Totals T = R.totals();
  for (const Input &I : R.Inputs) {
    OS << I.Path << ": ";
    if (I.Policy.empty())
      OS << "no policy record\n";
    else
      OS << "target " << I.Target << ", policy " << I.Policy << " (digest "
         << StringRef(I.Digest).take_front(8) << ")\n";
  }
  OS << counted(T.Functions, "function") << ", " << sumText(T.All) << "\n";
  if (!R.HasRemarks)
    OS << "no remarks: what splits windows and what escapes is not shown; see "
          "--remarks\n";
  if (!R.Functions.empty()) {
    OS << "\n";
    printWindows(R, OS);
  }
  printSums("LEVEL", T.Levels, OS);
  printSums("DOMAIN", T.Domains, OS);
  printSums("FILE", T.Files, OS);
  printRemarks(R, OS);
  printUnseen(R, OS);
}

void printText(const Difference &D, raw_ostream &OS) {
  Table T({"TOTAL", "#OLD", "#NEW", "#CHANGE"});
  for (const NumberChange &N : D.Totals) {
    std::string Change = N.New < N.Old   ? "-" + num(N.Old - N.New)
                         : N.New > N.Old ? "+" + num(N.New - N.Old)
                                         : "";
    T.add({N.Name, num(N.Old), num(N.New), Change});
  }
  T.print(OS);
  OS << "\n";
  if (D.Windows.empty())
    OS << "no window differs\n";
  for (const WindowChange &C : D.Windows) {
    const Window &W = C.window();
    OS << C.word() << ": " << C.function().displayName() << ", " << W.At.str()
       << ": " << kindName(W.Kind) << " at level '" << W.Level << "'";
    if (!C.What.empty())
      OS << ": " << join(C.What, ", ");
    OS << "\n";
  }
}

} // namespace kpkeys
