//===- ModuleConfig.cpp - Policy and options, carried in the IR -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes the !kpkeys.config node. The policy travels as its
// canonical text and is parsed again by the reader: one parser, one format.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/IR/Scopes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral ConfigName = "kpkeys.config";

static constexpr StringRef WindowModes[] = {"none", "per-access", "block",
                                            "strict", "relaxed"};
static constexpr StringRef EscapeModes[] = {"error", "warn", "allow"};
static constexpr StringRef ReportModes[] = {"none", "copies"};

ArrayRef<StringRef> windowModeNames() { return WindowModes; }
ArrayRef<StringRef> escapeModeNames() { return EscapeModes; }
ArrayRef<StringRef> reportModeNames() { return ReportModes; }

template <typename Mode>
static std::optional<Mode> modeByName(ArrayRef<StringRef> Names,
                                      StringRef Name) {
  const StringRef *It = find(Names, Name);
  if (It == Names.end())
    return std::nullopt;
  return static_cast<Mode>(It - Names.begin());
}

std::optional<WindowMode> windowModeByName(StringRef Name) {
  return modeByName<WindowMode>(WindowModes, Name);
}

std::optional<EscapeMode> escapeModeByName(StringRef Name) {
  return modeByName<EscapeMode>(EscapeModes, Name);
}

std::optional<unsigned> cloneBoundByText(StringRef Text) {
  unsigned Bound = 0;
  return to_integer(Text, Bound, 10) ? std::optional(Bound) : std::nullopt;
}

std::string Exposure::text() const {
  std::string Text = "stores:" + utostr(NumStores);
  if (KnownCalls)
    Text += ",calls:known";
  for (const std::string &Name : Calls)
    Text += ",calls:" + Name;
  return Text;
}

std::optional<Exposure> exposureByText(StringRef Text) {
  Exposure Out;
  for (StringRef Part : split(Text, ',')) {
    auto [Key, Value] = Part.split(':');
    if (Key == "stores" && to_integer(Value, Out.NumStores, 10))
      continue;
    if (Key != "calls" || Value.empty())
      return std::nullopt;
    if (Value == "known")
      Out.KnownCalls = true;
    else
      Out.Calls.push_back(Value.str());
  }
  llvm::sort(Out.Calls);
  return Out;
}

/// What both \p A and \p B let in. What is none wins: the reader reports it.
static std::string lesser(StringRef A, StringRef B) {
  std::optional<Exposure> OfA = exposureByText(A), OfB = exposureByText(B);
  if (!OfA || !OfB)
    return OfA ? B.str() : A.str();
  Exposure Both;
  Both.NumStores = std::min(OfA->NumStores, OfB->NumStores);
  Both.KnownCalls = OfA->KnownCalls && OfB->KnownCalls;
  std::set_intersection(OfA->Calls.begin(), OfA->Calls.end(),
                        OfB->Calls.begin(), OfB->Calls.end(),
                        std::back_inserter(Both.Calls));
  return Both.text();
}

std::optional<ReportMode> reportModeByName(StringRef Name) {
  return modeByName<ReportMode>(ReportModes, Name);
}

void attachConfig(Module &M, const ModuleConfig &Config) {
  if (hasConfig(M))
    return;
  LLVMContext &C = M.getContext();
  StringRef Target = targetInfo(Config.Target).Name;
  auto String = [&C](StringRef S) { return MDString::get(C, S); };
  M.getOrInsertNamedMetadata(ConfigName)
      ->addOperand(MDNode::get(
          C, {String(Config.Rules.name()), String(Config.Rules.toYAML()),
              String(Target),
              String(WindowModes[static_cast<size_t>(Config.Windows)]),
              String(EscapeModes[static_cast<size_t>(Config.Escape)]),
              String(utostr(Config.MaxClones)),
              String(ReportModes[static_cast<size_t>(Config.Report)]),
              String(Config.Exposed.text()),
              String(EscapeModes[static_cast<size_t>(Config.ScopeCalls)])}));
  M.addModuleFlag(
      Module::Error, "kpkeys.policy",
      String((Target + " " + toHex(Config.Rules.digest(), true)).str()));
}

