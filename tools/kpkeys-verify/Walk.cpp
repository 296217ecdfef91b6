//===- Walk.cpp - Levels along the paths of a function --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each instruction gets the level that it runs at, from the function's entry
// forward. Where paths bring different ones, that is a finding.
//
// A call that does not return ends a block, and what stands behind it belongs
// to other paths. Machine code does not say which calls those are. So where a
// path behind a call meets a branch's target, what the branch brings counts,
// unless a window is open behind the call.
//
//===----------------------------------------------------------------------===//
#include "Walk.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace kpkeys::verify {

Walk::Walk(const Code &C, ArrayRef<Switch> Switches, const Entries &AllEntries,
           const PolicyInfo &Policy, Report Tell)
    : C(C), AllEntries(AllEntries), Policy(Policy), Tell(Tell),
      States(C.size()), IsWeak(C.size()), IsComplained(C.size()) {
  for (const Switch &S : Switches) {
    ByFirst[S.First] = &S;
    Openers.try_emplace(S.Record->Raw.window, S.Record);
  }
  Outside.What = State::Kind::Level;
  if (const WindowInfo *Entry = AllEntries.find(C.range().Begin))
    Outside.Level = Entry->Raw.to;
  if (C.size() == 0)
    return;
  reach(0, Outside, /*Weak=*/false);
  run();
  State Unknown = behindTables();
  for (size_t N = 0; N < C.size(); ++N) {
    if (States[N].What == State::Kind::Unreached && !C[N].is(IsPadding)) {
      reach(N, Unknown, /*Weak=*/true);
      run();
    }
    if (const Switch *Here = switchAt(N))
      N = Here->End - 1; // what is in it is not looked at
  }
  check();
}

/// What code that nothing is seen to lead to runs at. Tables of jumps that were
/// not read may, from the one level that there are such jumps at.
State Walk::behindTables() const {
  State Found;
  if (C.labels().empty() && !C.hasTableJumps())
    for (size_t N = 0; N < C.size(); ++N) {
      bool IsJump = C[N].is(IsBranch) && C[N].is(IsIndirect);
      if (!IsJump || States[N].What == State::Kind::Unreached)
        continue;
      if (Found.What == State::Kind::Unreached)
        Found = States[N];
      else if (!(Found == States[N]))
        Found.What = State::Kind::Anything;
    }
  if (Found.What == State::Kind::Unreached)
    Found.What = State::Kind::Anything;
  return Found;
}

/// With the states that are the last word.
void Walk::check() {
  HasWindows = any_of(States, [&](const State &S) { return isOpen(S); });
  for (size_t N = 0; N < C.size(); ++N) {
    if (const Switch *Here = switchAt(N)) {
      checkSwitched(*Here, States[N]);
      N = Here->End - 1;
    } else if (States[N].What != State::Kind::Unreached) {
      check(N, States[N]);
    }
  }
}

uint64_t Walk::numUnseen() const {
  uint64_t Count = 0;
  for (size_t N = 0; N < C.size(); ++N)
    Count += States[N].What == State::Kind::Anything &&
             !C[N].is(IsTrap | IsInvalid | IsInterrupt);
  return Count;
}

/// A function that is entered at a level may do at it what others may at the
/// default one.
bool Walk::isOpen(const State &S) const {
  return S.What == State::Kind::Unclear ||
         (S.What == State::Kind::Level && S.Level != Outside.Level);
}

const WindowInfo *Walk::opener(const State &S) const {
  if (!isOpen(S))
    return nullptr;
  auto It = Openers.find(S.Window);
  return It == Openers.end() ? nullptr : It->second;
}

std::string Walk::describe(const State &S) const {
  switch (S.What) {
  case State::Kind::Level:
    return ("level '" + Policy.levelName(S.Level) + "'" +
            (S.Window ? " of window " + std::to_string(S.Window) : ""));
  case State::Kind::ByHand:
    return "a level that was set by hand";
  case State::Kind::Unclear:
    return "one of several levels";
  case State::Kind::Anything:
  case State::Kind::Unreached:
    return "no known level";
  }
  return "";
}

void Walk::complain(size_t N, const Twine &Message, bool IsNote) {
  if (IsComplained[N])
    return;
  IsComplained[N] = true;
  Tell(Rule::Paths, C[N], Message, opener(States[N]), IsNote);
}

