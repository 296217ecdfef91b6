//===- KnownCallees.h - What library functions do to arguments --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C library's documented effects on memory, by name. A function that is
// not listed is unknown: its effects are assumed to be any.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_KNOWNCALLEES_H
#define KPKEYS_IR_KNOWNCALLEES_H

#include <cstdint>
#include <optional>

namespace llvm {
class Argument;
class CallBase;
} // namespace llvm

namespace kpkeys {

/// On a parameter of a clone: marked inside it, so the pointer is followed.
/// On a call: the domains with which its result has been marked.
inline constexpr char FollowedAttribute[] = "kpkeys-followed";

/// On a call's argument: the callee was looked at and does not write through
/// it or keep it.
inline constexpr char ReadsAttribute[] = "kpkeys-reads";

/// True if \p Param is a clone's, marked inside it.
bool isFollowed(const llvm::Argument &Param);

/// What a callee does with one pointer argument.
enum class ArgEffect {
  Reads,   ///< reads through it at most, and does not keep it
  Writes,  ///< writes through it, and does not keep it
  Unknown, ///< may write through it, keep it or return it
};

/// The effect of \p Call on its argument \p ArgNo, from the callee's name,
/// from attributes (readonly, nocapture, memory(...)), or Unknown. With
/// \p LinksToo the effect on what is reached by pointers loaded through the
/// argument counts as well: `readonly` says nothing of that.
ArgEffect argumentEffect(const llvm::CallBase &Call, unsigned ArgNo,
                         bool LinksToo);

/// True if the table has a row for what \p Call calls.
bool isKnownCallee(const llvm::CallBase &Call);

/// The argument that \p Call returns (or points into), if that is known.
std::optional<unsigned> returnedArgument(const llvm::CallBase &Call);

} // namespace kpkeys

#endif
