/* Intent: a number too narrow for an address is none, wherever it comes from;
 * one of an address's size is. */
// RUN: %kpkeys-pku -fplugin-arg-kpkeys-escape=warn -O0 -c %s -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=warning:
struct rec { int a; long *where; } __attribute__((kpkeys_protected("protected")));
int kept;
long kept_long;
void narrow(struct rec *r) {
  int from;
  __asm__ volatile("movl $1, %0" : "=r"(from) : "r"(r));
  kept = from;
}
void wide(struct rec *r) {
  long from;
  __asm__ volatile("mov %1, %0" : "=r"(from) : "r"(r));
  // CHECK: [[#@LINE+1]]:{{[0-9]+}}: warning: kpkeys: a pointer into domain 'protected' is stored in memory
  kept_long = from;
}
