//===- Report.h - Diagnostics of the front end ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef KPKEYS_FRONTEND_REPORT_H
#define KPKEYS_FRONTEND_REPORT_H

#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"

namespace kpkeys {

/// Reports \p Format, in Clang's notation, at \p Loc.
template <unsigned N>
clang::DiagnosticBuilder report(clang::ASTContext &C, clang::SourceLocation Loc,
                                clang::DiagnosticsEngine::Level Level,
                                const char (&Format)[N]) {
  clang::DiagnosticsEngine &Diags = C.getDiagnostics();
  return Diags.Report(Loc, Diags.getCustomDiagID(Level, Format));
}

} // namespace kpkeys

#endif