namespace {
/// A configuration as text, before it is understood.
struct ConfigText {
  std::string PolicyName, PolicyText, Target, Windows, Escape, MaxClones,
      Report, Exposed, ScopeCalls;
};
} // namespace

static constexpr unsigned TargetField = 2;

static StringRef fieldOf(const MDNode &Fields, unsigned I) {
  if (I >= Fields.getNumOperands())
    return "";
  const auto *S = dyn_cast_or_null<MDString>(Fields.getOperand(I).get());
  return S ? S->getString() : "";
}

// From the safest mode on.
static constexpr StringRef SafestWindows[] = {"per-access", "block", "strict",
                                              "relaxed", "none"};
static constexpr StringRef SafestReports[] = {"copies", "none"};

/// The one of \p A and \p B that stands first in \p Safest. A name that is not
/// there wins: the reader reports it.
static std::string safer(ArrayRef<StringRef> Safest, std::string A,
                         StringRef B) {
  if (!is_contained(Safest, A))
    return A;
  if (!is_contained(Safest, B))
    return B.str();
  return find(Safest, A) <= find(Safest, B) ? A : B.str();
}

/// The larger bound of \p A and \p B. What is no number wins: the reader
/// reports it.
static std::string larger(std::string A, StringRef B) {
  std::optional<unsigned> OfA = cloneBoundByText(A);
  std::optional<unsigned> OfB = cloneBoundByText(B);
  if (!OfA)
    return A;
  return !OfB || *OfB > *OfA ? B.str() : A;
}

/// A merged module has the configurations of all its inputs. The module flag
/// has seen to it that policy and target are one; of the modes the safest
/// counts, of the bounds the largest.
static std::optional<ConfigText> textFromModule(const Module &M) {
  const NamedMDNode *Node = M.getNamedMetadata(ConfigName);
  if (!Node || Node->getNumOperands() == 0)
    return std::nullopt;
  const MDNode &First = *Node->getOperand(0);
  auto Field = [&First](unsigned I) { return fieldOf(First, I).str(); };
  ConfigText Text{Field(0), Field(1), Field(TargetField), Field(3), Field(4),
                  Field(5), Field(6), Field(7),           Field(8)};

  for (const MDNode *Other : Node->operands()) {
    Text.Windows = safer(SafestWindows, Text.Windows, fieldOf(*Other, 3));
    Text.Escape = safer(EscapeModes, Text.Escape, fieldOf(*Other, 4));
    Text.MaxClones = larger(Text.MaxClones, fieldOf(*Other, 5));
    Text.Report = safer(SafestReports, Text.Report, fieldOf(*Other, 6));
    Text.Exposed = lesser(Text.Exposed, fieldOf(*Other, 7));
    Text.ScopeCalls = safer(EscapeModes, Text.ScopeCalls, fieldOf(*Other, 8));
  }
  return Text;
}

bool hasConfig(const Module &M) { return M.getNamedMetadata(ConfigName); }

void requireConfig(const Module &M) {
  if (!hasMarkers(M) || hasConfig(M))
    return;
  reportError(M.getContext(),
              "'" + M.getModuleIdentifier() +
                  "' has markers, but the passes did not run when it was "
                  "compiled, so that policy and target are not known; "
                  "compile it with the plugin and without -save-temps");
}

