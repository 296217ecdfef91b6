// Intent: the compiler's reports of its time name the plugin's passes.
// RUN: %kpkeys -target x86_64-linux-gnu -O2 -ftime-report -ftime-trace=%t.json -ftime-trace-granularity=0 -c %s -o %t.o 2> %t.txt
// RUN: FileCheck %s --check-prefix=REPORT < %t.txt
// RUN: FileCheck %s --check-prefix=TRACE < %t.json
// REPORT-DAG: kpkeys::SpecializeCalleesPass
// REPORT-DAG: kpkeys::FormWindowsPass
// REPORT-DAG: kpkeys::VerifyWindowsPass
// TRACE-DAG: kpkeys::SpecializeCalleesPass
// TRACE-DAG: kpkeys::FormWindowsPass
// TRACE-DAG: kpkeys::VerifyWindowsPass
struct s {
  int a;
} __attribute__((kpkeys_protected("protected")));
void f(struct s *p) { p->a = 1; }
