//===- Saved.cpp - A report that was saved as JSON ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what Json.cpp writes, so that a build can be compared with one whose
// objects are gone. What is derived (sums, nesting) is derived again.
//
//===----------------------------------------------------------------------===//
#include "Json.h"

using namespace llvm;

namespace kpkeys {

static bool fromJSON(const json::Value &V, Spot &S, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("file", S.File) && O.map("line", S.Line) &&
         O.map("column", S.Column);
}

static bool fromJSON(const json::Value &V, WindowKind &Kind, json::Path P) {
  std::optional<StringRef> Name = V.getAsString();
  std::optional<WindowKind> Found = Name ? kindByName(*Name) : std::nullopt;
  if (!Found) {
    P.report("expected a kind of window");
    return false;
  }
  Kind = *Found;
  return true;
}

static bool fromJSON(const json::Value &V, LevelInfo &L, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("name", L.Name) && O.map("restrictions", L.Restrictions);
}

static bool fromJSON(const json::Value &V, DomainInfo &D, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("name", D.Name) && O.map("pkey", D.Pkey) &&
         O.map("write-level", D.WriteLevel);
}

static bool fromJSON(const json::Value &V, Input &I, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("path", I.Path) && O.map("target", I.Target) &&
         O.map("policy", I.Policy) && O.map("digest", I.Digest) &&
         O.map("levels", I.Levels) && O.map("domains", I.Domains);
}

static bool fromJSON(const json::Value &V, Window &W, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("number", W.Number) && O.map("kind", W.Kind) &&
         O.map("level", W.Level) && O.map("domains", W.Domains) &&
         O.map("writes", W.Holds.Writes) && O.map("reads", W.Holds.Reads) &&
         O.map("calls", W.Holds.Calls) && O.map("write-bytes", W.WriteBytes) &&
         O.map("foreign-stores", W.Holds.ForeignStores) &&
         O.map("foreign-bytes", W.ForeignBytes) &&
         O.map("instructions", W.Instructions) &&
         O.map("longest-path", W.LongestPath) && O.map("callees", W.Callees) &&
         O.map("lines", W.Lines) && O.map("at", W.At);
}

static bool fromJSON(const json::Value &V, SwitchPlace &S, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("address", S.Address) && O.map("kind", S.Kind) &&
         O.map("from", S.From) && O.map("to", S.To) &&
         O.map("window", S.Window) && O.map("at", S.At);
}

static bool fromJSON(const json::Value &V, FunctionReport &F, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("name", F.Name) && O.map("source", F.Source) &&
         O.map("input", F.Input) && O.map("line", F.Line) &&
         O.map("windows", F.Windows) && O.map("switches", F.Switches) &&
         O.mapOptional("entry-level", F.EntryLevel);
}

static bool fromJSON(const json::Value &V, Split &S, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("function", S.Function) && O.map("level", S.Level) &&
         O.map("reason", S.Reason) && O.map("callee", S.Callee) &&
         O.map("at", S.At);
}

static bool fromJSON(const json::Value &V, Escape &E, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("function", E.Function) && O.map("domain", E.Domain) &&
         O.map("kind", E.Kind) && O.map("text", E.Text) &&
         O.map("cure", E.Cure) && O.map("at", E.At);
}

static bool fromJSON(const json::Value &V, UnseenCode &U, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("input", U.Input) && O.map("what", U.What) &&
         O.map("why", U.Why);
}

static bool fromJSON(const json::Value &V, Report &R, json::Path P) {
  json::ObjectMapper O(V, P);
  int Version = 0;
  if (!O || !O.map("kpkeys-report", Version))
    return false;
  if (Version != SchemaVersion) {
    P.field("kpkeys-report").report("unknown version of the schema");
    return false;
  }
  R.HasRemarks = V.getAsObject()->get("escapes") != nullptr;
  return O.map("inputs", R.Inputs) && O.map("functions", R.Functions) &&
         O.mapOptional("unseen", R.Unseen) &&
         O.mapOptional("splits", R.Splits) &&
         O.mapOptional("escapes", R.Escapes);
}

bool looksLikeJson(StringRef Text) { return Text.ltrim().starts_with("{"); }

template <typename T>
static void append(std::vector<T> &To, std::vector<T> &&From) {
  To.insert(To.end(), std::make_move_iterator(From.begin()),
            std::make_move_iterator(From.end()));
}

Error addSaved(StringRef Text, Report &R) {
  Expected<Report> Saved = json::parse<Report>(Text, "report");
  if (!Saved)
    return Saved.takeError();
  R.HasRemarks |= Saved->HasRemarks;
  append(R.Inputs, std::move(Saved->Inputs));
  append(R.Functions, std::move(Saved->Functions));
  append(R.Unseen, std::move(Saved->Unseen));
  append(R.Splits, std::move(Saved->Splits));
  append(R.Escapes, std::move(Saved->Escapes));
  return Error::success();
}

} // namespace kpkeys
