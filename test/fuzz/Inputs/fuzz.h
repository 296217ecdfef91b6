/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What every generated program includes. Without the plugin (FUZZ_PLAIN), the
 * attributes vanish, and KEYED puts a variable into a section that the runner
 * keys itself: the same program, with no windows.
 */
#ifndef FUZZ_H
#define FUZZ_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef FUZZ_PLAIN
#define PROTECTED(domain)
#define KEYED(domain) __attribute__((section("fuzz_keyed_" domain)))
#else
#define PROTECTED(domain) __attribute__((kpkeys_protected(domain)))
#define KEYED(domain)
#endif

/* Zeroed memory of a domain, or ordinary memory if it is NULL. */
void *fz_alloc(const char *domain, size_t size);
/* Takes a value into the program's result. */
void fz_out(uint64_t value);
/* Something that the optimizer cannot look into. */
void fz_touch(void);

#endif
