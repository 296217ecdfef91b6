//===- Tags.h - "this function writes that object" --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Some writes of C++ stand in no expression: vtable pointers, the construction
// of bases and members, what `new` initialises. The front end puts a call of
// a tag function into the body instead, with the object's address:
//   call ptr @__kpkeys_tag.object.<domain>(ptr %this)   of a constructor
//   call ptr @__kpkeys_tag.new.<domain>(ptr %p)         of what `new` gives
// ApplyTags turns them into markers. An object with tags left in it does not
// link.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_IR_TAGS_H
#define KPKEYS_IR_TAGS_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace llvm {
class Function;
} // namespace llvm

namespace kpkeys {

enum class TagKind { Object, New };

struct Tag {
  llvm::StringRef Domain;
  TagKind Kind;
};

/// The name of the function that \p T calls.
std::string tagName(const Tag &T);

/// What \p F tags, if it is a tag function.
std::optional<Tag> asTag(const llvm::Function &F);

} // namespace kpkeys

#endif
