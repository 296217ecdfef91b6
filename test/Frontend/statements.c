/* Intent: what writes protected data without an expression that could be
 * marked is reported: OpenMP clauses that copy back, pointers given to asm in
 * memory, thread-private variables. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -fopenmp -fasm-blocks -fsyntax-only -verify %s

#define DOMAIN __attribute__((kpkeys_protected("protected")))
struct rec { int a; int all[8]; } DOMAIN;
struct rec global;
int total DOMAIN;
int table[8] DOMAIN;
int own DOMAIN;
#pragma omp threadprivate(own) // expected-error {{thread-local variable 'own' cannot be protected}}

void clauses(struct rec *r, int *plain) {
  int sum = 0, local = 0;
#pragma omp parallel for reduction(+ : sum) lastprivate(local)
  for (int i = 0; i < 8; i++)
    sum += i, local = i;
#pragma omp parallel for reduction(+ : total) // expected-error {{OpenMP clause 'reduction' would write domain 'protected' without a window; list a local variable and assign it afterwards}}
  for (int i = 0; i < 8; i++)
    total += i;
#pragma omp parallel for lastprivate(total) // expected-error {{OpenMP clause 'lastprivate' would write domain 'protected'}}
  for (int i = 0; i < 8; i++)
    total = i;
#pragma omp parallel for linear(total) // expected-error {{OpenMP clause 'linear' would write domain 'protected'}}
  for (int i = 0; i < 8; i++)
    total += 1;
#pragma omp parallel for reduction(+ : table[0 : 4]) // expected-error {{OpenMP clause 'reduction' would write domain 'protected'}}
  for (int i = 0; i < 8; i++)
    table[0] += i;
#pragma omp target map(tofrom : total) // expected-error {{OpenMP clause 'map' would write domain 'protected'}}
  total++;
#pragma omp parallel for reduction(+ : plain[0 : 4])
  for (int i = 0; i < 8; i++)
    plain[0] += i;
#pragma omp parallel for firstprivate(total) private(global)
  for (int i = 0; i < 8; i++)
    total++, global.a++;
}

void asm_operands(struct rec *r, int *plain, struct rec **slot,
                  const struct rec **reads) {
  __asm__ volatile("mov %0, %%rax" : : "m"(r) : "memory", "rax"); // expected-warning {{inline asm is given a pointer into domain 'protected' in memory, and may write through it without a window; give it the pointer in a register}}
  __asm__ volatile("xchg %0, %%rax" : "+m"(r) : : "memory", "rax"); // expected-warning {{inline asm is given a pointer}}
  __asm__ volatile("mov %0, %%rax" : : "m"(plain) : "memory", "rax");
  __asm__ volatile("mov %0, %%rax" : : "m"(r) : "rax");
  __asm__ volatile("movl $1, %0" : : "m"(r->a) : "memory");
  __asm__ volatile("movl $1, (%0)" : "+r"(r) : : "memory");
  // A pointer in other memory is exchanged or loaded.
  __asm__ volatile("xchg %0, %%rax" : "+m"(*slot) : : "memory", "rax");
  __asm__ volatile("mov %1, %0" : "=r"(r) : "m"(*slot) : "memory");
  __asm__ volatile("mov %%rax, %0" : "=m"(r) : : "memory");
  __asm__ volatile("movl $1, (%0)" : "+r"(*slot) : : "memory"); // expected-warning {{inline asm is given a pointer into domain 'protected' in an operand that it reads and writes, and may write through it without a window; use a local variable as the operand}}
  __asm__ volatile("movl $1, (%0)" : "+D"(*slot)); // expected-warning {{in an operand that it reads and writes}}
  __asm__("add $4, %0" : "+r"(*slot));
  __asm__ volatile("movl $1, (%0)" : "+r"(*reads) : : "memory");
  // expected-warning@+2 {{inline asm is given a pointer}}
  __asm {
    mov rax, r
    mov dword ptr [rax], 1
  }
  __asm {
    mov rax, plain
    mov total, 1
  }
}
