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
#endif
#endif

#ifndef __kpkeys_protected
#define __kpkeys_protected(domain)
#define __kpkeys_pointee(domain)
#define __kpkeys_unsealed
#define __kpkeys_ignore
#define __kpkeys_escape(tier)
#endif

#endif
