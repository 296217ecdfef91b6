//===- Json.cpp - Reports as JSON -----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Json.h"

using namespace llvm;

namespace kpkeys {

static json::Value toJson(const Bound &B) {
  return B ? json::Value(*B) : json::Value(nullptr);
}

static json::Object toJson(const Spot &S) {
  return json::Object{{"file", S.File}, {"line", S.Line}, {"column", S.Column}};
}

static json::Array toJson(const std::vector<std::string> &Items) {
  return json::Array(Items);
}

static json::Object toJson(const Input &I) {
  json::Array Levels, Domains;
  for (const LevelInfo &L : I.Levels)
    Levels.push_back(json::Object{{"name", L.Name},
                                  {"restrictions", toJson(L.Restrictions)}});
  for (const DomainInfo &D : I.Domains)
    Domains.push_back(json::Object{
        {"name", D.Name}, {"pkey", D.Pkey}, {"write-level", D.WriteLevel}});
  return json::Object{{"path", I.Path},
                      {"target", I.Target},
                      {"policy", I.Policy},
                      {"digest", I.Digest},
                      {"levels", std::move(Levels)},
                      {"domains", std::move(Domains)}};
}

static json::Object toJson(const UnseenCode &U) {
  return json::Object{{"input", U.Input}, {"what", U.What}, {"why", U.Why}};
}

static json::Object toJson(const Window &W) {
  return json::Object{{"number", W.Number},
                      {"kind", kindName(W.Kind)},
                      {"level", W.Level},
                      {"domains", toJson(W.Domains)},
                      {"switches", W.Switches},
                      {"parent", W.Parent},
                      {"writes", W.Holds.Writes},
                      {"reads", W.Holds.Reads},
                      {"calls", W.Holds.Calls},
                      {"write-bytes", toJson(W.WriteBytes)},
                      {"foreign-stores", W.Holds.ForeignStores},
                      {"foreign-bytes", toJson(W.ForeignBytes)},
                      {"instructions", W.Instructions},
                      {"longest-path", W.LongestPath},
                      {"callees", toJson(W.Callees)},
                      {"lines", json::Array(W.Lines)},
                      {"at", toJson(W.At)}};
}

static json::Object toJson(const SwitchPlace &S) {
  return json::Object{{"address", S.Address}, {"kind", kindName(S.Kind)},
                      {"from", S.From},       {"to", S.To},
                      {"window", S.Window},   {"at", toJson(S.At)}};
}

static json::Object toJson(const FunctionReport &F) {
  json::Array Windows, Switches;
  for (const Window &W : F.Windows)
    Windows.push_back(toJson(W));
  for (const SwitchPlace &S : F.Switches)
    Switches.push_back(toJson(S));
  json::Object O{{"name", F.Name},
                 {"display-name", F.displayName()},
                 {"source", F.Source},
                 {"input", F.Input},
                 {"line", F.Line},
                 {"windows", std::move(Windows)},
                 {"switches", std::move(Switches)}};
  if (!F.EntryLevel.empty())
    O["entry-level"] = F.EntryLevel;
  return O;
}

static json::Object toJson(const Split &S) {
  return json::Object{{"function", S.Function},
                      {"level", S.Level},
                      {"reason", S.Reason},
                      {"callee", S.Callee},
                      {"at", toJson(S.At)}};
}

static json::Object toJson(const Escape &E) {
  return json::Object{{"function", E.Function}, {"domain", E.Domain},
                      {"kind", E.Kind},         {"text", E.Text},
                      {"cure", E.Cure},         {"at", toJson(E.At)}};
}

static json::Object toJson(const Total &T) {
  return json::Object{
      {"windows", T.Windows},         {"switches", T.Switches},
      {"writes", T.Holds.Writes},     {"reads", T.Holds.Reads},
      {"calls", T.Holds.Calls},       {"foreign-stores", T.Holds.ForeignStores},
      {"longest-path", T.LongestPath}};
}

static json::Object toJson(const std::map<std::string, Total> &Map) {
  json::Object O;
  for (const auto &[Name, T] : Map)
    O[Name] = toJson(T);
  return O;
}

template <typename T> static json::Array listOf(const std::vector<T> &Items) {
  json::Array A;
  for (const T &Item : Items)
    A.push_back(toJson(Item));
  return A;
}

json::Object toJson(const Report &R) {
  Totals T = R.totals();
  json::Object Sums{{"functions", T.Functions},
                    {"all", toJson(T.All)},
                    {"levels", toJson(T.Levels)},
                    {"domains", toJson(T.Domains)},
                    {"files", toJson(T.Files)}};
  json::Object O{
      {"kpkeys-report", SchemaVersion}, {"version", KPKEYS_VERSION},
      {"inputs", listOf(R.Inputs)},     {"functions", listOf(R.Functions)},
      {"unseen", listOf(R.Unseen)},     {"totals", std::move(Sums)}};
  if (R.HasRemarks) {
    O["splits"] = listOf(R.Splits);
    O["escapes"] = listOf(R.Escapes);
  }
  return O;
}

json::Object toJson(const Difference &D) {
  json::Array Windows;
  for (const WindowChange &C : D.Windows) {
    json::Object O{{"change", C.word()},
                   {"function", C.function().Name},
                   {"source", C.function().Source},
                   {"what", toJson(C.What)}};
    if (C.Old)
      O["old"] = toJson(*C.Old);
    if (C.New)
      O["new"] = toJson(*C.New);
    Windows.push_back(std::move(O));
  }
  json::Object Totals;
  for (const NumberChange &N : D.Totals)
    Totals[N.Name] = json::Object{{"old", N.Old}, {"new", N.New}};
  return json::Object{{"windows", std::move(Windows)},
                      {"totals", std::move(Totals)}};
}

} // namespace kpkeys
