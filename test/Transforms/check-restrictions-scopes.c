/* Intent: what a level's restrict forbids is an error in a scope, in a function
 * that is at the level, and in what they call in the file, with the place and
 * the way there; not behind the scope, not in a scope of another level inside
 * it, not in a function of another file that requires a level, and not in what
 * does not return. */
// DEFINE: %{cc} = %kpkeys-pku -I%include -fplugin-arg-kpkeys-policy=%inputs/policies/restricted.yaml -Wno-unused -c %s -o /dev/null
// RUN: not %{cc} -O0 -g 2>&1 | grep -v warning: | FileCheck %s --implicit-check-not=error:
// RUN: not %{cc} -O1 -fno-inline -g 2>&1 | grep -v warning: | FileCheck %s --implicit-check-not=error:
// RUN: %{cc} -DRIGHT -O0
// RUN: %{cc} -DRIGHT -O2
#include <kpkeys.h>

void *memcpy(void *, const void *, unsigned long);
_Noreturn void abort(void);
void declared(void) __kpkeys_requires("quiet");
void elsewhere(void);

static int buffer[16];

static void not_called_there(void) { __asm__ volatile("syscall"); }

void right(int *from, double d) {
  kpkeys_scope("quiet") {
    buffer[0] = from[0] + 1;
    declared();
    if (buffer[0] == 7)
      abort();
    __asm__ volatile("" ::: "memory");
    kpkeys_scope("log") { __asm__ volatile("rdtsc" ::: "eax", "edx"); }
  }
  buffer[1] = (int)(d * 2.5);
  __asm__ volatile("wrmsr");
  elsewhere();
  not_called_there();
}

#ifndef RIGHT
// CHECK: check-restrictions-scopes.c:[[@LINE+4]]:5: error: kpkeys: level 'quiet' forbids this by 'no-inline-asm': inline asm
// CHECK: check-restrictions-scopes.c:[[@LINE+3]]:5: error: kpkeys: level 'quiet' forbids this by 'no-system-registers', 'no-key-register': 'wrmsr' in inline asm
void scope(void) {
  kpkeys_scope("quiet") {
    __asm__ volatile("wrmsr");
  }
}

// CHECK: check-restrictions-scopes.c:[[@LINE+3]]:{{[0-9]+}}: error: kpkeys: level 'quiet' forbids this by 'no-floating-point': floating-point or vector operation
__kpkeys_level("quiet")
void body(volatile float *f) {
  *f = 1.0f;
}

// CHECK: check-restrictions-scopes.c:[[@LINE+3]]:{{[0-9]+}}: error: kpkeys: level 'quiet' forbids this by 'no-inline-asm', {{.*}}: call of 'elsewhere', which is not in this file and cannot be checked; declare it with kpkeys_requires("quiet")
__kpkeys_requires("quiet")
void required(void) {
  elsewhere();
}

// CHECK: check-restrictions-scopes.c:[[@LINE+5]]:{{[0-9]+}}: error: kpkeys: level 'quiet' forbids this by 'no-inline-asm', {{.*}}: call through a pointer, which cannot be checked
// CHECK: check-restrictions-scopes.c:[[@LINE+4]]:{{[0-9]+}}: error: kpkeys: level 'quiet' forbids this by 'no-indirect-calls': call through a pointer
int pointer(int (*f)(int)) {
  int result;
  kpkeys_scope("quiet") {
    result = f(1);
  }
  return result;
}

// CHECK: check-restrictions-scopes.c:[[@LINE+3]]:3: error: kpkeys: level 'quiet' forbids this by 'no-inline-asm': inline asm; it is in a function that is called at that level, at {{.*}}check-restrictions-scopes.c:[[@LINE+7]]:5
// CHECK: check-restrictions-scopes.c:[[@LINE+2]]:3: error: kpkeys: level 'quiet' forbids this by 'no-io': 'outb' in inline asm; it is in a function that is called at that level
static void helper(void) {
  __asm__ volatile("outb %al, %dx");
}
void calls(void) {
  kpkeys_scope("quiet") {
    helper();
  }
}
#endif
