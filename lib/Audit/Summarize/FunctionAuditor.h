//===- FunctionAuditor.h - The guards on each path --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_LIB_AUDIT_SUMMARIZE_FUNCTIONAUDITOR_H
#define KPKEYS_LIB_AUDIT_SUMMARIZE_FUNCTIONAUDITOR_H

#include "Conditions.h"
#include "GuardTable.h"
#include "Objects.h"
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Audit/Judge/Summary.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <map>
#include <set>

namespace kpkeys {

/// What callers need to know of a function of the module.
struct FunctionEffect {
  /// Guards that are open when it returns, on all paths; those of the caller's
  /// that it ends, std::nullopt being whatever is the innermost.
  llvm::SmallVector<unsigned, 1> Opens;
  llvm::SmallVector<std::optional<unsigned>, 1> Ends;
  /// It gives an object that is not committed yet, or none.
  const ObjectRule *Allocates = nullptr;
  bool GivesPassed = false; ///< the object may have got out already
  /// What it gives is no pointer: an error's number.
  bool GivesNumber = false;
  /// The parameters that it commits on all paths, and whether what they were
  /// is a copy then.
  llvm::SmallVector<std::pair<unsigned, bool>, 1> Commits;
};

/// What the auditors of a module's functions share.
struct ModuleContext {
  const Policy &Rules;
  GuardTable Table;
  EscapeTiers Tiers;
  llvm::DenseMap<const llvm::Function *, FunctionEffect> Effects;
  DomainSet Accessed; ///< by any of them

  ModuleContext(const llvm::Module &M, const ModuleConfig &Config)
      : Rules(Config.Rules), Table(Config.Rules), Tiers(M, Config.Escape) {}
};

/// Goes over the paths of one function, after those that it calls.
class FunctionAuditor {
  /// A guard that is open.
  struct Open {
    unsigned Guard; ///< in Out.Guards; NoGuard: the source's scope
    unsigned Level;
    const llvm::Instruction *At;
    bool operator==(const Open &O) const {
      return Guard == O.Guard && Level == O.Level;
    }
  };
  static constexpr unsigned NoGuard = ~0U;

  enum class Status { Live, Passed, Moved };
  /// An object that is on its way.
  struct Object {
    const llvm::CallBase *From;
    const ObjectRule *Rule;
    Status Now;
    const llvm::Instruction *Out; ///< where a live one got out
    bool operator==(const Object &O) const {
      return From == O.From && Now == O.Now && Out == O.Out;
    }
  };
  /// A parameter that is committed or no object, and whether it is a copy.
  using Handled = std::pair<const llvm::Argument *, bool>;

  struct State {
    llvm::SmallVector<Open, 2> Stack;
    llvm::SmallVector<std::optional<unsigned>, 1> Ended; ///< of the caller's
    const llvm::CallBase *Flag = nullptr; ///< said that its level is held
    unsigned FlagLevel = 0;
    bool Outside = false; ///< of interrupts
    llvm::SmallVector<Object, 1> Objects;
    llvm::SmallVector<Handled, 1> Params;
    /// Of pointers, while there are objects: which one it is on this path.
    llvm::SmallVector<std::pair<const llvm::PHINode *, const llvm::Value *>, 1>
        Chosen;
    Facts Known;
    void choose(const llvm::BasicBlock &To, const llvm::BasicBlock &From);
    RootSet rootsOf(const llvm::Value *Pointer) const;
    /// True if \p Param is no longer the object that callers have passed.
    bool isHandled(const llvm::Argument &Param) const {
      return llvm::any_of(
          Params, [&Param](const Handled &H) { return H.first == &Param; });
    }
    bool operator==(const State &O) const {
      return Stack == O.Stack && Ended == O.Ended && Flag == O.Flag &&
             Outside == O.Outside && Objects == O.Objects &&
             Params == O.Params && Chosen == O.Chosen && Known == O.Known;
    }
  };
  using States = llvm::SmallVector<State, 2>;

  /// The first way found to a block in a state.
  struct Node {
    const llvm::BasicBlock *Block;
    State Start;
    const Node *From;
  };

  /// What is held somewhere.
  struct Holding {
    llvm::SmallVector<unsigned, 4> Levels; ///< the innermost last
    const llvm::CallBase *Distrusted = nullptr;
  };

  llvm::Function &F;
  ModuleContext &Module;
  audit::Summary &File;
  audit::Function Out;
  FunctionEffect Effect;
  const Provenance P;
  const AccessList List;
  std::optional<unsigned> Base;                 ///< that it requires, or ends
  const llvm::Instruction *BaseScope = nullptr; ///< of what it requires
  const bool IsAllocator;
  bool GivesObjects; ///< to callers of the file, and nothing else

