/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The fault reporter: says in words what a fault in protected memory was.
 *
 * A SIGSEGV handler, which Linux runs with access to pkey 0 only: everything
 * it reads lies in ordinary memory. It waits for no lock except the sim
 * backend's, which is never held where a handler can run. It reports and puts
 * the default action in place, so that the program dies of the same signal and
 * a core file shows the fault; it never lets the program go on. Faults that
 * are not ours go to the earlier handler.
 */
#define _GNU_SOURCE
#include "fault.h"
#include "call.h"
#include "frame.h"
#include "kpkeys_rt.h"
#include "signals.h"
#include "symbols.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

static struct sigaction previous;

int kpk_fault_pkey(const struct kpk_state *s, const siginfo_t *info) {
  int pkey = -1;
  if (s->backend == &kpk_sim) {
    if (info->si_code == SEGV_ACCERR)
      pkey = kpk_sim_pkey_at((uintptr_t)info->si_addr);
  } else if (info->si_code == SEGV_PKUERR) {
    pkey = (int)info->si_pkey;
  }
  return pkey >= 0 && kpk_pkey_name(&s->policy, (unsigned)pkey) ? pkey : -1;
}

/* A domain of the pkey, for memory that is no known object; or -1. */
static int domain_of_pkey(const struct kpk_policy *p, unsigned pkey) {
  int found = -1;
  for (int i = 0; i < p->record->num_domains; ++i)
    if (p->domains[i].pkey == pkey) {
      if (found >= 0)
        return -1; /* several domains share it */
      found = i;
    }
  return found;
}

static void report_domain(const struct kpk_policy *p, int domain,
                          unsigned pkey) {
  kpk_line("  domain    %s (pkey '%s', index %u)",
           domain < 0 ? "unknown" : kpk_string(p, p->domains[domain].name),
           kpk_pkey_name(p, pkey), pkey);
}

static void report_heap_object(const struct kpk_block *block,
                               unsigned long address) {
  kpk_line("  object    %s block 0x%lx of %lu bytes, at offset %lu",
           block->live ? "heap" : "free heap", (unsigned long)block->start,
           (unsigned long)block->size, address - (unsigned long)block->start);
}

static void report_region_object(const struct kpkeys_region_record *region,
                                 unsigned long address) {
  struct kpk_symbol symbol;
  kpk_symbol_find(address, &symbol);
  if (symbol.name[0])
    kpk_line("  object    global %s, at offset %lu", symbol.name,
             (unsigned long)symbol.offset);
  else
    kpk_line("  object    globals at 0x%lx-0x%lx, at offset %lu",
             (unsigned long)region->start, (unsigned long)region->end,
             address - (unsigned long)region->start);
}

/* Prints domain and object; returns the domain or -1. */
static int report_object(const struct kpk_policy *p, unsigned pkey,
                         unsigned long address) {
  const struct kpkeys_region_record *region = kpk_region_at(address);
  struct kpk_block block;
  int domain = domain_of_pkey(p, pkey);
  if (region) {
    domain = kpk_domain_index(p, region->domain);
    report_domain(p, domain, pkey);
    report_region_object(region, address);
    return domain;
  }
  switch (kpk_heap_find(address, &block)) {
  case KPK_FOUND:
    domain = (int)block.domain;
    report_domain(p, domain, pkey);
    report_heap_object(&block, address);
    break;
  case KPK_NOT_FOUND:
    report_domain(p, domain, pkey);
    kpk_line("  object    none that the runtime knows");
    break;
  case KPK_BUSY:
    report_domain(p, domain, pkey);
    kpk_line("  object    unknown, the heap is in use");
    break;
  }
  return domain;
}

