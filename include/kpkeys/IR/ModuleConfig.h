//===- ModuleConfig.h - Policy and options, carried in the IR ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the passes need to know travels in the module, so that it survives
// LTO and parallel jobs:
//   !kpkeys.config = !{!0}
//   !0 = !{!"<policy name>", !"<policy text>", !"<target>", !"<windows>",
//          !"<escape>", !"<bound on clones>", !"<report>", !"<exposure>",
//          !"<scope calls>"}
// and a module flag with the policy's digest makes the IR linker refuse
// modules built with different policies.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_MODULECONFIG_H
#define KPKEYS_IR_MODULECONFIG_H

#include "kpkeys/Policy/Policy.h"

namespace llvm {
class Function;
class Module;
class Value;
} // namespace llvm

namespace kpkeys {

/// How FormWindows places windows.
enum class WindowMode {
  None,      ///< no window: the places are recorded instead (kpkeys_sites)
  PerAccess, ///< one window per access: -O0 of placement, and the oracle
  Block,     ///< merge inside a basic block when nothing foreign lies between
  Strict,    ///< windows over all that is not foreign, where they cost least
  Relaxed,   ///< the same, and over what Exposure lets in
};

/// What else than accesses may run in a window with WindowMode::Relaxed.
struct Exposure {
  unsigned NumStores = 8;         ///< foreign stores in the code of one window
  bool KnownCalls = false;        ///< calls of known library functions
  std::vector<std::string> Calls; ///< of these functions, sorted

  /// "stores:8,calls:known,calls:f", as in the option.
  std::string text() const;
};

/// Reads Exposure::text().
std::optional<Exposure> exposureByText(llvm::StringRef Text);

/// What happens when a marked pointer goes where it cannot be followed, or a
/// scope calls what is not declared for its level.
enum class EscapeMode { Error, Warn, Allow };

/// What is reported beside escapes.
enum class ReportMode {
  None,
  Copies, ///< of secrets to the stack
};

struct ModuleConfig {
  Policy Rules = Policy::builtin();
  TargetKind Target = TargetKind::Pku;
  WindowMode Windows = WindowMode::Strict;
  EscapeMode Escape = EscapeMode::Warn;
  unsigned MaxClones = 4096; ///< that SpecializeCallees may make of a module
  ReportMode Report = ReportMode::None;
  Exposure Exposed;
  EscapeMode ScopeCalls = EscapeMode::Warn; ///< to what knows of no level

  /// True if windows are placed by cost over the whole function.
  bool reachesOverBlocks() const {
    return Windows == WindowMode::Strict || Windows == WindowMode::Relaxed;
  }
};

std::optional<WindowMode> windowModeByName(llvm::StringRef Name);
std::optional<EscapeMode> escapeModeByName(llvm::StringRef Name);
std::optional<ReportMode> reportModeByName(llvm::StringRef Name);

/// A number, or std::nullopt.
std::optional<unsigned> cloneBoundByText(llvm::StringRef Text);

/// Names for help and errors, in the order of the enumerators.
llvm::ArrayRef<llvm::StringRef> windowModeNames();
llvm::ArrayRef<llvm::StringRef> escapeModeNames();
llvm::ArrayRef<llvm::StringRef> reportModeNames();

/// Writes \p Config into \p M unless it has one.
void attachConfig(llvm::Module &M, const ModuleConfig &Config);

/// True if \p M has a configuration, which modules with markers have.
bool hasConfig(const llvm::Module &M);

/// Reports an error if \p M has markers and no configuration.
void requireConfig(const llvm::Module &M);

/// The module's configuration; a module without one gets the built-in policy
/// and the triple's default target. Problems are reported through the
/// module's context as errors and give std::nullopt.
std::optional<ModuleConfig> readConfig(const llvm::Module &M);

/// True if \p M's windows are for a kernel: the C library's names beyond the
/// language standard are then not the C library's.
bool isForKernel(const llvm::Module &M);

/// True if the policy has the domain of every marker in \p M; reports the
/// first that it has not.
bool checkMarkers(llvm::Module &M, const Policy &Rules);

/// True if \p M holds markers or protected data, or did before lowering.
bool concernsUs(const llvm::Module &M);

/// \p F has been lowered: what the passes do next time is nothing.
void setLowered(llvm::Function &F);
bool isLowered(const llvm::Function &F);

/// The section that holds \p Domain's globals.
std::string dataSectionName(llvm::StringRef Domain);

/// The domain of \p Object if it is a protected global, or an alias of one.
std::optional<llvm::StringRef> globalDomain(const llvm::Value &Object);

/// The domain whose globals live in \p Section, if it is such a section.
std::optional<llvm::StringRef> dataSectionDomain(llvm::StringRef Section);

} // namespace kpkeys

#endif
