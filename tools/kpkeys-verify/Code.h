//===- Code.h - The instructions of one function ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_VERIFY_CODE_H
#define KPKEYS_VERIFY_CODE_H

#include "Image.h"
#include "JumpTables.h"
#include "Machine.h"
#include "Replacement.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

namespace kpkeys::verify {

/// What a call or a jump leads to.
struct Destination {
  std::optional<uint64_t> Address; ///< if it is in this file
  std::string Name;                ///< empty: not known
  bool IsByVariable = false;       ///< by a pointer that the program can change
};

/// Where the call or branch \p I goes, if it is in this file, as linkers see
/// it.
std::optional<uint64_t> linkedTarget(const Image &In, const Instruction &I);

/// A function's code, decoded from its first byte to its last.
class Code {
  const Image &In;
  const Machine &M;
  FunctionRange Range;
  std::vector<Instruction> All; ///< ascending, without gaps
  /// What direct branches go to; NoInstruction: elsewhere.
  std::vector<size_t> Taken;
  std::vector<bool> Targets;         ///< of direct branches of this function
  std::vector<size_t> Labels;        ///< that jump tables lead to, ascending
  std::vector<uint64_t> TablePlaces; ///< of entries that are addresses
  /// Indirect branches that go by a table of their own, and nowhere else.
  TableJumps Jumps;
  /// Where tables lead to from an instruction; NoInstruction: elsewhere.
  llvm::DenseMap<size_t, llvm::SmallVector<size_t, 1>> Hidden;
  llvm::DenseSet<size_t> Beside;
  /// Instructions that take the address of a label, and that.
  llvm::DenseMap<size_t, size_t> LabelTaken;
  /// What a kernel puts in the place of an instruction, if it may write a key
  /// register.
  std::vector<std::pair<size_t, Replacement>> PatchedWrites;
  /// Of labels whose addresses are taken, and behind faults: registers that may
  /// hold any number there.
  llvm::DenseMap<size_t, uint32_t> Unknown;
  /// What a kernel may put in the place of an instruction, all together.
  struct Patched {
    uint32_t Defs = 0;   ///< general registers that it changes
    bool IsPlain = true; ///< as of Replacement
  };
  llvm::DenseMap<size_t, Patched> Replaced;
  /// What leads into the middle of an instruction of this function.
  llvm::DenseSet<size_t> Astray;
  /// Names of functions whose addresses are loaded, and by which instruction.
  std::vector<std::string> FunctionNames;
  llvm::DenseMap<size_t, uint64_t> LoadedFunctions;
  /// Of indirect calls and branches, by their address.
  llvm::DenseMap<uint64_t, Destination> Resolved;

  void findBranches();
  void markTargets();
  void readJumpTable(uint64_t Begin, uint64_t Table, uint64_t End,
                     uint64_t Count);
  void findJumpTables();
  void findHiddenWays();
  void takeWay(size_t From, uint64_t To);
  void takePatch(const Ways::Patch &P);
  void findLoadedFunctions();
  uint64_t boundOf(size_t N, const llvm::BitVector &IsEntered) const;
  Destination throughStub(uint64_t Address) const;
  Destination named(uint64_t Address) const;

public:
  Code(const Image &In, const Machine &M, const FunctionRange &Range);

  const FunctionRange &range() const { return Range; }
  size_t size() const { return All.size(); }
  const Instruction &operator[](size_t N) const { return All[N]; }

