//===- AddressForm.h - Pointers, addresses and numbers ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_ADDRESSFORM_H
#define KPKEYS_ANALYSIS_ADDRESSFORM_H

namespace llvm {
class Value;
} // namespace llvm

namespace kpkeys {

class Provenance;

/// As what a marked pointer is in a value that is computed from it.
enum class AddressForm {
  Pointer, ///< itself, perhaps converted to an integer by an ABI
  Tagged,  ///< an integer that still has its high bits: flags were added
  Number,  ///< a hash, an alignment, a difference: mostly no address any more
};

AddressForm formOf(const llvm::Value *V, const Provenance &P);

} // namespace kpkeys

#endif
