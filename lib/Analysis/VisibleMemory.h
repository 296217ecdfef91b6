//===- VisibleMemory.h - All that may lie in an object ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ANALYSIS_VISIBLEMEMORY_H
#define KPKEYS_ANALYSIS_VISIBLEMEMORY_H

#include "Offsets.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Value.h"

namespace llvm {
class DataLayout;
class GlobalVariable;
class Module;
} // namespace llvm

namespace kpkeys {

/// What the code of the module stores into one object.
struct ObjectContents {
  struct Store {
    Offsets At;
    uint64_t Size;
    llvm::Value *Stored;
  };
  /// Copied from \p From, as it is by then.
  struct Copy {
    Offsets At;
    uint64_t Size; ///< UnknownSize: as much as there is
    llvm::Value *From;
  };
  static constexpr uint64_t UnknownSize = UINT64_MAX;

  bool AllSeen = true; ///< false: others may write there as well
  llvm::SmallVector<Store, 4> Stores;
  llvm::SmallVector<Copy, 1> Copies;
};

class VisibleMemory {
  const llvm::DataLayout &Layout;
  llvm::DenseMap<const llvm::Value *, ObjectContents> Known;

  const ObjectContents &contentsOf(llvm::Value &Object);
  bool initial(const llvm::GlobalVariable &Object, Offsets At,
               llvm::function_ref<bool(llvm::Value *)> Found) const;

public:
  explicit VisibleMemory(const llvm::Module &M);

  const llvm::DataLayout &layout() const { return Layout; }

  /// Calls \p Found with each pointer that a load at offsets \p At of \p Object
  /// may give, and \p Copied with each (address, offsets) it may have been
  /// copied from. False if they, or the callbacks, say that not all is known.
  bool pointersAt(llvm::Value &Object, Offsets At,
                  llvm::function_ref<bool(llvm::Value *)> Found,
                  llvm::function_ref<bool(llvm::Value *, Offsets)> Copied);
};

} // namespace kpkeys

#endif