/// A level set by hand is whatever the source makes of it, but a window begins
/// and ends on all paths alike.
std::optional<State> Walk::meetByHand(const State &Hand,
                                      const State &Other) const {
  bool IsSame = Hand.Level == Other.Level;
  bool IsBack =
      Hand.Level == KPKEYS_LEVEL_SAVED && Other.What == State::Kind::Level;
  // What is put back is looked at: there may be nothing to put back. The level
  // that was set by hand is then one that the source puts code at.
  const WindowInfo *Window = opener(Other);
  bool IsScope = Window && Window->Raw.kind == KPKEYS_SWITCH_SCOPE;
  if (isOpen(Other) && !IsSame && !(IsBack && IsScope))
    return std::nullopt;
  State Both = Hand;
  if (!IsSame && !IsBack)
    Both.Level = KPKEYS_LEVEL_UNKNOWN;
  Both.IsBehindCall |= Other.IsBehindCall;
  return Both;
}

/// What is known where two paths meet; std::nullopt: they must not.
std::optional<State> Walk::meet(const State &A, const State &B) const {
  using Kind = State::Kind;
  State Both = A;
  Both.IsBehindCall |= B.IsBehindCall;
  Both.Lowering = std::min(A.Lowering, B.Lowering);
  // Windows of one level may share code: each ends at the next switch anyway.
  if (A.What == B.What && A.Level == B.Level)
    return Both;
  if (A.What == Kind::ByHand || B.What == Kind::ByHand)
    return A.What == Kind::ByHand ? meetByHand(A, B) : meetByHand(B, A);
  auto MayBeOther = [](const State &S) {
    return S.IsBehindCall || S.What == Kind::Unclear;
  };
  if (!MayBeOther(A) || !MayBeOther(B))
    return std::nullopt;
  Both = State();
  Both.What = Kind::Unclear;
  Both.Level = KPKEYS_LEVEL_UNKNOWN;
  return Both;
}

void Walk::reach(size_t N, const State &S, bool Weak) {
  State &Here = States[N];
  if (Here == S && IsWeak[N] <= Weak)
    return;
  bool IsFirst = Here.What == State::Kind::Unreached || (IsWeak[N] && !Weak);
  if (!IsFirst && Weak)
    return;
  std::optional<State> Both = IsFirst ? S : meet(Here, S);
  if (!Both)
    return complain(N, "paths meet at different levels: " + describe(Here) +
                           ", and " + describe(S));
  if (IsFirst)
    IsWeak[N] = Weak;
  if (Here == *Both)
    return;
  Here = *Both;
  Work.push_back({N, Here});
}

void Walk::run() {
  while (!Work.empty()) {
    auto [N, S] = Work.pop_back_val();
    if (States[N] == S)
      step(N, S);
  }
}

State Walk::behind(const Switch &Here) {
  const kpkeys_window_record &R = Here.Record->Raw;
  State After;
  if (R.kind == KPKEYS_SWITCH_MANUAL) {
    After.What = State::Kind::ByHand;
    After.Level = R.to;
    return After;
  }
  After.What = State::Kind::Level;
  After.Level = R.to;
  After.Window = R.window;
  return After;
}

/// Of thousands of branches that may go to thousands of labels, most bring what
/// others have brought.
void Walk::stepIndirect(size_t N, const State &S) {
  if (!C.tableJump(N) && !AtLabels.insert({S, IsWeak[N]}).second)
    return;
  for (size_t Label : C.labelsOf(N))
    reach(Label, S, IsWeak[N]);
}

/// Hands \p S on to what comes behind \p N.
void Walk::step(size_t N, const State &S) {
  if (const Switch *Here = switchAt(N)) {
    if (Here->End < C.size())
      reach(Here->End, behind(*Here), /*Weak=*/false);
    return;
  }
  const Instruction &I = C[N];
  if (I.is(IsBranch) && I.is(IsIndirect))
    stepIndirect(N, S);
  else if (I.is(IsBranch))
    if (std::optional<size_t> To = C.branchTarget(N))
      reach(*To, S, IsWeak[N]);
  State Next = S;
  Next.IsBehindCall |= I.is(IsCall);
  if (I.is(IsCall) && lowersLevel(N, S))
    Next.Lowering = std::min(Next.Lowering, N);
  for (size_t To : C.hiddenTargets(N))
    if (To != Code::NoInstruction)
      reach(To, Next, IsWeak[N]);
  // A kernel goes on behind a trap that it takes for a warning.
  bool MayEnd = I.is(IsTrap);
  if (I.is(IsCall))
    MayEnd = neverReturns(C.destination(I).Name) ||
             (!isOpen(S) && C.isTarget(N + 1));
  if (N + 1 != C.size() && (I.goesOn() || I.is(IsTrap)))
    reach(N + 1, Next, IsWeak[N] || MayEnd);
}

