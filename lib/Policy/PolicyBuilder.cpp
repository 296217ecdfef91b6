//===- PolicyBuilder.cpp - PolicyText to Policy ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Judges a policy file section by section (pkeys, levels, domains, protected
// types and variables, modes), each relying on the ones before, and puts what
// passes into canonical order. Levels are judged in BuildLevels.cpp. Reads no
// YAML; docs/Policy.md lists every check.
//
//===----------------------------------------------------------------------===//
#include "PolicyBuilder.h"
#include "Named.h"
#include "PermissionLetters.h"
#include "kpkeys/Policy/NameTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace kpkeys {

std::optional<Policy> PolicyBuilder::build(const PolicyText &Text) {
  static constexpr void (PolicyBuilder::*Steps[])(const PolicyText &) = {
      &PolicyBuilder::checkSections,
      &PolicyBuilder::addPkeys,
      &PolicyBuilder::addLevels,
      &PolicyBuilder::addDomains,
      &PolicyBuilder::checkPkeysAreWritable,
      &PolicyBuilder::addProtected,
      &PolicyBuilder::addCopies,
      &PolicyBuilder::addLevelKeepers,
      &PolicyBuilder::setRegisterMode,
      &PolicyBuilder::setLeaveMode,
      &PolicyBuilder::setKernelModes,
      &PolicyBuilder::addUnions,
      &PolicyBuilder::addGuards,
      &PolicyBuilder::addObjects};
  Result.Name = sys::path::filename(Source.name()).str();
  for (auto Step : Steps) {
    (this->*Step)(Text);
    if (Source.report())
      return std::nullopt;
  }
  return std::move(Result);
}

void PolicyBuilder::checkSections(const PolicyText &Text) {
  for (const auto &[Key, Name] : {std::pair(&Text.PkeysKey, "pkeys"),
                                  std::pair(&Text.LevelsKey, "levels"),
                                  std::pair(&Text.DomainsKey, "domains")})
    if (!Key->isPresent())
      Source.error(Source.start(),
                   "the policy has no '" + Twine(Name) +
                       "'; it needs 'pkeys', 'levels' and 'domains'");
}

//===-- pkeys ---------------------------------------------------------------//

std::optional<unsigned> PolicyBuilder::readIndex(const Word &Index) {
  StringRef Digits = Index.Text;
  if (!isNumber(Digits)) {
    error(Index, "'" + Digits + "' is not a hardware index; target " +
                     Target.Name + " has 0 to " + Twine(Target.NumPkeys - 1));
    return std::nullopt;
  }
  unsigned Value;
  if (Digits.getAsInteger(10, Value) || Value >= Target.NumPkeys) {
    error(Index, "no hardware index " + Digits + "; target " + Target.Name +
                     " has 0 to " + Twine(Target.NumPkeys - 1));
    return std::nullopt;
  }
  return Value;
}

void PolicyBuilder::addPkeys(const PolicyText &Text) {
  if (Text.Pkeys.empty())
    error(Text.PkeysKey, "a policy needs at least one pkey");
  for (const PkeyText &P : Text.Pkeys) {
    if (is_contained(LevelKeys, StringRef(P.Name.Text)))
      error(P.Name, "a pkey cannot be called '" + P.Name.Text + "': '" +
                        join(ArrayRef(LevelKeys), "' and '") +
                        "' are keys of levels");
    std::optional<unsigned> Index = readIndex(P.Index);
    if (!Index)
      continue;
    auto Twin =
        find_if(Result.Pkeys, [&](const Pkey &Q) { return Q.Index == *Index; });
    if (Twin != Result.Pkeys.end())
      error(P.Index, "pkeys '" + Twin->Name + "' and '" + P.Name.Text +
                         "' both have hardware index " + Twine(*Index));
    else
      Result.Pkeys.push_back({P.Name.Text, *Index});
  }
  llvm::sort(Result.Pkeys,
             [](const Pkey &A, const Pkey &B) { return A.Index < B.Index; });
}

//===-- domains -------------------------------------------------------------//

void PolicyBuilder::addDomains(const PolicyText &Text) {
  if (Text.Domains.size() > Policy::MaxDomains)
    error(Text.Domains[Policy::MaxDomains].Name,
          "more than " + Twine(Policy::MaxDomains) + " domains");
  for (const DomainText &D : Text.Domains)
    addDomain(D);
  llvm::sort(Result.Domains,
             [](const Domain &A, const Domain &B) { return A.Name < B.Name; });
}

