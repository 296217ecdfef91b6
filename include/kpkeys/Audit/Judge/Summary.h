//===- Summary.h - What the audit knows of a file ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain data, no IR: written by a compilation, read by kpkeys-audit, and judged
// by judge() (Judge.h), for one file or many. Levels and domains go by name.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_AUDIT_JUDGE_SUMMARY_H
#define KPKEYS_AUDIT_JUDGE_SUMMARY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace kpkeys::audit {

/// Where in the source; no file: not known.
struct Place {
  std::string File;
  uint64_t Line = 0, Column = 0;

  auto key() const { return std::tie(File, Line, Column); }
  bool operator==(const Place &Other) const { return key() == Other.key(); }
  bool operator<(const Place &Other) const { return key() < Other.key(); }
  /// "file:line:column", or "".
  std::string text() const;
};

struct Note {
  Place Where;
  std::string Text;
};

/// The most guards that a function opens, or ends, at once.
inline constexpr uint64_t MaxGuards = 8;

/// What is wrong. Names, in Judge/Findings.cpp, are part of the output.
enum class Kind {
  Unguarded,    ///< a protected write with no guard on some path
  WrongLevel,   ///< the guard's level does not allow the write
  Dropped,      ///< an outer guard's would, but an inner one dropped it
  Flag,         ///< held only by a flag that may be interrupted code's
  IdleGuard,    ///< a guard that holds no protected write
  Unbalanced,   ///< a guard is left open, or one is ended that is not open
  UnknownLevel, ///< a guard whose level is not a constant
  NestedLevel,  ///< what is called under a guard may enter another level
  IndirectCall, ///< under a guard
  Sleeps,       ///< under a guard
  Uncommitted,  ///< an object that gets out before it is protected
  Escape,       ///< a pointer goes where it cannot be followed
  NotFollowed,  ///< the audit gave up on some paths of a function
};

struct Finding {
  Kind What;
  Place Where;
  std::string Function;
  std::string Message;
  std::vector<Note> Notes;
  /// Of a write that several functions reach with no guard: which one.
  std::string Origin;
  /// Where that is: files have functions of one name. Not kept in summaries.
  Place OriginWhere = {};
};

/// "(parameter & Mask) == Value", or is not.
struct Condition {
  uint64_t Param, Mask, Value;
  bool IsEqual;

  auto key() const { return std::tie(Param, Mask, Value, IsEqual); }
  bool operator==(const Condition &Other) const { return key() == Other.key(); }
  bool operator<(const Condition &Other) const { return key() < Other.key(); }
};

/// A write that some level must be held for by who calls the function.
struct Need {
  Place Where;
  std::string Text;                ///< "write to domain 'cred'"
  std::vector<std::string> Levels; ///< each of which allows it
  /// Written through these parameters only; empty: that is not known.
  std::vector<uint64_t> Params;
  std::vector<Note> Path;
  std::vector<Condition> When; ///< all of which hold where it is made
  uint64_t Ended = 0; ///< guards of the caller's that are ended before it
};

/// A call of another function, in one of the states it is made in.
struct Call {
  std::string Callee; ///< linkage name; empty: through a pointer
  std::string Type;   ///< of the pointer's function, as LLVM has it
  /// The number of the source's type, if the call is checked for it when it is
  /// made (-fsanitize=kcfi).
  std::optional<uint64_t> Kcfi;
  Place Where;
  /// The levels of the guards open here, the innermost last; empty: whatever
  /// the function is called at.
  std::vector<std::string> Held;
  uint64_t Inherited = 0;       ///< the outermost of them, which callers opened
  std::vector<uint64_t> Guards; ///< which, as indices into Function::Guards
  /// Held by a flag that may be interrupted code's: the flag's function.
  std::string Distrusted;
  bool IsExempt = false; ///< in a function with kpkeys_ignore
  /// Arguments that lead to objects in preparation or to local variables,
  /// which need no guard.
  std::vector<uint64_t> Private;
  /// Arguments that are parameters of the caller, or lead to what these lead
  /// to: which, and of what number.
  std::vector<std::vector<uint64_t>> Passed;
  /// Those of them that are other values, such as a member's address: what is
  /// known of the one says nothing of the other.
  std::vector<uint64_t> Derived;
  /// Arguments that are constants: which, and of what value.
  std::vector<std::vector<uint64_t>> Constants;
  std::vector<Condition> When;        ///< of the caller's parameters
  std::vector<std::string> Functions; ///< whose addresses it passes
  std::vector<Note> Path;
  uint64_t Ended = 0; ///< as Need::Ended
};

struct Guard {
  Place Where;
  std::string Text; ///< "'set_level'"
  std::string Level;
  bool Used = false; ///< holds a write, or what is not known to be none
};

/// How the linker takes a function of one name in several files.
enum class Linkage {
  Strong, ///< this one, and no weak one
  Weak,   ///< if there is no strong one
  Same,   ///< any: they are the same
  Local,  ///< it is another function in each file
};

/// A name that the linker knows.
struct Symbol {
  std::string Name;
  audit::Linkage Linkage = audit::Linkage::Strong;
};

struct Function {
  std::string Name;    ///< linkage name
  std::string Display; ///< as in the source
  Place Where;
  audit::Linkage Linkage = audit::Linkage::Strong;
  std::vector<Need> Needs;
  std::vector<Call> Calls;
  std::vector<Guard> Guards;
  std::vector<std::string> Sleeps; ///< those it calls that the policy lists
  std::vector<Symbol> Aliases;     ///< its other names
};

/// A function whose address is taken in the file, wherever it is defined.
struct Taken {
  std::string Name; ///< linkage name
  std::string Type; ///< as Call::Type; empty: of calls in no file
  std::optional<uint64_t> Kcfi = std::nullopt; ///< the number it answers to
};

/// What is known of one file.
struct Summary {
  std::string File;   ///< the main source file
  std::string Policy; ///< the same for those that may be judged together
  std::vector<Function> Functions;
  std::vector<Taken> Addresses;
  std::vector<Finding> Findings; ///< that no other file can change
  /// What the policy names and this file does not have: "function 'f'".
  std::vector<std::string> Unseen;
  std::string NotAudited; ///< why, if the file was not; nothing else then
};

llvm::json::Value toJSON(const Place &P);
llvm::json::Value toJSON(const Note &N);
llvm::json::Value toJSON(const Finding &F);
llvm::json::Value toJSON(const Summary &S);

/// Reads toJSON's text.
llvm::Expected<Summary> parseSummary(llvm::StringRef Text);

} // namespace kpkeys::audit

#endif
