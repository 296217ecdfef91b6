//===- Options.h - -fplugin-arg-kpkeys-* ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_PLUGIN_OPTIONS_H
#define KPKEYS_PLUGIN_OPTIONS_H

#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/ADT/ArrayRef.h"

namespace kpkeys {

/// What the plugin is loaded for.
enum class PluginMode { Protect, Audit };
llvm::ArrayRef<llvm::StringRef> pluginModeNames();

/// The options as given; a later one of a name wins.
struct UserOptions {
  std::optional<TargetKind> Target;
  std::string PolicyFile;
  PluginMode Mode = PluginMode::Protect;
  std::string AuditSummary; ///< a file, or a folder that exists
  WindowMode Windows = WindowMode::Strict;
  EscapeMode Escape = EscapeMode::Warn;
  EscapeMode ScopeCalls = EscapeMode::Warn;
  unsigned MaxClones = ModuleConfig().MaxClones;
  ReportMode Report = ReportMode::None;
  std::optional<Exposure> Exposed;
  bool Help = false;
  bool Version = false;
};

/// Parses "name=value" strings. The first problem goes to \p OnError and
/// gives std::nullopt.
std::optional<UserOptions>
parseOptions(llvm::ArrayRef<std::string> Arguments,
             llvm::function_ref<void(const std::string &)> OnError);

/// The text of -fplugin-arg-kpkeys-help.
std::string optionsHelp();

} // namespace kpkeys

#endif
