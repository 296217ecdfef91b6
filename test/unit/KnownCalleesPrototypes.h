//===- KnownCalleesPrototypes.h - What headers declare ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function's type as letters: v void, . no pointer, p pointer, c pointer to
// const, f pointer to function, ~ variable part.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_TEST_UNIT_KNOWNCALLEESPROTOTYPES_H
#define KPKEYS_TEST_UNIT_KNOWNCALLEESPROTOTYPES_H

#include <string>
#include <type_traits>
#include <vector>

struct Prototype {
  std::string Name;
  char Result;
  std::string Arguments;
};

/// The rows that the C library's headers declare.
std::vector<Prototype> headerPrototypes();

/// Those that they declare with _FORTIFY_SOURCE.
std::vector<Prototype> fortifiedPrototypes();

template <typename T> constexpr char letterOf() {
  if constexpr (std::is_void_v<T>)
    return 'v';
  else if constexpr (!std::is_pointer_v<T>)
    return '.';
  else if constexpr (std::is_function_v<std::remove_pointer_t<T>>)
    return 'f';
  else
    return std::is_const_v<std::remove_pointer_t<T>> ? 'c' : 'p';
}

template <typename R, typename... A>
Prototype prototypeOf(const char *Name, R (*)(A...)) {
  return {Name, letterOf<R>(), {letterOf<A>()...}};
}

template <typename R, typename... A>
Prototype prototypeOf(const char *Name, R (*)(A..., ...)) {
  return {Name, letterOf<R>(), {letterOf<A>()..., '~'}};
}

template <typename R, typename... A>
Prototype prototypeOf(const char *Name, R (*)(A...) noexcept) {
  return {Name, letterOf<R>(), {letterOf<A>()...}};
}

template <typename R, typename... A>
Prototype prototypeOf(const char *Name, R (*)(A..., ...) noexcept) {
  return {Name, letterOf<R>(), {letterOf<A>()..., '~'}};
}

#endif
