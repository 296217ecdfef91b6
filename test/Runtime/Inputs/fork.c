/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A forked child is protected as its parent is, at the level of the fork,
 * also while other threads use the heap.
 */
#define _GNU_SOURCE
#include "records.h"

#include "probe.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

TEST_REGION(page, "cred");
static atomic_int stop;

static void *use_heap(void *unused) {
  (void)unused;
  while (!stop)
    kpkeys_free(kpkeys_alloc("cred", 100));
  return NULL;
}

static int child(char *block) {
  check(write_faults(LEVEL_DEFAULT, page.bytes), "child: globals protected");
  check(write_faults(LEVEL_DEFAULT, block), "child: heap protected");
  check(!write_faults(LEVEL_CRED, page.bytes), "child: level writes globals");
  check(!write_faults(LEVEL_CRED, block), "child: level writes heap");
  check(kpkeys_init() == 0, "child: init again");
  char *fresh = kpkeys_alloc("pgtable", 5000);
  check(fresh && write_faults(LEVEL_CRED, fresh), "child: its own heap");
  kpkeys_free(block);
  return failures != 0;
}

int main(void) {
  probe_install();
  if (kpkeys_init())
    return 2;
  pthread_t thread;
  pthread_create(&thread, NULL, use_heap, NULL);
  char *block = kpkeys_alloc("cred", 48);
  int bad = 0;
  for (int i = 0; i < 30; ++i) {
    fflush(stdout);
    pid_t pid = fork();
    if (!pid) {
      int status = child(block);
      fflush(stdout);
      _exit(status);
    }
    int status;
    waitpid(pid, &status, 0);
    bad += status != 0;
  }
  stop = 1;
  pthread_join(thread, NULL);
  return bad != 0;
}
