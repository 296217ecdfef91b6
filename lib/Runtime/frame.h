/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the kernel saved about the interrupted thread; see frame.c. */
#ifndef KPKEYS_RUNTIME_FRAME_H
#define KPKEYS_RUNTIME_FRAME_H

#include "internal.h"

enum kpk_access { KPK_ACCESS_READ, KPK_ACCESS_WRITE, KPK_ACCESS_UNKNOWN };

uintptr_t kpk_frame_pc(const void *context);
uintptr_t kpk_frame_sp(const void *context);
/* Has the interrupted thread go on elsewhere, in a state in which code of a
   compiler can run. */
void kpk_frame_resume_at(void *context, uintptr_t pc);
enum kpk_access kpk_frame_access(const void *context);
/* The interrupted thread's key register; false if it is not in the frame. */
bool kpk_frame_register(const void *context, enum kpk_layout layout,
                        uint64_t *value);

#endif
