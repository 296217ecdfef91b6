// Intent: -fnon-call-exceptions changes no byte, as Clang ignores it; an exception
// that the handler of a fault inside a window throws leaves the window closed.
// REQUIRES: pku
// RUN: %kpkeysxx-pku -O2 -I%include -c %s -o %t.plain.o
// RUN: %kpkeysxx-pku -O2 -I%include -fnon-call-exceptions -c %s -o %t.flag.o
// RUN: cmp %t.plain.o %t.flag.o
// RUN: %kpkeysxx-pku -O0 -I%include -fnon-call-exceptions %s %kpkeys_rt_lib -pthread -o %t.O0
// RUN: %pku %t.O0 | FileCheck %s
// CHECK: caught: closed, 7 after kpkeys_thread_init
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <csignal>
#include <cstdio>

struct __kpkeys_protected("protected") record {
  int a;
};

static unsigned key_register() {
  unsigned eax, edx;
  asm volatile("rdpkru" : "=a"(eax), "=d"(edx) : "c"(0));
  return eax;
}
/// One bit for each key that forbids writes, by either of its two.
static unsigned closed(unsigned pkru) {
  return (pkru | pkru >> 1) & 0x55555555;
}
static void handler(int) {
  throw 1;
}
__attribute__((noinline)) static void write_in_window(record *r) {
  r->a = 1;
}

int main() {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_NODEFER;
  if (kpkeys_init() || sigaction(SIGSEGV, &action, nullptr))
    return 2;
  auto *kept = static_cast<record *>(kpkeys_alloc("protected", sizeof(record)));
  kept->a = 7;
  unsigned before = key_register();
  try {
    write_in_window(nullptr);
  } catch (int) {
    // No key is more open than outside of windows.
    const char *state =
        closed(before) & ~closed(key_register()) ? "open" : "closed";
    kpkeys_thread_init();
    std::printf("caught: %s, %d after kpkeys_thread_init\n",
                key_register() == before ? state : "another register", kept->a);
  }
}
