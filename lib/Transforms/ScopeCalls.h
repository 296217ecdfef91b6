//===- ScopeCalls.h - What scopes call without knowing it -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_SCOPECALLS_H
#define KPKEYS_LIB_TRANSFORMS_SCOPECALLS_H

namespace kpkeys {

class WindowGraph;
struct ModuleConfig;

/// Reports calls that run at the level of a scope, of functions which are not
/// declared for it, as ModuleConfig::ScopeCalls asks.
void reportScopeCalls(const WindowGraph &Graph, const ModuleConfig &Config);

} // namespace kpkeys

#endif
