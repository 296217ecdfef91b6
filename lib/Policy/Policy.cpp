//===- Policy.cpp - pkeys, levels and domains -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole of a policy's life in text: parsed by PolicyReader and checked by
// PolicyBuilder, printed in one canonical form, and digested from that form.
// Register values are in RegisterValues.cpp.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/Policy.h"
#include "Named.h"
#include "PermissionLetters.h"
#include "PolicyBuilder.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral BuiltinText = R"(
pkeys:
  default: 0
  protected: 1
levels:
  default:   { default: rwx, protected: r }
  protected: { default: rwx, protected: rw }
domains:
  protected: { pkey: protected }
)";

const Policy &Policy::builtin() {
  static const Policy Builtin = *parse(
      BuiltinText, "<built-in>", TargetKind::PoeEl0, [](const SMDiagnostic &) {
        llvm_unreachable("the built-in policy is valid on every target");
      });
  return Builtin;
}

std::optional<Policy>
Policy::parse(StringRef Text, StringRef FileName, TargetKind Target,
              function_ref<void(const SMDiagnostic &)> OnError) {
  PolicySource Source(Text, FileName, OnError);
  std::optional<PolicyText> AsWritten = readPolicyText(Source);
  if (!AsWritten)
    return std::nullopt;
  return PolicyBuilder(Source, Target).build(*AsWritten);
}

std::optional<unsigned> Policy::findDomain(StringRef Name) const {
  return findNamed(Domains, Name);
}

std::optional<unsigned> Policy::findLevel(StringRef Name) const {
  return findNamed(Levels, Name);
}

bool Policy::isSecret(unsigned D) const {
  return !(Levels[DefaultLevel].OfPkey[Domains[D].Pkey] & KPKEYS_PERM_R);
}

bool Policy::hasSecrets() const {
  for (unsigned D = 0; D != Domains.size(); ++D)
    if (isSecret(D))
      return true;
  return false;
}

ArrayRef<Level> Policy::declaredLevels() const {
  return ArrayRef(Levels).take_until(
      [](const Level &L) { return L.IsDerived; });
}

std::string Policy::domainNames() const { return quotedNames(Domains); }

std::string Policy::levelNames() const { return quotedNames(declaredLevels()); }

static void printProtected(raw_ostream &OS, StringRef Key,
                           ArrayRef<ProtectedName> Names,
                           ArrayRef<Domain> Domains) {
  for (const ProtectedName &P : Names)
    OS << "  - { " << Key << ": \"" << P.Name
       << "\", domain: " << Domains[P.Domain].Name << " }\n";
}

static void printLevel(raw_ostream &OS, const Level &L, ArrayRef<Pkey> Pkeys) {
  OS << "  " << L.Name << ": { ";
  ListSeparator Comma;
  for (const auto &[P, Granted] : zip_equal(Pkeys, L.OfPkey))
    OS << Comma << P.Name << ": " << permissionLetters(Granted);
  SmallVector<Restriction> Held;
  copy_if(allRestrictions(), std::back_inserter(Held), [&L](Restriction R) {
    return (L.Restrictions & R) != Restriction::None;
  });
  if (!Held.empty())
    OS << Comma << RestrictKey << ": [" << restrictionNames(Held) << "]";
  if (L.Index)
    OS << Comma << IndexKey << ": " << *L.Index;
  OS << " }\n";
}

std::string Policy::toYAML() const {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << "pkeys:\n";
  for (const Pkey &P : Pkeys)
    OS << "  " << P.Name << ": " << P.Index << "\n";
  OS << "levels:\n";
  for (const Level &L : declaredLevels())
    printLevel(OS, L, Pkeys);
  OS << (Domains.empty() ? "domains: {}\n" : "domains:\n");
  for (const Domain &D : Domains)
    OS << "  " << D.Name << ": { pkey: " << Pkeys[D.Pkey].Name
       << ", write-level: " << Levels[D.WriteLevel].Name << " }\n";
  if (!Types.empty() || !Variables.empty())
    OS << "protect:\n";
  printProtected(OS, "type", Types, Domains);
  printProtected(OS, "variable", Variables, Domains);
  if (!Copies.empty())
    OS << "copies:\n";
  for (const std::string &Field : Copies)
    OS << "  - \"" << Field << "\"\n";
  if (!LevelKeepers.empty())
    OS << "keeps-level:\n";
  for (const std::string &Function : LevelKeepers)
    OS << "  - " << Function << "\n";
  OS << "register: " << (Mode == RegisterMode::Owned ? "owned" : "shared")
     << "\n";
  // What is not said adds no line: policies of before keep their digests.
  if (Leave == LeaveMode::Saved)
    OS << "leave: saved\n";
  if (Gates)
    OS << "gates: boot\n";
  if (Masks)
    OS << "interrupts: masked\n";
  if (Unions)
    OS << "unions: allow\n";
  return Text;
}

Policy::Digest Policy::digest() const {
  std::array<uint8_t, 32> Full = SHA256::hash(arrayRefFromStringRef(toYAML()));
  Digest First;
  std::copy_n(Full.begin(), First.size(), First.begin());
  return First;
}

} // namespace kpkeys
