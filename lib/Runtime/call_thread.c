/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a thread needs for calls at a level: a stack that the level can write,
 * an alternate signal stack that a handler can, and no restartable sequence.
 * Made at the thread's first call, given back when it ends.
 *
 * Restartable sequences: where a thread was interrupted, the kernel writes the
 * CPU's number into the thread's area, in ordinary memory, with the thread's
 * own key register; at a level that cannot write there it sends SIGSEGV, at
 * any time. glibc registers an area for each thread; it needs it for
 * sched_getcpu only, which has another way. See rseq(2).
 */
#define _GNU_SOURCE
#include "call.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* An AVX-512 or AMX frame takes up to 11 KiB. */
enum { ALTERNATE_STACK = 65536 };

struct thread {
  char *stacks[KPK_MAX_PKEYS]; /* by pkey, with the guard */
  char *alternate;
};
static _Thread_local struct thread thread
    __attribute__((tls_model("initial-exec")));

static pthread_key_t at_thread_exit;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static int key_error;

static void give_back_alternate(struct thread *t) {
  stack_t now, none = {.ss_flags = SS_DISABLE};
  if (!t->alternate)
    return;
  if (!sigaltstack(NULL, &now) && now.ss_sp == t->alternate)
    sigaltstack(&none, NULL);
  munmap(t->alternate, ALTERNATE_STACK);
}

static void give_back(void *of_thread) {
  struct thread *t = of_thread;
  const struct kpk_state *s = kpk_state();
  for (unsigned k = 0; k < KPK_MAX_PKEYS; ++k) {
    if (!t->stacks[k])
      continue;
    if (k)
      s->backend->unkey_pages(t->stacks[k] + KPK_CALL_GUARD, KPK_CALL_STACK);
    munmap(t->stacks[k], KPK_CALL_GUARD + KPK_CALL_STACK);
  }
  give_back_alternate(t);
  memset(t, 0, sizeof *t);
}

static void make_key(void) {
  key_error = pthread_key_create(&at_thread_exit, give_back);
}

static int give_back_at_exit(void) {
  pthread_once(&key_once, make_key);
  return key_error ? key_error : pthread_setspecific(at_thread_exit, &thread);
}

static int make_stack(const struct kpk_state *s, unsigned pkey, char **made) {
  char *pages = mmap(NULL, KPK_CALL_GUARD + KPK_CALL_STACK, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (pages == MAP_FAILED)
    return errno;
  char *stack = pages + KPK_CALL_GUARD;
  int error = 0;
  if (pkey)
    error = s->backend->key_pages(stack, KPK_CALL_STACK, pkey);
  else if (mprotect(stack, KPK_CALL_STACK, PROT_READ | PROT_WRITE))
    error = errno;
  if (error)
    munmap(pages, KPK_CALL_GUARD + KPK_CALL_STACK);
  else
    *made = pages;
  return error;
}

int kpk_call_stack(const struct kpk_state *s, unsigned pkey, char **top) {
  if (!thread.stacks[pkey]) {
    int error = give_back_at_exit();
    if (!error)
      error = make_stack(s, pkey, &thread.stacks[pkey]);
    if (error)
      return error;
  }
  *top = thread.stacks[pkey] + KPK_CALL_GUARD + KPK_CALL_STACK;
  return 0;
}

static int make_alternate(void) {
  int error = give_back_at_exit();
  if (error)
    return error;
  void *pages = mmap(NULL, ALTERNATE_STACK, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (pages == MAP_FAILED)
    return errno;
  thread.alternate = pages;
  return 0;
}

int kpk_call_alternate_stack(void) {
  stack_t now;
  if (sigaltstack(NULL, &now))
    return errno;
  if (now.ss_flags & SS_ONSTACK)
    return EBUSY; /* the next signal would overwrite our caller's frames */
  if (!(now.ss_flags & SS_DISABLE))
    return 0;
  int error = thread.alternate ? 0 : make_alternate();
  stack_t ours = {.ss_sp = thread.alternate, .ss_size = ALTERNATE_STACK};
  if (!error && sigaltstack(&ours, NULL))
    error = errno;
  return error;
}

/* glibc 2.35 and later say where the area is. */
extern const ptrdiff_t __rseq_offset __attribute__((weak));
extern const unsigned __rseq_size __attribute__((weak));

#if defined(__x86_64__)
enum { SIGNATURE = 0x53053053 };
#else
#define SIGNATURE 0xd428bc00u
#endif

int kpk_call_leave_rseq(void) {
  enum { UNREGISTER = 1, CPU_ID = 4, SIZE = 32, MAX_SIZE = 256 };
  if (!&__rseq_size || !__rseq_size)
    return 0;
  char *area = (char *)__builtin_thread_pointer() + __rseq_offset;
  if (*(volatile int32_t *)(area + CPU_ID) < 0)
    return 0; /* the kernel keeps nothing up to date here */
  /* The size must be the one it was registered with, a multiple of SIZE. */
  for (unsigned size = SIZE; size <= MAX_SIZE; size += SIZE)
    if (!syscall(SYS_rseq, area, size, UNREGISTER, SIGNATURE))
      return 0;
  return ENOTSUP;
}
