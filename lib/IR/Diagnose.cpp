//===- Diagnose.cpp - Errors, warnings and remarks from passes ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DiagnosticInfoUnsupported is the one kind of diagnostic that clang 19 and 22
// both print with the user's file:line:col, falling back to the function's
// declaration when an instruction has no location. Notes are of a kind of our
// own, which clang prints as they are.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Diagnose.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/SourceMgr.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral Prefix = "kpkeys: ";

void reportError(LLVMContext &C, const Twine &Message) {
  C.emitError(Prefix + Message);
}

static void reportAt(const Instruction &I, const Twine &Message,
                     DiagnosticSeverity Severity) {
  const Function &F = *I.getFunction();
  std::string Text = (Prefix + Message).str();
  F.getContext().diagnose(
      DiagnosticInfoUnsupported(F, Text, I.getDebugLoc(), Severity));
}

void reportErrorAt(const Instruction &I, const Twine &Message) {
  reportAt(I, Message, DS_Error);
}

void reportWarningAt(const Instruction &I, const Twine &Message) {
  reportAt(I, Message, DS_Warning);
}

namespace {
class Note : public DiagnosticInfo {
  const Twine &Message;

public:
  explicit Note(const Twine &Message)
      : DiagnosticInfo(kind(), DS_Note), Message(Message) {}
  static int kind() {
    static const int Kind = getNextAvailablePluginDiagnosticKind();
    return Kind;
  }
  void print(DiagnosticPrinter &Printer) const override {
    Printer << Prefix << Message;
  }
};
} // namespace

void reportNote(LLVMContext &C, const Twine &Message) {
  C.diagnose(Note(Message));
}

std::string sourcePlace(const Instruction &I) {
  const DILocation *Loc = I.getDebugLoc();
  if (!Loc || Loc->getLine() == 0) // 0: of several places merged
    return "";
  return (Loc->getFilename() + ":" + Twine(Loc->getLine()) + ":" +
          Twine(Loc->getColumn()))
      .str();
}

std::string formatDiagnostic(const SMDiagnostic &D) {
  std::string Where = D.getFilename().str();
  if (D.getLineNo() > 0)
    Where += ":" + std::to_string(D.getLineNo()) + ":" +
             std::to_string(D.getColumnNo() + 1);
  return Where + ": " + D.getMessage().str();
}

} // namespace kpkeys
