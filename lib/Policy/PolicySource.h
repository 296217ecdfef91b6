//===- PolicySource.h - A policy file's text and its error ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text that is being parsed, and the one place that turns a position in
// it into a diagnostic.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_POLICY_POLICYSOURCE_H
#define KPKEYS_LIB_POLICY_POLICYSOURCE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SMLoc.h"
#include "llvm/Support/SourceMgr.h"
#include <string>

namespace kpkeys {

class PolicySource {
public:
  using ErrorHandler = llvm::function_ref<void(const llvm::SMDiagnostic &)>;

  PolicySource(llvm::StringRef Text, llvm::StringRef FileName,
               ErrorHandler OnError);

  /// NUL-terminated copy of the text: LLVM's scanner may look one byte ahead.
  llvm::MemoryBufferRef buffer() const;
  llvm::StringRef name() const { return Name; }
  /// The first byte.
  llvm::SMRange start() const;

  /// Notes an error at \p Where. Of the errors noted since the last report()
  /// the one nearest the start of the file is kept: LLVM's YAML traits visit
  /// keys in hash order, which must not choose what the user sees.
  void error(llvm::SMRange Where, const llvm::Twine &Message);

  /// Gives the noted error to the handler. True if there was one.
  bool report();

private:
  std::string Text;
  std::string Name;
  ErrorHandler OnError;
  llvm::SourceMgr Positions;
  llvm::SMRange PendingWhere;
  std::string PendingMessage;
};

} // namespace kpkeys

#endif
