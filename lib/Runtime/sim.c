/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The sim backend: levels without protection keys, by mprotect.
 *
 * Each thread has a key register in thread-local memory; the protection of a
 * pkey's pages is what level `default` grants plus what any thread's register
 * grants, kept as counts, so that threads' windows do not close each other.
 * mprotect works on the process: while one thread's window is open, all
 * threads can write, and a level that grants less than `default` changes
 * nothing. For machines without pkeys and for tests; not a defence.
 *
 * Signals are blocked while the lock is held, so a handler cannot deadlock on
 * the thread it interrupted. It does share that thread's register: a window
 * in the handler closes the one it interrupted.
 */
#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

struct range {
  uintptr_t start;
  size_t size;
  unsigned pkey;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct range *ranges;
static size_t num_ranges, max_ranges;
static uint64_t default_value;
/* Threads whose register grants more on pkey k than `default` does. */
static unsigned readers[KPK_MAX_PKEYS], writers[KPK_MAX_PKEYS];
static sigset_t fork_mask;

/* The register, XOR default_value: a new thread starts at `default`.
   Initial-exec, since a handler's first access must not allocate. */
static _Thread_local uint64_t difference
    __attribute__((tls_model("initial-exec")));

static void take_lock(sigset_t *saved) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, saved);
  pthread_mutex_lock(&lock);
}

static void drop_lock(const sigset_t *saved) {
  pthread_mutex_unlock(&lock);
  pthread_sigmask(SIG_SETMASK, saved, NULL);
}

static unsigned permissions(uint64_t value, unsigned pkey) {
  return value >> (4 * pkey) & 15;
}

static int protection(unsigned pkey) {
  unsigned granted = permissions(default_value, pkey);
  if (writers[pkey] || granted & KPKEYS_PERM_W)
    return PROT_READ | PROT_WRITE; /* mprotect has no write-only pages */
  if (readers[pkey] || granted & KPKEYS_PERM_R)
    return PROT_READ;
  return PROT_NONE;
}

static void apply(unsigned pkey) {
  for (size_t i = 0; i < num_ranges; ++i)
    if (ranges[i].pkey == pkey &&
        mprotect((void *)ranges[i].start, ranges[i].size, protection(pkey)))
      kpk_fatal("mprotect of 0x%lx-0x%lx: %s; the sim backend cannot go on",
                (unsigned long)ranges[i].start,
                (unsigned long)(ranges[i].start + ranges[i].size),
                strerror(errno));
}

static void count(uint64_t value, unsigned pkey, unsigned by) {
  unsigned more = permissions(value, pkey) & ~permissions(default_value, pkey);
  if (more & KPKEYS_PERM_R)
    readers[pkey] += by;
  if (more & KPKEYS_PERM_W)
    writers[pkey] += by;
}

static uint64_t read_register(void) { return default_value ^ difference; }

static void write_register(uint64_t value) {
  uint64_t old = read_register();
  if (old == value)
    return;
  sigset_t saved;
  take_lock(&saved);
  for (unsigned k = 0; k < KPK_MAX_PKEYS; ++k) {
    int before = protection(k);
    count(old, k, -1u);
    count(value, k, 1);
    if (protection(k) != before)
      apply(k);
  }
  difference = default_value ^ value;
  drop_lock(&saved);
}

static const char *unavailable(void) { return NULL; }

static int claim(const struct kpk_policy *policy) {
  (void)policy;
  return 0;
}

static void release(const struct kpk_policy *policy) { (void)policy; }

static int grow(void) {
  size_t bytes = max_ranges * sizeof *ranges;
  size_t more = bytes ? 2 * bytes : 16 * 4096;
  void *bigger = mmap(NULL, more, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bigger == MAP_FAILED)
    return errno;
  if (bytes) {
    memcpy(bigger, ranges, num_ranges * sizeof *ranges);
    munmap(ranges, bytes);
  }
  ranges = bigger;
  max_ranges = more / sizeof *ranges;
  return 0;
}

static int key_pages(void *start, size_t size, unsigned pkey) {
  sigset_t saved;
  take_lock(&saved);
  int error = num_ranges == max_ranges ? grow() : 0;
  if (!error && mprotect(start, size, protection(pkey)))
    error = errno;
  if (!error)
    ranges[num_ranges++] = (struct range){(uintptr_t)start, size, pkey};
  drop_lock(&saved);
  return error;
}

static int unkey_pages(void *start, size_t size) {
  sigset_t saved;
  take_lock(&saved);
  for (size_t i = 0; i < num_ranges; ++i)
    if (ranges[i].start == (uintptr_t)start && ranges[i].size == size) {
      ranges[i] = ranges[--num_ranges];
      break;
    }
  int error = mprotect(start, size, PROT_READ | PROT_WRITE) ? errno : 0;
  drop_lock(&saved);
  return error;
}

int kpk_sim_pkey_at(uintptr_t address) {
  sigset_t saved;
  take_lock(&saved);
  int pkey = -1;
  for (size_t i = 0; i < num_ranges; ++i)
    if (address - ranges[i].start < ranges[i].size)
      pkey = (int)ranges[i].pkey;
  drop_lock(&saved);
  return pkey;
}

void kpk_sim_set_default(uint64_t value) { default_value = value; }

void kpk_sim_fork_prepare(void) {
  sigset_t saved;
  take_lock(&saved);
  fork_mask = saved; /* guarded by the lock */
}

void kpk_sim_fork_parent(void) {
  sigset_t saved = fork_mask;
  drop_lock(&saved);
}

/* The child has this thread only: windows of the others are gone. */
void kpk_sim_fork_child(void) {
  for (unsigned k = 0; k < KPK_MAX_PKEYS; ++k) {
    readers[k] = writers[k] = 0;
    count(read_register(), k, 1);
    apply(k);
  }
  kpk_sim_fork_parent();
}

const struct kpk_backend kpk_sim = {
    .name = "sim",
    .layout = KPK_LAYOUT_OVERLAY,
    .num_pkeys = KPK_MAX_PKEYS,
    .unavailable = unavailable,
    .claim = claim,
    .release = release,
    .key_pages = key_pages,
    .unkey_pages = unkey_pages,
    .read = read_register,
    .write = write_register,
};
