//===- PolicySource.cpp - A policy file's text and its error --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps the earliest noted error and words it with file, line and column.
// Knows nothing of YAML or of policies.
//
//===----------------------------------------------------------------------===//
#include "PolicySource.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace kpkeys {

PolicySource::PolicySource(StringRef Text, StringRef FileName,
                           ErrorHandler OnError)
    : Text(Text), Name(FileName), OnError(OnError) {
  Positions.AddNewSourceBuffer(MemoryBuffer::getMemBuffer(buffer()), SMLoc());
}

MemoryBufferRef PolicySource::buffer() const { return {Text, Name}; }

SMRange PolicySource::start() const {
  SMLoc Begin = SMLoc::getFromPointer(Text.c_str());
  return {Begin, Begin};
}

void PolicySource::error(SMRange Where, const Twine &Message) {
  const char *Begin = Text.data(), *End = Begin + Text.size();
  const char *At = Where.Start.getPointer();
  // LLVM's scanner places some errors before an empty input's first byte.
  if (!At || At < Begin || At > End || Where.End.getPointer() < At)
    Where = start();
  if (PendingWhere.isValid() &&
      PendingWhere.Start.getPointer() <= Where.Start.getPointer())
    return;
  PendingWhere = Where;
  PendingMessage = Message.str();
  // A quoted key may hold anything; a message stays on one line.
  for (char &C : PendingMessage)
    if (isASCII(C) && !isPrint(C))
      C = '?';
}

bool PolicySource::report() {
  if (!PendingWhere.isValid())
    return false;
  OnError(Positions.GetMessage(PendingWhere.Start, SourceMgr::DK_Error,
                               PendingMessage, PendingWhere));
  PendingWhere = SMRange();
  return true;
}

} // namespace kpkeys
