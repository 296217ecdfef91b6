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
#endif
#endif

#ifndef __kpkeys_protected
#define __kpkeys_protected(domain)
#endif

#endif
