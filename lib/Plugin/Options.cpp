//===- Options.cpp - -fplugin-arg-kpkeys-* --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options.def is the table; this file parses by it and prints it.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Plugin/Options.h"
#include "kpkeys/Plugin/Pipeline.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringRef PluginModes[] = {"protect", "audit"};
ArrayRef<StringRef> pluginModeNames() { return PluginModes; }

namespace {
enum class Option {
#define KPKEYS_OPTION(ID, NAME, VALUES, HELP) ID,
#include "Options.def"
#undef KPKEYS_OPTION
};

struct Row {
  Option ID;
  StringRef Name;
  std::string Values; ///< empty: takes no value
  StringRef Help;
};
} // namespace

static std::vector<Row> rows() {
  return {
#define KPKEYS_OPTION(ID, NAME, VALUES, HELP) {Option::ID, NAME, VALUES, HELP},
#include "Options.def"
#undef KPKEYS_OPTION
  };
}

static std::optional<PluginMode> pluginModeByName(StringRef Name) {
  const StringRef *It = find(PluginModes, Name);
  if (It == std::end(PluginModes))
    return std::nullopt;
  return static_cast<PluginMode>(It - std::begin(PluginModes));
}

template <typename T>
static bool assignIfKnown(T &Out, std::optional<std::remove_reference_t<T>> V) {
  if (V)
    Out = *V;
  return V.has_value();
}

/// False if \p Value is not one of the option's values.
static bool assign(UserOptions &Out, Option ID, StringRef Value) {
  switch (ID) {
  case Option::Target:
    Out.Target = targetByName(Value);
    return Out.Target.has_value();
  case Option::PolicyFile:
    Out.PolicyFile = Value.str();
    return !Value.empty();
  case Option::Mode:
    return assignIfKnown(Out.Mode, pluginModeByName(Value));
  case Option::AuditSummary:
    Out.AuditSummary = Value.str();
    return !Value.empty();
  case Option::Windows:
    return assignIfKnown(Out.Windows, windowModeByName(Value));
  case Option::Exposed:
    Out.Exposed = exposureByText(Value);
    return Out.Exposed.has_value();
  case Option::Escape:
    return assignIfKnown(Out.Escape, escapeModeByName(Value));
  case Option::ScopeCalls:
    return assignIfKnown(Out.ScopeCalls, escapeModeByName(Value));
  case Option::MaxClones:
    return assignIfKnown(Out.MaxClones, cloneBoundByText(Value));
  case Option::Report:
    return assignIfKnown(Out.Report, reportModeByName(Value));
  case Option::Help:
    return Out.Help = Value.empty();
  case Option::Version:
    return Out.Version = Value.empty();
  }
  llvm_unreachable("every option has a case");
}

std::optional<UserOptions>
parseOptions(ArrayRef<std::string> Arguments,
             function_ref<void(const std::string &)> OnError) {
  UserOptions Out;
  const std::vector<Row> Table = rows();
  for (StringRef Argument : Arguments) {
    auto [Name, Value] = Argument.split('=');
    auto Known =
        find_if(Table, [N = Name](const Row &R) { return R.Name == N; });
    if (Known == Table.end()) {
      OnError(
          "unknown option '" + Name.str() + "'; valid options are " +
          join(map_range(Table, [](const Row &R) { return R.Name; }), ", "));
      return std::nullopt;
    }
    if (assign(Out, Known->ID, Value))
      continue;
    OnError(Known->Values.empty()
                ? "option '" + Name.str() + "' takes no value"
                : "option '" + Name.str() + "' has no value '" + Value.str() +
                      "'; expected " + Known->Values);
    return std::nullopt;
  }
  if (Out.Exposed && Out.Windows != WindowMode::Relaxed) {
    OnError("option 'exposure' needs windows=relaxed");
    return std::nullopt;
  }
  if (!Out.AuditSummary.empty() && Out.Mode != PluginMode::Audit) {
    OnError("option 'audit-summary' needs mode=audit");
    return std::nullopt;
  }
  return Out;
}

std::string optionsHelp() {
  std::string Text =
      versionText() + "\nOptions, each as -fplugin-arg-kpkeys-<option>:\n";
  raw_string_ostream OS(Text);
  for (const Row &R : rows()) {
    std::string Left = R.Name.str() + (R.Values.empty() ? "" : "=") + R.Values;
    OS << "  " << Left << "\n      " << R.Help << "\n";
  }
  return Text;
}

} // namespace kpkeys
