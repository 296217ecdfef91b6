//===- Sarif.cpp - Findings for code scanning services --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SARIF 2.1.0: the notes of a finding are its related locations, files that
// were not audited are notifications.
//
//===----------------------------------------------------------------------===//
#include "Artifact.h"
#include "Report.h"
#include "kpkeys/Audit/Judge/Judge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys::audit {

static json::Value message(StringRef Text) {
  return json::Object{{"text", Text}};
}

static json::Object location(const Place &P) {
  return json::Object{
      {"physicalLocation",
       json::Object{
           {"artifactLocation", sarifArtifact(P.File)},
           {"region",
            json::Object{{"startLine", P.Line},
                         {"startColumn", std::max<uint64_t>(P.Column, 1)}}}}}};
}

static json::Value result(const Finding &F) {
  json::Object Out{{"ruleId", kindName(F.What)},
                   {"level", "warning"},
                   {"message", message(F.Message)}};
  if (!F.Where.File.empty())
    Out["locations"] = json::Array{location(F.Where)};
  json::Array Related;
  for (const Note &N : F.Notes) {
    if (N.Where.File.empty())
      continue;
    json::Object Step = location(N.Where);
    Step["message"] = message(N.Text);
    Related.push_back(std::move(Step));
  }
  if (!Related.empty())
    Out["relatedLocations"] = std::move(Related);
  return Out;
}

void printSarif(const Outcome &O, raw_ostream &OS) {
  json::Array Rules, Results, Notifications;
  for (Kind Each : allKinds())
    Rules.push_back(json::Object{
        {"id", kindName(Each)}, {"shortDescription", message(kindHelp(Each))}});
  for (const Finding &F : O.Findings)
    Results.push_back(result(F));
  for (const Failure &F : O.Failures)
    Notifications.push_back(json::Object{
        {"level", "error"},
        {"message", message("'" + F.File + "' was not audited: " + F.Why)}});
  json::Object Invocation{{"executionSuccessful", O.Failures.empty()}};
  if (!O.Failures.empty())
    Invocation["toolExecutionNotifications"] = std::move(Notifications);
  json::Object Driver{{"name", "kpkeys-audit"},
                      {"version", KPKEYS_VERSION},
                      {"rules", std::move(Rules)}};
  json::Object Run{{"tool", json::Object{{"driver", std::move(Driver)}}},
                   {"invocations", json::Array{std::move(Invocation)}},
                   {"results", std::move(Results)}};
  OS << formatv(
      "{0:2}\n",
      json::Value(json::Object{
          {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::Array{std::move(Run)}}}));
}

} // namespace kpkeys::audit
