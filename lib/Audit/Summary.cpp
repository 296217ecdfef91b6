//===- Summary.cpp - What the audit knows of a file -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Summaries as JSON, written and read. Fields that are empty are left out.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Summary.h"
#include "kpkeys/Audit/Judge.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys::audit {

/// Of the format; a reader takes no other.
static constexpr int64_t Version = 1;

std::string Place::text() const {
  if (File.empty())
    return "";
  return File + ":" + std::to_string(Line) + ":" + std::to_string(Column);
}

//===-- writing -------------------------------------------------------------//

json::Value toJSON(const Place &P) {
  if (P.File.empty())
    return nullptr;
  return json::Object{{"file", P.File}, {"line", P.Line}, {"column", P.Column}};
}

json::Value toJSON(const Note &N) {
  return json::Object{{"place", toJSON(N.Where)}, {"text", N.Text}};
}

template <typename T>
static void put(json::Object &Out, StringRef Key, const std::vector<T> &List) {
  if (List.empty())
    return;
  json::Array Array;
  for (const T &Each : List)
    Array.push_back(toJSON(Each));
  Out[Key] = std::move(Array);
}

static void put(json::Object &Out, StringRef Key,
                const std::vector<std::string> &List) {
  if (!List.empty())
    Out[Key] = json::Array(List);
}

static void put(json::Object &Out, StringRef Key,
                const std::vector<uint64_t> &List) {
  if (!List.empty())
    Out[Key] = json::Array(List);
}

static void put(json::Object &Out, StringRef Key, bool Value) {
  if (Value)
    Out[Key] = true;
}

static json::Value toJSON(const Need &N) {
  json::Object Out{{"place", toJSON(N.Where)}, {"text", N.Text}};
  put(Out, "levels", N.Levels);
  put(Out, "params", N.Params);
  put(Out, "path", N.Path);
  return Out;
}

static json::Value toJSON(const Call &C) {
  json::Object Out{{"callee", C.Callee}, {"place", toJSON(C.Where)}};
  put(Out, "held", C.Held);
  put(Out, "guards", C.Guards);
  put(Out, "prepared", C.Prepared);
  if (!C.Passed.empty()) {
    json::Array Pairs;
    for (const std::vector<uint64_t> &Pair : C.Passed)
      Pairs.push_back(json::Array(Pair));
    Out["passed"] = std::move(Pairs);
  }
  if (!C.Distrusted.empty())
    Out["distrusted"] = C.Distrusted;
  put(Out, "exempt", C.IsExempt);
  put(Out, "path", C.Path);
  return Out;
}

static json::Value toJSON(const Guard &G) {
  json::Object Out{
      {"place", toJSON(G.Where)}, {"text", G.Text}, {"level", G.Level}};
  put(Out, "used", G.Used);
  return Out;
}

static json::Value toJSON(const Function &F) {
  json::Object Out{
      {"name", F.Name}, {"display", F.Display}, {"place", toJSON(F.Where)}};
  put(Out, "local", F.IsLocal);
  put(Out, "address-taken", F.IsAddressTaken);
  put(Out, "needs", F.Needs);
  put(Out, "calls", F.Calls);
  put(Out, "guards", F.Guards);
  put(Out, "sleeps", F.Sleeps);
  return Out;
}

json::Value toJSON(const Finding &F) {
  json::Object Out{{"kind", kindName(F.What)},
                   {"place", toJSON(F.Where)},
                   {"function", F.Function},
                   {"message", F.Message}};
  put(Out, "notes", F.Notes);
  return Out;
}

json::Value toJSON(const Summary &S) {
  json::Object Out{
      {"kpkeys-audit", Version}, {"file", S.File}, {"policy", S.Policy}};
  put(Out, "functions", S.Functions);
  put(Out, "findings", S.Findings);
  return Out;
}

//===-- reading -------------------------------------------------------------//

static bool fromJSON(const json::Value &In, Place &P, json::Path Where) {
  if (In.getAsNull())
    return true;
  json::ObjectMapper O(In, Where);
  return O && O.map("file", P.File) && O.map("line", P.Line) &&
         O.map("column", P.Column);
}

static bool fromJSON(const json::Value &In, Note &N, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("place", N.Where) && O.map("text", N.Text);
}

static bool fromJSON(const json::Value &In, Need &N, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("place", N.Where) && O.map("text", N.Text) &&
         O.mapOptional("levels", N.Levels) &&
         O.mapOptional("params", N.Params) && O.mapOptional("path", N.Path);
}

static bool checkPassed(const Call &C, json::Path Where) {
  bool ArePairs = all_of(C.Passed, [](const std::vector<uint64_t> &Pair) {
    return Pair.size() == 2;
  });
  if (!ArePairs)
    Where.report("what is passed is no pair");
  return ArePairs;
}

static bool fromJSON(const json::Value &In, Call &C, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("callee", C.Callee) && O.map("place", C.Where) &&
         O.mapOptional("held", C.Held) && O.mapOptional("guards", C.Guards) &&
         O.mapOptional("distrusted", C.Distrusted) &&
         O.mapOptional("exempt", C.IsExempt) &&
         O.mapOptional("prepared", C.Prepared) &&
         O.mapOptional("passed", C.Passed) && checkPassed(C, Where) &&
         O.mapOptional("path", C.Path);
}

static bool fromJSON(const json::Value &In, Guard &G, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("place", G.Where) && O.map("text", G.Text) &&
         O.map("level", G.Level) && O.mapOptional("used", G.Used);
}

/// A call names guards of its function by number.
static bool checkGuards(const Function &F, json::Path Where) {
  for (const Call &C : F.Calls)
    for (uint64_t G : C.Guards)
      if (G >= F.Guards.size()) {
        Where.report("no such guard");
        return false;
      }
  return true;
}

static bool fromJSON(const json::Value &In, Function &F, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("name", F.Name) && O.map("display", F.Display) &&
         O.map("place", F.Where) && O.mapOptional("local", F.IsLocal) &&
         O.mapOptional("address-taken", F.IsAddressTaken) &&
         O.mapOptional("needs", F.Needs) && O.mapOptional("calls", F.Calls) &&
         O.mapOptional("guards", F.Guards) &&
         O.mapOptional("sleeps", F.Sleeps) && checkGuards(F, Where);
}

static bool fromJSON(const json::Value &In, Kind &K, json::Path Where) {
  std::optional<StringRef> Name = In.getAsString();
  for (Kind Each : allKinds())
    if (Name == kindName(Each)) {
      K = Each;
      return true;
    }
  Where.report("unknown kind of finding");
  return false;
}

static bool fromJSON(const json::Value &In, Finding &F, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("kind", F.What) && O.map("place", F.Where) &&
         O.map("function", F.Function) && O.map("message", F.Message) &&
         O.mapOptional("notes", F.Notes);
}

static bool fromJSON(const json::Value &In, Summary &S, json::Path Where) {
  json::ObjectMapper O(In, Where);
  int64_t Found = 0;
  if (!O || !O.map("kpkeys-audit", Found))
    return false;
  if (Found != Version) {
    Where.field("kpkeys-audit").report("made by another release");
    return false;
  }
  return O.map("file", S.File) && O.map("policy", S.Policy) &&
         O.mapOptional("functions", S.Functions) &&
         O.mapOptional("findings", S.Findings);
}

Expected<Summary> parseSummary(StringRef Text) {
  return json::parse<Summary>(Text, "summary");
}

} // namespace kpkeys::audit
