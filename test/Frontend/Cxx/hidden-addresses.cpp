// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: addresses that -fstrict-vtable-pointers hides from the optimizer, and
// those of annotated fields, are followed, at each level.
// DEFINE: %{level} = -O0
// DEFINE: %{run} = %kpkeysxx-sim -std=c++17 %{level} -fstrict-vtable-pointers -Wall -Werror -I%include %s %kpkeys_rt_lib -o %t && %t
// RUN: %{run}
// REDEFINE: %{level} = -O1
// RUN: %{run}
// REDEFINE: %{level} = -O2
// RUN: %{run}
// REDEFINE: %{level} = -O3
// RUN: %{run}
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <new>

struct __kpkeys_protected("protected") base {
  int x = 1;
  virtual ~base() { x = -1; }
  virtual void next() { x++; }
};
struct __kpkeys_protected("protected") record {
  base b;
  [[clang::annotate("counted")]] int z = 0;
  ~record() {}
};
__attribute__((noinline)) static void end(record *r) { r->~record(); }

int main() {
  void *memory = kpkeys_init() ? nullptr : kpkeys_alloc("protected", sizeof(record));
  if (!memory)
    return 2;
  record *r = new (memory) record;
  r->b.base::next();
  base *again = __builtin_launder(&r->b);
  again->x = 4;
  r->b.next();
  r->z = 7;
  bool right = r->b.x == 5 && r->z == 7;
  end(r);
  return !right;
}
