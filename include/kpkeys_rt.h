/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* kpkeys_rt.h - the run-time interface of kpkeys (libkpkeys_rt.a).
 *
 * The plugin puts windows around writes; this library gives the data its
 * pkeys. A program calls kpkeys_init() early in main, before it starts
 * threads and before other code allocates pkeys, and gets memory for
 * protected objects from kpkeys_alloc(). docs/RuntimeABI.md has the sections,
 * the record layout, the table of thread and signal safety and the limits.
 *
 * Where the hardware facts come from: Intel SDM vol. 3 section 4.6.2 (PKRU: AD
 * bit 2k, WD bit 2k+1), Arm ARM (POR_EL0: a nibble per pkey), Linux pkeys(7).
 *
 * Words used below: "not initialised" means that kpkeys_init() has not yet
 * returned 0 in this process. "Thread-safe" means callable from several
 * threads at once. "Signal-safe" means callable in a signal handler.
 * Every function needs a level at which ordinary memory (the stack, pkey 0)
 * can be written: a level without that is for the plugin's inline windows.
 */
#ifndef KPKEYS_RT_H
#define KPKEYS_RT_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* Grows when this header changes incompatibly. The release is
   kpkeys_rt_version(). */
#define KPKEYS_RT_API_VERSION 1

/* Set in every value kpkeys_set_level returns after initialisation, so that
   it differs from 0, "nothing to restore". PKRU has 32 bits, and bit 63 of
   POR_EL0 belongs to a reserved encoding. */
#define KPKEYS_REG_VALID ((uint64_t)1 << 63)

#define KPKEYS_NOTHROW_ __attribute__((nothrow))

