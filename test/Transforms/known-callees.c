/* Intent: a library function that writes has a window of its own, which the
 * verifier accepts and a remark names; a kernel's names are believed for
 * kernels only, and a program's for programs only. */
// RUN: %kpkeys-pku -O1 -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %kpkeys-pku -O0 -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %kpkeys-pks -DKERNEL -O1 -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=KERNEL
// RUN: %kpkeys-pku -DKERNEL -O1 -Rpass=kpkeys -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=PROGRAM

struct state { char name[16]; int a, b; } __attribute__((kpkeys_protected("protected")));

#ifdef KERNEL
long sized_strscpy(char *, const char *, unsigned long);
long read(int, void *, unsigned long);
void names(struct state *s) {
  // KERNEL-DAG: [[# @LINE + 2]]:{{.*}}: remark: window at level 'protected' for domain 'protected': 1 write in 1 instruction, 2 switch places, longest path {{[0-9]+}}; all of 'sized_strscpy' runs in it
  // PROGRAM-DAG: [[# @LINE + 1]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is passed to 'sized_strscpy'
  sized_strscpy(s->name, "x", 16);
  // PROGRAM-DAG: [[# @LINE + 2]]:{{.*}}: remark: window at level 'protected' for domain 'protected': 1 write in 1 instruction, 2 switch places, longest path {{[0-9]+}}; all of 'read' runs in it
  // KERNEL-DAG: [[# @LINE + 1]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is passed to 'read'
  read(0, s->name, 16);
}
#else
long read(int, void *, unsigned long);
int putenv(char *);
void one_window(struct state *s) {
  s->a = 1; // CHECK-DAG: [[# @LINE]]:{{.*}}: remark: window at level 'protected' for domain 'protected': 3 writes in {{[0-9]+}} instructions, 2 switch places, longest path {{[0-9]+}}; all of 'read' runs in it [
  read(0, s->name, 16);
  s->b = 2;
}
void kept(struct state *s) {
  putenv(s->name); // CHECK-DAG: [[# @LINE]]:{{.*}}: warning: kpkeys: a pointer into domain 'protected' is passed to 'putenv', which keeps it
}
#endif
