/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The heap's block sizes: multiples of 16, so that every block of a chunk is
 * aligned, and four to each doubling, so that at most a fifth of a block
 * above 64 bytes is lost. Pure functions.
 */
#include "classes.h"

#define LINEAR 4 /* classes 16, 32, 48, 64 */

unsigned kpk_class_of(size_t size) {
  if (size <= LINEAR * KPK_ALIGNMENT)
    return (unsigned)((size + KPK_ALIGNMENT - 1) / KPK_ALIGNMENT - 1);
  unsigned log = 63 - (unsigned)__builtin_clzll(size - 1);
  unsigned quarter = (unsigned)((size - 1) >> (log - 2)) - 4;
  return LINEAR + (log - 6) * 4 + quarter;
}

size_t kpk_class_size(unsigned size_class) {
  if (size_class < LINEAR)
    return KPK_ALIGNMENT * (size_class + 1);
  unsigned log = 6 + (size_class - LINEAR) / 4;
  unsigned quarter = (size_class - LINEAR) % 4;
  return ((size_t)4 + quarter + 1) << (log - 2);
}
