//===- BlockCutter.h - A block as places of a WindowProblem -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_TRANSFORMS_BLOCKCUTTER_H
#define KPKEYS_LIB_TRANSFORMS_BLOCKCUTTER_H

#include "OpenFunctions.h"
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/BaseLevels.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "llvm/ADT/DenseMap.h"

namespace kpkeys {

/// An access and the level of its domain, or of all its domains.
struct Need {
  const Access *Of;
  unsigned Level;
  unsigned Base; ///< level that is left for it, and come back to
  bool IsApart;  ///< has a window of its own, which FormWindows puts around it
};
using NeedMap = llvm::DenseMap<const llvm::Instruction *, Need>;

/// A stretch of a block that runs at one level.
struct Place {
  enum class Kind {
    Free,    ///< nothing asks for a level: at the start or the end of a block,
             ///< or where a scope begins or ends
    Access,  ///< accesses that the same levels allow
    Call,    ///< of a function that may run at one level, or have windows
    Exposed, ///< one that is foreign, and may be in a relaxed window
    Foreign  ///< what a window must not hold
  };
  /// How control comes to it from the place before, in its block.
  enum class Entered {
    Along,      ///< a switch may be put between
    ByReturn,   ///< the call before has put the register at Base
    ByUnwinding ///< the same, and goes to the landing pad from here
  };
  Kind What;
  llvm::BasicBlock *Block;
  unsigned Base; ///< level that it runs at unless it is in a window
  bool IsCalleeLevel = false; ///< Base is what callees require
  Entered How = Entered::Along;
  llvm::Instruction *First = nullptr; ///< of those that ask; null if there is
  llvm::Instruction *Last = nullptr;  ///< none, at the block's start or end
  unsigned NumInstructions = 0;       ///< all that are in the stretch
  uint64_t Weight = 0;                ///< of what is in it, in instructions
  llvm::SmallVector<const Access *, 2> Accesses;
  const OpenFunction *Called = nullptr;
  ExposedAs As = ExposedAs::Nothing;
  unsigned Level = Policy::DefaultLevel; ///< after WindowGraph::solve()

  Place(Kind What, llvm::BasicBlock &Block, unsigned Base)
      : What(What), Block(&Block), Base(Base) {}
  bool isInWindow() const { return Level != Base; }
};

/// Cuts the blocks of a function into places.
class BlockCutter {
public:
  const NeedMap &Needs;
  const BaseLevels &Bases;
  const OpenFunctions &Open;
  const LevelKeepers &Keepers;
  const ModuleConfig &Config;
  /// A level takes away what level `default` may read, so that windows hold no
  /// loads but of local variables.
  bool LoadsAreForeign = false;
  /// What some level but the default forbids: windows hold none of it that is
  /// not the access itself.
  Restriction Forbidden = Restriction::None;

  llvm::SmallVector<Place, 4> cut(llvm::BasicBlock &BB) const;

  /// What running a switch costs, in instructions.
  static constexpr uint64_t SwitchWeight = 4096;
};

/// True if \p Level permits all that \p Other does.
bool permitsAllOf(unsigned Level, unsigned Other, const Policy &Rules);

} // namespace kpkeys

#endif
