// Intent: a thread that ends itself inside a library call, which runs in a
// window, unwinds with the window closed: in destructors the key register is as
// it was. Also from functions that have nothing to destroy themselves.
// REQUIRES: pku
// RUN: %kpkeysxx-pku -O0 -I%include %s %kpkeys_rt_lib -pthread -o %t.O0
// RUN: %pku %t.O0 | FileCheck %s
// RUN: %kpkeysxx-pku -O2 -I%include %s %kpkeys_rt_lib -pthread -o %t.O2
// RUN: %pku %t.O2 | FileCheck %s
// CHECK: the same in 2 destructors
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <cstdio>
#include <pthread.h>
#include <unistd.h>

struct __kpkeys_protected("protected") record {
  int a, b;
};
static record *kept;
static int ends[2];
static unsigned before, seen[2], count;

static unsigned key_register() {
  unsigned eax, edx;
  asm volatile("rdpkru" : "=a"(eax), "=d"(edx) : "c"(0));
  return eax;
}
struct witness {
  ~witness() { seen[count++] = key_register(); }
};
__attribute__((noinline)) static void plain(record *r) {
  if (read(ends[0], &r->a, sizeof r->a) < 0)
    std::puts("read failed");
}
__attribute__((noinline)) static void destroys(record *r) {
  witness w;
  plain(r);
}
__attribute__((noinline)) static void destroys_itself(record *r) {
  witness w;
  if (read(ends[0], &r->b, sizeof r->b) < 0)
    std::puts("read failed");
}
template <void (*f)(record *)> static void *thread(void *) {
  pthread_cancel(pthread_self()); // takes effect in read
  f(kept);
  return nullptr;
}
template <void (*f)(record *)> static void run() {
  pthread_t t;
  pthread_create(&t, nullptr, thread<f>, nullptr);
  pthread_join(t, nullptr);
}

int main() {
  if (kpkeys_init() || pipe(ends))
    return 2;
  kept = static_cast<record *>(kpkeys_alloc("protected", sizeof *kept));
  before = key_register();
  run<destroys>();
  run<destroys_itself>();
  if (count == 2 && seen[0] == before && seen[1] == before)
    std::puts("the same in 2 destructors");
  else
    std::printf("%u destructors: %x %x %x\n", count, before, seen[0], seen[1]);
}
