/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* kpkeys_init: from the program's records to an enforced policy.
 *
 * Order: read the policy, choose the backend, claim the pkeys, compute the
 * levels' register values, key the globals, seal the result, switch to level
 * `default`. Each step undoes the earlier ones when it fails. What was worked
 * out lies in pages that are made read-only, so that a stray write cannot
 * change what a level means. Switching levels is in levels.c.
 */
#define _GNU_SOURCE
#include "internal.h"
#include "kpkeys_rt.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The largest page a Linux kernel of the architecture may use. */
#if defined(__x86_64__)
#define SEAL_SIZE 4096
#else
#define SEAL_SIZE 65536
#endif

static union {
  struct kpk_state state;
  char pages[SEAL_SIZE];
} sealed __attribute__((aligned(SEAL_SIZE)));
_Static_assert(sizeof(struct kpk_state) <= SEAL_SIZE, "one page is enough");

static pthread_mutex_t init_lock = PTHREAD_MUTEX_INITIALIZER;

const struct kpk_state *kpk_state(void) {
  if (!atomic_load_explicit(&sealed.state.ready, memory_order_acquire))
    return NULL;
  return &sealed.state;
}

static size_t whole_pages(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (size + page - 1) / page * page;
}

static size_t table_size(const struct kpk_state *s) {
  return whole_pages(s->num_levels * sizeof *s->values);
}

static int compute_levels(struct kpk_state *s) {
  s->num_levels = s->policy.record->num_levels;
  uint64_t *values = mmap(NULL, table_size(s), PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (values == MAP_FAILED) {
    int error = errno;
    kpk_error("no memory for %u levels: %s", s->num_levels, strerror(error));
    return error;
  }
  for (unsigned l = 0; l < s->num_levels; ++l)
    values[l] = kpk_level_value(&s->policy, s->backend->layout, l);
  s->values = values;
  s->managed = kpk_managed_mask(&s->policy, s->backend->layout);
  return 0;
}

static int check_indices(const struct kpk_state *s) {
  const struct kpk_policy *p = &s->policy;
  for (unsigned i = 0; i < p->record->num_pkeys; ++i)
    if (p->pkeys[i].index >= s->backend->num_pkeys) {
      kpk_error("pkey '%s' of policy '%s' has index %u, but the %s backend has "
                "indices 0 to %u; give it another index in the policy",
                kpk_string(p, p->pkeys[i].name), kpk_string(p, p->record->name),
                p->pkeys[i].index, s->backend->name, s->backend->num_pkeys - 1);
      return EINVAL;
    }
  return 0;
}

static int seal(const struct kpk_state *s) {
  if (mprotect((void *)s->values, table_size(s), PROT_READ) ||
      mprotect(&sealed, sizeof sealed, PROT_READ)) {
    int error = errno;
    kpk_error("the runtime's tables cannot be made read-only: %s",
              strerror(error));
    return error;
  }
  return 0;
}

static void at_fork_prepare(void) {
  kpk_heap_fork_prepare();
  kpk_sim_fork_prepare();
}

static void at_fork_parent(void) {
  kpk_sim_fork_parent();
  kpk_heap_fork_done();
}

static void at_fork_child(void) {
  kpk_sim_fork_child();
  kpk_heap_fork_done();
}

static int handle_forks(void) {
  static bool done; /* a failed kpkeys_init may be tried again */
  if (done)
    return 0;
  int error = pthread_atfork(at_fork_prepare, at_fork_parent, at_fork_child);
  if (error)
    kpk_error("fork handlers cannot be installed: %s", strerror(error));
  done = !error;
  return error;
}

/* With the pkeys claimed: the steps that may still fail. */
static int set_up(struct kpk_state *s) {
  int error = compute_levels(s);
  if (error)
    return error;
  kpk_sim_set_default(s->values[0]);
  error = kpk_regions_key(&s->policy, s->backend);
  if (!error) {
    atomic_store_explicit(&s->ready, 1, memory_order_release);
    error = seal(s);
    if (error) {
      atomic_store_explicit(&s->ready, 0, memory_order_release);
      kpk_regions_unkey(s->backend);
    }
  }
  if (error) {
    kpk_sim_set_default(0);
    munmap((void *)s->values, table_size(s));
  }
  return error;
}

static int init(struct kpk_state *s) {
  int error = kpk_policy_find(&s->policy);
  if (!error)
    error = kpk_backend_choose(s->policy.record->target, &s->backend);
  if (!error)
    error = check_indices(s);
  if (!error)
    error = handle_forks();
  if (error)
    return error;
  uint64_t before = s->backend->read();
  error = s->backend->claim(&s->policy);
  if (!error) {
    error = set_up(s);
    if (error)
      s->backend->release(&s->policy);
  }
  /* Also takes back the access that pkey_alloc gave to keys not kept. */
  s->backend->write(error ? before : (before & ~s->managed) | s->values[0]);
  return error;
}

KPK_API int kpkeys_init(void) {
  pthread_mutex_lock(&init_lock);
  int error = kpk_state() ? 0 : init(&sealed.state);
  pthread_mutex_unlock(&init_lock);
  if (error) {
    errno = error;
    return -1;
  }
  return 0;
}

KPK_API const char *kpkeys_backend_name(void) {
  const struct kpk_state *s = kpk_state();
  return s ? s->backend->name : "none";
}

KPK_API const char *kpkeys_rt_version(void) { return KPKEYS_VERSION; }
