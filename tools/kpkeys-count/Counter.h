//===- Counter.h - Steps through a program and counts -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_COUNT_COUNTER_H
#define KPKEYS_COUNT_COUNTER_H

#include "Decoder.h"
#include "Mappings.h"
#include "Program.h"
#include "XState.h"
#include "llvm/ADT/DenseMap.h"
#include <csignal>
#include <map>

namespace kpkeys {

/// What was executed.
struct Counts {
  uint64_t Calls = 0; ///< of the function that is counted
  uint64_t Switches = 0, Instructions = 0, Syscalls = 0;
  /// While the key register allowed more than at the start.
  struct {
    uint64_t Windows = 0, Instructions = 0, Stores = 0, ForeignStores = 0,
             Calls = 0;
  } Inside;
  std::map<std::string, uint64_t> ForeignAt; ///< place to number of stores
  int ExitCode = 0;
  int Signal = 0; ///< that killed it, or 0
};

/// Runs a program and counts what its first thread does.
class Counter {
  XState &Keys;
  Decoder Decodes;
  pid_t Pid = 0;
  Program Symbols;
  Counts Result;
  llvm::DenseMap<uint64_t, std::optional<Instruction>> Known;
  std::vector<Mapping> Memory;
  bool MemoryIsStale = true, Ended = false;
  uint32_t EntryPkru = 0, Pkru = 0;

  llvm::Error untilExec();
  bool continueTo(uint64_t Address);
  bool wait(int &Status);
  bool next(bool Steps, int Signal, siginfo_t &Info);
  void countCall(uint64_t ReturnAddress, uint64_t EntrySP);
  const std::optional<Instruction> &at(uint64_t Address);
  void count(const std::optional<Instruction> &I,
             const user_regs_struct &Values);
  void countStore(const Instruction &I, const user_regs_struct &Values);
  bool isForeign(std::optional<uint64_t> Address, uint64_t SP);
  void readKeys();
  bool isInside() const;

public:
  explicit Counter(XState &Keys) : Keys(Keys) {}
  /// Counts \p Calls calls of \p Function (0: all), what they call included;
  /// all that runs if \p Function is empty.
  llvm::Expected<Counts> run(char *const *Argv, llvm::StringRef Function,
                             uint64_t Calls);
};

} // namespace kpkeys

#endif
