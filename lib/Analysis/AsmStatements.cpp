//===- AsmStatements.cpp - Inline asm as a list of statements -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Works line by line on the text as the compiler hands it to the assembler,
// before operands are put in. Does not know what a mnemonic means.
//
//===----------------------------------------------------------------------===//
#include "AsmStatements.h"
#include "WordTable.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kpkeys {

/// \p Text with alternative \p Dialect of each $(a$|b$), and `$$` as `$`.
static std::string oneDialect(StringRef Text, unsigned Dialect) {
  std::string Out;
  bool Inside = false;
  unsigned Alternative = 0;
  while (!Text.empty()) {
    if (Text.consume_front("$$")) {
      Out += '$';
    } else if (Text.consume_front("$(")) {
      Inside = true;
      Alternative = 0;
    } else if (Inside && Text.consume_front("$|")) {
      ++Alternative;
    } else if (Inside && Text.consume_front("$)")) {
      Inside = false;
    } else {
      if (!Inside || Alternative == Dialect)
        Out += Text.front();
      Text = Text.drop_front();
    }
  }
  return Out;
}

static std::string withoutBlockComments(StringRef Text) {
  std::string Out;
  while (true) {
    size_t Begin = Text.find("/*");
    size_t End = Text.find("*/", Begin == StringRef::npos ? Begin : Begin + 2);
    if (Begin == StringRef::npos || End == StringRef::npos)
      return Out + Text.str();
    Out += Text.take_front(Begin).str() + " ";
    Text = Text.drop_front(End + 2);
  }
}

/// Takes a label from the front: `1:`, `.Lx${:uid}:`.
static bool consumeLabel(StringRef &Text) {
  StringRef Rest = Text;
  while (!Rest.empty()) {
    if (Rest.consume_front("${:uid}"))
      continue;
    if (Rest.front() == ':' && Rest.size() < Text.size()) {
      Text = Rest.drop_front().ltrim();
      return true;
    }
    if (!isAlnum(Rest.front()) && !StringRef("_.@").contains(Rest.front()))
      return false;
    Rest = Rest.drop_front();
  }
  return false;
}

static bool isX86Prefix(StringRef Word) {
  return isOneOf(Word, "lock rep repe repz repne repnz data16 data32 addr16 "
                       "addr32 notrack bnd cs ds es fs gs ss xacquire "
                       "xrelease") ||
         Word.starts_with("rex") || Word.starts_with("{"); // {vex}
}

static void addStatement(StringRef Text, Triple::ArchType Arch,
                         SmallVectorImpl<AsmStatement> &Out) {
  Text = Text.trim();
  while (consumeLabel(Text))
    ;
  while (!Text.empty()) {
    size_t End = Text.find_first_of(" \t");
    std::string Word = Text.take_front(End).lower();
    StringRef Rest = Text.drop_front(Word.size()).ltrim();
    if (Arch != Triple::x86_64 || !isX86Prefix(Word)) {
      Out.push_back({Word, Rest.lower()});
      return;
    }
    Text = Rest;
  }
}

SmallVector<AsmStatement, 8> asmStatements(StringRef Text,
                                           Triple::ArchType Arch) {
  StringRef Comment = Arch == Triple::aarch64 ? "//" : "#";
  SmallVector<AsmStatement, 8> Out;
  unsigned Dialects = Text.contains("$|") ? 2 : 1;
  for (unsigned D = 0; D != Dialects; ++D) {
    std::string Plain = withoutBlockComments(oneDialect(Text, D));
    for (StringRef Line : split(Plain, '\n'))
      for (StringRef Statement : split(Line.split(Comment).first, ';'))
        addStatement(Statement, Arch, Out);
  }
  return Out;
}

bool mayHaveMacros(const Module &M) {
  StringRef Text = M.getModuleInlineAsm();
  return Text.contains(".macro") || Text.contains(".include");
}

} // namespace kpkeys
