/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Writes of protected data by language features that programs seldom use.
 * CASE(name, check, body): the body writes through `struct rec *r`, which is
 * all zero; the check is true afterwards.
 */
#include "driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

typedef float float3 __attribute__((ext_vector_type(3)));
typedef float float2 __attribute__((ext_vector_type(2)));
typedef _Bool bool8 __attribute__((ext_vector_type(8)));
typedef float matrix __attribute__((matrix_type(4, 4)));

struct __attribute__((packed)) packed {
  char c;
  int i;
  long double ld;
};

struct rec {
  int a, b;
  struct packed packed;
  unsigned _BitInt(200) wide;
  unsigned _BitInt(100) narrow : 77;
  __int128 i100 : 100;
  unsigned __int128 u65 : 65;
  long long l50 : 50;
  unsigned _BitInt(3) three : 2;
  _Float16 half;
  __bf16 brain;
  float3 vec;
  bool8 flags;
  matrix m;
  matrix ms[2];
  va_list list;
  jmp_buf buf;
  void *label;
  void *frame[5];
  int tail_n;
  int tail[];
} DOMAIN;

struct holder {
  _Alignas(256) struct rec *rec;
};

static volatile int five = 5;

static int sum(struct rec *r, int n, ...) {
  int total = 0;
  va_start(r->list, n);
  while (n--)
    total += va_arg(r->list, int);
  va_end(r->list);
  return total;
}

__attribute__((noinline)) static void jump_back(void **b, struct rec *r) {
  r->a = 1;
  __builtin_longjmp(b, 1);
}

__attribute__((noinline)) static void jump_kept(struct rec *r) {
  r->a = 1;
  __builtin_longjmp(r->frame, 1);
}

static void old_style(r, v) struct rec *r;
int v;
{
  r->a = v;
}

static void clean_record(struct rec **r) { (*r)->a = 6; }
__attribute__((noinline)) static void clean(struct rec *r) {
  struct rec *s __attribute__((cleanup(clean_record))) = r;
  s->b = 7;
}

__attribute__((noinline)) static void apply(void (*f)(struct rec *),
                                            struct rec *r) {
  f(r);
}
static void set_five(struct rec *r) { r->a = five; }

__attribute__((noinline)) static struct packed packed_of(int i) {
  return (struct packed){.i = i};
}

