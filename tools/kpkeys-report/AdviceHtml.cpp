//===- AdviceHtml.cpp - Estimates and advice on a page --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "AdviceHtml.h"
#include "Text.h"

using namespace llvm;

namespace kpkeys {

static void estimateCell(double Number, raw_ostream &OS) {
  OS << "<td class=\"num" << (Number > 0 ? "" : " zero") << "\" data-sort=\""
     << Number << "\">" << estimate(Number) << "</td>";
}

/// A share as a number and as a bar.
static void shareCell(double Part, double Whole, raw_ostream &OS) {
  double Share = Whole > 0 ? Part / Whole : 0;
  OS << "<td class=\"num\" data-sort=\"" << Share
     << "\"><span class=\"bar\" style=\"--share:"
     << static_cast<int>(100 * Share) << "%\">" << percent(Part, Whole)
     << "</span></td>";
}

static void writeCost(const Advice &A, const Markup &M) {
  raw_ostream &OS = M.OS;
  OS << "<section aria-labelledby=\"cost\"><h2 id=\"cost\">Estimated "
        "cost</h2>\n<p class=\"note\">At "
     << estimate(A.SwitchCost) << " cycles a switch";
  if (A.HasCounts)
    OS << ", " << estimate(A.Switches) << " switches and " << estimate(A.Cycles)
       << " cycles in all";
  else
    OS << ", for one call of each function, since no calls were counted";
  OS << ".</p>\n";
  M.beginTable("Estimated cost", {"Function", "Place", "#Switches per call",
                                  "#Calls", "#Switches", "#Cycles", "#Share"});
  for (const FunctionCost &F : A.Functions) {
    OS << "<tr class=\"row\"><th scope=\"row\">" << M.functionLink(F.Function)
       << "</th><td>" << M.place(F.At) << "</td>";
    estimateCell(F.SwitchesPerCall, OS);
    if (F.Calls)
      M.numberCell(*F.Calls);
    else
      OS << "<td class=\"num zero\" data-sort=\"-1\">?</td>";
    estimateCell(F.Switches, OS);
    estimateCell(F.Cycles, OS);
    shareCell(F.Cycles, A.Cycles, OS);
    OS << "</tr>\n";
  }
  M.endTable();
  OS << "</section>\n";
}

static void writeRecord(const RecordCost &Cost, const Markup &M) {
  raw_ostream &OS = M.OS;
  OS << "<h3><code>" << escaped(ownerName(Cost)) << "</code>";
  if (Cost.Layout)
    OS << ", " << Cost.Layout->Bytes << " bytes";
  OS << ": " << counted(Cost.Windows, "window") << ", "
     << estimate(Cost.Switches) << " switches</h3>\n";
  if (Cost.Split)
    OS << "<p class=\"advice\"><b>Split:</b> " << escaped(splitAdvice(Cost))
       << ".</p>\n";
  if (!Cost.Layout && !StringRef(Cost.Name).starts_with("@"))
    OS << "<p class=\"note\">The files have no debug information of it "
          "(<code>-g</code>), so its fields have no names.</p>\n";
  M.beginTable("Fields of " + ownerName(Cost),
               {"Field", "#Offset", "#Bytes", "#Windows", "#(alone)",
                "#Switches", "#(alone)", "#Share alone"});
  for (const FieldCost &F : Cost.Fields) {
    OS << "<tr><th scope=\"row\"><code>" << escaped(fieldName(F))
       << "</code></th>";
    for (uint64_t Number : {F.Field.Offset, F.Field.Bytes, uint64_t(F.Windows),
                            uint64_t(F.Alone)})
      M.numberCell(Number);
    estimateCell(F.Switches, OS);
    estimateCell(F.SwitchesAlone, OS);
    shareCell(F.SwitchesAlone, Cost.Switches, OS);
    OS << "</tr>\n";
  }
  M.endTable();
}

static void writePages(const Markup &M) {
  if (M.R.Pages.empty())
    return;
  M.OS << "<h3>Pages of protected variables</h3>\n";
  M.beginTable("Pages of protected variables",
               {"Domain", "File", "#Bytes", "#Padding"}, "narrow");
  for (const DataPages &P : M.R.Pages) {
    M.OS << "<tr><th scope=\"row\">" << escaped(P.Domain) << "</th><td>"
         << escaped(P.Input) << "</td>";
    M.numberCell(P.Used);
    M.numberCell(P.Bytes - std::min(P.Bytes, P.Used));
    M.OS << "</tr>\n";
  }
  M.endTable();
}

void writeAdvice(const Advice &A, const Markup &M) {
  writeCost(A, M);
  M.OS << "<section aria-labelledby=\"layout\"><h2 id=\"layout\">Layout</h2>\n"
          "<p class=\"note\">What windows access. A window that accesses one "
          "field alone would go if that field were not protected.</p>\n";
  for (const RecordCost &Cost : A.Records)
    writeRecord(Cost, M);
  if (A.UnknownSwitches > 0)
    M.OS << "<p>" << estimate(A.UnknownSwitches)
         << " switches are for accesses whose field is not known.</p>\n";
  writePages(M);
  M.OS << "</section>\n";
}

} // namespace kpkeys