/// Call or jump \p N is of a function that ends at the default level, and not
/// the one that does not come back.
bool Walk::lowersLevel(size_t N, const State &S) const {
  std::optional<uint64_t> To = C.goesTo(C[N]);
  bool MayEnd = C[N].is(IsCall) && N + 1 != C.size() && C.isTarget(N + 1);
  return To && S.What == State::Kind::Level && S.Level != DefaultLevel &&
         AllEntries.endsAtDefault(*To) && !MayEnd;
}

/// The level is needed at \p N: nothing that was called may have ended it.
void Walk::checkKept(size_t N, const State &S) {
  if (S.What != State::Kind::Level || S.Lowering == Code::NoInstruction)
    return;
  complain(N, "the level is taken to be '" + Policy.levelName(S.Level) +
                  "' still, behind a call of '" +
                  C.destination(C[S.Lowering]).Name +
                  "', which has a window and returns at level '" +
                  Policy.levelName(DefaultLevel) + "'");
}

void Walk::checkSwitched(const Switch &Here, const State &Before) {
  const kpkeys_window_record &R = Here.Record->Raw;
  bool IsRight = R.from == KPKEYS_LEVEL_UNKNOWN ||
                 Before.What == State::Kind::Anything ||
                 R.from == Before.Level ||
                 // Put back to what was there before, which is not known here.
                 (Before.What == State::Kind::ByHand &&
                  Before.Level == KPKEYS_LEVEL_SAVED);
  if (!IsRight)
    complain(Here.First, "a switch from level '" + Policy.levelName(R.from) +
                             "' is reached at " + describe(Before));
  else if (R.from == Before.Level)
    checkKept(Here.First, Before);
  // What does not come back runs at the default level, wherever it is called.
  bool IsNamed = R.to < Policy.Levels.size() && R.to != Outside.Level &&
                 R.to != DefaultLevel;
  if (IsNamed && R.window == 0 && R.kind != KPKEYS_SWITCH_MANUAL)
    Tell(Rule::Records, C[Here.First],
         "the record of a switch to level '" + Policy.levelName(R.to) +
             "' does not say what window it opens");
  if (Here.End == C.size())
    checkEnd(Here.End - 1, behind(Here));
}

/// Code that no path is seen to lead to may run in a window. Up to its first
/// switch it must do nothing that a window's code must not.
void Walk::checkUnseen(size_t N) {
  const Instruction &I = C[N];
  auto LeadsIntoWindow = [&] {
    if (I.goesOn() && N + 1 != C.size() && isOpen(States[N + 1]))
      return true;
    std::optional<size_t> To;
    if (I.is(IsBranch) && !I.is(IsIndirect))
      To = C.branchTarget(N);
    return To && isOpen(States[*To]);
  };
  StringRef What;
  if (I.is(IsCall))
    What = "calls";
  else if (I.is(IsReturn))
    What = "returns";
  else if (I.is(IsStore) &&
           (I.At.Base != StackPointer || I.At.Index != NoRegister))
    What = "stores";
  else if (LeadsIntoWindow())
    What = "goes on in a window";
  else
    return;
  complain(N, "no path is seen to lead to this code, which " + What +
                  "; there are windows in the function");
  IsUnseenTold = true;
}

/// Pushes and stores would go where it leads.
static bool movesStackAnywhere(const Instruction &I) {
  bool IsByConstant = I.StackShift != 0 || I.Op == Operation::Scale ||
                      (I.Op == Operation::Add && I.Src == StackPointer);
  bool IsBack = I.Op == Operation::Add || I.Op == Operation::Copy; // of a frame
  return I.Defs >> StackPointer & 1 && !I.is(IsCall | IsReturn) &&
         !IsByConstant && !IsBack;
}

