//===- Report.h - Diagnostics of the front end ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef KPKEYS_FRONTEND_REPORT_H
#define KPKEYS_FRONTEND_REPORT_H

#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"

namespace kpkeys {

/// Reports \p Format, in Clang's notation, at \p Loc. Of a plugin's warnings
/// Clang does not heed -w and -Werror by itself.
template <unsigned N>
clang::DiagnosticBuilder report(clang::ASTContext &C, clang::SourceLocation Loc,
                                clang::DiagnosticsEngine::Level Level,
                                const char (&Format)[N]) {
  clang::DiagnosticsEngine &Diags = C.getDiagnostics();
  if (Level == clang::DiagnosticsEngine::Warning) {
    if (Diags.getIgnoreAllWarnings())
      Level = clang::DiagnosticsEngine::Ignored;
    else if (Diags.getWarningsAsErrors())
      Level = clang::DiagnosticsEngine::Error;
  }
  return Diags.Report(Loc, Diags.getCustomDiagID(Level, Format));
}

} // namespace kpkeys

#endif