  /// The instruction at exactly \p Address.
  std::optional<size_t> find(uint64_t Address) const;
  /// The same, or behind its `lock`.
  std::optional<size_t> findEntered(uint64_t Address) const;
  /// The last instruction that begins at \p Address, in the range, or before.
  size_t lastUpTo(uint64_t Address) const;
  /// The address that \p I, which is no direct branch, makes.
  std::optional<uint64_t> addressIn(const Instruction &I) const;
  /// May a kernel put other code in the instruction's place when it starts?
  bool isReplaced(size_t N) const;
  /// The same, if that does more than to load, to branch or nothing.
  bool isPatched(size_t N) const;
  /// Such code that may write a key register, and the instruction that is in
  /// its place.
  llvm::ArrayRef<std::pair<size_t, Replacement>> patchedWrites() const {
    return PatchedWrites;
  }
  /// General registers that such code changes.
  uint32_t defsOfPatch(size_t N) const {
    auto It = Replaced.find(N);
    return It == Replaced.end() ? 0 : It->second.Defs;
  }
  /// Is it a gate, which boot code makes a no-operation?
  bool isGate(size_t N) const { return In.isGate(All[N].Address); }
  bool isTarget(size_t N) const { return Targets[N]; }
  /// Where the call or branch \p I goes, as far as that can be seen.
  Destination destination(const Instruction &I) const;
  /// The same without a name, if it is in this file.
  std::optional<uint64_t> goesTo(const Instruction &I) const;
  /// The function whose address instruction \p N gets from the linker, by a
  /// number.
  std::optional<uint64_t> loadedFunction(size_t N) const;
  /// The indirect call or branch \p I goes to what has that number.
  void resolve(const Instruction &I, uint64_t Function) {
    Resolved[I.Address] = {std::nullopt, FunctionNames[Function]};
  }
  void resolveTo(const Instruction &I, uint64_t Address) {
    Resolved[I.Address] = named(Address);
  }
  /// A symbol \p Name is at \p Address.
  bool isNamed(uint64_t Address, llvm::StringRef Name) const {
    return In.isNamed(Address, Name);
  }
  /// The instruction of this function that the direct branch \p N goes to;
  /// std::nullopt: it leaves the function, or goes into an instruction.
  std::optional<size_t> branchTarget(size_t N) const {
    return Taken[N] == NoInstruction ? std::nullopt
                                     : std::optional<size_t>(Taken[N]);
  }
  /// Does \p N, or a table from there, lead into the middle of an instruction
  /// of the function? To skip a `lock` is no such thing.
  bool leadsAstray(size_t N) const { return Astray.contains(N); }
  /// Instructions that jump tables lead to, as far as those can be read, but
  /// not those of TableJumps.
  llvm::ArrayRef<size_t> labels() const { return Labels; }
  /// Where in data its jump tables have the addresses of labels.
  llvm::ArrayRef<uint64_t> tablePlaces() const { return TablePlaces; }
  bool hasTableJumps() const { return !Jumps.empty(); }
  /// Null: where the indirect branch \p N goes is not known for sure.
  const TableJump *tableJump(size_t N) const {
    auto It = Jumps.find(N);
    return It == Jumps.end() ? nullptr : &It->second;
  }
  /// Where the indirect branch \p N may go in this function.
  llvm::ArrayRef<size_t> labelsOf(size_t N) const {
    const TableJump *Jump = tableJump(N);
    return Jump ? llvm::ArrayRef(Jump->Labels) : labels();
  }
  /// Instructions that other tables (Ways.h) lead to from \p N.
  llvm::ArrayRef<size_t> hiddenTargets(size_t N) const;
  /// May the next instruction of this function run behind \p N? A kernel goes
  /// on behind a trap that it takes for a warning.
  bool mayGoOn(size_t N) const {
    return N + 1 != size() &&
           (All[N].goesOn() || All[N].is(IsTrap | IsInvalid));
  }
  /// Registers that may hold any number at \p N, which is come to from
  /// elsewhere, because the function takes its address, or from a fault's
  /// handler.
  uint32_t unknownAt(size_t N) const { return Unknown.lookup(N); }
  /// Does \p N branch to code that only chooses where in the function to go on?
  bool goesOnBeside(size_t N) const { return Beside.contains(N); }
  static constexpr size_t NoInstruction = ~size_t(0);
};

} // namespace kpkeys::verify

#endif
