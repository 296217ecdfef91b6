//===- ReportEscapes.cpp - Say where a marked pointer is lost -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  optimized functions with markers.
// Output: unchanged; a remark, and as the configuration or the function's
//         kpkeys_escape asks a warning or an error, for each place where a
//         marked pointer goes where it cannot be followed.
//         Notes say how it came there. Of several copies of one place, made
//         by inlining and cloning, one is reported; each has a remark.
// Numbers computed from pointers are not reported: they are hashes, alignments
// and differences. An integer that is still an address is.
//
//===----------------------------------------------------------------------===//
#include "EscapePath.h"
#include "kpkeys/Analysis/Accesses.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/FunctionNotes.h"
#include "kpkeys/IR/KnownCallees.h"
#include "kpkeys/IR/Markers.h"
#include "kpkeys/Transforms/Passes.h"
#include "kpkeys/Transforms/SiteRemarks.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static std::string calleeText(const Instruction &I) {
  const Function *Callee = cast<CallBase>(I).getCalledFunction();
  return Callee ? "'" + demangle(sourceName(*Callee)) + "'"
                : std::string("an indirect callee");
}

/// True if a window was possible but for the other code that would run in it.
static bool needsNoOtherCode(const Escape &E) {
  const auto *Call = dyn_cast<CallBase>(E.I);
  return Call && runsOtherCode(*Call) &&
         (E.Why == EscapeReason::Passed ||
          E.Why == EscapeReason::HeldAndPassed);
}

/// True if a window was possible but for what the library calls back in it.
static bool needsQuietCallback(const Escape &E) {
  const auto *Call = dyn_cast<CallBase>(E.I);
  return Call && callsBackOtherCode(*Call) && E.Why == EscapeReason::Passed;
}

/// Of a secret, reads count as well, and a pointer to const promises nothing.
static bool concernsSecrets(DomainSet Domains, const Policy &Rules) {
  bool Found = false;
  Domains.forEach([&](unsigned D) { Found |= Rules.isSecret(D); });
  return Found;
}

/// What is said of an integer that is still an address.
static std::string taggedText(const Escape &E, const Policy &Rules) {
  std::string Integer = "an integer computed from a pointer into domain '" +
                        E.Domains.str(Rules) + "' is ";
  std::string Cure =
      std::string(", and ") +
      (concernsSecrets(E.Domains, Rules) ? "reads and writes" : "writes") +
      " through it get no window if it becomes a pointer again; "
      "let it become one to the protected type, and allow "
      "it here by kpkeys_escape";
  if (E.Why == EscapeReason::Stored)
    return Integer + "stored in memory" + Cure;
  if (E.Why == EscapeReason::Returned)
    return Integer + "returned" + Cure;
  return Integer + "passed to " + calleeText(*E.I) + Cure;
}

