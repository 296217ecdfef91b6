//===- Auditor.h - From IR to a summary -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_AUDIT_SUMMARIZE_AUDITOR_H
#define KPKEYS_AUDIT_SUMMARIZE_AUDITOR_H

#include "kpkeys/Audit/Judge/Summary.h"
#include "kpkeys/IR/ModuleConfig.h"

namespace kpkeys {

/// What there is to say of \p M, a module as the front end made it, with debug
/// locations, which is changed on the way and of no other use then. Problems
/// of the passes go to the module's context.
audit::Summary auditModule(llvm::Module &M, const ModuleConfig &Config);

} // namespace kpkeys

#endif
