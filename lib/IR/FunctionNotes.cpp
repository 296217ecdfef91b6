//===- FunctionNotes.cpp - What the source says about a function ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes the notes. Calls carry the notes of their callee and their
// caller as well (Clang's doing); these are not looked at.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/FunctionNotes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Assumptions.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral IgnoreNote = "kpkeys_ignore";
static constexpr StringLiteral EscapePrefix = "kpkeys_escape=";
static constexpr StringLiteral ObjectPrefix = "kpkeys_object=";
static constexpr StringLiteral RequiresPrefix = "kpkeys_requires=";
static constexpr StringLiteral LeavePrefix = "kpkeys_leave=";
static constexpr StringLiteral TiersName = "kpkeys.escape";

std::string ignoreNote() { return IgnoreNote.str(); }

std::string escapeNote(EscapeMode Mode) {
  return (EscapePrefix + escapeModeNames()[static_cast<size_t>(Mode)]).str();
}

static SmallVector<StringRef, 4> notesOf(const Function &F) {
  SmallVector<StringRef, 4> Notes;
  F.getFnAttribute(AssumptionAttrKey).getValueAsString().split(Notes, ',');
  return Notes;
}

std::string objectNote(StringRef Domain) {
  return (ObjectPrefix + Domain).str();
}

/// What follows \p Prefix in a note on \p F.
static std::optional<StringRef> valueOf(const Function &F, StringRef Prefix) {
  for (StringRef Note : notesOf(F))
    if (Note.consume_front(Prefix))
      return Note;
  return std::nullopt;
}

StringRef objectDomain(const Function &F) {
  return valueOf(F, ObjectPrefix).value_or(StringRef());
}

std::string requiresNote(StringRef Level) {
  return (RequiresPrefix + Level).str();
}

std::optional<StringRef> requiredLevel(const Function &F) {
  return valueOf(F, RequiresPrefix);
}

std::string leaveNote(StringRef Mode) { return (LeavePrefix + Mode).str(); }

std::optional<StringRef> leaveModeOf(const Function &F) {
  return valueOf(F, LeavePrefix);
}

bool isIgnored(const Function &F) {
  return is_contained(notesOf(F), IgnoreNote);
}

static std::optional<EscapeMode> tierOf(const Function &F) {
  std::optional<StringRef> Name = valueOf(F, EscapePrefix);
  return Name ? escapeModeByName(*Name) : std::nullopt;
}

void attachEscapeTiers(Module &M) {
  if (M.getNamedMetadata(TiersName))
    return;
  for (const Function &F : M) {
    std::optional<EscapeMode> Tier = tierOf(F);
    DISubprogram *Where = F.getSubprogram();
    if (!Tier || !Where)
      continue;
    auto *Name = MDString::get(M.getContext(),
                               escapeModeNames()[static_cast<size_t>(*Tier)]);
    M.getOrInsertNamedMetadata(TiersName)->addOperand(
        MDNode::get(M.getContext(), {Where, Name}));
  }
}

void dropEscapeTiers(Module &M) {
  if (NamedMDNode *Tiers = M.getNamedMetadata(TiersName))
    Tiers->eraseFromParent();
}

EscapeTiers::EscapeTiers(const Module &M, EscapeMode Default)
    : Default(Default) {
  const NamedMDNode *Tiers = M.getNamedMetadata(TiersName);
  if (!Tiers)
    return;
  for (const MDNode *Tier : Tiers->operands()) {
    auto *Where = dyn_cast_or_null<MDNode>(Tier->getOperand(0));
    auto *Name = dyn_cast_or_null<MDString>(Tier->getOperand(1));
    if (!Where || !Name)
      continue;
    if (auto Mode = escapeModeByName(Name->getString()))
      OfSubprogram[Where] = *Mode;
  }
}

EscapeMode EscapeTiers::at(const Instruction &I) const {
  const Function &F = *I.getFunction();
  // A clone has a subprogram of its own, and the note of its original.
  const DebugLoc &Loc = I.getDebugLoc();
  const DISubprogram *Where =
      Loc ? cast<DILocalScope>(Loc.getScope())->getSubprogram() : nullptr;
  if (!Where || Where == F.getSubprogram())
    return tierOf(F).value_or(Default);
  auto It = OfSubprogram.find(Where);
  return It == OfSubprogram.end() ? Default : It->second;
}

} // namespace kpkeys
