//===- KnownCalleesTest.cpp - The table against the real prototypes -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: each row has the prototype that the C library's headers declare: as
// many arguments, pointers where it says so, and nothing written through a
// pointer to const. Rows that no header declares are compared with LLVM's own
// list of library functions.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/KnownCallees.h"
#include "KnownCalleesPrototypes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace kpkeys;

static const CalleeRow *find(StringRef Name) {
  for (const CalleeRow &Row : knownCallees())
    if (Row.Name == Name)
      return &Row;
  return nullptr;
}

/// What a prototype may say where \p Row has \p Letter.
static bool agrees(char Letter, char Real) {
  switch (Letter) {
  case '.':
    return Real == Letter;
  case '~':
  case '!':
    return Real == '~';
  case 'R':
  case 'M':
  case 'P':
  case 'F':
  case 'U':
  case 'S':
  case 'I':
    return Real == 'c' || Real == 'p' || Real == 'f';
  case 'C':
    return Real == 'f';
  case 'A':
  case 'K':
    return Real == 'c' || Real == 'p';
  default: // written: not const
    return Real == 'p';
  }
}

static void compare(ArrayRef<Prototype> Prototypes) {
  EXPECT_FALSE(Prototypes.empty());
  for (const Prototype &P : Prototypes) {
    const CalleeRow *Row = find(P.Name);
    ASSERT_NE(Row, nullptr) << P.Name;
    StringRef Letters = Row->Arguments;
    ASSERT_EQ(Letters.size(), P.Arguments.size()) << P.Name;
    for (unsigned I = 0; I != Letters.size(); ++I)
      EXPECT_TRUE(agrees(Letters[I], P.Arguments[I]))
          << P.Name << ": argument " << I << " is " << P.Arguments[I]
          << ", the row says " << Letters[I];
    bool IsPointer = Row->Result != "v" && Row->Result != ".";
    EXPECT_EQ(Row->Result == "v", P.Result == 'v') << P.Name;
    EXPECT_EQ(IsPointer, P.Result == 'p' || P.Result == 'c' || P.Result == 'f')
        << P.Name;
    if (isDigit(Row->Result[0])) {
      EXPECT_LT(unsigned(Row->Result[0] - '0'), Letters.size()) << P.Name;
    }
  }
}

TEST(KnownCallees, AgreeWithTheHeaders) { compare(headerPrototypes()); }

TEST(KnownCallees, AgreeWithTheFortifiedHeaders) {
  compare(fortifiedPrototypes());
}

TEST(KnownCallees, AreUniqueAndWellFormed) {
  StringSet<> Seen;
  for (const CalleeRow &Row : knownCallees()) {
    EXPECT_TRUE(Seen.insert(Row.Name).second) << Row.Name.str();
    EXPECT_EQ(Row.Arguments.find_first_not_of(".ARMWXKNPFUSVCDEHI~!"),
              StringRef::npos)
        << Row.Name.str();
    EXPECT_TRUE(Row.Result.size() == 1 &&
                StringRef("vp.012345").contains(Row.Result[0]))
        << Row.Name.str();
    if (Row.Arguments.contains('D')) {
      EXPECT_TRUE(Row.Arguments.contains('C')) << Row.Name.str();
    }
  }
}

/// A declaration as \p Row describes it, with i64 for what is no pointer.
static Function *declare(Module &M, const CalleeRow &Row, Type *Integer) {
  LLVMContext &C = M.getContext();
  Type *Ptr = PointerType::get(C, 0);
  SmallVector<Type *, 8> Params;
  StringRef Letters = Row.Arguments;
  bool IsVariadic = Letters.consume_back("~") || Letters.consume_back("!");
  for (char Letter : Letters)
    Params.push_back(Letter == '.' ? Integer : Ptr);
  Type *Result = Row.Result == "v"   ? Type::getVoidTy(C)
                 : Row.Result == "." ? Integer
                                     : Ptr;
  return Function::Create(FunctionType::get(Result, Params, IsVariadic),
                          Function::ExternalLinkage, Row.Name, M);
}

/// LLVM checks the types of the functions it knows.
TEST(KnownCallees, AgreeWithLlvm) {
  TargetLibraryInfoImpl Impl(Triple("x86_64-unknown-linux-gnu"));
  TargetLibraryInfo Info(Impl);
  unsigned Known = 0;
  for (StringRef Name :
       {"__memcpy_chk", "__memmove_chk", "__mempcpy_chk", "__memset_chk",
        "__memccpy_chk", "__strcpy_chk", "__stpcpy_chk", "__strncpy_chk",
        "__stpncpy_chk", "__strcat_chk", "__strncat_chk", "__strlcpy_chk",
        "__strlcat_chk", "__strlen_chk", "strlcpy", "strlcat", "_ZdlPv",
        "_ZdaPv", "_ZdlPvm"}) {
    const CalleeRow *Row = find(Name);
    ASSERT_NE(Row, nullptr) << Name.str();
    LLVMContext Context;
    Module M("test", Context);
    bool Agrees = false;
    for (Type *Integer :
         {Type::getInt64Ty(Context), Type::getInt32Ty(Context)}) {
      LibFunc Func;
      Function *F = declare(M, *Row, Integer);
      Agrees |= Info.getLibFunc(*F, Func);
      F->eraseFromParent();
    }
    // memset and memccpy mix the two.
    LibFunc Func;
    if (Info.getLibFunc(Name, Func))
      Known += Agrees;
  }
  EXPECT_GE(Known, 15U);
}

/// A function of the user's that has the name alone is not believed.
TEST(KnownCallees, AnotherPrototypeIsAnotherFunction) {
  LLVMContext C;
  Type *Ptr = PointerType::get(C, 0);
  Type *Int = Type::getInt32Ty(C);
  Type *Long = Type::getInt64Ty(C);
  const CalleeRow &Read = *find("read");
  auto Fits = [&Read](Type *Result, ArrayRef<Type *> Params, bool Variadic) {
    return Read.fits(*FunctionType::get(Result, Params, Variadic));
  };
  EXPECT_TRUE(Fits(Long, {Int, Ptr, Long}, false));
  EXPECT_FALSE(Fits(Long, {Int, Ptr}, false));
  EXPECT_FALSE(Fits(Long, {Ptr, Ptr, Long}, false));
  EXPECT_FALSE(Fits(Long, {Int, Long, Long}, false));
  EXPECT_FALSE(Fits(Long, {Int, Ptr, Long}, true));
  EXPECT_FALSE(Fits(Ptr, {Int, Ptr, Long}, false));
  EXPECT_FALSE(Fits(Type::getVoidTy(C), {Int, Ptr, Long}, false));
}
