; Intent: a write that may go to two domains which no level can write together
; is one error with the cure, and the compilation fails.
; RUN: not %opt -passes='kpkeys-attach-config<policy=%inputs/policies/two-domains.yaml>,kpkeys-form-windows' -disable-output %s 2>&1 | FileCheck %s --implicit-check-not=error:
target triple = "x86_64-unknown-linux-gnu"

declare ptr @__kpkeys_mark.red(ptr)
declare ptr @__kpkeys_mark.blue(ptr)

; CHECK: error: {{.*}}kpkeys: this may write the domains blue, red, and no level of policy '{{.*}}two-domains.yaml' may write them all; add such a level or 'unions: allow', or write each domain by a statement of its own
define void @either(ptr %p, ptr %q, i1 %c) {
  %m = call ptr @__kpkeys_mark.red(ptr %p)
  %n = call ptr @__kpkeys_mark.blue(ptr %q)
  %either = select i1 %c, ptr %m, ptr %n
  store i32 3, ptr %either
  ret void
}
