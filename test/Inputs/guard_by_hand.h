/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Guards of pkey 1 as a careful programmer writes them, without the plugin. */
#ifndef GUARD_BY_HAND_H
#define GUARD_BY_HAND_H

/* Inlined, so that each guard has switches of its own. */
#define HAND_INLINE static inline __attribute__((always_inline))

HAND_INLINE void hand_write(unsigned value) {
  __asm__ volatile("wrpkru" : : "a"(value), "c"(0), "d"(0) : "memory");
}

HAND_INLINE unsigned hand_read(void) {
  unsigned value, zero;
  __asm__ volatile("rdpkru" : "=a"(value), "=d"(zero) : "c"(0));
  return value;
}

/* Lets pkey 1 be written, and returns what was. */
static inline unsigned hand_enter(void) {
  unsigned old = hand_read();
  hand_write(old & ~0xcu);
  return old;
}

static inline void hand_leave(const unsigned *old) { hand_write(*old); }

/* To the end of the block. */
#define GUARD_BY_HAND                                                          \
  __attribute__((cleanup(hand_leave))) unsigned hand_old = hand_enter()

/* From here to the hand_close() that belongs to it, in whatever file; nests. */
extern __thread int hand_depth;
static inline void hand_open(void) {
  if (hand_depth++ == 0)
    hand_write(hand_read() & ~0xcu);
}
static inline void hand_close(void) {
  if (--hand_depth == 0)
    hand_write((hand_read() & ~0xcu) | 0x8u);
}

#endif
