// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs each kind of write in a process of its own, on protected memory.
//
//   driver windows   each kind must write its value and leave the key
//                    register as it was
//   driver twin      each kind must die of SEGV_PKUERR
//
// Always built with the plugin: it brings the policy record and prepares the
// record in windows. Prints one line for each kind that fails and the counts.
#include "record.h"

#include "kpkeys_rt.h"
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif

#define PKEY 1 // of the built-in policy

enum Outcome { Written, WrongValue, LevelLeftOpen, KeyFault, OtherEnd };
static const char *const outcomeNames[] = {
    "written", "wrong value", "level left open", "key fault", "other end"};

extern "C" {
extern char __start_twin_keyed[] __attribute__((weak));
extern char __stop_twin_keyed[] __attribute__((weak));
}

static unsigned keyRegister() {
  unsigned eax, edx;
  asm volatile("rdpkru" : "=a"(eax), "=d"(edx) : "c"(0));
  return eax;
}

static void onFault(int, siginfo_t *info, void *) {
  _exit(info->si_code == SEGV_PKUERR ? KeyFault : OtherEnd);
}

static int run(const Kind &kind, void *place) {
  pid_t child = fork();
  if (child == 0) {
    if (!kind.isRaw)
      new (place) Record;
    unsigned before = keyRegister();
    kind.write(place);
    if (keyRegister() != before)
      _exit(LevelLeftOpen);
    _exit(kind.check(place) ? Written : WrongValue);
  }
  int status;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
    return OtherEnd;
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  bool twin = argc == 2 && !std::strcmp(argv[1], "twin");
  if (kpkeys_init())
    return 2;
  void *place = kpkeys_alloc("protected", 2 * sizeof(Record));
  if (!place)
    return 2;
  size_t keyed = __stop_twin_keyed - __start_twin_keyed;
  if (twin && (!keyed || pkey_mprotect(__start_twin_keyed, keyed,
                                       PROT_READ | PROT_WRITE, PKEY))) {
    perror("pkey_mprotect");
    return 2;
  }
  struct sigaction action = {};
  action.sa_sigaction = onFault;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);

  int wanted = twin ? KeyFault : Written;
  unsigned failed = 0;
  for (unsigned i = 0; i < numKinds; i++) {
    int got = run(kinds[i], place);
    if (got == wanted)
      continue;
    failed++;
    std::printf("FAIL %s: %s\n", kinds[i].name,
                outcomeNames[got <= OtherEnd ? got : OtherEnd]);
  }
  std::printf("%s: %u kinds, %u as wanted, %u failed\n", argv[1], numKinds,
              numKinds - failed, failed);
  // Without the destructors of static data, which would fault in a twin.
  std::fflush(stdout);
  _exit(failed != 0);
}
