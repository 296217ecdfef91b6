//===- Report.cpp - The true set against the static set -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts, and says in text and in JSON. A place is one instruction of the
// program, or one call into a library, and one kind of touch.
//
//===----------------------------------------------------------------------===//
#include "Report.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace kpkeys {

static StringRef kindName(TouchKind Kind) {
  switch (Kind) {
  case TouchKind::Read:
    return "read";
  case TouchKind::Write:
    return "write";
  case TouchKind::Syscall:
    return "system call";
  }
  llvm_unreachable("every kind has a name");
}

static std::string domainsOf(const Spot &S, unsigned Pkey,
                             ArrayRef<const Image *> Instrumented) {
  const Image *Module = S.Place.Module;
  if ((!Module || !Module->Instrumented) && !Instrumented.empty())
    Module = Instrumented.front();
  return (Module ? Module->Policy : PolicyTables()).domainsOf(Pkey);
}

Summary summarize(const Outcome &End, const Images &Files,
                  const Observations &Seen, const RemarkSet &Remarks) {
  Summary S;
  S.End = End;
  std::vector<const Image *> Instrumented = Files.instrumented();
  S.Instrumented = !Instrumented.empty();
  for (const Image *I : Instrumented) {
    S.Sites += I->Sites.size();
    S.Unpaired += I->UnpairedSites;
    for (const Site &Range : I->Sites)
      S.Unreached += !Seen.reached(*I, Range);
  }
  for (const Spot *Where : Seen.spots())
    for (const auto &[Key, What] : Where->Touches) {
      Finding F{Where, Key.second, What,
                domainsOf(*Where, Key.first, Instrumented), std::nullopt};
      ++S.Places;
      if (What.Known) {
        ++S.Known;
      } else {
        F.Why = explain(*Where, F.Domains, Remarks);
        ++(F.Why ? S.Explained : S.Unexplained);
      }
      S.Findings.push_back(std::move(F));
    }
  return S;
}

static std::string text(const SourcePlace &Place) {
  std::string Name = Place.Function.empty() ? "?" : Place.Function;
  if (!Place.known())
    return Name;
  return Name + " at " + Place.File + ":" + std::to_string(Place.Line) + ":" +
         std::to_string(Place.Column);
}

static std::string text(const CodePlace &P) {
  std::string Where = text(sourceOf(P).front());
  if (!P.Module)
    return Where + " [0x" + utohexstr(P.Address, true) + "]";
  return Where + " [" + StringRef(P.Module->Path).rsplit('/').second.str() +
         "+0x" + utohexstr(P.Address, true) + "]";
}

static void printMiss(const Finding &F, raw_ostream &OS) {
  const Spot &S = *F.Where;
  OS << "missed: " << kindName(F.Kind) << " of domain " << F.Domains << ", "
     << F.What.Count << (F.What.Count == 1 ? " time" : " times") << "\n  in "
     << text(S.Place) << "\n";
  for (const SourcePlace &Outer : drop_begin(sourceOf(S.Place)))
    OS << "    inlined into " << text(Outer) << "\n";
  if (S.inLibrary())
    OS << "    by " << text(S.Inner) << "\n";
  bool Callers = false;
  for (const CodePlace &Frame : S.Frames) {
    if (Callers && Frame.Module && Frame.Module->Instrumented)
      OS << "    called from " << text(Frame) << "\n";
    Callers |=
        Frame.Module == S.Place.Module && Frame.Address == S.Place.Address;
  }
  if (!F.Why) {
    OS << "  NO DIAGNOSTIC: the compiler did not say that it may miss this\n";
    return;
  }
  const EscapeNote &Note = *F.Why->Note;
  OS << "  diagnosed" << (F.Why->OnPath ? "" : " (perhaps by this)") << ": "
     << Note.File << ":" << Note.Line << ":" << Note.Column << ": " << Note.Text
     << "\n";
}

static void printEnd(const Outcome &End, raw_ostream &OS) {
  if (End.ReachedLimit)
    OS << "stopped after " << End.Faults << " faults\n";
  else if (End.Signal)
    OS << "killed by signal " << End.Signal << "\n";
  else
    OS << "exit code " << End.ExitCode << "\n";
}