#ifdef __cplusplus
extern "C" {
#endif

/* Binds the policy of this program to the machine: checks the records that
   the plugin left in the program, chooses a backend, allocates the policy's
   pkeys under exactly their hardware indices, keys the pages of protected
   globals, and puts the calling thread at level `default`.

   Returns 0; when already initialised it does nothing else. Otherwise -1, with
   errno set, one message on standard error, and nothing changed: ENOENT  no
   object of this program has a policy record EINVAL  a record is malformed,
   objects disagree on policy or target, a protected region does not fit this
   machine's page size, or KPKEYS_BACKEND has an unknown value ENOTSUP this
   machine, or user space, cannot enforce the target EBUSY   a wanted pkey is
   already in use in this process others  as set by pkey_alloc, pkey_mprotect,
   mprotect or mmap

   The backend follows the target the objects were built for: pku and poe-el0
   need that hardware; sim uses mprotect; call uses the hardware if there is
   any and sim otherwise, with a note on standard error. For call only,
   KPKEYS_BACKEND=pku|poe|sim in the environment decides (ignored in set-user-ID
   programs). Thread-safe; not signal-safe. Threads created afterwards inherit
   the creator's level; for threads that already exist see
   kpkeys_thread_init(). */
int kpkeys_init(void);

/* Puts the calling thread at level `default`. Needed once in each thread that
   existed before kpkeys_init (Linux gives such a thread no access at all to
   the new pkeys), and in a signal handler that touches protected data (Linux
   starts handlers with access to pkey 0 only, and puts the interrupted
   register back when the handler returns).
   Returns 0, or -1 with errno ENODEV if not initialised. Thread-safe;
   signal-safe with the hardware backends (see docs/RuntimeABI.md for sim). */
int kpkeys_thread_init(void);

/* pthread_create, but the new thread starts at level `default` and not at the
   creator's; so does the C library's code that creates it. Before
   kpkeys_init it is pthread_create. Returns and safety as pthread_create. */
int kpkeys_thread_create(pthread_t *thread, const pthread_attr_t *attributes,
                         void *(*function)(void *), void *argument);

/* Memory for an object of `domain`, in pages that carry the domain's pkey:
   all kpkeys_alloc_size() bytes zero, aligned to 16 bytes. `size` is in bytes;
   0 gives a distinct smallest block. The caller's level does not matter and
   is kept; while a reused block is zeroed the domain is open in this thread.
   Returns NULL with errno: EINVAL unknown domain or NULL, ENODEV not
   initialised, ENOMEM no memory or size too large.
   Thread-safe; not signal-safe. */
void *kpkeys_alloc(const char *domain, size_t size);

/* Gives back what kpkeys_alloc or kpkeys_realloc returned; NULL does nothing.
   A pointer freed twice, a pointer into the middle of a block and a pointer
   from elsewhere end the program with a message (abort). Needs no level, so
   not even the caller needs to be able to write the block. Keeps errno.
   Thread-safe; not signal-safe. */
void kpkeys_free(void *pointer);

/* Changes the size of a block, in the block's domain, moving it if needed.
   Keeps the contents up to the smaller size; bytes beyond the old
   kpkeys_alloc_size() are zero, those between the old requested size and it
   are what the program left there. Size 0 gives a smallest block; it does not
   free. Returns NULL with errno EINVAL for a NULL pointer (it has no domain)
   and ENOMEM; the old block then stays valid. A bad pointer ends the program
   as in kpkeys_free. Thread-safe; not signal-safe. */
void *kpkeys_realloc(void *pointer, size_t size);

/* The usable size of a block in bytes, at least what was asked for; 0 for
   NULL. A bad pointer ends the program as in kpkeys_free.
   Thread-safe; not signal-safe. */
size_t kpkeys_alloc_size(const void *pointer);

/* Switches the calling thread to a level (an index; kpkeys_level finds it)
   and returns what was in the key register before, with KPKEYS_REG_VALID
   set; 0 if not initialised, and then nothing was switched. Levels do not
   stack: the new level replaces the old one. With `register: shared` only the
   fields of managed pkeys change. An index that the policy lacks ends the
   program with a message. For windows the plugin cannot place; windows that
   it places do not call this. Thread-safe; signal-safe with the hardware
   backends (see docs/RuntimeABI.md for sim). */
uint64_t kpkeys_set_level(unsigned level) KPKEYS_NOTHROW_;

/* What is in the calling thread's key register, with KPKEYS_REG_VALID set; 0 if
   not initialised. To be put back where control arrives without passing the
   end of a window or a scope: by longjmp, or on a fiber (docs/Levels.md).
   Thread-safe; signal-safe. */
uint64_t kpkeys_save_pkey_reg(void);

/* Puts back the managed fields of a value from kpkeys_set_level or
   kpkeys_save_pkey_reg (all fields with `register: owned`). 0 does nothing.
   Safety as kpkeys_set_level. */
void kpkeys_restore_pkey_reg(uint64_t saved) KPKEYS_NOTHROW_;

/* The index of a level, for kpkeys_set_level, or -1: no such level, NULL, or
   not initialised. Thread-safe; signal-safe. */
int kpkeys_level(const char *name);

/* Installs a SIGSEGV handler, on an alternate stack for the calling thread,
   that describes a fault in protected memory on standard error (domain,
   object, address, level, function) and then lets the program die of the
   same SIGSEGV. Other faults go to the handler that was there before, or to
   the default action. Returns 0, also when already installed, or -1 with
   errno from sigaltstack or sigaction. The report uses dladdr, last, which
   is not signal-safe: a fault inside the dynamic loader may hang after the
   other lines are out. Thread-safe; not signal-safe. */
int kpkeys_install_fault_reporter(void);

/* Flags of kpkeys_call_at. */
/* Describe a fault on standard error, as the fault reporter does. */
#define KPKEYS_CALL_REPORT 1u
/* Leave the signal mask alone. Every handler that may then run in this thread
   must have SA_ONSTACK: another starts on the function's stack, which handlers
   cannot write, and the program dies. */
#define KPKEYS_CALL_SIGNALS 2u

/* Returned by kpkeys_call_at: a C++ exception left the function. No errno
   value is negative. */
#define KPKEYS_CALL_UNWOUND (-1)

/* Runs function(argument) at `level`, which may grant less than `default`, and
   comes back at the caller's level. The function gets a stack of 256 KiB, one
   for each thread, in memory that the level can write: ordinary memory if it
   can write that, else pages of the lowest pkey that it can. What it needs
   beyond that, docs/Levels.md says.

   A fault of the function (SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGTRAP that the
   processor raised while the thread was at the level) ends the call, not the
   program: the stack, the saved registers, the floating-point modes, the
   signal mask and the level are the caller's again. Locks that the function
   held stay held. Other faults go where they went before.

   Returns 0, and then stores the function's result unless `result` is NULL;
   KPKEYS_CALL_UNWOUND; or an error number. errno is not set, since a level may
   not be able to write it:
     EFAULT  a fault ended the function; see kpkeys_last_call_fault
     EINVAL  no such level, an unknown flag, or function is NULL
     EACCES  the level can write nothing, or, with overlays, not execute
     EBUSY   the thread is in a call already, or on its alternate signal stack
     ECANCELED  kpkeys_call_stop ended the function
     ENODEV  not initialised
     ENOTSUP the thread has a shadow stack (x86 CET, AArch64 GCS), or a
             restartable sequence (rseq) that cannot be ended
     others  from mmap, pkey_mprotect, sigaltstack, sigaction, pthread

   The first call installs the handlers and gives the thread, unless it has
   one, an alternate signal stack; the first at a level that cannot write
   ordinary memory ends the thread's rseq registration. All other signals are
   blocked meanwhile, unless KPKEYS_CALL_SIGNALS is given. With pku, Linux 6.12
   or later is needed for faults to be caught at such a level; earlier kernels
   end the program. With sim, a level takes nothing away (docs/RuntimeABI.md).
   Thread-safe; not signal-safe. */
int kpkeys_call_at(unsigned level, unsigned flags, long (*function)(void *),
                   void *argument, long *result);

/* The fault that last made kpkeys_call_at return EFAULT in this thread. */
struct kpkeys_call_fault {
  int signal;          /* SIGSEGV, ... */
  int code;            /* si_code: SEGV_PKUERR, SEGV_MAPERR, ... */
  int pkey;            /* of the memory, if a level denied the access; else -1.
                          0 is ordinary memory */
  const char *domain;  /* if that is known, else NULL. Valid for ever */
  const void *address; /* of the access */
  const void *pc;      /* of the instruction */
};

/* For a signal handler with SA_SIGINFO and SA_ONSTACK, that gives its third
   argument: ends the call that the signal interrupted, which has
   KPKEYS_CALL_SIGNALS, when the handler returns. Returns 0, or ESRCH: the
   signal did not interrupt a call's function, but other code or a call that
   is about to begin or end; a timer should be periodic. Locks that the function
   held stay held. Thread-safe, acts on the caller; for handlers only. */
int kpkeys_call_stop(void *context);

/* Returns 0, or ENOENT if there was none. Thread-safe; signal-safe. */
int kpkeys_last_call_fault(struct kpkeys_call_fault *fault);

/* "pku", "poe" or "sim"; "none" if not initialised. Thread-safe;
   signal-safe. */
const char *kpkeys_backend_name(void);

/* The release of the library that is linked in, as "major.minor.patch".
   Thread-safe; signal-safe. */
const char *kpkeys_rt_version(void);

/* The same two by their newer names, for code that is shared with kernels:
   contexts are levels, and KPKEYS_CTX_<NAME> is KPKEYS_LVL_<NAME>. */
struct kpkeys_context {
  uint64_t saved;
};
static inline __attribute__((always_inline)) struct kpkeys_context
kpkeys_enter_context(unsigned context) {
  struct kpkeys_context entered;
  entered.saved = kpkeys_set_level(context);
  return entered;
}
static inline __attribute__((always_inline)) void
kpkeys_leave_context(struct kpkeys_context entered) {
  kpkeys_restore_pkey_reg(entered.saved);
}

static inline __attribute__((always_inline)) void
kpkeys_end_scope_(const uint64_t *saved) {
  kpkeys_restore_pkey_reg(*saved);
}

#ifdef __cplusplus
}
#endif

#define KPKEYS_CONCAT_1_(a, b) a##b
#define KPKEYS_CONCAT_(a, b) KPKEYS_CONCAT_1_(a, b)

/* A declaration: the enclosing block runs at `level` from here to its end,
   however it is left (not by longjmp or exit). Meaning, errors and safety as
   kpkeys_set_level. The saved value lies on the stack, where an attacker with
   an arbitrary write can change it: prefer the plugin's windows. */
#define KPKEYS_SCOPED_LEVEL(level)                                             \
  __attribute__((cleanup(kpkeys_end_scope_), unused)) const uint64_t           \
  KPKEYS_CONCAT_(kpkeys_scope_, __LINE__) = kpkeys_set_level(level)

#endif
