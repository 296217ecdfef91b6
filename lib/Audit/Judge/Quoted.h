//===- Quoted.h - Names in messages -----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_JUDGE_QUOTED_H
#define KPKEYS_LIB_AUDIT_JUDGE_QUOTED_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace kpkeys::audit {

inline std::string quoted(llvm::StringRef Name) {
  return ("'" + Name + "'").str();
}

} // namespace kpkeys::audit

#endif
