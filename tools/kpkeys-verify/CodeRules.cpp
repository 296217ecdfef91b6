//===- CodeRules.cpp - The rules for code along its paths -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A search through all code finds what may be a switch. Only functions with
// one, or with a record, are decoded: of a large image, few.
//
//===----------------------------------------------------------------------===//
#include "CodeRules.h"
#include "Astray.h"
#include "Exposure.h"
#include "Intruders.h"
#include "Restrictions.h"
#include "UnrecordedSwitches.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Sequence.h"
#include <map>
#include <set>

using namespace llvm;

namespace kpkeys::verify {

namespace {

struct Placed {
  uint64_t Place;
  const WindowInfo *Record;
};

class CodeRules {
  const Image &In;
  const Records &All;
  const Machine &M;
  StringRef File;
  const CheckOptions &Options;
  Findings &Found;
  Tally Seen;
  std::vector<Placed> Switches; ///< records but entries, ascending
  DenseSet<unsigned> Gated;     ///< targets that switches with gates are for
  Entries AllEntries;
  ClosedCode Closed;
  std::set<uint64_t> Followed;    ///< functions whose levels are known
  DenseSet<uint64_t> TablePlaces; ///< entries of their tables of jumps

  void tell(Rule R, uint64_t Address, const Twine &Message,
            const WindowInfo *About = nullptr, bool IsNote = false);
  void placeRecords();
  void checkGates();
  std::vector<FunctionRange> functionsToCheck() const;
  bool isTrusted(const FunctionRange &F) const;
  bool isCode(uint64_t Address) const;
  bool isPatchedIn(const FunctionRange &F) const;
  ArrayRef<Placed> placedIn(const FunctionRange &F) const;

