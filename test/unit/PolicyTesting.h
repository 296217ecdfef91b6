//===- PolicyTesting.h - Help for the policy tests --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A valid policy to break, and parsing with the expected outcome. Wrong text
// marks the word at fault with a '@' before it, so that a test shows the line
// and column it insists on.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TEST_UNIT_POLICYTESTING_H
#define KPKEYS_TEST_UNIT_POLICYTESTING_H

#include "kpkeys/Policy/Policy.h"
#include "gtest/gtest.h"
#include <string>
#include <vector>

namespace kpkeys::testing {

inline constexpr char ValidPolicy[] =
    "pkeys:\n"
    "  default: 0\n"
    "  pgtable: 1\n"
    "  cred: 2\n"
    "levels:\n"
    "  default: { default: rwx, pgtable: r, cred: r }\n"
    "  pgtable: { default: rwx, pgtable: rw, cred: r }\n"
    "  cred:    { default: rwx, pgtable: r, cred: rw }\n"
    "domains:\n"
    "  pgtable: { pkey: pgtable, write-level: pgtable }\n"
    "  cred:    { pkey: cred }\n"
    "protect:\n"
    "  - { type: struct cred, domain: cred }\n"
    "  - { type: pte_t, domain: pgtable }\n"
    "register: shared\n";

struct Outcome {
  std::optional<Policy> Parsed;
  std::vector<std::string> Errors; ///< "file:line:col: message"
};

inline Outcome parse(llvm::StringRef Text,
                     TargetKind Target = TargetKind::Pku) {
  Outcome Result;
  Result.Parsed = Policy::parse(
      Text, "policy.yaml", Target, [&](const llvm::SMDiagnostic &Error) {
        EXPECT_EQ(Error.getKind(), llvm::SourceMgr::DK_Error);
        Result.Errors.push_back(Error.getFilename().str() + ":" +
                                std::to_string(Error.getLineNo()) + ":" +
                                std::to_string(Error.getColumnNo() + 1) + ": " +
                                Error.getMessage().str());
      });
  return Result;
}

inline Policy parseValid(llvm::StringRef Text,
                         TargetKind Target = TargetKind::Pku) {
  Outcome Result = parse(Text, Target);
  EXPECT_EQ(Result.Errors, std::vector<std::string>()) << Text.str();
  return Result.Parsed.value_or(Policy::builtin());
}

/// \p Marked must give \p Message, once, at its '@'.
inline void expectError(std::string Marked, const std::string &Message,
                        TargetKind Target = TargetKind::Pku) {
  size_t Mark = Marked.find('@');
  ASSERT_NE(Mark, std::string::npos) << "the test marks no word";
  Marked.erase(Mark, 1);
  unsigned Line = 1, Column = 1;
  for (size_t I = 0; I != Mark; ++I) {
    Column = Marked[I] == '\n' ? 1 : Column + 1;
    Line += Marked[I] == '\n';
  }
  Outcome Result = parse(Marked, Target);
  EXPECT_FALSE(Result.Parsed.has_value()) << Marked;
  std::string Expected = "policy.yaml:" + std::to_string(Line) + ":" +
                         std::to_string(Column) + ": " + Message;
  EXPECT_EQ(Result.Errors, std::vector<std::string>{Expected}) << Marked;
}

/// ValidPolicy with its first \p From replaced.
inline std::string edited(const std::string &From, const std::string &To) {
  std::string Text = ValidPolicy;
  size_t At = Text.find(From);
  EXPECT_NE(At, std::string::npos) << "nothing to replace: " << From;
  return At == std::string::npos ? Text : Text.replace(At, From.size(), To);
}

} // namespace kpkeys::testing

#endif