void PolicyBuilder::addDomain(const DomainText &Text) {
  const std::string &Name = Text.Name.Text;
  if (!Text.Pkey.isPresent())
    return error(Text.Name, "domain '" + Name +
                                "' has no 'pkey'; the pkeys are " +
                                pkeyNames());
  std::optional<unsigned> Pkey = findPkey(Text.Pkey.Text);
  if (!Pkey)
    return error(Text.Pkey, "unknown pkey '" + Text.Pkey.Text +
                                "'; the pkeys are " + pkeyNames());
  if (!checkDomainPkey(Text, *Pkey))
    return;
  const Word &LevelName =
      Text.WriteLevel.isPresent() ? Text.WriteLevel : Text.Name;
  std::optional<unsigned> Level = Result.findLevel(LevelName.Text);
  if (!Level && Text.WriteLevel.isPresent())
    return error(LevelName, "unknown level '" + LevelName.Text +
                                "'; the levels are " + Result.levelNames());
  if (!Level)
    return error(LevelName, "domain '" + Name +
                                "' has no 'write-level' and no level has its "
                                "name; the levels are " +
                                Result.levelNames());
  if (checkWriteLevel(Text, *Pkey, *Level))
    Result.Domains.push_back({Name, *Pkey, *Level});
}

bool PolicyBuilder::checkDomainPkey(const DomainText &Text, unsigned Pkey) {
  const std::string &Name = Result.Pkeys[Pkey].Name;
  Permissions AtDefault = Result.Levels[Policy::DefaultLevel].OfPkey[Pkey];
  if (Result.Pkeys[Pkey].Index == 0)
    error(Text.Pkey, "pkey '" + Name +
                         "' has index 0, the pkey of all ordinary memory; a "
                         "domain needs another one");
  else if (has(AtDefault, KPKEYS_PERM_W))
    error(Text.Pkey, "pkey '" + Name +
                         "' is writable at level 'default', so "
                         "domain '" +
                         Text.Name.Text +
                         "' would protect nothing; give it r there");
  else
    return true;
  return false;
}

bool PolicyBuilder::checkWriteLevel(const DomainText &Text, unsigned Pkey,
                                    unsigned Level) {
  const Word &Where = Text.WriteLevel.isPresent() ? Text.WriteLevel : Text.Name;
  const kpkeys::Level &L = Result.Levels[Level];
  if (!has(L.OfPkey[Pkey], ReadWrite)) {
    error(Where, "level '" + L.Name + "' cannot write domain '" +
                     Text.Name.Text + "': it gives pkey '" +
                     Result.Pkeys[Pkey].Name + "' " +
                     permissionLetters(L.OfPkey[Pkey]) + "; give it rw");
    return false;
  }
  std::optional<unsigned> Ordinary = ordinaryPkey();
  if (Ordinary && !has(L.OfPkey[*Ordinary], runPermissions())) {
    error(Where, "level '" + L.Name +
                     "' cannot be the write level of domain '" +
                     Text.Name.Text + "': code in a window needs " +
                     permissionLetters(runPermissions()) + " on pkey '" +
                     Result.Pkeys[*Ordinary].Name +
                     "', the pkey of all ordinary memory");
    return false;
  }
  return true;
}

void PolicyBuilder::checkPkeysAreWritable(const PolicyText &Text) {
  for (const PkeyText &P : Text.Pkeys) {
    unsigned Pkey = *findPkey(P.Name.Text);
    if (none_of(Result.Levels, [Pkey](const Level &L) {
          return has(L.OfPkey[Pkey], ReadWrite);
        }))
      error(P.Name, "no level can write pkey '" + P.Name.Text +
                        "'; give it rw at some level");
  }
}

//===-- protect, modes ------------------------------------------------------//

bool PolicyBuilder::checkProtectedName(const Word &Name, bool IsType) {
  StringRef Bare = Name.Text;
  if (IsType && !Bare.consume_front("struct "))
    Bare.consume_front("union ");
  if (NameTable::isPattern(Bare)) {
    if (Error Problem = NameTable::checkPattern(Bare)) {
      error(Name,
            "bad pattern '" + Name.Text + "': " + toString(std::move(Problem)));
      return false;
    }
    return true;
  }
  auto IsKeyword = [](StringRef Word) {
    return is_contained(ArrayRef<StringRef>{"struct", "union", "enum", "class"},
                        Word);
  };
  if (isIdentifier(Bare) && !IsKeyword(Bare))
    return true;
  error(Name, "'" + Name.Text +
                  (IsType ? "' is not a type name; write \"struct tag\", "
                            "\"union tag\" or the name of a typedef"
                          : "' is not a variable's name"));
  return false;
}

