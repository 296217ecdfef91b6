//===- PolicyReader.cpp - YAML to PolicyText ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Binds a policy file to PolicyText with LLVM's YAML traits. Here the shape is
// checked: which keys exist, what is a map, a list or a word, that names are C
// identifiers. What the words mean is PolicyBuilder's business.
//
// Two things the traits do not offer are added: the place of each key
// (KeyRanges) and of each word (Word's yamlize).
//
//===----------------------------------------------------------------------===//
#include "KeyRanges.h"
#include "Named.h"
#include "PolicyText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;

namespace kpkeys {

namespace {

/// What the traits find behind IO's context pointer.
struct ReadContext {
  PolicySource &Source;
  const KeyRanges &Keys;
};

} // namespace

static ReadContext &contextOf(yaml::IO &IO) {
  return *static_cast<ReadContext *>(IO.getContext());
}

static const yaml::Node *currentNode(yaml::IO &IO) {
  return static_cast<yaml::Input &>(IO).getCurrentNode();
}

/// Notes an error unless the current node is of type \p NodeT. The traits' own
/// message does not say what was wanted.
template <typename NodeT> static bool expect(yaml::IO &IO, StringRef Wanted) {
  if (isa<NodeT>(currentNode(IO)))
    return true;
  contextOf(IO).Source.error(contextOf(IO).Keys.placeOf(currentNode(IO)),
                             "expected " + Wanted);
  return false;
}

static Word keyWord(yaml::IO &IO, StringRef Key) {
  return {std::string(Key), contextOf(IO).Keys.find(currentNode(IO), Key)};
}

/// The keys of the current map, which maps \p What names to something.
static std::vector<Word> readNames(yaml::IO &IO, StringRef What) {
  std::vector<Word> Names;
  for (StringRef Key : IO.keys()) {
    Word Name = keyWord(IO, Key);
    if (isIdentifier(Key))
      Names.push_back(Name);
    else
      contextOf(IO).Source.error(
          Name.Range, What + " name '" + Key +
                          "' is not a C identifier (letters, digits and '_')");
  }
  llvm::sort(Names, [](const Word &A, const Word &B) {
    return A.Range.Start.getPointer() < B.Range.Start.getPointer();
  });
  return Names;
}

static void rejectUnknownKeys(yaml::IO &IO, ArrayRef<StringRef> Known) {
  for (StringRef Key : IO.keys())
    if (!is_contained(Known, Key))
      contextOf(IO).Source.error(keyWord(IO, Key).Range,
                                 "unknown key '" + Key +
                                     "'; the keys here are '" +
                                     join(Known, "', '") + "'");
}

/// Found by argument-dependent lookup: scalar traits cannot see places.
static void yamlize(yaml::IO &IO, Word &W, bool, yaml::EmptyContext &) {
  if (!expect<yaml::ScalarNode>(IO, "a plain value, not a list or a map"))
    return;
  StringRef Text;
  IO.scalarString(Text, yaml::QuotingType::None);
  W = {std::string(Text), currentNode(IO)->getSourceRange()};
}

} // namespace kpkeys

LLVM_YAML_IS_SEQUENCE_VECTOR(kpkeys::ProtectText)
LLVM_YAML_IS_SEQUENCE_VECTOR(kpkeys::GuardCallText)
LLVM_YAML_IS_SEQUENCE_VECTOR(kpkeys::GuardPairText)
LLVM_YAML_IS_SEQUENCE_VECTOR(kpkeys::ObjectText)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(kpkeys::Word)

namespace kpkeys {

static void yamlize(yaml::IO &IO, RestrictList &List, bool Required,
                    yaml::EmptyContext &Context) {
  if (expect<yaml::SequenceNode>(IO, "a list of restrictions, in brackets"))
    yaml::yamlize(IO, List.Words, Required, Context);
}

} // namespace kpkeys

