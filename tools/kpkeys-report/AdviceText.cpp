//===- AdviceText.cpp - Estimates and advice as text and as JSON ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Advice.h"
#include "Json.h"
#include "Table.h"
#include "Text.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace llvm;

namespace kpkeys {

std::string ownerName(const RecordCost &Cost) {
  StringRef Name = Cost.Name;
  return Name.consume_front("@") ? "variable " + Name.str()
                                 : "struct " + Name.str();
}

std::string percent(double Part, double Whole) {
  if (Whole <= 0)
    return "";
  return std::to_string(std::lround(100 * Part / Whole)) + " %";
}

std::string splitAdvice(const RecordCost &Cost) {
  std::vector<std::string> Names;
  for (const FieldRef &F : Cost.Split->Move)
    if (const FieldCost *Of = Cost.field(F))
      if (!is_contained(Names, fieldName(*Of)))
        Names.push_back(fieldName(*Of));
  const SplitAdvice &S = *Cost.Split;
  std::string Text =
      "if " + joined(Names) + (Names.size() == 1 ? " needs" : " need") +
      " no protection, move " + (Names.size() == 1 ? "it" : "them") +
      " to a record in ordinary memory: " + counted(S.Windows, "window") +
      " and " + percent(S.Switches, Cost.Switches) + " of the switches for " +
      ownerName(Cost) + " would go";
  if (Cost.Layout)
    Text += "; " + std::to_string(S.MoveBytes) + " bytes move, " +
            std::to_string(S.KeepBytes) + " stay";
  return Text;
}

static void printFunctions(const Advice &A, raw_ostream &OS) {
  OS << "\nEstimated cost, at " << estimate(A.SwitchCost)
     << " cycles a switch: ";
  if (A.HasCounts)
    OS << estimate(A.Switches) << " switches, " << estimate(A.Cycles)
       << " cycles\n";
  else
    OS << "of one call of each function; --counts gives the number of calls\n";
  Table T({"FUNCTION", "SOURCE", "#SWITCHES/CALL", "#CALLS", "#SWITCHES",
           "#CYCLES", "#SHARE"});
  for (const FunctionCost &F : A.Functions) {
    FunctionReport Named;
    Named.Name = F.Function;
    T.add({Named.displayName(), F.At.str(), estimate(F.SwitchesPerCall),
           F.Calls ? std::to_string(*F.Calls) : "?", estimate(F.Switches),
           estimate(F.Cycles), percent(F.Cycles, A.Cycles)});
  }
  T.print(OS);
}

void printAdvice(const Advice &A, const Report &R, raw_ostream &OS) {
  if (!A.Functions.empty())
    printFunctions(A, OS);
  for (const RecordCost &Cost : A.Records) {
    OS << "\n" << ownerName(Cost);
    if (Cost.Layout)
      OS << ", " << Cost.Layout->Bytes << " bytes";
    OS << ": accessed in " << counted(Cost.Windows, "window") << ", "
       << estimate(Cost.Switches) << " switches\n";
    Table T({"  FIELD", "#OFFSET", "#BYTES", "#WINDOWS", "#(ALONE)",
             "#SWITCHES", "#(ALONE)"});
    for (const FieldCost &F : Cost.Fields)
      T.add({"  " + fieldName(F), std::to_string(F.Field.Offset),
             std::to_string(F.Field.Bytes), std::to_string(F.Windows),
             std::to_string(F.Alone), estimate(F.Switches),
             estimate(F.SwitchesAlone)});
    T.print(OS);
    if (!Cost.Layout && !StringRef(Cost.Name).starts_with("@"))
      OS << "  no layout: the files have no debug information of it (-g)\n";
    if (Cost.Split)
      OS << "  split: " << splitAdvice(Cost) << "\n";
  }
  if (A.UnknownSwitches > 0)
    OS << "\n"
       << estimate(A.UnknownSwitches)
       << " switches are for accesses whose field is not known\n";
  if (R.Pages.empty())
    return;
  OS << "\n";
  Table T({"PAGES OF", "FILE", "#BYTES", "#PADDING"});
  for (const DataPages &P : R.Pages)
    T.add({P.Domain, P.Input, std::to_string(P.Used),
           std::to_string(P.Bytes - std::min(P.Bytes, P.Used))});
  T.print(OS);
}

static json::Object toJson(const RecordCost &Cost) {
  json::Array Fields;
  for (const FieldCost &F : Cost.Fields)
    Fields.push_back(json::Object{{"name", fieldName(F)},
                                  {"offset", F.Field.Offset},
                                  {"bytes", F.Field.Bytes},
                                  {"windows", F.Windows},
                                  {"windows-alone", F.Alone},
                                  {"switches", F.Switches},
                                  {"switches-alone", F.SwitchesAlone}});
  json::Object O{{"name", ownerName(Cost)},
                 {"has-layout", Cost.Layout != nullptr},
                 {"windows", Cost.Windows},
                 {"switches", Cost.Switches},
                 {"fields", std::move(Fields)}};
  if (!Cost.Split)
    return O;
  json::Array Move;
  for (const FieldRef &F : Cost.Split->Move)
    if (const FieldCost *Of = Cost.field(F))
      Move.push_back(fieldName(*Of));
  O["split"] = json::Object{{"move", std::move(Move)},
                            {"windows", Cost.Split->Windows},
                            {"switches", Cost.Split->Switches},
                            {"text", splitAdvice(Cost)}};
  return O;
}

json::Object toJson(const Advice &A, const Report &R) {
  json::Array Functions, Records, Pages;
  for (const FunctionCost &F : A.Functions)
    Functions.push_back(json::Object{
        {"name", F.Function},
        {"switches-per-call", F.SwitchesPerCall},
        {"calls", F.Calls ? json::Value(*F.Calls) : json::Value(nullptr)},
        {"switches", F.Switches},
        {"cycles", F.Cycles}});
  for (const RecordCost &Cost : A.Records)
    Records.push_back(toJson(Cost));
  for (const DataPages &P : R.Pages)
    Pages.push_back(json::Object{{"input", P.Input},
                                 {"domain", P.Domain},
                                 {"used", P.Used},
                                 {"bytes", P.Bytes}});
  return json::Object{
      {"switch-cost", A.SwitchCost},           {"has-counts", A.HasCounts},
      {"functions", std::move(Functions)},     {"records", std::move(Records)},
      {"unknown-switches", A.UnknownSwitches}, {"pages", std::move(Pages)}};
}

} // namespace kpkeys
