//===- PolicyRecords.h - Reads the kpkeys_policy section --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_RECORDS_POLICYRECORDS_H
#define KPKEYS_LIB_RECORDS_POLICYRECORDS_H

#include "kpkeys/Records/Records.h"

namespace kpkeys {

/// "section NAME, record at OFFSET: WHY".
llvm::Error damaged(llvm::StringRef Section, uint64_t Offset,
                    const llvm::Twine &Why);

/// Appends the policies in \p Bytes, the section's contents, to \p Policies;
/// one that is there already is left out.
llvm::Error readPolicies(llvm::StringRef Bytes,
                         std::vector<PolicyInfo> &Policies);

} // namespace kpkeys

#endif
