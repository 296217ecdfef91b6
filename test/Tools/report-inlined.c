// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: where a window's code was inlined from another file, the page shows
// that file's lines as such, and none of the function's own file in their place;
// a file that is not found is said, and text in sources and names is no HTML.
//
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: echo '#include <kpkeys.h>' > record.h
// RUN: echo 'struct record { int a; } __kpkeys_protected("protected");' >> record.h
// RUN: echo 'static inline void set(struct record *r, int v) {' >> record.h
// RUN: echo '  r->a = v & 7; // <b>bold</b>' >> record.h
// RUN: echo '}' >> record.h
// RUN: echo '#include "record.h"' > user.c
// RUN: echo 'int user(struct record *r, int v) {' >> user.c
// RUN: echo '  if (v)' >> user.c
// RUN: echo '    set(r, 1);' >> user.c
// RUN: echo '  return 0;' >> user.c
// RUN: echo '}' >> user.c
// RUN: %kpkeys-pku -I%include -O2 -g -c user.c
// RUN: kpkeys-report user.o --format=html | FileCheck %s
// RUN: kpkeys-report user.o | FileCheck %s --check-prefix=TEXT
// CHECK:      <p class="note">From ./record.h:</p>
// CHECK:      <span class="line in l0"><i>4</i>
// CHECK-SAME: // &lt;b&gt;bold&lt;/b&gt;
// CHECK-SAME: class="mark enter l0"
// CHECK-SAME: class="mark leave l0"
// TEXT: {{^}}user{{$}}
// TEXT-NEXT: window {{.*}}record.h:4:
// TEXT: {{^}}FILE
// TEXT-NEXT: {{^}}user.c
//
// RUN: mkdir elsewhere && cd elsewhere && kpkeys-report ../user.o --format=html | FileCheck %s --check-prefix=ABSENT
// RUN: kpkeys-report ../user.o --format=html --source-dir elsewhere --source-dir .. | FileCheck %s
// ABSENT: <p class="note">The source, ./record.h, was not found.</p>
