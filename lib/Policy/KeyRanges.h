//===- KeyRanges.h - Where the keys of a YAML file stand --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's YAML traits do not tell where a map's key stands, and in a policy
// most names are keys. A walk over the same parser's nodes does.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_LIB_POLICY_KEYRANGES_H
#define KPKEYS_LIB_POLICY_KEYRANGES_H

#include "PolicySource.h"
#include "llvm/Support/YAMLParser.h"
#include <map>
#include <string>
#include <utility>

namespace kpkeys {

class KeyRanges {
public:
  /// Walks \p Source. Notes an error there for bad YAML, and for YAML that a
  /// policy has no use for: anchors, aliases, tags, keys that are not words,
  /// missing values, keys given twice,
  /// more than one document, deep nesting.
  explicit KeyRanges(PolicySource &Source);

  /// The place of \p Key in \p Map, a node of any parse of the same source.
  llvm::SMRange find(const llvm::yaml::Node *Map, llvm::StringRef Key) const;

  /// Where a reader looks for \p Node. The parser places a list or map in
  /// brackets, and an empty list entry, at the next word.
  llvm::SMRange placeOf(const llvm::yaml::Node *Node) const;

private:
  void walk(llvm::yaml::Node *Node, unsigned Depth);
  void walkMap(llvm::yaml::MappingNode &Map, unsigned Depth);
  void walkList(llvm::yaml::SequenceNode &List, unsigned Depth);
  bool rejectDecoration(llvm::yaml::Node *Node);

  PolicySource &Source;
  /// By the map's position, which is the same in each parse.
  std::map<std::pair<const char *, std::string>, llvm::SMRange> Ranges;
  bool Stopped = false;
};

} // namespace kpkeys

#endif
