/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Attributes of kpkeys-llvm as macros, empty for compilers without the plugin.
 * docs/AttributeReference.md describes each. */
#ifndef KPKEYS_H
#define KPKEYS_H

#if defined(__has_attribute)
#if __has_attribute(kpkeys_protected)
/* What is declared belongs to `domain` (a string): every write to it runs in a
   window. On a struct, union, field, variable or typedef. */
#define __kpkeys_protected(domain) __attribute__((kpkeys_protected(domain)))
/* Pointers that are declared, or returned, lead into `domain` (a string), which
   their type does not say. On a variable, parameter, field, typedef or
   function. */
#define __kpkeys_pointee(domain) __attribute__((kpkeys_pointee(domain)))
/* What the pointer leads to is not in protected memory yet: no window. On a
   local variable, a parameter or a function. */
#define __kpkeys_unsealed __attribute__((kpkeys_unsealed))
/* The function gets no windows at all: it runs before protection does. */
#define __kpkeys_ignore __attribute__((kpkeys_ignore))
/* What leaves in this function is reported as "error", "warn" or "allow". */
#define __kpkeys_escape(tier) __attribute__((kpkeys_escape(tier)))
/* The body of the function runs at `level` (a string). */
#define __kpkeys_level(level) __attribute__((kpkeys_level(level)))
/* Who calls the function is at `level`. Also on pointers to functions, and on
   typedefs of either. */
#define __kpkeys_requires(level) __attribute__((kpkeys_requires(level)))
/* The function leaves its windows to the level it was called at ("saved"), or
   to its entry level ("entry"). */
#define __kpkeys_leave(mode) __attribute__((kpkeys_leave(mode)))
/* kpkeys_scope(level) { ... }: the block runs at `level`. */
/* clang-format off */
#ifdef __cplusplus
extern "C"
#endif
int __kpkeys_scope(const char *level); /* not a function: the plugin's */
#define kpkeys_scope(level)                                                    \
  _Pragma("clang diagnostic push")                                             \
  _Pragma("clang diagnostic ignored \"-Wdangling-else\"")                      \
  if (!sizeof(__kpkeys_scope(level))) {                                        \
  } else _Pragma("clang diagnostic pop")
/* clang-format on */
#endif
#endif

#ifndef __kpkeys_protected
#define __kpkeys_protected(domain)
#define __kpkeys_pointee(domain)
#define __kpkeys_unsealed
#define __kpkeys_ignore
#define __kpkeys_escape(tier)
#define __kpkeys_level(level)
#define __kpkeys_requires(level)
#define __kpkeys_leave(mode)
#define kpkeys_scope(level)
#endif

#endif
