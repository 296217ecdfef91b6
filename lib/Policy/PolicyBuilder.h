//===- PolicyBuilder.h - PolicyText to Policy -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only maker of Policy objects: what it returns has passed every check of
// docs/Policy.md.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_POLICY_POLICYBUILDER_H
#define KPKEYS_LIB_POLICY_POLICYBUILDER_H

#include "PolicyText.h"
#include "kpkeys/Policy/Policy.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace kpkeys {

inline constexpr Permissions ReadWrite = KPKEYS_PERM_R | KPKEYS_PERM_W;

inline bool has(Permissions Held, Permissions Needed) {
  return (Held & Needed) == Needed;
}

/// True if \p Digits is a decimal number in its one spelling.
inline bool isNumber(llvm::StringRef Digits) {
  return !Digits.empty() && llvm::all_of(Digits, llvm::isDigit) &&
         (Digits.size() == 1 || Digits.front() != '0');
}

class PolicyBuilder {
public:
  PolicyBuilder(PolicySource &Source, TargetKind Target)
      : Source(Source), Target(targetInfo(Target)) {}

  /// The policy that \p Text describes. Reports a problem and gives
  /// std::nullopt if it describes none.
  std::optional<Policy> build(const PolicyText &Text);

private:
  // One step per section. Each notes its errors; build() stops after the first
  // step that has any, so a step may rely on the ones before it.
  void checkSections(const PolicyText &Text);
  void addPkeys(const PolicyText &Text);
  void addLevels(const PolicyText &Text);
  void addDomains(const PolicyText &Text);
  void checkPkeysAreWritable(const PolicyText &Text);
  void addProtected(const PolicyText &Text);
  void addCopies(const PolicyText &Text);
  void addLevelKeepers(const PolicyText &Text);
  void setRegisterMode(const PolicyText &Text);
  void setLeaveMode(const PolicyText &Text);
  void setKernelModes(const PolicyText &Text);
  void addUnions(const PolicyText &Text);
  void addGuards(const PolicyText &Text);
  void addObjects(const PolicyText &Text);

  std::optional<unsigned> readIndex(const Word &Index);
  void addLevel(const LevelText &Text);
  void addRestriction(const Word &Text, Level &L);
  bool indexUnions();
  void setThreadIndex(const Word &Text, Level &L);
  bool checkProtectedName(const Word &Name, bool IsType);
  void checkOrdinaryMemory(const LevelText &Text, const Level &L);
  void addDomain(const DomainText &Text);
  bool checkDomainPkey(const DomainText &Text, unsigned Pkey);
  bool checkWriteLevel(const DomainText &Text, unsigned Pkey, unsigned Level);
  void addGuardCall(const GuardCallText &Text, bool IsEnter);
  void addScoped(const GuardPairText &Text);
  void addBatch(const GuardPairText &Text, bool HasInterrupt);
  void addObject(const ObjectText &Text);
  std::optional<unsigned> readGuardLevel(const Word &Name);
  bool checkFunctionName(const Word &Name);
  std::vector<std::string> readFunctions(const TextList<Word> &Names);
  void error(const Word &Where, const llvm::Twine &Message);

  std::string pkeyNames() const;
  std::optional<unsigned> findPkey(llvm::StringRef Name) const;
  /// The pkey with hardware index 0, if the policy manages it.
  std::optional<unsigned> ordinaryPkey() const;
  /// What code needs of ordinary memory to run at all.
  Permissions runPermissions() const;

  PolicySource &Source;
  const TargetInfo &Target;
  Policy Result;
};

} // namespace kpkeys

#endif
