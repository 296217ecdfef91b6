/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The interpreter. It runs at level sandbox, where its working memory needs no
 * window: this file is compiled without the plugin. Checks what the program
 * says; one helper believes what the packet says.
 */
#include "filter.h"

enum { MAX_STEPS = 10000 };

/* The packet says where its weights begin, and the mean goes there. The bug:
   the place is not checked. */
static long mean(struct machine *machine) {
  long offset;
  long sum = 0;
  __builtin_memcpy(&offset, machine->packet + 8, sizeof offset);
  for (unsigned i = 0; i < machine->length; ++i)
    sum += machine->packet[i];
  long result = machine->length ? sum / (long)machine->length : 0;
  ((volatile unsigned char *)machine->packet)[offset] = (unsigned char)result;
  return result;
}

static long step(struct machine *machine, enum operation operation,
                 unsigned char operand, long value) {
  switch (operation) {
  case OP_LOAD:
    return operand < machine->length ? machine->packet[operand] : 0;
  case OP_ADD:
    return value + (signed char)operand;
  case OP_SAVE:
    machine->cells[operand % 8] = value;
    return value;
  case OP_MEAN:
    return mean(machine);
  case OP_JUMP:
  case OP_RETURN:
    break;
  }
  return value;
}

long interpret(void *argument) {
  const struct job *job = argument;
  long value = 0;
  unsigned at = 0;
  for (int steps = 0; steps < MAX_STEPS; ++steps) {
    if (at + 1 >= job->program_length || job->program[at] > OP_RETURN)
      return -1;
    enum operation operation = job->program[at];
    unsigned char operand = job->program[at + 1];
    at += 2;
    if (operation == OP_RETURN)
      return value;
    if (operation == OP_JUMP)
      at = value ? at : operand;
    else
      value = step(job->machine, operation, operand, value);
  }
  return -1;
}
