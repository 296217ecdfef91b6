// What kpkeys_call_at runs is looked at for what its level does not permit: a
// warning names the way there.
// RUN: split-file %s %t
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/sandbox.yaml -I%include -O1 -c %t/run.c -o %t/run.o 2>&1 | FileCheck %t/run.c --implicit-check-not=warning:
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/sandbox.yaml -I%include -O1 -g -c %t/run.c -o %t/run.o 2>&1 | FileCheck %t/run.c --implicit-check-not=warning:
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/sandbox.yaml -I%include -O1 -flto -c %t/run.c -o %t/run.bc

// A level that can write ordinary memory: only what ends its own level counts.
// RUN: sed 's/sandbox: .*/sandbox: { default: rwx, scratch: rw }/' %t/sandbox.yaml > %t/wide.yaml
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%t/wide.yaml -I%include -O1 -c %t/run.c -o %t/run.o 2>&1 | FileCheck %s --check-prefix=WIDE --implicit-check-not=warning:
// WIDE: run.c:[[#]]:[[#]]: warning: {{.*}}'windows': a window does not go back

//--- sandbox.yaml
pkeys:
  default: 0
  scratch: 1
  cred: 2
levels:
  default: { default: rwx, scratch: r, cred: r }
  scratch: { default: rwx, scratch: rw, cred: r }
  cred: { default: rwx, scratch: r, cred: rw }
  sandbox: { default: rx, scratch: rw, cred: r }
domains:
  scratch: { pkey: scratch }
  cred: { pkey: cred }

//--- run.c
#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <string.h>
#define NOINLINE __attribute__((noinline))

struct buffer {
  long value;
} __kpkeys_protected("scratch");
struct cred {
  long uid;
} __kpkeys_protected("cred");

long variable;
char bytes[8];
struct buffer own __kpkeys_protected("scratch");
void elsewhere(void);
int printf(const char *, ...);
__attribute__((noreturn)) void stop(void);
static long (*const table[])(long *) = {0};
long (*hook)(long *);

// CHECK-DAG: run.c:[[@LINE+1]]:{{.*}}warning: kpkeys: kpkeys_call_at at {{.*}}run.c:[[#]]:[[#]] runs this at level 'sandbox', by 'parse', 'inner': the level cannot write 'variable'
static NOINLINE void inner(long *p) { variable = *p; }

static long parse(void *argument) {
  long local = 1;
  long *copy = &local;
  *copy += *(long *)argument;
  *(long *)argument = 3; // a pointer from elsewhere
  inner(copy);
  local += (long)strlen(argument);
  memcpy(argument, &local, sizeof local);
  // CHECK-DAG: run.c:[[@LINE+1]]:{{.*}}by 'parse': the level cannot write 'bytes'
  strcpy(bytes, argument);
  // CHECK-DAG: run.c:[[@LINE+1]]:{{.*}}by 'parse': 'printf' is not known to write no memory of its own
  printf("%ld", local);
  // CHECK-DAG: run.c:[[@LINE+1]]:{{.*}}by 'parse': 'elsewhere' is not known to write no memory of its own
  elsewhere();
  // CHECK-DAG: run.c:[[@LINE+1]]:{{.*}}by 'parse': it is not known what function the pointer leads to
  hook(&local);
  if (local == 7)
    stop();
  return local;
}

static long windows(void *argument) {
  struct cred *c = argument;
  // CHECK-DAG: run.c:[[@LINE+1]]:{{.*}}level 'sandbox', by 'windows': a window does not go back to that level; declare the function with kpkeys_requires("sandbox")
  c->uid = 1;
  return 0;
}

static __kpkeys_requires("sandbox") long good(void *argument) {
  struct buffer *b = argument;
  b->value = 1;
  own.value = 2;
  return 0;
}

int run(void *argument) {
  return kpkeys_call_at(KPKEYS_LVL_SANDBOX, 0, parse, argument, 0) +
         kpkeys_call_at((unsigned)kpkeys_level("sandbox"), 0, windows, argument, 0) +
         kpkeys_call_at(KPKEYS_LVL_SANDBOX, 0, (long (*)(void *))good, argument, 0) +
         kpkeys_call_at(KPKEYS_LVL_DEFAULT, 0, parse, argument, 0);
}
