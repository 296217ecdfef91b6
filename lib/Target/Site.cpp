//===- Site.cpp - Where windows would be ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A label in the code and a kpkeys_site_record that points to it, relative to
// itself, so that no relocation is left at run time:
//   .Lkpkeys_site7:
//       .pushsection kpkeys_sites,"ao?",@progbits,.Lkpkeys_site7
//       .long .Lkpkeys_site7 - .
//       .short level, edge
//       .long ordinal
//       .popsection
// The section is linked to the function's ("o") and in its group ("?"): the
// linker drops and keeps both together. It clobbers memory, as a window does,
// and no register.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/ADT/Twine.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace kpkeys {

void emitSite(IRBuilderBase &B, unsigned Level, kpkeys_site_edge Edge,
              unsigned Ordinal) {
  // ${:uid} is another number wherever the block is emitted once more.
  const char *Label = ".Lkpkeys_site${:uid}";
  std::string Text =
      (Twine(Label) +
       ":\n\t.pushsection " KPKEYS_SITES_SECTION ",\"ao?\",@progbits," + Label +
       "\n\t.balign 4\n\t.long " + Label + " - .\n\t.short " + Twine(Level) +
       ", " + Twine(static_cast<unsigned>(Edge)) + "\n\t.long " +
       Twine(Ordinal) + "\n\t.popsection")
          .str();
  emitAsm(B, Text, "~{memory}", B.getVoidTy());
}

} // namespace kpkeys
