// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the phases of the guest's workload share: checks that end the phase,
// marks for the counting of switches, children. Each phase runs in a process of
// its own, so that one that dies does not take the others with it.
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// What a phase does, so often. The work between mark_begin and mark_end is what
// is counted; preparing and checking lie outside.
typedef void phase_function(unsigned times);

struct phase {
  const char *name;
  phase_function *run;
  unsigned times;
};

extern const struct phase process_phases[], credential_phases[],
    memory_phases[], kernel_phases[];

// Ends the phase with what is wrong and where.
#define check(condition, ...)                                                  \
  do {                                                                         \
    if (!(condition))                                                          \
      phase_failed(__FILE__, __LINE__, #condition, "" __VA_ARGS__);            \
  } while (0)

_Noreturn void phase_failed(const char *file, int line, const char *what,
                            const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// The instruction that tells a QEMU plugin where a phase begins and ends: a nop
// with a number in it (x86: nopl 0x6b70NNNN(%rax), AArch64: movz xzr, #NNNN).
// Written out for every number, since it is a constant in the code.
void mark_begin(void);
void mark_end(void);
extern int current_phase;

// A child that runs the function and leaves with what it returns; the parent
// gets its number.
pid_t start(int (*function)(unsigned), unsigned argument);
// Waits for it and checks that it has left with 0.
void finished(pid_t child);
// Both.
void in_child(int (*function)(unsigned), unsigned argument);

// Waits for a byte from the pipe, or sends so many.
void wait_for(int pipe_end);
void release(int pipe_end, unsigned waiters);

extern const char *own_path;

#endif
