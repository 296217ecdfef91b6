//===- Summary.cpp - What the audit knows of a file -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Summaries as JSON, written and read. Fields that are empty are left out.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Audit/Judge/Summary.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys::audit {

/// Of the format; a reader takes no other.
static constexpr int64_t Version = 4;

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

static void put(json::Object &Out, StringRef Key, uint64_t Number) {
  if (Number)
    Out[Key] = Number;
}

static void put(json::Object &Out, StringRef Key,
                std::optional<uint64_t> Number) {
  if (Number)
    Out[Key] = *Number;
}

/// Rows of numbers.
static void put(json::Object &Out, StringRef Key,
                const std::vector<std::vector<uint64_t>> &Rows) {
  if (Rows.empty())
    return;
  json::Array Array;
  for (const std::vector<uint64_t> &Row : Rows)
    Array.push_back(json::Array(Row));
  Out[Key] = std::move(Array);
}

static void put(json::Object &Out, StringRef Key, const std::string &Text) {
  if (!Text.empty())
    Out[Key] = Text;
}

static void put(json::Object &Out, StringRef Key,
                const std::vector<Condition> &List) {
  std::vector<std::vector<uint64_t>> Rows;
  Rows.reserve(List.size());
  for (const Condition &C : List)
    Rows.push_back({C.Param, C.Mask, C.Value, C.IsEqual});
  put(Out, Key, Rows);
}

static constexpr std::pair<Linkage, StringLiteral> LinkageNames[] = {
    {Linkage::Strong, ""},
    {Linkage::Weak, "weak"},
    {Linkage::Same, "same"},
    {Linkage::Local, "local"}};

static json::Value toJSON(const Taken &T) {
  json::Object Out{{"name", T.Name}, {"type", T.Type}};
  put(Out, "kcfi", T.Kcfi);
  return Out;
}

static json::Value toJSON(const Need &N) {
  json::Object Out{{"place", toJSON(N.Where)}, {"text", N.Text}};
  put(Out, "levels", N.Levels);
  put(Out, "params", N.Params);
  put(Out, "when", N.When);
  put(Out, "path", N.Path);
  put(Out, "ended", N.Ended);
  return Out;
}

static json::Value toJSON(const Call &C) {
  json::Object Out{{"place", toJSON(C.Where)}};
  put(Out, "callee", C.Callee);
  put(Out, "type", C.Type);
  put(Out, "kcfi", C.Kcfi);
  put(Out, "held", C.Held);
  put(Out, "inherited", C.Inherited);
  put(Out, "guards", C.Guards);
  put(Out, "private", C.Private);
  put(Out, "derived", C.Derived);
  put(Out, "passed", C.Passed);
  put(Out, "constants", C.Constants);
  put(Out, "when", C.When);
  put(Out, "functions", C.Functions);
  put(Out, "distrusted", C.Distrusted);
  put(Out, "exempt", C.IsExempt);
  put(Out, "path", C.Path);
  put(Out, "ended", C.Ended);
  return Out;
}

static json::Value toJSON(const Guard &G) {
  json::Object Out{
      {"place", toJSON(G.Where)}, {"text", G.Text}, {"level", G.Level}};
  put(Out, "used", G.Used);
  return Out;
}

static void put(json::Object &Out, StringRef Key, Linkage Value) {
  for (const auto &[Each, Name] : LinkageNames)
    if (Each == Value)
      put(Out, Key, Name.str());
}

static json::Value toJSON(const Symbol &S) {
  json::Object Out{{"name", S.Name}};
  put(Out, "linkage", S.Linkage);
  return Out;
}

static json::Value toJSON(const Function &F) {
  json::Object Out{
      {"name", F.Name}, {"display", F.Display}, {"place", toJSON(F.Where)}};
  put(Out, "linkage", F.Linkage);
  put(Out, "needs", F.Needs);
  put(Out, "calls", F.Calls);
  put(Out, "guards", F.Guards);
  put(Out, "sleeps", F.Sleeps);
  put(Out, "aliases", F.Aliases);
  return Out;
}

json::Value toJSON(const Finding &F) {
  json::Object Out{{"kind", kindName(F.What)},
                   {"place", toJSON(F.Where)},
                   {"function", F.Function},
                   {"message", F.Message}};
  put(Out, "origin", F.Origin);
  put(Out, "notes", F.Notes);
  return Out;
}

