/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs each generated program in a process of its own:
 *
 *   runner windows   on protected memory, as the plugin built it
 *   runner plain     on ordinary memory: what the program computes
 *   runner brief     the same, but it is stopped early
 *   runner twin      a program without windows, on protected memory
 *
 * Prints for each `NAME END RESULT`: END is ok, open (the key register was
 * left changed), key (a protection key fault), fault, illegal, timeout or
 * other; RESULT is a hash of all values the program gave to fz_out, and how
 * many these were. With FUZZ_TRACE in the environment each is printed.
 */
#include "emulated_pku.h"
#include "fuzz.h"

#include <kpkeys_rt.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

struct program {
  const char *name;
  void (*run)(void);
};
extern const struct program programs[];
extern const unsigned num_programs;

enum { OK, OPEN = 10, KEY, FAULT, ILLEGAL, TIMEOUT };
static const char *mode;
static int trace;
static uint64_t hash = 0xcbf29ce484222325u;
static unsigned long outputs;

void fz_out(uint64_t value) {
  hash = (hash ^ value) * 0x100000001b3u;
  hash ^= hash >> 29;
  outputs++;
  if (trace)
    printf("  %lu: %#lx\n", outputs, (unsigned long)value);
}

void fz_touch(void) { __asm__ volatile("" : : : "memory"); }

static int on_ordinary_memory(void) {
  return !strcmp(mode, "plain") || !strcmp(mode, "brief");
}

void *fz_alloc(const char *domain, size_t size) {
  int ordinary = !domain || on_ordinary_memory();
  void *made =
      ordinary ? calloc(1, size + 64) : kpkeys_alloc(domain, size + 64);
  if (!made) {
    perror("fz_alloc");
    _exit(2);
  }
  /* Some types ask for 64 bytes of alignment. */
  return (void *)(((uintptr_t)made + 63) & ~(uintptr_t)63);
}

static uint32_t key_register(void) {
#ifdef __x86_64__
  uint32_t eax, edx;
  if (!strcmp(kpkeys_backend_name(), "pku")) {
    __asm__ volatile("rdpkru" : "=a"(eax), "=d"(edx) : "c"(0));
    return eax;
  }
#endif
  return 0;
}

static int is_key_fault(const siginfo_t *info) {
  if (info->si_code == SEGV_PKUERR)
    return 1;
  if (info->si_code != SEGV_ACCERR)
    return 0;
  if (!strcmp(kpkeys_backend_name(), "sim"))
    return 1;
  return fz_emulated_key_at && fz_emulated_key_at(info->si_addr) > 0;
}

static void on_signal(int number, siginfo_t *info, void *context) {
  if (number == SIGILL && fz_emulate && fz_emulate(context))
    return;
  int end = number == SIGPROF    ? TIMEOUT
            : number == SIGILL   ? ILLEGAL
            : is_key_fault(info) ? KEY
                                 : FAULT;
  if (trace)
    printf("  signal %d code %d address %p\n", number, info->si_code,
           info->si_addr);
  fflush(stdout);
  _exit(end);
}

/* In processor time. A program that is not stopped early has time for many
 * slow windows. */
static void limit_time(void) {
  struct itimerval limit = {0};
  if (!strcmp(mode, "brief"))
    limit.it_value.tv_usec = 200000;
  else
    limit.it_value.tv_sec = 30;
  setitimer(ITIMER_PROF, &limit, NULL);
}

static void run(const struct program *program, int result) {
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  sigaction(SIGILL, &action, NULL);
  sigaction(SIGPROF, &action, NULL);
  limit_time();
  uint32_t before = key_register();
  program->run();
  int end = key_register() == before ? OK : OPEN;
  fflush(stdout);
  uint64_t line[2] = {hash, outputs};
  if (write(result, line, sizeof line) != sizeof line)
    _exit(2);
  _exit(end);
}

static const char *name_of(int status) {
  if (!WIFEXITED(status))
    return "other";
  switch (WEXITSTATUS(status)) {
  case OK:
    return "ok";
  case OPEN:
    return "open";
  case KEY:
    return "key";
  case FAULT:
    return "fault";
  case ILLEGAL:
    return "illegal";
  case TIMEOUT:
    return "timeout";
  }
  return "other";
}

#ifdef FUZZ_KEY_PAGES
/* A twin has no policy record of its own: this object brings it. */
int fuzz_policy PROTECTED("alpha");

static int protect(char *from, const char *to, int key) {
  size_t size = (size_t)(to - from);
  if (!strcmp(kpkeys_backend_name(), "sim"))
    return mprotect(from, size, PROT_READ);
  return kpk_sys_pkey_mprotect(from, size, PROT_READ | PROT_WRITE, key);
}

#define DOMAIN(name)                                                           \
  extern char fuzz_first_##name[], fuzz_last_##name[];                         \
  static int key_##name(int key) {                                             \
    return protect(fuzz_first_##name, fuzz_last_##name, key);                  \
  }
DOMAIN(alpha)
DOMAIN(beta)
DOMAIN(gamma)
static int key_all(void) { return key_alpha(1) | key_beta(2) | key_gamma(3); }
#else
static int key_all(void) { return 0; }
#endif

int main(int argc, char **argv) {
  mode = argc > 1 ? argv[1] : "";
  trace = getenv("FUZZ_TRACE") != NULL;
  if (!on_ordinary_memory() && kpkeys_init())
    return 2;
  if (!strcmp(mode, "twin") && key_all()) {
    perror("pkey_mprotect");
    return 2;
  }
  for (unsigned i = 0; i < num_programs; i++) {
    int ends[2], status = 0;
    if (argc > 2 && strcmp(argv[2], programs[i].name))
      continue;
    fflush(stdout);
    if (pipe(ends))
      return 2;
    pid_t child = fork();
    if (child == 0)
      run(&programs[i], ends[1]);
    close(ends[1]);
    if (child < 0 || waitpid(child, &status, 0) != child)
      return 2;
    uint64_t line[2] = {0, 0};
    ssize_t got = read(ends[0], line, sizeof line);
    close(ends[0]);
    if (got != (ssize_t)sizeof line)
      line[0] = line[1] = 0;
    printf("%s %s %016lx/%lu\n", programs[i].name, name_of(status),
           (unsigned long)line[0], (unsigned long)line[1]);
  }
  return 0;
}
