//===- Check.cpp - All rules, for one object ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Check.h"
#include "ByteScan.h"
#include "CodeRules.h"

using namespace llvm;

namespace kpkeys::verify {

Error check(const object::ELF64LEObjectFile &Object, StringRef Name,
            const CheckOptions &Options, Findings &Found) {
  Tally Seen;
  Seen.Objects = 1;
  Found.add(Seen);
  if (Object.getELFFile().getHeader().e_machine == ELF::EM_X86_64)
    if (Error E = scanBytes(Object, Name, Options, Found))
      return E;
  return checkCode(Object, Name, Options, Found);
}

} // namespace kpkeys::verify