namespace llvm::yaml {
using namespace kpkeys;

template <> struct MappingTraits<std::vector<PkeyText>> {
  static void mapping(IO &IO, std::vector<PkeyText> &Pkeys) {
    if (!expect<MappingNode>(IO, "a map from pkey names to hardware indices"))
      return;
    for (const Word &Name : readNames(IO, "pkey"))
      IO.mapRequired(Name.Text.c_str(),
                     Pkeys.emplace_back(PkeyText{Name, {}}).Index);
  }
};

template <> struct MappingTraits<LevelText> {
  static void mapping(IO &IO, LevelText &Level) {
    if (!expect<MappingNode>(IO, "a map from pkey names to permissions"))
      return;
    IO.mapOptional(RestrictKey, Level.Restrict);
    IO.mapOptional(IndexKey, Level.Index);
    for (const Word &Name : readNames(IO, "pkey"))
      if (!is_contained(LevelKeys, StringRef(Name.Text)))
        IO.mapRequired(
            Name.Text.c_str(),
            Level.Permissions.emplace_back(PermissionText{Name, {}}).Letters);
  }
};

template <> struct MappingTraits<std::vector<LevelText>> {
  static void mapping(IO &IO, std::vector<LevelText> &Levels) {
    if (!expect<MappingNode>(IO, "a map from level names to permissions"))
      return;
    for (const Word &Name : readNames(IO, "level"))
      IO.mapRequired(Name.Text.c_str(),
                     Levels.emplace_back(LevelText{Name, {}, {}, {}}));
  }
};

template <> struct MappingTraits<DomainText> {
  static void mapping(IO &IO, DomainText &Domain) {
    if (!expect<MappingNode>(IO, "a map with the keys 'pkey' and, optionally, "
                                 "'write-level'"))
      return;
    rejectUnknownKeys(IO, {"pkey", "write-level"});
    IO.mapOptional("pkey", Domain.Pkey);
    IO.mapOptional("write-level", Domain.WriteLevel);
  }
};

template <> struct MappingTraits<std::vector<DomainText>> {
  static void mapping(IO &IO, std::vector<DomainText> &Domains) {
    if (!expect<MappingNode>(IO, "a map from domain names to their pkeys"))
      return;
    for (const Word &Name : readNames(IO, "domain"))
      IO.mapRequired(Name.Text.c_str(),
                     Domains.emplace_back(DomainText{Name, {}, {}}));
  }
};

template <> struct MappingTraits<ProtectText> {
  static void mapping(IO &IO, ProtectText &Entry) {
    if (!expect<MappingNode>(IO, "a map with the key 'type' or 'variable', and "
                                 "'domain'"))
      return;
    Entry.Range = contextOf(IO).Keys.placeOf(currentNode(IO));
    rejectUnknownKeys(IO, {"type", "variable", "domain"});
    IO.mapOptional("type", Entry.Type);
    IO.mapOptional("variable", Entry.Variable);
    IO.mapOptional("domain", Entry.Domain);
  }
};

} // namespace llvm::yaml

namespace kpkeys {

static void yamlize(yaml::IO &IO, ProtectList &List, bool Required,
                    yaml::EmptyContext &Context) {
  if (expect<yaml::SequenceNode>(IO, "a list of protected types and variables"))
    yaml::yamlize(IO, List.Entries, Required, Context);
}

template <typename T>
static void yamlize(yaml::IO &IO, TextList<T> &List, bool Required,
                    yaml::EmptyContext &Context) {
  if (expect<yaml::SequenceNode>(IO, "a list"))
    yaml::yamlize(IO, List.Entries, Required, Context);
}

/// Reads the words of the current map, and where it stands.
static bool readWords(yaml::IO &IO, SMRange &Range, StringRef Wanted,
                      ArrayRef<std::pair<const char *, Word *>> Words,
                      ArrayRef<StringRef> OtherKeys = {}) {
  if (!expect<yaml::MappingNode>(IO, Wanted))
    return false;
  Range = contextOf(IO).Keys.placeOf(currentNode(IO));
  SmallVector<StringRef, 8> Known;
  for (const auto &[Key, Value] : Words)
    Known.push_back(Key);
  append_range(Known, OtherKeys);
  rejectUnknownKeys(IO, Known);
  for (const auto &[Key, Value] : Words)
    IO.mapOptional(Key, *Value);
  return true;
}

} // namespace kpkeys

