/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The host: three packets through the filter, of which the second attacks it.
 *   filter          the filter runs at level sandbox
 *   filter LEVEL    at another, to see what that lets happen
 */
#include "filter.h"
#include <errno.h>
#include <kpkeys_rt.h>
#include <stdio.h>
#include <string.h>

static const unsigned char program[] = {
    OP_LOAD, 0, OP_SAVE, 3, OP_MEAN, 0, OP_ADD, 1, OP_RETURN, 0,
};

/* Ordinary memory of the host, and the packets' prey. */
static volatile unsigned char trusted = 0;

/* This file is compiled with the plugin: the writes get windows. */
static void receive(struct machine *machine, long offset) {
  machine->length = 16;
  memset(machine->packet, 7, sizeof machine->packet);
  memcpy(machine->packet + 8, &offset, sizeof offset);
}

static void filter(unsigned level, struct job *job, const char *name) {
  struct kpkeys_call_fault fault;
  long verdict;
  int error = kpkeys_call_at(level, 0, interpret, job, &verdict);
  if (!error) {
    printf("%s: %s\n", name, verdict > 0 ? "accepted" : "dropped");
  } else if (error == EFAULT && !kpkeys_last_call_fault(&fault)) {
    printf("%s: stopped, signal %d%s\n", name, fault.signal,
           fault.pkey ? "" : ": it touched memory of the host");
  } else {
    printf("%s: not run: %s\n", name, strerror(error));
  }
}

int main(int argc, char **argv) {
  if (kpkeys_init())
    return 2;
  struct machine *machine = kpkeys_alloc("scratch", sizeof *machine);
  int level = kpkeys_level(argc > 1 ? argv[1] : "sandbox");
  if (!machine || level < 0)
    return 2;
  struct job job = {program, sizeof program, machine};

  receive(machine, 40);
  filter((unsigned)level, &job, "packet 1");
  receive(machine, (long)(&trusted - machine->packet));
  filter((unsigned)level, &job, "packet 2");
  receive(machine, 41);
  filter((unsigned)level, &job, "packet 3");

  printf("the host is %s\n", trusted ? "CHANGED" : "as it was");
  return trusted != 0;
}
