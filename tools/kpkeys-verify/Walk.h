//===- Walk.h - Levels along the paths of a function ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_WALK_H
#define KPKEYS_VERIFY_WALK_H

#include "Code.h"
#include "Helpers.h"
#include "Switches.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <set>
#include <tuple>

namespace kpkeys::verify {

/// Of kpkeys_policy, whose first level it is.
inline constexpr uint16_t DefaultLevel = 0;

/// The level that an instruction runs at.
struct State {
  enum class Kind : uint8_t {
    Unreached,
    Anything, ///< no path is seen to lead there
    Level,    ///< Level, in window Window
    ByHand,   ///< the same, by kpkeys_set_level or kpkeys_restore_pkey_reg
    Unclear,  ///< of different levels, behind calls that may have changed them
  };
  Kind What = Kind::Unreached;
  uint16_t Level = 0;
  uint32_t Window = 0;       ///< 0: none is open
  bool IsBehindCall = false; ///< since the switch
  /// The first call since the switch of a function that has windows, which
  /// returns at the default level.
  size_t Lowering = Code::NoInstruction;

  auto key() const {
    return std::tie(What, Level, Window, IsBehindCall, Lowering);
  }
  bool operator==(const State &Other) const { return key() == Other.key(); }
  bool operator<(const State &Other) const { return key() < Other.key(); }
};

/// A recorded switch of a function.
struct Switch {
  const WindowInfo *Record;
  const PolicyInfo *Policy;
  size_t First, End; ///< instructions
};

/// What the records of one file say of functions, by place.
class Entries {
  /// Of functions that are entered at a level.
  llvm::DenseMap<uint64_t, const WindowInfo *> At;
  llvm::DenseSet<uint64_t> WithWindows;

public:
  void addWindowIn(uint64_t Place) { WithWindows.insert(Place); }
  /// Does it return at the default level, whatever it is called at?
  bool endsAtDefault(uint64_t Place) const {
    return WithWindows.contains(Place) && !find(Place);
  }
  void add(uint64_t Place, const WindowInfo *Record) { At[Place] = Record; }
  const WindowInfo *find(uint64_t Place) const { return At.lookup(Place); }
  void forEach(llvm::function_ref<void(uint64_t)> Visit) const {
    for (const auto &Each : At)
      Visit(Each.first);
  }
};

class Walk {
  const Code &C;
  const Entries &AllEntries;
  const PolicyInfo &Policy;
  State Outside; ///< any window: what the function is entered and left at
  Report Tell;
  std::vector<State> States;
  std::vector<bool> IsWeak; ///< Anything, or behind a call that may not return
  std::vector<bool> IsComplained;
  bool HasWindows = false;
  bool IsUnseenTold = false; ///< of the code around
  llvm::SmallVector<std::pair<size_t, State>, 16> Work;
  /// What indirect branches have handed on to C.labels(), and was it weak?
  std::set<std::pair<State, bool>> AtLabels;
  llvm::DenseMap<size_t, const Switch *> ByFirst;
  /// The first record of each window, which all of its records are like.
  std::map<uint32_t, const WindowInfo *> Openers;

  void reach(size_t N, const State &S, bool Weak);
  std::optional<State> meetByHand(const State &Hand, const State &Other) const;
  std::optional<State> meet(const State &A, const State &B) const;
  State behindTables() const;
  void run();
  void step(size_t N, const State &S);
  void stepIndirect(size_t N, const State &S);
  static State behind(const Switch &Here);
  void check();
  void check(size_t N, const State &S);
  void checkUnseen(size_t N);
  void checkSwitched(const Switch &Here, const State &Before);
  void checkEnd(size_t N, const State &S);
  void checkEntered(size_t N, const Destination &To, const State &S);
  void checkKept(size_t N, const State &S);
  bool lowersLevel(size_t N, const State &S) const;
  void checkCall(size_t N, const State &S);
  void checkIndirect(size_t N, const State &S);
  void checkBranch(size_t N, const State &S);
  void complain(size_t N, const llvm::Twine &Message, bool IsNote = false);
  std::string describe(const State &S) const;

public:
  Walk(const Code &C, llvm::ArrayRef<Switch> Switches,
       const Entries &AllEntries, const PolicyInfo &Policy, Report Tell);
  const State &at(size_t N) const { return States[N]; }
  /// Instructions that no path is seen to lead to.
  uint64_t numUnseen() const;
  /// Does it run at another level than the function is entered at?
  bool isOpen(const State &S) const;
  /// What the record says of the window that \p S is in; null: it is in none.
  const WindowInfo *opener(const State &S) const;
  const Switch *switchAt(size_t N) const { return ByFirst.lookup(N); }
};

} // namespace kpkeys::verify

#endif