static void report_level(const struct kpk_state *s, const void *context,
                         int domain) {
  uint64_t value;
  const struct kpk_policy *p = &s->policy;
  if (s->backend == &kpk_sim)
    value = kpk_sim.read();
  else if (!kpk_frame_register(context, s->backend->layout, &value)) {
    kpk_line("  level     unknown");
    return;
  }
  const char *name = NULL;
  for (unsigned l = 0; !name && l < s->num_levels; ++l)
    if ((value & s->managed) == s->values[l])
      name = kpk_string(p, p->levels[l].name);
  if (!name)
    kpk_line("  level     none of the policy's (register 0x%lx): a thread "
             "older than kpkeys_init, or a signal handler, must call "
             "kpkeys_thread_init",
             (unsigned long)value);
  else if (domain < 0)
    kpk_line("  level     %s (register 0x%lx)", name, (unsigned long)value);
  else
    kpk_line("  level     %s (register 0x%lx); %s this domain need level %s",
             name, (unsigned long)value,
             kpk_frame_access(context) == KPK_ACCESS_READ ? "reads of"
                                                          : "writes to",
             kpk_string(p, p->levels[p->domains[domain].write_level].name));
}

static void report_function(uintptr_t pc) {
  struct kpk_symbol symbol;
  kpk_line("  pc        0x%lx", (unsigned long)pc);
  kpk_symbol_find(pc, &symbol);
  if (!symbol.module)
    kpk_line("  function  unknown, in no module");
  else if (symbol.name[0])
    kpk_line("  function  %s+0x%lx (%s+0x%lx)", symbol.name,
             (unsigned long)symbol.offset, symbol.module,
             (unsigned long)symbol.module_offset);
  else
    kpk_line("  function  unknown, no symbol (%s+0x%lx)", symbol.module,
             (unsigned long)symbol.module_offset);
}

const char *kpk_fault_domain(const struct kpk_state *s, unsigned pkey,
                             uintptr_t address) {
  const struct kpkeys_region_record *region = kpk_region_at(address);
  struct kpk_block block;
  if (region)
    return region->domain;
  int domain = kpk_heap_find(address, &block) == KPK_FOUND
                   ? (int)block.domain
                   : domain_of_pkey(&s->policy, pkey);
  return domain < 0 ? NULL
                    : kpk_string(&s->policy, s->policy.domains[domain].name);
}

void kpk_fault_report(const struct kpk_state *s, int pkey,
                      const siginfo_t *info, const void *context) {
  static const char *const accesses[] = {
      [KPK_ACCESS_READ] = "read from",
      [KPK_ACCESS_WRITE] = "write to",
      [KPK_ACCESS_UNKNOWN] = "access to",
  };
  unsigned long address = (unsigned long)info->si_addr;
  int domain = -1;
  if (pkey >= 0)
    kpk_line("fault: forbidden %s %s memory",
             accesses[kpk_frame_access(context)],
             pkey ? "protected" : "ordinary");
  kpk_line("  address   0x%lx", address);
  if (pkey > 0)
    domain = report_object(&s->policy, (unsigned)pkey, address);
  report_level(s, context, domain);
  report_function(kpk_frame_pc(context));
}

static void on_fault(int signal_number, siginfo_t *info, void *context) {
  int saved_errno = errno;
  const struct kpk_state *s = kpk_state();
  if (kpk_call_take_fault(signal_number, info, context)) {
    errno = saved_errno;
    return;
  }
  int pkey = s ? kpk_fault_pkey(s, info) : -1;
  if (pkey <= 0) {
    errno = saved_errno;
    kpk_signal_chain(&previous, signal_number, info, context);
    return;
  }
  kpk_fault_report(s, pkey, info, context);
  kpk_signal_die_of(signal_number, s->backend != &kpk_sim);
}

/* For the calling thread, if it has none: a fault may be a stack overflow. */
static int alternate_stack(void) {
  enum { SIZE = 65536 }; /* an AVX-512 or AMX frame takes up to 11 KiB */
  stack_t now;
  if (sigaltstack(NULL, &now))
    return -1;
  if (!(now.ss_flags & SS_DISABLE))
    return 0;
  void *pages = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (pages == MAP_FAILED)
    return -1;
  stack_t fresh = {.ss_sp = pages, .ss_size = SIZE};
  if (!sigaltstack(&fresh, NULL))
    return 0;
  int error = errno;
  munmap(pages, SIZE);
  errno = error;
  return -1;
}

KPK_API int kpkeys_install_fault_reporter(void) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static bool installed;
  pthread_mutex_lock(&lock);
  int result = 0;
  if (!installed) {
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK};
    result = alternate_stack();
    if (!result)
      result = sigaction(SIGSEGV, &action, &previous);
    installed = !result;
  }
  pthread_mutex_unlock(&lock);
  return result;
}
