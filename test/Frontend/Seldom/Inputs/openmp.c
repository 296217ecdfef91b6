/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Writes of protected data in OpenMP regions; see driver.h. */
#include "driver.h"

#define OMP(directive) _Pragma(#directive)

struct rec {
  int a, b;
  int all[64];
  double d;
} DOMAIN;

/* clang-format off */
CASE(parallel_for, r->all[63] == 63, OMP(omp parallel for) for (int i = 0; i < 64; i++) r->all[i] = i;)
CASE(simd, r->all[63] == 63, OMP(omp simd) for (int i = 0; i < 64; i++) r->all[i] = i;)
CASE(critical, r->a == 64, OMP(omp parallel for) for (int i = 0; i < 64; i++) { OMP(omp critical) r->a++; })
CASE(atomic_update, r->a == 64, OMP(omp parallel for) for (int i = 0; i < 64; i++) { OMP(omp atomic) r->a += 1; })
CASE(atomic_double, r->d == 64, OMP(omp parallel for) for (int i = 0; i < 64; i++) { OMP(omp atomic) r->d += 1; })
CASE(atomic_write, r->a == 5, OMP(omp atomic write) r->a = 5;)
CASE(atomic_read, r->b == 5, int v = 5; OMP(omp atomic read) r->b = v;)
CASE(atomic_capture, r->a == 1 && r->b == 1, OMP(omp atomic capture) r->b = r->a += 1;)
CASE(atomic_capture_block, r->a == 1 && r->b == 0, OMP(omp atomic capture) { r->b = r->a; r->a += 1; })
CASE(task, r->a == 5, OMP(omp parallel) { OMP(omp single) { OMP(omp task) r->a = 5; } })
CASE(sections, r->a == 5 && r->b == 6, OMP(omp parallel sections) { OMP(omp section) r->a = 5; OMP(omp section) r->b = 6; })
CASE(reduction_copied, r->a == 2016, int sum = 0; OMP(omp parallel for reduction(+ : sum)) for (int i = 0; i < 64; i++) sum += i; r->a = sum;)
/* clang-format on */

static void *make(void) {
  void *record = kpkeys_alloc("protected", sizeof(struct rec));
  if (!record)
    abort();
  return record;
}

static const struct a_case cases[] = {
    {"parallel_for", parallel_for},
    {"simd", simd},
    {"critical", critical},
    {"atomic_update", atomic_update},
    {"atomic_double", atomic_double},
    {"atomic_write", atomic_write},
    {"atomic_read", atomic_read},
    {"atomic_capture", atomic_capture},
    {"atomic_capture_block", atomic_capture_block},
    {"task", task},
    {"sections", sections},
    {"reduction_copied", reduction_copied},
};

const struct a_case *const all_cases = cases;
const unsigned num_cases = sizeof cases / sizeof *cases;
void *(*const make_record)(void) = make;