std::optional<ModuleConfig> readConfig(const Module &M) {
  auto Fail = [&M](const Twine &Message) {
    reportError(M.getContext(), Message);
    return std::nullopt;
  };
  std::optional<ConfigText> Text = textFromModule(M);
  if (!Text) {
    std::optional<TargetKind> Target = defaultTarget(moduleTriple(M));
    if (!Target)
      return Fail("no target fits '" + moduleTriple(M).str() + "'");
    ModuleConfig Config;
    Config.Target = *Target;
    return Config;
  }
  std::optional<TargetKind> Target = targetByName(Text->Target);
  if (!Target)
    return Fail("unknown target '" + Text->Target + "'; expected one of " +
                targetNames(", "));
  if (!targetFitsTriple(*Target, moduleTriple(M)))
    return Fail("target '" + Text->Target + "' does not fit '" +
                moduleTriple(M).str() + "'");
  std::optional<WindowMode> Windows = windowModeByName(Text->Windows);
  if (!Windows)
    return Fail("unknown window placement '" + Text->Windows +
                "'; expected one of " + join(windowModeNames(), ", "));
  std::optional<EscapeMode> Escape = escapeModeByName(Text->Escape);
  if (!Escape)
    return Fail("unknown escape tier '" + Text->Escape + "'; expected one of " +
                join(escapeModeNames(), ", "));
  std::optional<unsigned> MaxClones = cloneBoundByText(Text->MaxClones);
  if (!MaxClones)
    return Fail("the bound on clones is '" + Text->MaxClones +
                "'; expected a number");
  std::optional<ReportMode> Report = reportModeByName(Text->Report);
  if (!Report)
    return Fail("unknown report '" + Text->Report + "'; expected one of " +
                join(reportModeNames(), ", "));
  std::optional<Exposure> Exposed = exposureByText(Text->Exposed);
  if (!Exposed)
    return Fail("unknown exposure '" + Text->Exposed +
                "'; expected stores:N,calls:NAME,...");
  std::optional<EscapeMode> ScopeCalls = escapeModeByName(Text->ScopeCalls);
  if (!ScopeCalls)
    return Fail("unknown tier of calls in scopes '" + Text->ScopeCalls +
                "'; expected one of " + join(escapeModeNames(), ", "));
  std::optional<Policy> Rules = Policy::parse(
      Text->PolicyText, Text->PolicyName, *Target, [&](const SMDiagnostic &D) {
        reportError(M.getContext(), formatDiagnostic(D));
      });
  if (!Rules)
    return std::nullopt;
  return ModuleConfig{
      std::move(*Rules),   *Target,    *Windows, *Escape, *MaxClones, *Report,
      std::move(*Exposed), *ScopeCalls};
}

bool isForKernel(const Module &M) {
  const NamedMDNode *Node = M.getNamedMetadata(ConfigName);
  if (!Node || Node->getNumOperands() == 0)
    return false;
  std::optional<TargetKind> Target =
      targetByName(fieldOf(*Node->getOperand(0), TargetField));
  return Target && targetInfo(*Target).Mode == TargetMode::Kernel;
}

bool checkMarkers(Module &M, const Policy &Rules) {
  for (const Function &F : M) {
    auto Marker = asMarker(F);
    if (!Marker || Rules.findDomain(Marker->Domain))
      continue;
    reportError(M.getContext(), "unknown domain '" + Marker->Domain +
                                    "'; policy '" + Rules.name() + "' has " +
                                    Rules.domainNames());
    return false;
  }
  return true;
}

bool concernsUs(const Module &M) {
  return hasConfig(M) || hasMarkers(M) || hasScopes(M) || callAtFunction(M) ||
         any_of(M, [](const Function &F) { return requiredLevel(F); }) ||
         any_of(M.globals(), [](const GlobalVariable &G) {
           return dataSectionDomain(G.getSection()).has_value();
         });
}

static constexpr StringLiteral LoweredAttribute = "kpkeys-lowered";

void setLowered(Function &F) { F.addFnAttr(LoweredAttribute); }

bool isLowered(const Function &F) { return F.hasFnAttribute(LoweredAttribute); }

std::optional<StringRef> globalDomain(const Value &Object) {
  const auto *Global = dyn_cast<GlobalValue>(&Object);
  const GlobalObject *Base = Global ? Global->getAliaseeObject() : nullptr;
  return Base ? dataSectionDomain(Base->getSection()) : std::nullopt;
}

std::string dataSectionName(StringRef Domain) {
  return (KPKEYS_DATA_SECTION_PREFIX + Domain).str();
}

std::optional<StringRef> dataSectionDomain(StringRef Section) {
  if (!Section.consume_front(KPKEYS_DATA_SECTION_PREFIX))
    return std::nullopt;
  return Section;
}

} // namespace kpkeys
