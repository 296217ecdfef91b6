/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Guards as people write them: the block behind GUARDED(domain) may write the
 * domain, and the guard ends with it, however it is left. What a guard is
 * depends on -DGUARDS=: none      nothing: the compiler's part, or nobody's
 *   hand      the same instructions that the plugin emits for `register:
 * shared` mprotect  the domain's pages, made writable and read-only again
 */
#ifndef BENCH_GUARDS_H
#define BENCH_GUARDS_H

#include <sys/mman.h>

#define GUARDS_none 0
#define GUARDS_hand 1
#define GUARDS_mprotect 2
#define GUARDS_KIND_(kind) GUARDS_##kind
#define GUARDS_KIND(kind) GUARDS_KIND_(kind)

/* policy.yaml's hardware indices. */
enum domain { cred = 1, pgtable = 2 };

/* The memory of a domain that mprotect works on. */
struct pages {
  void *start;
  unsigned long size;
};
extern struct pages pages_of[3];

#define SWITCH(instruction, fields)                                            \
  __asm__ volatile("rdpkru\n\t" instruction " %0, %%eax\n\t"                   \
                   "wrpkru"                                                    \
                   :                                                           \
                   : "i"(fields), "c"(0)                                       \
                   : "eax", "edx", "cc", "memory")
#define WRITE_DISABLE(domain) (2 << 2 * (domain))

#if GUARDS_KIND(GUARDS) == GUARDS_hand
#define ENTER(domain) SWITCH("andl", ~WRITE_DISABLE(domain))
#define LEAVE(domain) SWITCH("orl", WRITE_DISABLE(domain))
#elif GUARDS_KIND(GUARDS) == GUARDS_mprotect
#define ENTER(domain)                                                          \
  mprotect(pages_of[domain].start, pages_of[domain].size,                      \
           PROT_READ | PROT_WRITE)
#define LEAVE(domain)                                                          \
  mprotect(pages_of[domain].start, pages_of[domain].size, PROT_READ)
#endif

#ifdef ENTER
#define DEFINE_GUARD(domain)                                                   \
  static inline int enter_##domain(void) {                                     \
    ENTER(domain);                                                             \
    return 1;                                                                  \
  }                                                                            \
  static inline void leave_##domain(const int *open) {                         \
    (void)open;                                                                \
    LEAVE(domain);                                                             \
  }
DEFINE_GUARD(cred)
DEFINE_GUARD(pgtable)
#define GUARDED(domain)                                                        \
  for (int open __attribute__((cleanup(leave_##domain))) = enter_##domain();   \
       open; open = 0)
#else
#define GUARDED(domain)
#endif

#endif
