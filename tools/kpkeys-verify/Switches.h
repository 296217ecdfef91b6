//===- Switches.h - Is a switch what its record says? -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_SWITCHES_H
#define KPKEYS_VERIFY_SWITCHES_H

#include "Code.h"
#include "Rules.h"
#include "kpkeys/Records/Records.h"
#include "llvm/ADT/Twine.h"

namespace kpkeys::verify {

/// Is told what is wrong at an instruction.
class Report {
public:
  using Function = llvm::function_ref<void(
      Rule R, const Instruction &At, const llvm::Twine &Message,
      const WindowInfo *About, bool IsNote)>;
  Report(Function Tell) : Tell(Tell) {}
  /// \p About is the record of what it is in, or null.
  void operator()(Rule R, const Instruction &At, const llvm::Twine &Message,
                  const WindowInfo *About = nullptr,
                  bool IsNote = false) const {
    Tell(R, At, Message, About, IsNote);
  }

private:
  Function Tell;
};

/// Checks the instructions [First, End), which the record \p W of a policy
/// \p Policy says are a switch.
void checkSwitch(const Code &C, size_t First, size_t End, const WindowInfo &W,
                 const PolicyInfo &Policy, const Machine &M, Report Tell);

} // namespace kpkeys::verify

#endif
