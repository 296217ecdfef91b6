/* Intent: without -g the code of a file has locations for messages of the passes
 * only. What is emitted at the end of a file in which they have nothing to do has
 * none; with -g, and at a compilation for a link, it has. */
// DEFINE: %{emit} = %kpkeys_cc1 -triple x86_64-linux-gnu -O1 -disable-llvm-passes -emit-llvm -o -
// RUN: %{emit} %s | FileCheck --check-prefix=NONE %s
// RUN: %{emit} -DMARKED %s | FileCheck --check-prefix=SOME %s
// RUN: %{emit} -DSET %s | FileCheck --check-prefix=SOME %s
// RUN: %{emit} -DCALL_AT %s | FileCheck --check-prefix=SOME %s
// RUN: %{emit} -DLEVEL %s | FileCheck --check-prefix=SOME %s
// RUN: %{emit} -debug-info-kind=line-tables-only %s | FileCheck --check-prefix=SOME %s
// RUN: %{emit} -flto=full -flto-unit %s | FileCheck --check-prefix=SOME %s
// RUN: %{emit} -x c++ %s | FileCheck --check-prefix=NONE %s
// RUN: %{emit} -x c++ -DMARKED %s | FileCheck --check-prefix=SOME %s
struct cred { int uid; } __attribute__((kpkeys_protected("protected")));

static __attribute__((noinline)) void helper(int *p) { *p = 1; }
void caller(int *p) { helper(p); }

#ifdef MARKED
void marked(struct cred *c) { helper(&c->uid); }
#endif
#ifdef SET
#ifdef __cplusplus
extern "C"
#endif
unsigned long kpkeys_set_level(int level);
void sets(void) { kpkeys_set_level(1); }
#endif
#ifdef CALL_AT
void kpkeys_call_at(int level, const char *file, void *f, void *data, unsigned line);
void calls(void) { kpkeys_call_at(1, "", 0, 0, 0); }
#endif
#ifdef LEVEL
__attribute__((kpkeys_level("protected"))) void at_level(int *p) { helper(p); }
#endif

// NONE: define internal void @{{.*}}helper
// NONE-NOT: store{{.*}}!dbg
// NONE: ret void
// SOME: define internal void @{{.*}}helper
// SOME: store i32 1, {{.*}}!dbg
// SOME: ret void
