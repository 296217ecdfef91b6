//===- Tags.cpp - "this function writes that object" ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes and reads the names of the tag functions.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Tags.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace kpkeys {

static constexpr StringLiteral ObjectPrefix = "__kpkeys_tag.object.";
static constexpr StringLiteral NewPrefix = "__kpkeys_tag.new.";

std::string tagName(const Tag &T) {
  StringRef Prefix = T.Kind == TagKind::Object ? ObjectPrefix : NewPrefix;
  return (Prefix + T.Domain).str();
}

std::optional<Tag> asTag(const Function &F) {
  StringRef Name = F.getName();
  if (Name.consume_front(ObjectPrefix))
    return Tag{Name, TagKind::Object};
  if (Name.consume_front(NewPrefix))
    return Tag{Name, TagKind::New};
  return std::nullopt;
}

} // namespace kpkeys
