/* Intent: what a domain's write level forbids is an error where an access does
 * it, with its place and what it is, at every optimization level; the same at
 * a level without the word, or in no window, is none. */
// RUN: not %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/restricted.yaml -O0 -c %s -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/restricted.yaml -O2 -g -c %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=PLACE --implicit-check-not=error:
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/restricted.yaml -DRIGHT -O0 -c %s -o /dev/null
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-policy=%inputs/policies/restricted.yaml -DRIGHT -O2 -c %s -o /dev/null

struct __attribute__((kpkeys_protected("cred"))) cred {
  int uid;
  char name[64];
};
struct __attribute__((kpkeys_protected("log"))) log {
  int uid;
  char text[64];
};
long read(int, void *, unsigned long);
void *memcpy(void *, const void *, unsigned long);

void plain(struct cred *c, const char *s) {
  c->uid = 1;
  memcpy(c->name, s, 64);
  __asm__ volatile("syscall" ::: "rcx", "r11", "memory");
}

void at_log(struct log *l) {
  __asm__("outb %%al, %%dx" : "+m"(l->uid));
  read(0, l->text, 64);
}

#ifndef RIGHT
// PLACE: check-restrictions.c:[[@LINE+3]]:3: error: kpkeys: level 'cred' forbids this by 'no-io'
// CHECK: error: {{.*}}level 'cred' forbids this by 'no-io': 'outb' in inline asm
void port(struct cred *c) {
  __asm__("outb %%al, %%dx" : "+m"(c->uid));
}

// PLACE: check-restrictions.c:[[@LINE+5]]:3: error: kpkeys: level 'cred' forbids this by 'no-io': call of 'read', which is not in this file and cannot be checked{{$}}
// PLACE: check-restrictions.c:[[@LINE+4]]:3: error: kpkeys: level 'cred' forbids this by 'no-syscalls': call of 'read'{{$}}
// CHECK: error: {{.*}}level 'cred' forbids this by 'no-io': call of 'read', which is not in this file and cannot be checked{{$}}
// CHECK: error: {{.*}}level 'cred' forbids this by 'no-syscalls': call of 'read'{{$}}
void input(struct cred *c) {
  read(0, c->name, 64);
}
#endif
