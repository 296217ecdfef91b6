// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The code under test: ordinary C that writes to a protected record in every
// way C has. How: one function per kind of write, `long f(record, value)`, all
// external, so that no optimiser can prove that the record lies anywhere else.
// What it does not do: open windows. That is the plugin's work, and without the
// plugin each function of GUEST_WRITES must fault.
#include "protected.h"

#include <stddef.h>
#include <stdint.h>

#define FUNCTION(name) long GUEST_NAME(name)(struct record * r, long v)

#define DECLARE(name) FUNCTION(name);
GUEST_WRITES(DECLARE)
GUEST_READS(DECLARE)
GUEST_ESCAPES(DECLARE)

// The helpers know nothing of protection. These are inlined at -O0 too.
#define HELPER static inline __attribute__((always_inline))

HELPER void list_add(struct list *node, struct list *head) {
  struct list *next = head->next;
  next->prev = node;
  node->next = next;
  node->prev = head;
  head->next = node;
}

HELPER struct record *record_of(struct list *node) {
  return (struct record *)((char *)node - offsetof(struct record, node));
}

// Called, not inlined, for protected and for ordinary memory.
static __attribute__((noinline)) long swap_in(long *p, long v) {
  long old = *p;
  *p = v;
  return old;
}

static __attribute__((noinline)) long swap_in_later(long *p, long v) {
  return swap_in(p, v + 1);
}

static __attribute__((noinline)) long count_down(long *p, long n) {
  *p += n;
  return n > 0 ? count_down(p + 1, n - 1) + 1 : 0;
}

static __attribute__((noinline)) struct triple make_triple(long v) {
  return (struct triple){v, v + 1, v + 2};
}

FUNCTION(direct_store) {
  r->word = v;
  return r->word;
}

FUNCTION(compound_assignment) {
  r->word ^= v;
  r->count |= 1;
  r->array[v & 15] += v;
  return r->count;
}

FUNCTION(increment) {
  long old = r->word++;
  --r->count;
  return old + v;
}

FUNCTION(bit_field) {
  r->low = v & 7;
  r->middle += 5;
  return r->low + r->middle + r->high;
}

FUNCTION(anonymous_member) {
  r->inner = v;
  r->innermost = -v;
  return r->inner;
}

FUNCTION(union_member) {
  r->whole = v;
  r->half[1] = 7;
  return r->whole;
}

FUNCTION(nested_member) {
  r->triples[1].second = v;
  return r->triples[1].first;
}

FUNCTION(array_fill) {
  for (int i = 0; i < 16; i++)
    r->array[i] = v + i;
  return r->array[3];
}

FUNCTION(array_variable_length) {
  int n = 1 + (v & 7);
  for (int i = 0; i < n; i++)
    r->array[i] = i ^ v;
  return r->array[0];
}

FUNCTION(whole_record) {
  struct record fresh = *r;
  fresh.word = v;
  fresh.count = 3;
  *r = fresh;
  return r->word;
}

FUNCTION(compound_literal) {
  *r = (struct record){.word = v, .head = {&r->head, &r->head}};
  return r->word;
}

FUNCTION(function_result) {
  r->triples[0] = make_triple(v);
  return r->triples[0].third;
}

FUNCTION(member_copy) {
  r->triples[1].first = v;
  r->triples[0] = r->triples[1];
  return r->triples[0].first;
}

FUNCTION(volatile_member_record) {
  *(volatile struct entry *)&r->entry = (struct entry){(unsigned long)v};
  return (long)r->entry.value;
}

FUNCTION(copy_small) {
  __builtin_memcpy(r->bytes, &v, sizeof v);
  return r->bytes[0];
}

FUNCTION(copy_variable_length) {
  __builtin_memcpy(r->bytes, guest_source, 33 + (v & 15));
  return r->bytes[32];
}

FUNCTION(fill_small) {
  __builtin_memset(r->bytes, (int)v & 127, 16);
  return r->bytes[15];
}