  llvm::DenseMap<const llvm::Instruction *, const Access *> Accesses;
  llvm::DenseMap<const llvm::Instruction *,
                 llvm::SmallVector<const Escape *, 1>>
      Escapes;
  TestedValues Tracked;
  RootSet Returned;
  std::deque<Node> Nodes; ///< in the order in which they are reached
  llvm::DenseMap<const llvm::BasicBlock *, llvm::SmallVector<const Node *, 4>>
      AtBlock;
  const Node *Here = nullptr;
  llvm::DenseMap<const llvm::Instruction *, unsigned> GuardOf;
  std::set<std::pair<const llvm::Instruction *, std::string>> Reported;
  /// By instruction and what else tells them apart: one for each condition.
  using Key = std::pair<const llvm::Instruction *, std::string>;
  llvm::MapVector<Key, std::vector<audit::Need>, std::map<Key, unsigned>> Needs;
  llvm::MapVector<Key, std::vector<audit::Call>, std::map<Key, unsigned>> Calls;
  llvm::SmallVector<std::pair<State, const Node *>, 4> Returns;
  /// Those that some call commits; what is handled at all returns so far.
  llvm::SmallPtrSet<const llvm::Argument *, 2> MayCommit;
  std::optional<llvm::SmallVector<Handled, 1>> AlwaysHandled;
  bool IsTooMuch = false;

public:
  FunctionAuditor(llvm::Function &F, ModuleContext &Module,
                  audit::Summary &File);
  FunctionAuditor(const FunctionAuditor &) = delete;
  FunctionAuditor &operator=(const FunctionAuditor &) = delete;
  /// Adds to the file's functions and findings, and to the module's effects.
  void run();

private:
  void walk();
  void visit(const Node &N);
  void reach(const llvm::BasicBlock &To, State S);
  void branch(const llvm::Instruction &Terminator, const State &S);
  States step(const llvm::Instruction &I, State S);
  States call(const llvm::CallBase &Call, State S);
  States guard(const llvm::CallBase &Call, const GuardEffect &Effect, State S);
  void enter(const llvm::Instruction &At, unsigned Level, bool IsScope,
             State &S);
  void leave(const llvm::Instruction &At, std::optional<unsigned> Level,
             State &S);
  bool entersHere(const llvm::Value *V) const;
  bool restoresOther(const llvm::CallBase &Leave, State &S);
  States fork(const llvm::Value &Result, const State &S,
              llvm::function_ref<void(State &, bool IsZero)> Decide);
  void passObject(const llvm::CallBase &Call, State &S);
  void endEarlier(const llvm::CallBase &Call, State &S) const;
  void endObjects(const llvm::Value *V, State &S);
  void handleParams(const RootSet &Roots, bool Moves, State &S) const;
  void commitObjects(const llvm::Value *V, bool Moves, State &S);
  void publish(const llvm::Instruction &I, const llvm::Value *What, State &S,
               bool IsReturn);
  const llvm::Instruction *returnStatement(const llvm::Instruction *Return,
                                           const Node *Before) const;
  void ordinaryCall(const llvm::CallBase &Call, const State &S);
  void requiringCall(const llvm::CallBase &Call, const Holding &H,
                     const State &S);
  llvm::SmallVector<const llvm::Value *, 4>
  addressesOf(const llvm::Instruction &I) const;
  void access(const llvm::Instruction &I, DomainSet Written, DomainSet Read,
              const std::string &Text, const State &S);
  void escape(const Escape &E, const State &S);
  bool writesLocals(const llvm::Instruction &I) const;
  llvm::SmallVector<const Object *, 1>
  objectsWrittenBy(const llvm::Instruction &I, const State &S) const;
  void writeToCopy(const llvm::Instruction &I,
                   llvm::ArrayRef<const Object *> Written);
  std::string describe(const Object &O) const;
  void reportPassed(const Object &O, llvm::StringRef When);
  std::vector<uint64_t> paramsWrittenBy(const llvm::Instruction &I,
                                        const State &S) const;
  void noteArguments(const llvm::CallBase &Call, const State &S,
                     audit::Call &Made) const;
  static std::vector<audit::Condition> conditionsOf(const State &S);
  void addNeed(const llvm::Instruction &At, audit::Need New);

  Holding holding(const State &S) const;
  void useGuards(const State &S);
  std::vector<std::string> names(llvm::ArrayRef<unsigned> Levels) const;
  std::string levelText(unsigned Level) const;
  std::vector<audit::Note> path() const { return path(Here); }
  std::vector<audit::Note> path(const Node *To) const;
  void report(audit::Kind What, const llvm::Instruction &At,
              const std::string &Message, std::vector<audit::Note> Notes = {});

  void returned(const State &S);
  void finish();
  void finishAsGuard(unsigned Level);
  void finishBalance();
  void reportSecondReturns();
  void findCommits();
  void findGiven();
  void noteHandled(const State &S);
  void noteCommits();
};

} // namespace kpkeys

#endif
