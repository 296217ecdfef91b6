//===- KeyRanges.cpp - Where the keys of a YAML file stand ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks the parser's nodes once, records each map's keys and refuses what a
// policy file has no use for, so that the traits of PolicyReader.cpp see only
// maps, lists and words. The walk stops at the first problem. It does not
// know which keys a policy has.
//
//===----------------------------------------------------------------------===//
#include "KeyRanges.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace kpkeys {

// A permission is the third map down. The parser recurses when it is asked
// for nodes, so a limit here is what keeps its stack small.
static constexpr unsigned MaxDepth = 4;

static void noteParserError(const SMDiagnostic &Problem, void *Source) {
  SMLoc At = Problem.getLoc();
  static_cast<PolicySource *>(Source)->error(
      {At, At}, "not valid YAML: " + Problem.getMessage());
}

SMRange KeyRanges::placeOf(const yaml::Node *Node) const {
  SMRange Place = Node->getSourceRange();
  if (isa<yaml::ScalarNode, yaml::BlockScalarNode>(Node))
    return Place;
  StringRef Text = Source.buffer().getBuffer();
  StringRef Before =
      Text.take_front(Place.Start.getPointer() - Text.begin()).rtrim();
  bool IsEmptyEntry = isa<yaml::NullNode>(Node) && Before.ends_with("-");
  if (!IsEmptyEntry && !Before.ends_with("{") && !Before.ends_with("["))
    return Place;
  SMLoc Opening = SMLoc::getFromPointer(Before.end() - 1);
  return {Opening, Opening};
}

KeyRanges::KeyRanges(PolicySource &Source) : Source(Source) {
  SourceMgr ParserMessages;
  ParserMessages.setDiagHandler(noteParserError, &Source);
  yaml::Stream Stream(Source.buffer(), ParserMessages, /*ShowColors=*/false);
  yaml::document_iterator Document = Stream.begin();
  yaml::Node *Root = Document == Stream.end() ? nullptr : Document->getRoot();
  if (!Stream.failed() && (!Root || isa<yaml::NullNode>(Root))) {
    Source.error(Source.start(), "the policy is empty; it needs the keys "
                                 "'pkeys', 'levels' and 'domains'");
    return;
  }
  walk(Root, 0);
  if (Stopped || Stream.failed())
    return;
  if (++Document != Stream.end() && !Stream.failed()) {
    yaml::Node *Second = Document->getRoot();
    Source.error(Second ? Second->getSourceRange() : Source.start(),
                 "a second document; a policy file holds one policy");
  }
}

SMRange KeyRanges::find(const yaml::Node *Map, StringRef Key) const {
  auto It =
      Ranges.find({Map->getSourceRange().Start.getPointer(), std::string(Key)});
  return It == Ranges.end() ? Map->getSourceRange() : It->second;
}

void KeyRanges::walk(yaml::Node *Node, unsigned Depth) {
  if (!Node || Stopped || rejectDecoration(Node))
    return;
  if (Depth > MaxDepth) {
    Source.error(placeOf(Node), "nested deeper than any policy");
    Stopped = true;
    return;
  }
  if (auto *Map = dyn_cast<yaml::MappingNode>(Node))
    walkMap(*Map, Depth);
  else if (auto *List = dyn_cast<yaml::SequenceNode>(Node))
    walkList(*List, Depth);
}

void KeyRanges::walkMap(yaml::MappingNode &Map, unsigned Depth) {
  const char *Place = Map.getSourceRange().Start.getPointer();
  StringSet<> Seen;
  for (yaml::KeyValueNode &Entry : Map) {
    yaml::Node *KeyNode = Entry.getKey();
    if (!KeyNode || rejectDecoration(KeyNode))
      return;
    auto *Key = dyn_cast<yaml::ScalarNode>(KeyNode);
    if (!Key) {
      Source.error(placeOf(KeyNode), "a key must be a word");
      Stopped = true;
      return;
    }
    SmallString<16> Storage;
    StringRef Name = Key->getValue(Storage);
    Ranges.try_emplace({Place, std::string(Name)}, Key->getSourceRange());
    if (!Seen.insert(Name).second) {
      Source.error(Key->getSourceRange(), "'" + Name + "' appears twice");
      Stopped = true;
    }
    yaml::Node *Value = Entry.getValue();
    if (isa_and_nonnull<yaml::NullNode>(Value)) {
      Source.error(Key->getSourceRange(), "'" + Name + "' has no value");
      Stopped = true;
    }
    walk(Value, Depth + 1);
    if (Stopped || Map.failed())
      return;
  }
}

void KeyRanges::walkList(yaml::SequenceNode &List, unsigned Depth) {
  for (yaml::Node &Element : List) {
    if (isa<yaml::NullNode>(Element)) {
      Source.error(placeOf(&Element), "an empty list entry");
      Stopped = true;
    }
    walk(&Element, Depth + 1);
    if (Stopped || List.failed())
      return;
  }
}

bool KeyRanges::rejectDecoration(yaml::Node *Node) {
  StringRef What, Text;
  if (auto *Alias = dyn_cast<yaml::AliasNode>(Node)) {
    What = "an alias";
    Text = Alias->getName();
  } else if (!Node->getAnchor().empty()) {
    What = "an anchor";
    Text = Node->getAnchor();
  } else if (!Node->getRawTag().empty()) {
    What = "a tag";
    Text = Node->getRawTag().drop_front();
  } else {
    return false;
  }
  // Text leaves out the '*', '&' or '!' before it.
  Source.error({SMLoc::getFromPointer(Text.begin() - 1),
                SMLoc::getFromPointer(Text.end())},
               What + " has no place in a policy; write the value itself");
  Stopped = true;
  return true;
}

} // namespace kpkeys
