/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the files of the runtime share. Nothing here is for programs.
 *
 * Functions that can fail return 0 or an errno value; the one that first
 * knows the reason prints the message.
 */
#ifndef KPKEYS_RUNTIME_INTERNAL_H
#define KPKEYS_RUNTIME_INTERNAL_H

#include "policy.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KPK_API __attribute__((visibility("default")))

/* message.c: async-signal-safe text to standard error. The format is a subset
   of printf's: %s %d %u %lu %lx %%. */
#define KPK_PRINTF __attribute__((format(printf, 1, 2)))
void kpk_error(const char *format, ...) KPK_PRINTF;
void kpk_note(const char *format, ...) KPK_PRINTF;
void kpk_line(const char *format, ...) KPK_PRINTF;
_Noreturn void kpk_fatal(const char *format, ...) KPK_PRINTF;
/* `buffer` must hold 2 * bytes + 1 characters. */
const char *kpk_hex(char *buffer, const uint8_t *data, size_t bytes);

/* A way to enforce levels. */
struct kpk_backend {
  const char *name;
  enum kpk_layout layout;
  unsigned num_pkeys;
  /* NULL, or why this machine cannot do it. */
  const char *(*unavailable)(void);
  /* Makes the policy's pkeys ours, or prints why not. */
  int (*claim)(const struct kpk_policy *policy);
  void (*release)(const struct kpk_policy *policy);
  /* Binds whole pages, readable and writable, to a pkey, or undoes it. */
  int (*key_pages)(void *start, size_t size, unsigned pkey);
  int (*unkey_pages)(void *start, size_t size);
  /* The calling thread's key register. */
  uint64_t (*read)(void);
  void (*write)(uint64_t value);
};
extern const struct kpk_backend kpk_pku, kpk_poe, kpk_sim;

/* backend.c: the backend for a target, or an error. */
int kpk_backend_choose(unsigned target, const struct kpk_backend **chosen);

/* keys.c: what the hardware backends share, on Linux's pkey system calls. */
int kpk_keys_claim(const struct kpk_policy *policy);
void kpk_keys_release(const struct kpk_policy *policy);
int kpk_keys_key_pages(void *start, size_t size, unsigned pkey);
int kpk_keys_unkey_pages(void *start, size_t size);

/* syscalls.c: errno-style, in a file of their own so that tests can put
   others in their place at link time. */
int kpk_sys_pkey_alloc(void);
int kpk_sys_pkey_free(int pkey);
int kpk_sys_pkey_mprotect(void *start, size_t size, int protection, int pkey);

/* init.c: written once, then made read-only, so that an attacker's write
   cannot change what a level means. */
struct kpk_state {
  _Atomic uint32_t ready;
  uint32_t num_levels;
  const struct kpk_backend *backend;
  uint64_t managed;       /* the register's fields that are ours */
  const uint64_t *values; /* managed fields, by level */
  struct kpk_policy policy;
};
const struct kpk_state *kpk_state(void); /* NULL if not initialised */

/* regions.c: the pages of protected globals. */
int kpk_regions_key(const struct kpk_policy *, const struct kpk_backend *);
void kpk_regions_unkey(const struct kpk_backend *);
const struct kpkeys_region_record *kpk_region_at(uintptr_t address);

/* sim.c */
/* The pkey of a page that the sim backend holds, or -1. */
int kpk_sim_pkey_at(uintptr_t address);
void kpk_sim_set_default(uint64_t value);
void kpk_sim_fork_prepare(void);
void kpk_sim_fork_parent(void);
void kpk_sim_fork_child(void);

/* heap.c */
struct kpk_block {
  unsigned domain;
  uintptr_t start;
  size_t size;
  bool live;
};
enum kpk_lookup { KPK_FOUND, KPK_NOT_FOUND, KPK_BUSY };
/* For the fault reporter: never waits. */
enum kpk_lookup kpk_heap_find(uintptr_t address, struct kpk_block *block);
void kpk_heap_fork_prepare(void);
void kpk_heap_fork_done(void);

#endif
