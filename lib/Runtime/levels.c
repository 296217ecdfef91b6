/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Switching levels.
 *
 * One operation: replace the managed fields of the calling thread's key
 * register by those of a level. Before initialisation memory carries no
 * pkeys, so windows do nothing. What the register is, and whether the switch
 * is the thread's or the process's, is the backend's matter.
 */
#include "internal.h"
#include "kpkeys_rt.h"
#include <errno.h>

static uint64_t switch_to(const struct kpk_state *s, unsigned level) {
  if (level >= s->num_levels)
    kpk_fatal("switch to level %u, but the policy has levels 0 to %u", level,
              s->num_levels - 1);
  uint64_t old = s->backend->read();
  s->backend->write((old & ~s->managed) | s->values[level]);
  return old;
}

KPK_API int kpkeys_thread_init(void) {
  const struct kpk_state *s = kpk_state();
  if (!s) {
    errno = ENODEV;
    return -1;
  }
  switch_to(s, 0);
  return 0;
}

KPK_API uint64_t kpkeys_set_level(unsigned level) {
  const struct kpk_state *s = kpk_state();
  return s ? switch_to(s, level) | KPKEYS_REG_VALID : 0;
}

KPK_API uint64_t kpkeys_save_pkey_reg(void) {
  const struct kpk_state *s = kpk_state();
  return s ? s->backend->read() | KPKEYS_REG_VALID : 0;
}

KPK_API void kpkeys_restore_pkey_reg(uint64_t saved) {
  const struct kpk_state *s = kpk_state();
  if (!s || !(saved & KPKEYS_REG_VALID))
    return;
  uint64_t fields = s->managed & ~KPKEYS_REG_VALID;
  s->backend->write((s->backend->read() & ~fields) | (saved & fields));
}

/* A new thread gets a copy of its creator's register. */
KPK_API int kpkeys_thread_create(pthread_t *thread,
                                 const pthread_attr_t *attributes,
                                 void *(*function)(void *), void *argument) {
  uint64_t saved = kpkeys_set_level(0);
  int error = pthread_create(thread, attributes, function, argument);
  kpkeys_restore_pkey_reg(saved);
  return error;
}

KPK_API int kpkeys_level(const char *name) {
  const struct kpk_state *s = kpk_state();
  return s ? kpk_level_index(&s->policy, name) : -1;
}

KPK_API uint64_t __kpkeys_read(void) {
  const struct kpk_state *s = kpk_state();
  return s ? s->backend->read() | KPKEYS_REG_VALID : 0;
}

KPK_API void __kpkeys_enter(uint32_t level) {
  const struct kpk_state *s = kpk_state();
  if (s)
    switch_to(s, level);
}

KPK_API void __kpkeys_leave(uint32_t level) {
  const struct kpk_state *s = kpk_state();
  if (s)
    switch_to(s, level);
}