namespace llvm::yaml {

template <> struct MappingTraits<GuardCallText> {
  static void mapping(IO &IO, GuardCallText &Call) {
    readWords(IO, Call.Range, "a map with the key 'function'",
              {{"function", &Call.Function},
               {"argument", &Call.Argument},
               {"value", &Call.Value},
               {"level", &Call.Level},
               {"if", &Call.If}});
  }
};

template <> struct MappingTraits<GuardPairText> {
  static void mapping(IO &IO, GuardPairText &Pair) {
    readWords(IO, Pair.Range,
              "a map with the keys 'enter', 'leave' and 'level'",
              {{"enter", &Pair.Enter},
               {"leave", &Pair.Leave},
               {"type", &Pair.Type},
               {"level", &Pair.Level},
               {"flag", &Pair.Flag}});
  }
};

template <> struct MappingTraits<GuardsText> {
  static void mapping(IO &IO, GuardsText &Guards) {
    if (!expect<MappingNode>(IO, "a map with lists of guard functions"))
      return;
    rejectUnknownKeys(IO, {"enter", "leave", "scoped", "batch", "interrupt"});
    // Before the key is asked for: that makes it one.
    Guards.HasInterrupt = is_contained(IO.keys(), "interrupt");
    IO.mapOptional("enter", Guards.Enter);
    IO.mapOptional("leave", Guards.Leave);
    IO.mapOptional("scoped", Guards.Scoped);
    IO.mapOptional("batch", Guards.Batch);
    IO.mapOptional("interrupt", Guards.Interrupt);
  }
};

template <> struct MappingTraits<ObjectText> {
  static void mapping(IO &IO, ObjectText &Object) {
    if (!readWords(IO, Object.Range,
                   "a map with the keys 'domain', 'allocate' and 'commit'",
                   {{"domain", &Object.Domain}, {"moves", &Object.Moves}},
                   {"allocate", "commit", "release", "fails"}))
      return;
    IO.mapOptional("allocate", Object.Allocate);
    IO.mapOptional("commit", Object.Commit);
    IO.mapOptional("release", Object.Release);
    IO.mapOptional("fails", Object.Fails);
  }
};

template <> struct MappingTraits<PolicyText> {
  static void mapping(IO &IO, PolicyText &Policy) {
    if (!expect<MappingNode>(IO, "a map with the keys 'pkeys', 'levels' and "
                                 "'domains'"))
      return;
    rejectUnknownKeys(IO,
                      {"pkeys", "levels", "domains", "protect", "copies",
                       "keeps-level", "register", "leave", "gates",
                       "interrupts", "unions", "guards", "sleeps", "objects"});
    for (StringRef Key : IO.keys())
      if (Word *Section = section(Policy, Key))
        *Section = keyWord(IO, Key);
    IO.mapOptional("pkeys", Policy.Pkeys);
    IO.mapOptional("levels", Policy.Levels);
    IO.mapOptional("domains", Policy.Domains);
    IO.mapOptional("protect", Policy.Protect);
    IO.mapOptional("copies", Policy.Copies);
    IO.mapOptional("keeps-level", Policy.LevelKeepers);
    IO.mapOptional("register", Policy.Register);
    IO.mapOptional("leave", Policy.Leave);
    IO.mapOptional("gates", Policy.Gates);
    IO.mapOptional("interrupts", Policy.Interrupts);
    IO.mapOptional("unions", Policy.Unions);
    IO.mapOptional("guards", Policy.Guards);
    IO.mapOptional("sleeps", Policy.Sleeps);
    IO.mapOptional("objects", Policy.Objects);
  }

  static Word *section(PolicyText &Policy, StringRef Key) {
    return StringSwitch<Word *>(Key)
        .Case("pkeys", &Policy.PkeysKey)
        .Case("levels", &Policy.LevelsKey)
        .Case("domains", &Policy.DomainsKey)
        .Default(nullptr);
  }
};

} // namespace llvm::yaml

namespace kpkeys {

static void noteTraitsError(const SMDiagnostic &Problem, void *Context) {
  SMLoc At = Problem.getLoc();
  static_cast<ReadContext *>(Context)->Source.error({At, At},
                                                    Problem.getMessage());
}

std::optional<PolicyText> readPolicyText(PolicySource &Source) {
  StringRef Text = Source.buffer().getBuffer();
  if (size_t Nul = Text.find('\0'); Nul != StringRef::npos) {
    SMLoc At = SMLoc::getFromPointer(Text.data() + Nul);
    Source.error({At, At}, "a NUL byte; a policy is UTF-8 text");
  }
  if (Source.report())
    return std::nullopt;
  KeyRanges Keys(Source);
  if (Source.report())
    return std::nullopt;

  PolicyText Result;
  ReadContext Context{Source, Keys};
  yaml::Input Input(Source.buffer(), &Context, noteTraitsError, &Context);
  Input >> Result;
  if (Source.report())
    return std::nullopt;
  return Result;
}

} // namespace kpkeys