void PolicyBuilder::addProtected(const PolicyText &Text) {
  StringSet<> SeenTypes, SeenVariables;
  for (const ProtectText &P : Text.Protect.Entries) {
    bool IsType = P.Type.isPresent();
    if (IsType == P.Variable.isPresent() || !P.Domain.isPresent()) {
      Source.error(P.Range, "an entry of 'protect' needs 'domain' and either "
                            "'type' or 'variable'");
      continue;
    }
    const Word &Name = IsType ? P.Type : P.Variable;
    std::optional<unsigned> Domain = Result.findDomain(P.Domain.Text);
    if (!checkProtectedName(Name, IsType))
      continue;
    if (!(IsType ? SeenTypes : SeenVariables).insert(Name.Text).second)
      error(Name, Twine(IsType ? "type '" : "variable '") + Name.Text +
                      "' is listed twice");
    else if (!Domain)
      error(P.Domain, "unknown domain '" + P.Domain.Text +
                          "'; the domains are " + Result.domainNames());
    else
      (IsType ? Result.Types : Result.Variables)
          .push_back({Name.Text, *Domain});
  }
  for (auto *Names : {&Result.Types, &Result.Variables})
    llvm::sort(*Names, [](const ProtectedName &A, const ProtectedName &B) {
      return A.Name < B.Name;
    });
}

void PolicyBuilder::addCopies(const PolicyText &Text) {
  for (const Word &Name : Text.Copies.Entries) {
    auto [Type, Field] = StringRef(Name.Text).rsplit('.');
    StringRef Bare = Type;
    if (!Bare.consume_front("struct "))
      Bare.consume_front("union ");
    if (!isIdentifier(Bare) || !isIdentifier(Field))
      error(Name, "'" + Name.Text +
                      "' is not a field; write \"struct tag.field\", \"union "
                      "tag.field\" or the name of a typedef and the field's");
    else if (is_contained(Result.Copies, Name.Text))
      error(Name, "field '" + Name.Text + "' is listed twice");
    else
      Result.Copies.push_back(Name.Text);
  }
  llvm::sort(Result.Copies);
}

void PolicyBuilder::addLevelKeepers(const PolicyText &Text) {
  for (const Word &Name : Text.LevelKeepers.Entries) {
    if (!isIdentifier(Name.Text))
      error(Name, "'" + Name.Text + "' is not a function's name");
    else if (is_contained(Result.LevelKeepers, Name.Text))
      error(Name, "function '" + Name.Text + "' is listed twice");
    else
      Result.LevelKeepers.push_back(Name.Text);
  }
  llvm::sort(Result.LevelKeepers);
}

void PolicyBuilder::setRegisterMode(const PolicyText &Text) {
  const Word &Mode = Text.Register;
  if (!Mode.isPresent() || Mode.Text == "shared")
    Result.Mode = RegisterMode::Shared;
  else if (Mode.Text != "owned")
    error(Mode,
          "unknown register mode '" + Mode.Text + "'; use shared or owned");
  else if (!ordinaryPkey())
    error(Mode, "register: owned sets the whole register, so 'pkeys' must "
                "name index 0, the pkey of all ordinary memory");
  else
    Result.Mode = RegisterMode::Owned;
}

void PolicyBuilder::setLeaveMode(const PolicyText &Text) {
  const Word &Mode = Text.Leave;
  if (!Mode.isPresent() || Mode.Text == "entry")
    Result.Leave = LeaveMode::Entry;
  else if (Mode.Text != "saved")
    error(Mode, "unknown way to leave '" + Mode.Text + "'; use entry or saved");
  else
    Result.Leave = LeaveMode::Saved;
}

void PolicyBuilder::setKernelModes(const PolicyText &Text) {
  auto Read = [this](StringRef Key, const Word &Mode, StringRef No,
                     StringRef Yes) {
    if (!Mode.isPresent() || Mode.Text == No)
      return false;
    if (Mode.Text != Yes)
      error(Mode, "unknown mode of '" + Key + "', '" + Mode.Text + "'; use " +
                      No + " or " + Yes);
    else if (Target.Mode != TargetMode::Kernel || Target.Layout.IsIndex)
      error(Mode, Key + ": " + Yes +
                      " is for kernels whose key register can "
                      "be read, which target " +
                      Target.Name + " is not for");
    return true;
  };
  Result.Gates = Read("gates", Text.Gates, "none", "boot");
  Result.Masks = Read("interrupts", Text.Interrupts, "open", "masked");
}

//===-- helpers -------------------------------------------------------------//

void PolicyBuilder::error(const Word &Where, const Twine &Message) {
  Source.error(Where.Range, Message);
}

std::string PolicyBuilder::pkeyNames() const {
  return quotedNames(Result.Pkeys);
}

std::optional<unsigned> PolicyBuilder::findPkey(StringRef Name) const {
  return findNamed(Result.Pkeys, Name);
}

std::optional<unsigned> PolicyBuilder::ordinaryPkey() const {
  if (Result.Pkeys.front().Index == 0)
    return 0;
  return std::nullopt;
}

Permissions PolicyBuilder::runPermissions() const {
  return Target.Layout.X < 0 ? ReadWrite : ReadWrite | KPKEYS_PERM_X;
}

} // namespace kpkeys
