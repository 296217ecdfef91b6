//===- KnownCalleesHeaders.cpp - What the headers declare -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "KnownCalleesHeaders.inc"
#include "KnownCalleesPrototypes.h"

namespace {
/// C++ may overload a function that returns its argument; this is the one that
/// takes a pointer to const, under either result.
template <typename T, typename... A> struct OfConst {
  static auto pick(const T *(*F)(const T *, A...)) { return F; }
  static auto pick(T *(*F)(const T *, A...)) { return F; }
};
} // namespace

#define memchr OfConst<void, int, size_t>::pick(memchr)
#define memrchr OfConst<void, int, size_t>::pick(memrchr)
#define rawmemchr OfConst<void, int>::pick(rawmemchr)
#define strchr OfConst<char, int>::pick(strchr)
#define strrchr OfConst<char, int>::pick(strrchr)
#define strchrnul OfConst<char, int>::pick(strchrnul)
#define index OfConst<char, int>::pick(index)
#define rindex OfConst<char, int>::pick(rindex)
#define strstr OfConst<char, const char *>::pick(strstr)
#define strcasestr OfConst<char, const char *>::pick(strcasestr)
#define strpbrk OfConst<char, const char *>::pick(strpbrk)
#define basename OfConst<char>::pick(basename)
#define wmemchr OfConst<wchar_t, wchar_t, size_t>::pick(wmemchr)
#define wcschr OfConst<wchar_t, wchar_t>::pick(wcschr)
#define wcsrchr OfConst<wchar_t, wchar_t>::pick(wcsrchr)
#define wcsstr OfConst<wchar_t, const wchar_t *>::pick(wcsstr)
#define wcspbrk OfConst<wchar_t, const wchar_t *>::pick(wcspbrk)
#define frexp static_cast<double (*)(double, int *)>(frexp)
#define modf static_cast<double (*)(double, double *)>(modf)
#define remquo static_cast<double (*)(double, double, int *)>(remquo)

#define KPKEYS_CALLEE(Name, Result, Arguments) prototypeOf(#Name, Name),
#define KPKEYS_HIDDEN(Name, Result, Arguments)
#define KPKEYS_FORTIFIED(Name, Result, Arguments)
#define KPKEYS_ALIAS(Name, Of)

std::vector<Prototype> headerPrototypes() {
  return {
#include "../../lib/IR/Callees/Posix.def"
#include "../../lib/IR/Callees/Standard.def"
  };
}