void Walk::check(size_t N, const State &S) {
  const Instruction &I = C[N];
  if (S.What != State::Kind::Anything)
    IsUnseenTold = false;
  else if (HasWindows && !IsUnseenTold)
    checkUnseen(N);
  if (isOpen(S) && is_contained(C.hiddenTargets(N), Code::NoInstruction))
    complain(N,
             "a table leads out of the function from here, at " + describe(S));
  const WindowInfo *Window = opener(S);
  if (I.is(IsInvalid) && isOpen(S))
    complain(N, "no known instruction is run at " + describe(S));
  bool IsTold = N != 0 && C.isPatched(N - 1) && isOpen(States[N - 1]);
  if (C.isPatched(N) && isOpen(S) && !IsTold)
    complain(N, "other code may be patched in (.altinstructions), at " +
                    describe(S));
  bool IsPlain = Window && Window->Raw.kind == KPKEYS_SWITCH_WINDOW;
  if (IsPlain && movesStackAnywhere(I))
    complain(N, "the stack pointer is moved by no constant, at " + describe(S));
  if (I.is(IsReturn) && isOpen(S))
    complain(N, "a return at " + describe(S));
  else if (I.is(IsReturn))
    checkKept(N, S);
  if (I.is(IsCall))
    checkCall(N, S);
  if (I.is(IsBranch))
    checkBranch(N, S);
  if (I.is(IsInterrupt) && Window && Window->Raw.kind == KPKEYS_SWITCH_WINDOW)
    complain(N, "other code may run here, at " + describe(S));
  // What does not come back is called at the default level.
  bool IsLastCall =
      I.is(IsCall) && S.What == State::Kind::Level && S.Level == DefaultLevel;
  if (I.goesOn() && N + 1 == C.size() && !IsLastCall && !IsWeak[N])
    checkEnd(N, S);
}

/// The function's.
void Walk::checkEnd(size_t N, const State &S) {
  if (isOpen(S))
    complain(N, "the function's code ends at " + describe(S));
}

/// Functions that say at what level they are entered are entered at it.
void Walk::checkEntered(size_t N, const Destination &To, const State &S) {
  const WindowInfo *Callee =
      To.Address ? AllEntries.find(*To.Address) : nullptr;
  if (!Callee || Callee->Raw.to == KPKEYS_LEVEL_SAVED ||
      S.What != State::Kind::Level)
    return;
  if (S.Level == Callee->Raw.to)
    return checkKept(N, S);
  complain(N, "'" + To.Name + "', which is entered at level '" +
                  Policy.levelName(Callee->Raw.to) + "', is entered at " +
                  describe(S));
}

void Walk::checkCall(size_t N, const State &S) {
  const Instruction &I = C[N];
  Destination To = C.destination(I);
  checkEntered(N, To, S);
  const WindowInfo *Window = opener(S);
  if ((!Window && !isOpen(S)) ||
      (Window && is_contained(Window->Callees, "*")) ||
      (S.Level == DefaultLevel && S.Window == 0))
    return;
  if (To.Name.empty()) {
    complain(N, (I.is(IsIndirect) ? Twine("an indirect call at ")
                                  : Twine("a call at ")) +
                    describe(S));
    return;
  }
  const WindowInfo *Callee =
      To.Address ? AllEntries.find(*To.Address) : nullptr;
  bool IsAtLevel = Callee && Callee->Raw.to == S.Level;
  bool IsAllowed =
      Window && any_of(Window->Callees, [&](StringRef Name) {
        return To.Name == Name || (To.Address && C.isNamed(*To.Address, Name));
      });
  if (!IsAtLevel && !IsAllowed && helperKind(To.Name) == HelperKind::None)
    return complain(N, "a call of '" + To.Name + "' at " + describe(S),
                    /*IsNote=*/isSanitizer(To.Name));
  if (To.IsByVariable)
    complain(
        N,
        "a call of '" + To.Name +
            "' by a linkage stub whose pointer the program can change, at " +
            describe(S),
        /*IsNote=*/true);
}

void Walk::checkIndirect(size_t N, const State &S) {
  if (const TableJump *Jump = C.tableJump(N); Jump && Jump->LeadsOut)
    return complain(N, "a jump table leads out of the function, or into an "
                       "instruction, at " +
                           describe(S));
  const WindowInfo *Window = opener(S);
  // A level that is not clear is of no window.
  bool MayJump = !isOpen(S) || (!Window && C.tableJump(N)) ||
                 (Window && Window->Raw.kind == KPKEYS_SWITCH_SCOPE &&
                  !C.labelsOf(N).empty());
  if (!MayJump)
    complain(N, "an indirect branch at " + describe(S));
}

void Walk::checkBranch(size_t N, const State &S) {
  const Instruction &I = C[N];
  if (I.is(IsIndirect))
    return checkIndirect(N, S);
  if (C.branchTarget(N) || C.leadsAstray(N) || C.goesOnBeside(N))
    return;
  Destination To = C.destination(I);
  checkEntered(N, To, S);
  State Behind = S;
  if (lowersLevel(N, S))
    Behind.Lowering = N;
  checkKept(N, Behind);
  if (isOpen(S))
    complain(N, "a jump to " +
                    (To.Name.empty() ? "elsewhere" : "'" + To.Name + "'") +
                    " at " + describe(S));
}

} // namespace kpkeys::verify