json::Value toJSON(const Summary &S) {
  json::Object Out{
      {"kpkeys-audit", Version}, {"file", S.File}, {"policy", S.Policy}};
  put(Out, "functions", S.Functions);
  put(Out, "addresses", S.Addresses);
  put(Out, "findings", S.Findings);
  put(Out, "unseen", S.Unseen);
  put(Out, "not-audited", S.NotAudited);
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

static bool fromJSON(const json::Value &In, Taken &T, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("name", T.Name) && O.map("type", T.Type) &&
         O.map("kcfi", T.Kcfi);
}

static bool fromJSON(const json::Value &In, Condition &C, json::Path Where) {
  std::vector<uint64_t> Row;
  if (!json::fromJSON(In, Row, Where))
    return false;
  if (Row.size() != 4) {
    Where.report("a condition has four numbers");
    return false;
  }
  C = {Row[0], Row[1], Row[2], Row[3] != 0};
  return true;
}

static bool fromJSON(const json::Value &In, Linkage &L, json::Path Where) {
  std::optional<StringRef> Text = In.getAsString();
  for (const auto &[Each, Name] : LinkageNames)
    if (Text == Name) {
      L = Each;
      return true;
    }
  Where.report("unknown linkage");
  return false;
}

static bool fromJSON(const json::Value &In, Symbol &S, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("name", S.Name) && O.mapOptional("linkage", S.Linkage);
}

static bool checkEnded(uint64_t Ended, json::Path Where) {
  if (Ended > MaxGuards)
    Where.report("more guards are ended than there can be");
  return Ended <= MaxGuards;
}

static bool fromJSON(const json::Value &In, Need &N, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("place", N.Where) && O.map("text", N.Text) &&
         O.mapOptional("levels", N.Levels) &&
         O.mapOptional("params", N.Params) && O.mapOptional("when", N.When) &&
         O.mapOptional("path", N.Path) && O.mapOptional("ended", N.Ended) &&
         checkEnded(N.Ended, Where);
}

static bool arePairs(const std::vector<std::vector<uint64_t>> &Rows,
                     json::Path Where) {
  bool Are = all_of(
      Rows, [](const std::vector<uint64_t> &Row) { return Row.size() == 2; });
  if (!Are)
    Where.report("what is passed is no pair");
  return Are;
}

static bool checkInherited(const Call &C, json::Path Where) {
  if (C.Inherited > C.Held.size())
    Where.report("more guards are inherited than are held");
  return C.Inherited <= C.Held.size();
}

static bool checkCallee(const Call &C, json::Path Where) {
  bool IsKnown = !C.Callee.empty() || !C.Type.empty();
  if (!IsKnown)
    Where.report("a call needs 'callee' or 'type'");
  return IsKnown;
}

static bool fromJSON(const json::Value &In, Call &C, json::Path Where) {
  json::ObjectMapper O(In, Where);
  return O && O.map("place", C.Where) && O.mapOptional("callee", C.Callee) &&
         O.mapOptional("type", C.Type) && O.map("kcfi", C.Kcfi) &&
         O.mapOptional("held", C.Held) &&
         O.mapOptional("inherited", C.Inherited) &&
         O.mapOptional("guards", C.Guards) &&
         O.mapOptional("distrusted", C.Distrusted) &&
         O.mapOptional("exempt", C.IsExempt) &&
         O.mapOptional("private", C.Private) &&
         O.mapOptional("derived", C.Derived) &&
         O.mapOptional("passed", C.Passed) && arePairs(C.Passed, Where) &&
         O.mapOptional("constants", C.Constants) &&
         arePairs(C.Constants, Where) && O.mapOptional("when", C.When) &&
         O.mapOptional("functions", C.Functions) &&
         O.mapOptional("path", C.Path) && O.mapOptional("ended", C.Ended) &&
         checkCallee(C, Where) && checkEnded(C.Ended, Where) &&
         checkInherited(C, Where);
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
         O.map("place", F.Where) && O.mapOptional("linkage", F.Linkage) &&
         O.mapOptional("needs", F.Needs) && O.mapOptional("calls", F.Calls) &&
         O.mapOptional("guards", F.Guards) &&
         O.mapOptional("sleeps", F.Sleeps) &&
         O.mapOptional("aliases", F.Aliases) && checkGuards(F, Where);
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
         O.mapOptional("origin", F.Origin) && O.mapOptional("notes", F.Notes);
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
         O.mapOptional("addresses", S.Addresses) &&
         O.mapOptional("findings", S.Findings) &&
         O.mapOptional("unseen", S.Unseen) &&
         O.mapOptional("not-audited", S.NotAudited);
}

Expected<Summary> parseSummary(StringRef Text) {
  return json::parse<Summary>(Text, "summary");
}

} // namespace kpkeys::audit