static double percent(size_t Part, size_t Whole) {
  return 100.0 * static_cast<double>(Part) / static_cast<double>(Whole);
}

void printText(const Summary &S, const RemarkSet &Remarks, StringRef Program,
               raw_ostream &OS) {
  OS << "kpkeys-oracle: " << Program << "\n";
  for (const Finding &F : S.Findings)
    if (!F.What.Known)
      printMiss(F, OS);
  OS << "end:    ";
  printEnd(S.End, OS);
  OS << "faults: " << S.End.Faults << " at " << S.Places << " places\n";
  if (!S.Instrumented)
    OS << "sites:  none: no file of this program was made with the plugin\n";
  else if (S.Sites == 0)
    OS << "sites:  none: windows are in place, so each fault is a miss\n";
  else
    OS << "sites:  " << S.Sites << " in the code, " << S.Unreached
       << " of them not reached\n";
  if (S.Unpaired)
    OS << "        " << S.Unpaired
       << " site records without a range; a write there counts as missed\n";
  OS << "known:  " << S.Known << " places\n"
     << "missed: " << S.Explained + S.Unexplained << " places, "
     << S.Unexplained << " without a diagnostic\n";
  if (S.Sites != 0 && S.Places != 0)
    OS << "recall: " << format("%.2f", percent(S.Known, S.Places)) << " %\n";
  if (S.Explained + S.Unexplained != 0 && Remarks.Files == 0)
    OS << "(no --remarks: what the compiler said is not known)\n";
}

static json::Value toJson(const SourcePlace &Place) {
  return json::Object{{"function", Place.Function},
                      {"file", Place.File},
                      {"line", Place.Line},
                      {"column", Place.Column}};
}

static json::Value toJson(const CodePlace &P) {
  json::Array Source;
  for (const SourcePlace &Place : sourceOf(P))
    Source.push_back(toJson(Place));
  return json::Object{{"module", P.Module ? P.Module->Path : ""},
                      {"offset", P.Address},
                      {"source", std::move(Source)}};
}

static json::Value toJson(const Finding &F) {
  json::Object O{{"kind", kindName(F.Kind)},
                 {"domain", F.Domains},
                 {"count", F.What.Count},
                 {"address", F.What.FirstAddress},
                 {"known", F.What.Known},
                 {"place", toJson(F.Where->Place)},
                 {"instruction", toJson(F.Where->Inner)}};
  if (F.What.Known)
    return O;
  O["diagnosed"] = F.Why.has_value();
  if (F.Why)
    O["reason"] = json::Object{
        {"onPath", F.Why->OnPath},           {"kind", F.Why->Note->Kind},
        {"function", F.Why->Note->Function}, {"file", F.Why->Note->File},
        {"line", F.Why->Note->Line},         {"column", F.Why->Note->Column},
        {"text", F.Why->Note->Text}};
  return O;
}

void printJson(const Summary &S, const RemarkSet &Remarks, StringRef Program,
               raw_ostream &OS) {
  json::Array Findings;
  for (const Finding &F : S.Findings)
    Findings.push_back(toJson(F));
  json::Object Top{{"program", Program},
                   {"exitCode", S.End.ExitCode},
                   {"signal", S.End.Signal},
                   {"reachedLimit", S.End.ReachedLimit},
                   {"faults", S.End.Faults},
                   {"places", S.Places},
                   {"known", S.Known},
                   {"missedDiagnosed", S.Explained},
                   {"missedUndiagnosed", S.Unexplained},
                   {"sites", S.Sites},
                   {"sitesNotReached", S.Unreached},
                   {"siteRecordsWithoutRange", S.Unpaired},
                   {"accessRemarks", Remarks.Accesses},
                   {"escapeRemarks", Remarks.Escapes.size()},
                   {"findings", std::move(Findings)}};
  Top["recall"] = S.Sites != 0 && S.Places != 0
                      ? json::Value(percent(S.Known, S.Places))
                      : json::Value(nullptr);
  OS << formatv("{0:2}\n", json::Value(std::move(Top)));
}

} // namespace kpkeys
