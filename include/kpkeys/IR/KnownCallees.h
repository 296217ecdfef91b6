//===- KnownCallees.h - What library functions do to arguments --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The documented effects of library functions on memory, by name. A function
// that is not listed, that has another prototype, or that the module defines
// is unknown: its effects are assumed to be any.
//
// The rows are in lib/IR/Callees. Each has one letter for the result:
//   v  none     .  no pointer     p  a pointer that leads elsewhere
//   0-9  a pointer into what this argument leads to
// and one for each argument:
//   .  no pointer
//   A  an address, not accessed, or of memory that is the callee's own
//   R  read at most, and not kept
//   W  written, and not kept
//   M  read, and copied to where the arguments with W and X lead
//   X  written, and copied likewise
//   K  kept, and perhaps written later
//   N  written at most, by a function that runs or starts other code of the
//      program: nothing of its call is done in a window
//   P  read, and what it points to handed on with the pointers that lie there
//   F  printf's format     U  wprintf's     S  scanf's     V  a va_list
//   C  a function that is called meanwhile
//   D  data that is handed to that function
//   E  a place that receives pointers into what other arguments lead to
//   H  the same, and what it already points to is written, too
//   I  read; what the pointers in it lead to is written
//   ~  at the end: the variable part
//   !  the same, of a function that N describes and that takes no such pointer
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_KNOWNCALLEES_H
#define KPKEYS_IR_KNOWNCALLEES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace llvm {
class Argument;
class CallBase;
class Function;
class FunctionType;
} // namespace llvm

namespace kpkeys {

/// On a parameter of a clone: marked inside it, so the pointer is followed.
/// On a call: the domains with which its result has been marked.
inline constexpr char FollowedAttribute[] = "kpkeys-followed";

/// On a call's argument: the callee was looked at and needs no window to access
/// what it leads to, and does not keep it.
inline constexpr char ReadsAttribute[] = "kpkeys-reads";

/// True if \p Param is a clone's, marked inside it.
bool isFollowed(const llvm::Argument &Param);

/// What a callee does with one pointer argument.
enum class ArgEffect {
  Nothing,     ///< accesses nothing through it, or is looked at itself
  Reads,       ///< reads through it at most, and does not keep it
  ReadsUnseen, ///< the same, by its attributes: it is not known what else it
               ///< does
  Writes,      ///< writes through it, and does not keep it
  Keeps,       ///< keeps it, as documented; may write through it later
  Unknown,     ///< may write through it, keep it or return it
};

/// The effect of \p Call on its argument \p ArgNo, from the callee's name,
/// from attributes (readonly, nocapture, memory(...)), or Unknown. With
/// \p LinksToo the effect on what is reached by pointers loaded through the
/// argument counts as well: `readonly` says nothing of that.
ArgEffect argumentEffect(const llvm::CallBase &Call, unsigned ArgNo,
                         bool LinksToo);

/// True if the table has a function called \p Name, whatever its prototype.
bool isKnownName(llvm::StringRef Name);

/// True if the table has a row for what \p Call calls.
bool isKnownCallee(const llvm::CallBase &Call);

/// True if \p Call is of a known callee that runs or starts other code of the
/// program (a stream's, a thread's) and must not do so in a window.
bool runsOtherCode(const llvm::CallBase &Call);

/// True if \p Call is of a library function that calls back a function which is
/// not known, or does more than compute: no window may hold it.
bool callsBackOtherCode(const llvm::CallBase &Call);

/// True if the pointers that lie at argument \p ArgNo of \p Call go elsewhere
/// with what is read there: write, epoll_ctl. Known callees only.
bool handsOnHeld(const llvm::CallBase &Call, unsigned ArgNo);

/// True if \p Call writes through the pointers that lie at its argument
/// \p ArgNo: strsep, readv. Known callees only.
bool writesThroughHeld(const llvm::CallBase &Call, unsigned ArgNo);

/// True if \p Call copies what its argument \p ArgNo leads to, pointers and
/// all, to where other arguments lead. Known callees only.
bool copiesFrom(const llvm::CallBase &Call, unsigned ArgNo);

/// True if what copiesFrom says may be copied to argument \p ArgNo.
bool copiesTo(const llvm::CallBase &Call, unsigned ArgNo);

/// True if \p Call stores pointers into what its other arguments lead to at
/// its argument \p ArgNo: strtol.
bool receivesPointers(const llvm::CallBase &Call, unsigned ArgNo);

/// The argument that \p Call returns (or points into), if that is known.
std::optional<unsigned> returnedArgument(const llvm::CallBase &Call);

/// Where the rows of a group may be believed.
enum class CalleeGroup { Anywhere, Programs, Kernels };

/// One function of the table.
struct CalleeRow {
  llvm::StringLiteral Name;
  llvm::StringLiteral Result;
  llvm::StringLiteral Arguments;
  CalleeGroup Group;

  /// True if the function may run or start other code of the program.
  bool runsOtherCode() const {
    return llvm::StringRef(Arguments).find_first_of("N!") !=
           llvm::StringRef::npos;
  }

  /// True if a function of type \p T can be this one.
  bool fits(const llvm::FunctionType &T) const;
};

/// The row called \p Name, whatever its prototype, or null.
const CalleeRow *knownCallee(llvm::StringRef Name);

/// The whole table.
llvm::ArrayRef<CalleeRow> knownCallees();

} // namespace kpkeys

#endif
