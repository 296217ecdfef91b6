/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A packet filter: a program of byte code looks at a packet and accepts it or
 * not. The host does not trust the interpreter with what the packet says.
 */
#ifndef FILTER_H
#define FILTER_H

#include <kpkeys.h>

/* Byte code: an operation, then its operand. All work on one accumulator. */
enum operation {
  OP_LOAD,   /* the packet's byte at an index */
  OP_ADD,    /* a constant */
  OP_SAVE,   /* into a cell of the working memory */
  OP_MEAN,   /* call the helper */
  OP_JUMP,   /* if the accumulator is 0 */
  OP_RETURN, /* the accumulator: 0 means drop */
};

/* All that the interpreter may write. */
struct machine {
  unsigned char packet[64];
  unsigned length;
  long cells[8];
} __kpkeys_protected("scratch");

struct job {
  const unsigned char *program;
  unsigned program_length;
  struct machine *machine;
};

/* For kpkeys_call_at; `job` is a struct job. -1: the program is malformed. */
long interpret(void *job);

#endif