  void checkFunction(const FunctionRange &F);
  std::vector<Switch> findSwitches(const Code &C);
  void checkContents(const Code &C, ArrayRef<Switch> Switches);
  void closeHidden(const Code &C);
  static void checkStackPointer(const Code &C, const Facts &F,
                                const Walk &Levels, Report Tell);
  void resolveCalls(Code &C, const Facts &F);
  void checkPointers();
  void checkExported();
  void checkWays();

public:
  CodeRules(const Image &In, const Records &All, const Machine &M,
            StringRef File, const CheckOptions &Options, Findings &Found)
      : In(In), All(All), M(M), File(File), Options(Options), Found(Found) {}
  void run();
};

} // namespace

void CodeRules::tell(Rule R, uint64_t Address, const Twine &Message,
                     const WindowInfo *About, bool IsNote) {
  Finding F;
  F.R = R;
  F.IsNote = IsNote;
  F.File = File.str();
  if (const Section *S = In.sectionAt(Address))
    F.Section = S->Name;
  F.Address = In.reported(Address);
  if (const FunctionRange *Function = In.functionAt(Address)) {
    F.Symbol = Function->Name;
    F.SymbolOffset = Address - Function->Begin;
  }
  if (About && About->Raw.line)
    F.Source = About->File + ":" + std::to_string(About->Raw.line) + ":" +
               std::to_string(About->Raw.column);
  F.Message = Message.str();
  Found.add(std::move(F));
}

void CodeRules::placeRecords() {
  for (const WindowInfo &W : All.Windows) {
    uint64_t Place = W.Place;
    const Section *S =
        In.isRelocatable() ? In.sectionOf(W.SectionIndex) : In.sectionAt(Place);
    if (In.isRelocatable() && S)
      Place += S->Address;
    if (!S || !S->IsCode || Place < S->Address || Place >= S->end()) {
      tell(Rule::Records, Place,
           "the record of a switch in '" + W.Function +
               "' points to no code; was the function discarded, and its "
               "record kept?",
           &W);
      continue;
    }
    // Their switches are calls of the runtime, and at what level code is behind
    // one is not followed.
    if (W.Raw.target == KPKEYS_TARGET_CALL || W.Raw.target == KPKEYS_TARGET_SIM)
      continue;
    if (W.Raw.kind == KPKEYS_SWITCH_ENTRY) {
      const FunctionRange *F = In.functionAt(Place);
      uint64_t Begin = F ? F->Begin : Place;
      const WindowInfo *Other = AllEntries.find(Begin);
      if (Other && Other->Raw.to != W.Raw.to)
        tell(Rule::Records, Place,
             "records say of two levels that the function is entered at them",
             &W);
      AllEntries.add(Begin, &W);
      continue;
    }
    if (const FunctionRange *F = In.functionAt(Place);
        F && W.Raw.kind != KPKEYS_SWITCH_MANUAL)
      AllEntries.addWindowIn(F->Begin);
    Switches.push_back({Place, &W});
  }
  llvm::sort(Switches, [](const Placed &A, const Placed &B) {
    return std::tie(A.Place, A.Record) < std::tie(B.Place, B.Record);
  });
}

/// Boot code writes to each place that is listed.
void CodeRules::checkGates() {
  for (const Gate &G : In.gates()) {
    auto It = partition_point(Switches, [&](const Placed &P) {
      return !G.Place || P.Place < *G.Place;
    });
    if (It != Switches.end() && It->Place == G.Place) {
      ++Seen.Gates;
      Gated.insert(It->Record->Raw.target);
    } else {
      tell(Rule::Records, G.Place.value_or(G.Entry),
           "section " KPKEYS_GATES_SECTION
           " lists a place where no record says that a switch is");
    }
  }
}

std::vector<FunctionRange> CodeRules::functionsToCheck() const {
  std::map<uint64_t, FunctionRange> Found;
  auto Add = [&](uint64_t Address) {
    if (!Found.empty()) {
      auto Last = Found.upper_bound(Address);
      if (Last != Found.begin() && Address < std::prev(Last)->second.End)
        return;
    }
    const FunctionRange *F = In.functionAt(Address);
    FunctionRange Range = F ? *F : In.rangeAround(Address);
    Found[Range.Begin] = Range;
  };
  for (const Placed &P : Switches)
    Add(P.Place);
  for (const Section &S : In.sections())
    if (S.IsCode)
      M.findKeyWrites(S.Bytes, [&](uint64_t Offset) {
        Add(S.Address + Offset);
        for (const Ways::Patch &P : In.ways().patchesWith(S.Address + Offset))
          if (isCode(P.Place))
            Add(P.Place);
      });
  AllEntries.forEach([&](uint64_t Place) { Add(Place); });
  std::vector<FunctionRange> Result;
  Result.reserve(Found.size());
  for (auto &[Begin, Range] : Found)
    Result.push_back(Range);
  return Result;
}

/// The project's runtime is, and what the user names, or in a stripped file
/// gives the address of.
bool CodeRules::isTrusted(const FunctionRange &F) const {
  StringRef Name = F.Name;
  if (Name.empty()) {
    const Section *S = In.sectionAt(F.Begin);
    return Options.Trusted.contains(hex(In.reported(F.Begin))) ||
           (S && Options.Trusted.contains(S->Name));
  }
  return Options.Trusted.contains(Name) || isRuntime(Name);
}

bool CodeRules::isCode(uint64_t Address) const {
  const Section *S = In.sectionAt(Address);
  return S && S->IsCode;
}

/// Is it code that is looked at where a kernel puts it, and only there?
bool CodeRules::isPatchedIn(const FunctionRange &F) const {
  SmallVector<Ways::Patch, 1> Patches = In.ways().patchesWith(F.Begin);
  return !In.functionAt(F.Begin) && !Patches.empty() &&
         all_of(Patches,
                [this](const Ways::Patch &P) { return isCode(P.Place); });
}

ArrayRef<Placed> CodeRules::placedIn(const FunctionRange &F) const {
  auto At = [&](uint64_t Address) {
    return partition_point(Switches,
                           [=](const Placed &P) { return P.Place < Address; });
  };
  auto Begin = At(F.Begin), End = At(F.End);
  return ArrayRef(Switches).slice(Begin - Switches.begin(), End - Begin);
}

std::vector<Switch> CodeRules::findSwitches(const Code &C) {
  std::vector<Switch> Result;
  size_t Behind = 0;
  for (const Placed &P : placedIn(C.range())) {
    const WindowInfo &W = *P.Record;
    std::optional<size_t> First = C.find(P.Place);
    uint64_t EndAddress = P.Place + W.Raw.length;
    std::optional<size_t> End =
        EndAddress == C.range().End ? C.size() : C.find(EndAddress);
    if (!First || !End || W.Raw.length == 0) {
      tell(Rule::Records, P.Place,
           "the record of a switch does not begin and end with an instruction",
           &W);
      continue;
    }
    if (*First < Behind) {
      tell(Rule::Records, P.Place,
           !Result.empty() && Result.back().First == *First
               ? "two records are of one switch"
               : "the records of two switches overlap",
           &W);
      continue;
    }
    if (Gated.count(W.Raw.target) && !C.isGate(*First) &&
        !C[*First].is(IsBranch))
      tell(Rule::Records, P.Place,
           "the switch has no gate, which others of its target have", &W);
    const PolicyInfo *Policy = All.policyOf(W);
    if (!Policy) {
      tell(Rule::Records, P.Place,
           "the file has no policy, or several, for target '" +
               targetName(static_cast<kpkeys_target>(W.Raw.target)) +
               "': what the switch should do is not known",
           &W);
      continue;
    }
    Behind = *End;
    Result.push_back({&W, Policy, *First, *End});
  }
  return Result;
}

static bool saySameOfWindow(const WindowInfo &A, const WindowInfo &B) {
  auto Contents = [](const WindowInfo &W) {
    const kpkeys_window_record &R = W.Raw;
    return std::tie(R.to, R.writes, R.reads, R.calls, R.write_bytes,
                    R.least_bytes, R.foreign_stores, R.foreign_bytes,
                    R.instructions, R.longest_path, W.Domains, W.Callees);
  };
  return Contents(A) == Contents(B);
}

void CodeRules::checkContents(const Code &C, ArrayRef<Switch> Switches) {
  std::map<uint32_t, const Switch *> First;
  for (const Switch &S : Switches) {
    uint32_t Number = S.Record->Raw.window;
    if (Number == 0)
      continue;
    auto [It, IsNew] = First.try_emplace(Number, &S);
    if (IsNew)
      ++Seen.Windows;
    else if (!saySameOfWindow(*It->second->Record, *S.Record))
      tell(Rule::Records, C[S.First].Address,
           "the records of window " + Twine(Number) +
               " say different things of it",
           S.Record);
  }
  Seen.Switches += Switches.size();
}

/// Where indirect calls go whose pointers the linker has made.
void CodeRules::resolveCalls(Code &C, const Facts &F) {
  auto IsThroughRegister = [&](size_t N) {
    return C[N].is(IsIndirect) && C[N].Data < NumRegisters;
  };
  if (none_of(seq<size_t>(0, C.size()), IsThroughRegister))
    return;
  std::vector<std::pair<size_t, Fact>> Found;
  F.forEach([&](size_t N, const FactState &S) {
    if (IsThroughRegister(N))
      Found.emplace_back(N, S.of(C[N].Data));
  });
  for (auto [N, Pointer] : Found) {
    if (Pointer.What == Fact::Kind::Function)
      C.resolve(C[N], Pointer.Value);
    else if (Pointer.What == Fact::Kind::Constant &&
             In.functionAt(Pointer.Value))
      C.resolveTo(C[N], Pointer.Value);
  }
}

/// Nobody may jump into an instruction in which a key write is hidden.
void CodeRules::closeHidden(const Code &C) {
  const FunctionRange &Range = C.range();
  const Section *S = In.sectionAt(Range.Begin);
  M.findKeyWrites(
      S->Bytes.slice(Range.Begin - S->Address, Range.End - Range.Begin),
      [&](uint64_t Offset) {
        size_t N = C.lastUpTo(Range.Begin + Offset);
        if (!mayWriteKey(C[N]))
          Closed.add(C[N].Address + 1, C[N].end());
      });
}

/// What a window moves it to is taken for the stack.
void CodeRules::checkStackPointer(const Code &C, const Facts &F,
                                  const Walk &Levels, Report Tell) {
  F.forEach([&](size_t N, const FactState &S) {
    const WindowInfo *Window = Levels.opener(Levels.at(N));
    if (Window && Window->Raw.kind == KPKEYS_SWITCH_WINDOW &&
        C[N].Dst == StackPointer && S.of(C[N].Src).IsIndexed)
      Tell(Rule::Paths, C[N],
           "the stack pointer is moved to an address that varies, in a window",
           Window);
  });
}

void CodeRules::checkFunction(const FunctionRange &Range) {
  if (isTrusted(Range) && placedIn(Range).empty())
    return;
  Code C(In, M, Range);
  ++Seen.Functions;
  Seen.Instructions += C.size();
  std::vector<Switch> Switches = findSwitches(C);
  checkContents(C, Switches);
  const WindowInfo *Here = nullptr; // the switch that is looked at
  auto TellOf = [&](Rule R, const Instruction &I, const Twine &Message,
                    const WindowInfo *About, bool IsNote) {
    tell(R, I.Address, Message, About ? About : Here, IsNote);
  };
  Report Tell(TellOf);
  closeHidden(C);
  Closed.watch(C);
  TablePlaces.insert(C.tablePlaces().begin(), C.tablePlaces().end());
  checkAstray(C, In, M, Tell);
  Facts F(C);
  if (!isTrusted(Range) && !isPatchedIn(Range))
    checkUnrecorded(C, F, Switches, All, Closed, Tell);
  resolveCalls(C, F);
  const WindowInfo *Entry = AllEntries.find(Range.Begin);
  if (Switches.empty() && !Entry)
    return;
  const PolicyInfo *Policy =
      Switches.empty() ? All.policyOf(*Entry) : Switches.front().Policy;
  if (!Policy)
    return tell(Rule::Records, Range.Begin,
                "the file has no policy, or several, for the level that the "
                "function is entered at",
                Entry);
  for (const Switch &S : Switches) {
    Here = S.Record;
    checkSwitch(C, S.First, S.End, *S.Record, *S.Policy, M, Tell);
    if (S.Record->Raw.to == KPKEYS_LEVEL_SAVED)
      tell(Rule::Value, C[S.First].Address,
           "puts back a level that was saved outside the switch", S.Record,
           /*IsNote=*/true);
  }
  Here = nullptr;
  Followed.insert(Range.Begin);
  Walk Levels(C, Switches, AllEntries, *Policy, Tell);
  Seen.Unseen += Levels.numUnseen();
  Closed.add(C, Levels, Switches);
  checkStackPointer(C, F, Levels, Tell);
  checkExposure(C, In, M, F, Levels, Switches, Tell);
  checkRestrictions(C, Levels, Switches, *Policy, Tell);
}

/// An address in data is where somebody may jump to.
void CodeRules::checkPointers() {
  if (Closed.empty())
    return;
  In.forEachPointer([&](uint64_t Address, uint64_t Place, bool IsMade) {
    // Numbers that are the address of some byte are frequent.
    if (!(IsMade ? Closed.holds(Address) : Closed.isClosed(Address)) ||
        TablePlaces.count(Place) || AllEntries.find(Address))
      return;
    const Section *S = In.sectionAt(Place);
    tell(Rule::Paths, Address,
         "data " + (S ? "of section '" + S->Name + "' " : std::string()) +
             "holds the address of this code, which only its own function may "
             "jump to");
  });
}

void CodeRules::checkExported() {
  for (const auto &[Address, Name] : In.exported())
    if (Closed.isClosed(Address) && !AllEntries.find(Address))
      tell(Rule::Paths, Address,
           "other files may jump to '" + Name +
               "', and this is code that only its own function may jump to");
}

/// Of tables, from other functions.
void CodeRules::checkWays() {
  if (Closed.empty())
    return;
  auto FunctionOf = [&](uint64_t Address) {
    const FunctionRange *F = In.functionAt(Address);
    return F                 ? F->Begin
           : isCode(Address) ? In.rangeAround(Address).Begin
                             : Address;
  };
  In.ways().forEach([&](const Ways::Way &W) {
    if (Closed.holds(W.To, W.From) && FunctionOf(W.From) != FunctionOf(W.To))
      tell(Rule::Paths, W.From,
           "a table leads from here into code that only its own function may "
           "jump to");
  });
}

void CodeRules::run() {
  placeRecords();
  checkGates();
  for (const FunctionRange &F : functionsToCheck())
    checkFunction(F);
  AllEntries.forEach([&](uint64_t Entry) {
    unsigned Level = AllEntries.find(Entry)->Raw.to;
    if (Level != DefaultLevel && Level != KPKEYS_LEVEL_SAVED)
      Closed.addEntry(Entry);
  });
  Closed.seal();
  checkPointers();
  checkExported();
  checkWays();
  findIntruders(In, M, Closed, [&](const Instruction &From, uint64_t To) {
    const FunctionRange *F = In.functionAt(To);
    bool IsBranchThere = From.is(IsCall | IsBranch);
    if (const WindowInfo *Entry = AllEntries.find(To)) {
      if (!IsBranchThere)
        return;
      const FunctionRange *Caller = In.functionAt(From.Address);
      if (!Caller || !Followed.count(Caller->Begin))
        tell(Rule::Paths, From.Address,
             "'" + (F ? F->Name : std::string("a function")) +
                 "', which is entered at a level, is entered by code that "
                 "sets none",
             Entry);
      return;
    }
    std::string Name = F ? F->Name : "another function";
    tell(Rule::Paths, From.Address,
         Twine(IsBranchThere ? "a branch" : "makes an address for a jump") +
             (Closed.splits(To)
                  ? " into the middle of an instruction of '" + Name + "'"
                  : " into a window or a switch of '" + Name +
                        "', or behind where it gives a register the constant "
                        "that it needs"));
  });
  Found.add(Seen);
}

Error checkCode(const object::ELF64LEObjectFile &Object, StringRef Name,
                const CheckOptions &Options, Findings &Found) {
  Expected<Image> In = Image::of(Object);
  if (!In)
    return In.takeError();
  Expected<Records> All = readRecords(Object);
  if (!All)
    return All.takeError();
  CodeRules(*In, *All, Machine::of(In->arch()), Name, Options, Found).run();
  return Error::success();
}

} // namespace kpkeys::verify
