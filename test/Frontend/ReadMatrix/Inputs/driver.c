/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs each kind of read in a process of its own, on secret memory.
 *
 *   driver windows   each kind must read 5 and leave the key register as it was
 *   driver twin      each kind must die of SEGV_PKUERR
 *
 * Always built with the plugin: it brings the policy record and fills the
 * records in windows. Prints one line for each kind that fails and the counts.
 */
#define _GNU_SOURCE
#include "record.h"

#include "kpkeys_rt.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

#define PKEY 1 /* of policy.yaml */

static const char *const outcome_names[] = {"read", "wrong value",
                                            "level left open", "key fault",
                                            "other end"};

extern char __start_twin_keyed[] __attribute__((weak));
extern char __stop_twin_keyed[] __attribute__((weak));

static int ordinary = 5;

static unsigned key_register(void) {
  unsigned eax, edx;
  __asm__ volatile("rdpkru" : "=a"(eax), "=d"(edx) : "c"(0));
  return eax;
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  _exit(info->si_code == SEGV_PKUERR ? KEY_FAULT : OTHER_END);
}

static void fill(struct key *k) {
  memset(k, 0, sizeof *k);
  k->a = k->b = k->sbits = k->anon_x = k->anon_i = k->plain_atom = 5;
  k->bits = 5;
  k->flag = 1;
  k->wide = 5;
  for (int i = 0; i < 16; ++i)
    k->array[i] = k->grid[i / 4][i % 4] = 5;
  k->inner.x = k->inner.y = 5;
  for (int i = 0; i < 8; ++i)
    k->points[i].x = k->points[i].y = 5;
  k->triple.i[0] = k->triple.i[1] = k->triple.i[2] = 5;
  for (int i = 0; i < 40; ++i)
    k->large.i[i] = 5;
  k->u.word = 5;
  memcpy(k->name, "55555", 6);
  k->atom = 5;
  k->wide16 = 5;
  k->link.next = k->link.prev = &k->link;
  for (int i = 0; i < 64; ++i)
    k->big[i] = 5;
  k->d = k->ld = 5;
  k->truth = 1;
  k->z = 5;
  k->v = (four){5, 5, 5, 5};
  k->pointer = &ordinary;
  k->self = k;
}

static enum outcome run(const struct kind *kind, struct key *k) {
  pid_t child = fork();
  if (child == 0) {
    unsigned before = key_register();
    int got = kind->read(k);
    if (key_register() != before)
      _exit(LEVEL_LEFT_OPEN);
    _exit(got == 5 ? READ : WRONG_VALUE);
  }
  int status;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
    return OTHER_END;
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  int twin = argc == 2 && !strcmp(argv[1], "twin");
  if (kpkeys_init())
    return 2;
  struct key *k = kpkeys_alloc("key", sizeof *k);
  if (!k)
    return 2;
  size_t keyed = __stop_twin_keyed - __start_twin_keyed;
  if (twin && (!keyed || pkey_mprotect(__start_twin_keyed, keyed,
                                       PROT_READ | PROT_WRITE, PKEY))) {
    perror("pkey_mprotect");
    return 2;
  }
  fill(k);
  for (unsigned i = 0; i < num_static_keys; ++i)
    fill(static_keys[i]);
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  enum outcome wanted = twin ? KEY_FAULT : READ;
  unsigned failed = 0;
  for (unsigned i = 0; i < num_kinds; ++i) {
    enum outcome got = run(&kinds[i], k);
    if (got == wanted)
      continue;
    ++failed;
    printf("FAIL %s: %s\n", kinds[i].name, outcome_names[got]);
  }
  printf("%s: %u kinds, %u as wanted, %u failed\n", twin ? "twin" : "windows",
         num_kinds, num_kinds - failed, failed);
  return failed != 0;
}
