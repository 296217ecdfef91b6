/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Functions that read protected data in every way, take its address, and
 * mention writes that are not evaluated; none writes it. */
#ifndef RED
#define RED __attribute__((kpkeys_protected("red")))
#endif

struct record {
  int a;
  int array[4];
  struct record *next;
  int bits : 3;
  char *text;
} RED;
struct record global;

int fields(struct record *r) {
  return r->a + r->array[1] + r->next->a + r->bits + global.a;
}
int compare(struct record *r, struct record *s) { return &r->a == &s->a; }
int unevaluated(struct record *r, int n) {
  int vla[n];
  typeof(r->a) t = sizeof(r->a++) + sizeof vla + __alignof__(r->a);
  t += __builtin_offsetof(struct record, array[1]);
  t += __builtin_constant_p(r->a = 1);
  t += _Generic(r->a, int: 1, default: (r->a = 2));
  t += __builtin_choose_expr(1, 1, r->a = 3);
  t += __builtin_object_size(r->array, 0);
  t += __builtin_types_compatible_p(typeof(r->a = 4), int);
  return t;
}
const int *const_pointer(struct record *r) { return &r->a; }
int through_const(struct record *r) {
  const int *p = &r->a;
  return *p;
}
int library(struct record *r) {
  return __builtin_strlen(r->text) +
         __builtin_memcmp(r, &global, sizeof *r) + !!__builtin_strchr(r->text, 'x');
}
int volatile_read(struct record *r) { return *(volatile int *)&r->a; }
int atomic_read(struct record *r) { return __atomic_load_n(&r->a, 5); }
struct record copied(struct record *r) { return *r; }
int copied_out(struct record *r) {
  struct record local = *r;
  local.a++;
  return local.a;
}
int pointer(struct record *r) {
  int *p = &r->a;
  return *p;
}
int loop(struct record *r) {
  int *p = r->array;
  int sum = 0;
  for (int i = 0; i < 4; i++)
    sum += p[i];
  return sum;
}
struct record *next(struct record *r) { return r->next; }
int asm_read(struct record *r) {
  int x;
  __asm__("movl %1, %0" : "=r"(x) : "m"(r->a));
  return x;
}
int asm_volatile_read(struct record *r) {
  int x;
  __asm__ volatile("movl %1, %0" : "=r"(x) : "m"(r->a));
  return x;
}
void pointee(struct record *r) { *r->text = 1; }
int local_record(void) {
  struct record local = {1};
  local.a = 2;
  struct record *p = &local;
  return p->a;
}
unsigned long old_offsetof(struct record *r) {
  return (unsigned long)&((struct record *)0)->text;
}
int generic(struct record *r) { return _Generic(r->a, int: r->a, default: 0); }
