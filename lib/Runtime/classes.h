/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The heap's block sizes; see classes.c. Usable from C++, for the unit tests.
 */
#ifndef KPKEYS_RUNTIME_CLASSES_H
#define KPKEYS_RUNTIME_CLASSES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KPK_ALIGNMENT 16
/* 16, 32, 48, 64, then four sizes per doubling up to 16 KiB. */
#define KPK_NUM_CLASSES 36
#define KPK_MAX_SMALL ((size_t)16384)

unsigned kpk_class_of(size_t size); /* of 1 .. KPK_MAX_SMALL */
size_t kpk_class_size(unsigned size_class);

#ifdef __cplusplus
}
#endif

#endif
