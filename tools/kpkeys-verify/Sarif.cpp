//===- Sarif.cpp - Findings as SARIF 2.1.0 --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A result lies in the source if the record or the debug information says
// where, and else at an address of the object, which SARIF has words for too.
//
//===----------------------------------------------------------------------===//
#include "Artifact.h"
#include "Report.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace kpkeys::verify {

static std::string ruleId(Rule R) {
  return ("KPV" + Twine(static_cast<int>(R))).str();
}

/// "file:line:column"; names of files may hold colons.
static json::Object sourceLocation(StringRef Source) {
  auto [Head, Column] = Source.rsplit(':');
  auto [Path, Line] = Head.rsplit(':');
  unsigned LineNumber = 0, ColumnNumber = 0;
  if (Line.getAsInteger(10, LineNumber) ||
      Column.getAsInteger(10, ColumnNumber) || LineNumber == 0)
    return json::Object{{"artifactLocation", sarifArtifact(Source)}};
  json::Object Region{{"startLine", LineNumber}};
  if (ColumnNumber != 0)
    Region["startColumn"] = ColumnNumber;
  return json::Object{{"artifactLocation", sarifArtifact(Path)},
                      {"region", std::move(Region)}};
}

static json::Object location(const Finding &F) {
  json::Object Address{
      {"absoluteAddress", static_cast<int64_t>(F.Address)},
      {"kind", "instruction"},
      {"fullyQualifiedName", json::fixUTF8(F.Section + "+" + hex(F.Address))}};
  json::Object Place =
      F.Source.empty()
          ? json::Object{{"artifactLocation", sarifArtifact(F.File)}}
          : sourceLocation(F.Source);
  Place["address"] = std::move(Address);
  json::Object Result{{"physicalLocation", std::move(Place)}};
  if (!F.Symbol.empty())
    Result["logicalLocations"] = json::Array{
        json::Object{{"name", json::fixUTF8(F.Symbol)}, {"kind", "function"}}};
  return Result;
}

static json::Object result(const Finding &F) {
  return json::Object{
      {"ruleId", ruleId(F.R)},
      {"ruleIndex", static_cast<int>(F.R) - 1},
      {"level", F.IsNote ? "note" : "error"},
      {"message", json::Object{{"text", json::fixUTF8(F.Message)}}},
      {"analysisTarget", sarifArtifact(F.File)},
      {"locations", json::Array{location(F)}}};
}

static json::Object text(StringRef Text) {
  return json::Object{{"text", Text.trim()}};
}

static json::Array ruleList() {
  json::Array List;
  for (const RuleText &R : rules())
    List.push_back(
        json::Object{{"id", ruleId(R.Number)},
                     {"name", R.Name},
                     {"shortDescription", text(R.Short)},
                     {"fullDescription", text(R.Long)},
                     {"help", text(R.Long)},
                     {"defaultConfiguration",
                      json::Object{{"level", R.Number == Rule::HiddenInstruction
                                                 ? "note"
                                                 : "error"}}}});
  return List;
}

void printSarif(const Findings &Found, raw_ostream &OS) {
  json::Array Results;
  for (const Finding &F : Found.all())
    Results.push_back(result(F));
  json::Object Driver{{"name", "kpkeys-verify"},
                      {"version", KPKEYS_VERSION},
                      {"rules", ruleList()}};
  json::Object Run{{"tool", json::Object{{"driver", std::move(Driver)}}},
                   {"columnKind", "utf16CodeUnits"},
                   {"results", std::move(Results)}};
  json::Object Log{
      {"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
                  "schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", json::Array{std::move(Run)}}};
  OS << formatv("{0:2}\n", json::Value(std::move(Log)));
}

} // namespace kpkeys::verify