FUNCTION(fill_variable_length) {
  __builtin_memset(r->bytes, (int)v & 127, 33 + (v & 15));
  return r->bytes[32];
}

FUNCTION(move_overlapping) {
  r->bytes[0] = v & 127;
  __builtin_memmove(r->bytes + 1, r->bytes, 17);
  return r->bytes[1];
}

FUNCTION(volatile_store) {
  *(volatile long *)&r->word = v;
  return r->word;
}

FUNCTION(atomic_store) {
  __atomic_store_n(&r->shared, v, __ATOMIC_RELEASE);
  return r->shared;
}

FUNCTION(atomic_add) {
  return __atomic_fetch_add(&r->shared, v, __ATOMIC_SEQ_CST);
}

FUNCTION(atomic_exchange) {
  return __atomic_exchange_n(&r->shared, v, __ATOMIC_ACQ_REL);
}

FUNCTION(atomic_type) {
  r->atomic = v;
  r->atomic += 2;
  return r->atomic;
}

FUNCTION(sync_or) { return __sync_fetch_and_or(&r->shared, v); }

FUNCTION(test_and_set) {
  return v + __atomic_test_and_set(&r->flags[v & 7], __ATOMIC_SEQ_CST);
}

FUNCTION(compare_exchange_loop) {
  long old = __atomic_load_n(&r->shared, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(&r->shared, &old, (old >> 1) + v, 0,
                                      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
    ;
  return old;
}

FUNCTION(overflow_builtin) {
  int overflowed = __builtin_add_overflow(v, 1L, &r->word);
  return r->word + overflowed;
}

FUNCTION(asm_memory_output) {
#ifdef __x86_64__
  __asm__ volatile("movq %1, %0" : "=m"(r->word) : "r"(v));
#else
  __asm__ volatile("str %1, %0" : "=m"(r->word) : "r"(v));
#endif
  return r->word;
}

FUNCTION(asm_pointer_in_register) {
#ifdef __x86_64__
  __asm__ volatile("movq %1, (%0)" ::"r"(&r->word), "r"(v) : "memory");
#else
  __asm__ volatile("str %1, [%0]" ::"r"(&r->word), "r"(v) : "memory");
#endif
  return r->word;
}

// The neighbour in both lists is guest_head, which is ordinary.
FUNCTION(list_add_to_protected) {
  list_add(&r->node, &r->head);
  return v;
}

FUNCTION(list_add_to_ordinary) {
  list_add(&r->node, &guest_head);
  return v;
}

// The neighbour is the record's own `own` list.
FUNCTION(list_add_between_protected) {
  list_add(&r->node, &r->own);
  return v;
}

FUNCTION(helper_called) { return swap_in(&r->word, v); }

FUNCTION(helper_called_twice) {
  long local = 1;
  long old = swap_in_later(&local, v);
  return old + swap_in_later(&r->array[2], local);
}

FUNCTION(container_of_member) {
  struct list *node = &r->node;
  record_of(node)->word = v;
  return r->word;
}

FUNCTION(pointer_in_local) {
  long *p = v & 1 ? &r->word : &r->array[5];
  *p = v;
  *++p = v;
  return r->word;
}

FUNCTION(integer_cast) {
  *(int *)((uintptr_t)r + offsetof(struct record, count)) = (int)v;
  return r->count;
}

FUNCTION(either_branch) {
  if (v & 1)
    r->word = v;
  else
    r->count = (int)v;
  return r->array[0];
}

FUNCTION(early_return) {
  if (v & 1) {
    r->word = v;
    return 1;
  }
  r->count = 2;
  r->array[0] = v;
  return 2;
}

FUNCTION(switch_cases) {
  switch (v & 3) {
  case 0:
    r->array[0] = v;
    break;
  case 1:
    r->word = v;
    // fall through
  case 2:
    r->count = 1;
    return 4;
  default:
    r->low = 1;
  }
  return v;
}

FUNCTION(backward_goto) {
  int i = 0;
again:
  r->array[i] = v;
  if (++i < 1 + (v & 3))
    goto again;
  return i;
}

FUNCTION(ordinary_store_between) {
  r->word = v;
  guest_ordinary = v;
  r->count = 5;
  return guest_ordinary;
}

FUNCTION(call_between) {
  r->word = v;
  guest_call_out();
  r->count = 6;
  return v;
}

FUNCTION(call_in_loop) {
  for (int i = 0; i < 3; i++) {
    r->array[i] = v;
    guest_call_out();
  }
  return v;
}

FUNCTION(global_member) {
  guest_record.word = v;
  guest_record.low++;
  return r->word;
}

FUNCTION(global_array) {
  for (int i = 0; i < 5; i++)
    guest_record.array[i] = v;
  return r->array[4];
}

FUNCTION(pointer_in_local_array) {
  long *targets[2] = {&r->word, &r->array[1]};
  for (int i = 0; i < 2; i++)
    *targets[(i + v) & 1] = v + i;
  return r->word;
}

FUNCTION(pointer_in_local_record) {
  struct {
    long *target;
    long value;
  } job = {&r->inner, v};
  *job.target = job.value;
  return r->inner;
}

FUNCTION(pointer_stepped) {
  char *p = r->bytes + 8;
  *--p = 1;
  *p-- = 2;
  *p = (char)(v & 127);
  return r->bytes[7];
}

FUNCTION(conditional_target) {
  *(v & 1 ? &r->triples[0] : &r->triples[1]) = (struct triple){v, 2, v};
  return r->triples[0].first;
}

FUNCTION(statement_expression) {
  __extension__({
    struct record *same = r;
    same;
  })->word = v;
  return r->word;
}

FUNCTION(call_in_value) {
  r->array[v & 7] = (guest_call_out(), v);
  r->count += (guest_call_out(), 1);
  return r->count;
}

FUNCTION(asm_pointer_updated) {
  char *p = r->bytes;
#ifdef __x86_64__
  long n = 9;
  __asm__ volatile("rep stosb" : "+D"(p), "+c"(n) : "a"(v) : "memory");
#else
  __asm__ volatile("strb %w1, [%0], #9" : "+r"(p) : "r"(v) : "memory");
#endif
  *p = 1;
  return p - r->bytes;
}

FUNCTION(computed_goto) {
  static const void *const targets[] = {&&even, &&odd};
  r->word = v;
  goto *targets[v & 1];
even:
  r->count = 1;
odd:
  r->array[1] = v;
  return v;
}

FUNCTION(helper_recursive) { return count_down(r->array, 1 + (v & 7)); }

FUNCTION(ordinary_and_protected_pointer) {
  long local = v;
  long *ordinary = &local;
  long *target = v & 2 ? &r->word : &r->shared;
  *ordinary += 1;
  *target = *ordinary;
  return local;
}

FUNCTION(pointer_in_ordinary_memory) {
  guest_pointer = &r->word;
  *guest_pointer = v;
  return v;
}

FUNCTION(read_members) {
  return r->word + r->count + r->low + r->array[v & 15] + r->triples[1].third;
}

FUNCTION(read_volatile) {
  volatile struct record *seen = r;
  return *(volatile long *)&r->word + seen->count + v;
}

FUNCTION(read_atomic) {
  return __atomic_load_n(&r->shared, __ATOMIC_ACQUIRE) +
         __atomic_load_n(&r->shared, __ATOMIC_RELAXED) + v;
}

FUNCTION(read_atomic_type) { return r->atomic + v; }

FUNCTION(read_through_pointer) {
  const long *p = r->array;
  return p[v & 15];
}

FUNCTION(read_copy) {
  struct triple local = r->triples[1];
  char bytes[8];
  __builtin_memcpy(bytes, r->bytes, sizeof bytes);
  return local.second + bytes[1] + v;
}

FUNCTION(read_loop) {
  long sum = v;
  for (int i = 0; i < 16; i++)
    sum += r->array[i];
  return sum;
}