static std::string escapeText(const Escape &E, const Policy &Rules) {
  if (E.Form == AddressForm::Tagged)
    return taggedText(E, Rules);
  std::string Pointer = "a pointer into domain '" + E.Domains.str(Rules) + "'";
  if (needsNoOtherCode(E))
    return Pointer + " is passed to " + calleeText(*E.I) +
           ", which may run other code of the program and therefore writes "
           "without a window; let it write to a local variable, and assign "
           "that";
  if (needsQuietCallback(E))
    return Pointer + " is passed to " + calleeText(*E.I) +
           ", which calls back code that is not in this file, or does more "
           "than compute, and therefore runs without a window; call back a "
           "function of this file that only computes, or pass a local copy";
  bool IsSecret = concernsSecrets(E.Domains, Rules);
  std::string May = IsSecret ? "may read or write" : "may write";
  std::string Accesses = IsSecret ? "reads and writes" : "writes";
  switch (E.Why) {
  case EscapeReason::Passed:
    return Pointer + " is passed to " + calleeText(*E.I) + ", which " + May +
           " through it without a window; make the parameter a pointer " +
           (IsSecret ? "" : "to const, a pointer ") +
           "to the protected type, or let the callee be inlined";
  case EscapeReason::Kept:
    return Pointer + " is passed to " + calleeText(*E.I) +
           ", which keeps it, and " + Accesses +
           " through it from there get no window; "
           "pass a copy in ordinary memory";
  case EscapeReason::HeldAndStored:
    return Pointer +
           " is in a variable whose address is stored in memory, and " +
           Accesses +
           " through it from there get no window; store the pointer's value as "
           "a pointer to the protected type";
  case EscapeReason::HeldAndPassed:
    return Pointer + " is in a variable whose address is passed to " +
           calleeText(*E.I) + ", which " + May +
           " through it without a window; pass the pointer's "
           "value as a pointer to the protected type";
  case EscapeReason::Stored:
    return Pointer + " is stored in memory, and " + Accesses +
           " through it from there get no "
           "window; store a pointer to the protected type, or to a typedef "
           "with kpkeys_protected";
  case EscapeReason::Returned:
    return Pointer + " is returned, and the caller " + May +
           " through it without a "
           "window; return a pointer " +
           (IsSecret ? "" : "to const, ") +
           "to the protected type, or to a typedef with kpkeys_protected";
  case EscapeReason::CalleeResult:
    return calleeText(*E.I) + " would write its result straight into domain '" +
           E.Domains.str(Rules) +
           "' without a window; assign it to a local "
           "variable first";
  }
  llvm_unreachable("every reason has a text");
}

/// True if every caller of \p F is in the module and marks what it returns. So
/// do, in their own modules, the callers of an inline function.
static bool callersFollowResult(const Function &F) {
  bool IsSeen = F.hasLocalLinkage() || F.hasLinkOnceODRLinkage();
  return IsSeen && all_of(F.users(), [&F](const User *U) {
           const auto *Call = dyn_cast<CallBase>(U);
           return Call && Call->getCalledFunction() == &F &&
                  Call->hasFnAttr(FollowedAttribute);
         });
}

static bool isReported(const Escape &E, const Function &F) {
  if (!E.matters())
    return false;
  return E.Why != EscapeReason::Returned || !callersFollowResult(F);
}

namespace {
class Reporter {
  LLVMContext &Context;
  const Policy &Rules;
  EscapeTiers Tiers;
  StringSet<> Said;

public:
  Reporter(Module &M, const ModuleConfig &Config)
      : Context(M.getContext()), Rules(Config.Rules), Tiers(M, Config.Escape) {}
  void run(Function &F);

private:
  void report(const Escape &E, StringRef Text, const Provenance &P);
  bool isNew(const Instruction &I, StringRef Text) {
    std::string Place = sourcePlace(I);
    return Place.empty() || Said.insert(Place + ": " + Text.str()).second;
  }
};
} // namespace

void Reporter::report(const Escape &E, StringRef Text, const Provenance &P) {
  EscapeMode Mode = Tiers.at(*E.I);
  if (Mode == EscapeMode::Allow || !isNew(*E.I, Text))
    return;
  if (Mode == EscapeMode::Error)
    reportErrorAt(*E.I, Text);
  else
    reportWarningAt(*E.I, Text);
  for (const std::string &Step : escapePath(E, P, Rules))
    reportNote(Context, Step);
}

void Reporter::run(Function &F) {
  Provenance P(F, Rules);
  OptimizationRemarkEmitter ORE(&F);
  for (const Escape &E : collectAccesses(F, P).Escapes) {
    if (!isReported(E, F))
      continue;
    std::string Text = escapeText(E, Rules);
    remarkEscape(E, Rules, Text, ORE);
    report(E, Text, P);
  }
}

PreservedAnalyses ReportEscapesPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!hasMarkers(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  Reporter Report(M, *Config);
  for (Function &F : M)
    if (!F.isDeclaration())
      Report.run(F);
  return PreservedAnalyses::all();
}

} // namespace kpkeys