/* clang-format off */
CASE(packed_int, r->packed.i == 5, r->packed.i = five;)
CASE(packed_long_double, r->packed.ld == 5, r->packed.ld = five;)
CASE(bit_int, r->wide == ((unsigned _BitInt(200))5 << 150), r->wide = five; r->wide <<= 150;)
CASE(bit_int_field, r->narrow == 6, r->narrow = five; r->narrow++;)
CASE(int128_field, r->i100 == -5, r->i100 = -five;)
CASE(uint128_field, r->u65 == (unsigned __int128)-5 << 63 >> 63, r->u65 -= five; r->u65 >>= 0;)
CASE(long_field, r->l50 == -5, r->l50 -= five;)
CASE(small_field, r->three == 1, r->three = five & 3;)
CASE(half, r->half == 5, r->half = five;)
CASE(brain, (float)r->brain == 5, r->brain = (__bf16)5.0f;)
CASE(vector_swizzle, r->vec.x == 6 && r->vec.y == 5, r->vec.yx = (float2){five, 6};)
CASE(vector_component, r->vec.z == 5, r->vec.z = five;)
CASE(vector_compound, r->vec.z == 1, r->vec += 1;)
CASE(vector_bool, r->flags[5], r->flags[five] = 1;)
CASE(vector_bool_whole, r->flags[1], r->flags = (bool8){0, 1};)
CASE(matrix_element, r->m[1][2] == 5, r->m[1][five - 3] = five;)
CASE(matrix_whole, r->m[1][2] == 10, matrix l = r->m; l[1][2] = five; r->m = l; r->m += r->m;)
CASE(matrix_store, r->ms[1][0][1] == 5, matrix l = r->m; l[0][1] = five; __builtin_matrix_column_major_store(l, (float *)&r->ms[1], 4);)
CASE(vla_pointer, r->tail[9] == 5, int (*p)[five] = (int (*)[five])r->tail; p[1][4] = five;)
CASE(vla_of_rows, r->tail[9] == 5, int n = five; int (*p)[2][n] = (void *)r->tail; (*p)[1][n - 1] = n;)
CASE(flexible, r->tail[3] == 5, r->tail[five - 2] = five;)
CASE(flexible_memset, r->tail[3] == 0x05050505, memset(r->tail, five, 16 * sizeof(int));)
CASE(add_overflow, r->a == 10, if (__builtin_add_overflow(five, five, &r->a)) r->a = 1;)
CASE(computed_goto, r->a == 5, r->label = &&there; goto *r->label; r->b = 1; there: r->a = five;)
CASE(va_start_in_record, r->a == 5, r->a = sum(r, 2, 2, 3);)
CASE(set_jump, r->a == 2, jmp_buf b; if (setjmp(b) == 0) { r->a = 1; longjmp(b, 1); } r->a++;)
CASE(builtin_set_jump, r->a == 2, void *b[5]; if (!__builtin_setjmp(b)) jump_back(b, r); else r->a++;)
CASE(builtin_set_jump_kept, r->a == 2, if (!__builtin_setjmp(r->frame)) jump_kept(r); else r->a++;)
CASE(statement_expression, r->a == 5 && r->b == 1, ({ r->b = 1; struct rec *volatile q = r; ({ q; }); })->a += five;)
CASE(seldom_store, r->a == 5, __builtin_nontemporal_store(five, &r->a); __builtin___clear_cache((char *)r, (char *)(r + 1));)
CASE(no_prototype, r->a == 5, old_style(r, 5);)
CASE(cleaned_up, r->a == 6, clean(r);)
CASE(function_pointer, r->a == 5, apply(set_five, r);)
CASE(over_aligned_holder, r->a == 5, struct holder h[2] = {{r}, {r}}; h[five & 1].rec->a = five;)
CASE(by_value_result, r->packed.i == 5, r->packed = packed_of(five);)
CASE(register_variable, r->a == 5, register struct rec *q __asm__("r12") = r; q->a = five; __asm__ volatile("" : "+r"(q)); q->a = five;)
CASE(asm_goto_output, r->a == 6, __asm__ goto("movl $5, %0" : "=m"(r->a) : : : out); r->a++; return r->a == 6; out: r->a = 9;)
CASE(asm_goto_register, r->a == 5, int v; __asm__ goto("movl $5, %0" : "=r"(v) : "r"(&r->b) : "memory" : out); r->a = v; return 1; out: r->a = 9;)
CASE(switch_range, r->a == 5, switch (five) { case 1 ... 4: r->a = 1; break; case 5 ... 9: r->a = five; })
CASE(deep_conditional, r->a == 5, *(five == 4 ? &r->b : five == 3 ? &r->b : five == 5 ? &r->a : &r->b) = five;)
/* clang-format on */

static void *make(void) {
  size_t size = sizeof(struct rec) + 16 * sizeof(int);
  struct rec *r = kpkeys_alloc("protected", size);
  if (!r)
    abort();
  return r;
}

static const struct a_case cases[] = {
    {"packed_int", packed_int},
    {"packed_long_double", packed_long_double},
    {"bit_int", bit_int},
    {"bit_int_field", bit_int_field},
    {"int128_field", int128_field},
    {"uint128_field", uint128_field},
    {"long_field", long_field},
    {"small_field", small_field},
    {"half", half},
    {"brain", brain},
    {"vector_swizzle", vector_swizzle},
    {"vector_component", vector_component},
    {"vector_compound", vector_compound},
    {"vector_bool", vector_bool},
    {"vector_bool_whole", vector_bool_whole},
    {"matrix_element", matrix_element},
    {"matrix_whole", matrix_whole},
    {"matrix_store", matrix_store},
    {"vla_pointer", vla_pointer},
    {"vla_of_rows", vla_of_rows},
    {"flexible", flexible},
    {"flexible_memset", flexible_memset},
    {"add_overflow", add_overflow},
    {"computed_goto", computed_goto},
    {"va_start_in_record", va_start_in_record},
    {"set_jump", set_jump},
    {"builtin_set_jump", builtin_set_jump},
    {"builtin_set_jump_kept", builtin_set_jump_kept},
    {"statement_expression", statement_expression},
    {"seldom_store", seldom_store},
    {"no_prototype", no_prototype},
    {"cleaned_up", cleaned_up},
    {"function_pointer", function_pointer},
    {"over_aligned_holder", over_aligned_holder},
    {"by_value_result", by_value_result},
    {"register_variable", register_variable},
    {"asm_goto_output", asm_goto_output},
    {"asm_goto_register", asm_goto_register},
    {"switch_range", switch_range},
    {"deep_conditional", deep_conditional},
};

const struct a_case *const all_cases = cases;
const unsigned num_cases = sizeof cases / sizeof *cases;
void *(*const make_record)(void) = make;
