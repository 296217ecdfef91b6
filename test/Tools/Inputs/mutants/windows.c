/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Windows of every shape: straight, with branches, around loops, one after the
   other, two domains, block operations, atomics. Nothing here is called. */
typedef unsigned long size_t;
void *memset(void *, int, size_t);
void *memcpy(void *, const void *, size_t);
void bystander(void);
extern long bystander_data;

struct __attribute__((kpkeys_protected("red"))) task {
  int state, flags;
  long values[4];
  unsigned low : 3, high : 5;
};
struct __attribute__((kpkeys_protected("blue"))) page {
  unsigned char bits;
  long owner;
};

void straight(struct task *t, int n) {
  t->state = n;
  t->flags = n + 1;
}

int branches(struct task *t, int n) {
  t->state = n;
  if (n > 3)
    t->flags = 1;
  else
    t->values[0] = n;
  return n + 2;
}

int early(struct task *t, int n) {
  if (n < 0)
    return -1;
  t->state = n;
  if (n == 7) {
    bystander();
    return 1;
  }
  t->values[1] = n;
  return 0;
}

void loop(struct task *t, const long *from, long n) {
  for (long i = 0; i < n; i++)
    t->values[i & 3] = from[i];
}

void both(struct task *t, struct page *p, long n) {
  t->values[2] = n;
  p->owner = n;
}

void apart(struct task *t, struct page *p) {
  t->state = 1;
  bystander();
  p->bits |= 4;
}

void blocks(struct task *t, const long *from) {
  memset(t->values, 0, sizeof t->values);
  memcpy(&t->values[1], from, 2 * sizeof(long));
}

void bits(struct task *t, int n) { t->high = (unsigned)n; }

void atomics(struct task *t) {
  __atomic_fetch_add(&t->values[3], 2, __ATOMIC_SEQ_CST);
}

long foreign(struct task *t, long *out, long n) {
  t->values[0] = n;
  *out = n;
  t->values[1] = *out + n;
  return n;
}

void choose(struct task *t, int n) {
  switch (n) {
  case 0:
    t->state = 3;
    break;
  case 1:
    t->flags = 4;
    break;
  case 2:
    t->values[2] = 5;
    break;
  case 5:
    bystander();
    break;
  default:
    t->values[3] = 6;
  }
}

long plain(long n) {
  if (n > 2)
    bystander_data = n;
  return n * 3;
}
