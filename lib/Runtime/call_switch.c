/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The way into and out of a function at a level.
 *
 * In: save what a function must keep on the caller's stack, load everything
 * that is still needed into registers, write the key register, change stacks,
 * call. From the write on no instruction here touches ordinary memory. Out:
 * nothing that the function left in registers is believed. Pkey 0 is opened,
 * the call is found through the thread pointer, and the caller's stack and
 * register come from it. A fault and a C++ exception take the same way out.
 *
 * The frame is the last one that an unwinder sees. Its personality catches
 * every exception; what unwinds by force (pthread_exit) goes by.
 *
 * Written as assembly in C, so that the runtime needs one compiler only. Two
 * copies, with and without the key register: a machine without protection keys
 * lacks the instructions. Facts: System V ABI, AAPCS64, Intel SDM vol. 2
 * (RDPKRU, WRPKRU), Arm ARM (POR_EL0).
 */
#define _GNU_SOURCE
#include "call.h"
#include <unwind.h>

_Static_assert(offsetof(struct kpk_call, host_sp) == 0 &&
                   offsetof(struct kpk_call, function) == 8 &&
                   offsetof(struct kpk_call, argument) == 16 &&
                   offsetof(struct kpk_call, stack_top) == 24 &&
                   offsetof(struct kpk_call, level_value) == 32 &&
                   offsetof(struct kpk_call, host_value) == 40 &&
                   offsetof(struct kpk_call, result) == 48,
               "the assembly knows these offsets");

void kpk_call_enter_keyed(struct kpk_call *call);
void kpk_call_enter_plain(struct kpk_call *call);
extern const char kpk_call_leave_keyed[], kpk_call_leave_plain[];
extern const char kpk_call_end_keyed[], kpk_call_end_plain[];

#define FUNCTION_BEGIN(name)                                                   \
  ".pushsection .text\n"                                                       \
  ".balign 16\n"                                                               \
  ".globl " name "\n"                                                          \
  ".hidden " name "\n"                                                         \
  ".type " name ", %function\n" name ":\n"                                     \
  ".cfi_startproc\n"                                                           \
  ".cfi_personality 0x1b, kpk_call_personality\n"
#define LEAVE_LABEL(name)                                                      \
  ".cfi_endproc\n"                                                             \
  ".globl " name "\n"                                                          \
  ".hidden " name "\n" name ":\n"
#define FUNCTION_END(name, end)                                                \
  ".size " name ", . - " name "\n"                                             \
  ".globl " end "\n"                                                           \
  ".hidden " end "\n" end ":\n"                                                \
  ".popsection\n"

#if defined(__x86_64__)

/* WRPKRU and RDPKRU want 0 in ecx, WRPKRU in edx too, where RDPKRU puts it. */
#define ENTER_REGISTER                                                         \
  "movl 32(%rdi), %eax\n"                                                      \
  "xorl %ecx, %ecx\n"                                                          \
  "xorl %edx, %edx\n"                                                          \
  "wrpkru\n"
#define OPEN_ORDINARY_MEMORY                                                   \
  "xorl %ecx, %ecx\n"                                                          \
  "rdpkru\n"                                                                   \
  "andl $-4, %eax\n"                                                           \
  "wrpkru\n"
#define LEAVE_REGISTER                                                         \
  "movl 40(%rdi), %eax\n"                                                      \
  "xorl %ecx, %ecx\n"                                                          \
  "xorl %edx, %edx\n"                                                          \
  "wrpkru\n"

#define SAVE                                                                   \
  "pushq %rbp\n"                                                               \
  "pushq %rbx\n"                                                               \
  "pushq %r12\n"                                                               \
  "pushq %r13\n"                                                               \
  "pushq %r14\n"                                                               \
  "pushq %r15\n"                                                               \
  "subq $8, %rsp\n"                                                            \
  "stmxcsr (%rsp)\n"                                                           \
  "fnstcw 4(%rsp)\n"                                                           \
  "movq %rsp, 0(%rdi)\n"                                                       \
  "movq 8(%rdi), %r8\n"                                                        \
  "movq 16(%rdi), %r9\n"                                                       \
  "movq 24(%rdi), %r10\n"
#define CALL                                                                   \
  "movq %r10, %rsp\n"                                                          \
  "movq %r9, %rdi\n"                                                           \
  "xorl %ebp, %ebp\n"                                                          \
  "xorl %ebx, %ebx\n"                                                          \
  "xorl %esi, %esi\n"                                                          \
  "xorl %r12d, %r12d\n"                                                        \
  "xorl %r13d, %r13d\n"                                                        \
  "xorl %r14d, %r14d\n"                                                        \
  "xorl %r15d, %r15d\n"                                                        \
  "call *%r8\n"
#define KEEP_RESULT "movq %rax, %r8\n"
#define FIND_CALL                                                              \
  "movq kpk_call_current@GOTTPOFF(%rip), %rdi\n"                               \
  "movq %fs:(%rdi), %rdi\n"                                                    \
  "movq %r8, 48(%rdi)\n"                                                       \
  "movq 0(%rdi), %rsp\n"                                                       \
  "movq $0, 0(%rdi)\n"
/* The flags: direction, trap and alignment check are off. */
#define RESTORE                                                                \
  "pushq $2\n"                                                                 \
  "popfq\n"                                                                    \
  "fninit\n"                                                                   \
  "fldcw 4(%rsp)\n"                                                            \
  "ldmxcsr (%rsp)\n"                                                           \
  "addq $8, %rsp\n"                                                            \
  "popq %r15\n"                                                                \
  "popq %r14\n"                                                                \
  "popq %r13\n"                                                                \
  "popq %r12\n"                                                                \
  "popq %rbx\n"                                                                \
  "popq %rbp\n"                                                                \
  "ret\n"
#define LAST_FRAME ".cfi_undefined %rip\n"

const char *kpk_call_unsupported(void) {
  uint64_t shadow_stack = 0;
  /* rdsspq %rax, a NOP where there is no shadow stack. */
  __asm__ volatile(".byte 0xf3, 0x48, 0x0f, 0x1e, 0xc8" : "+a"(shadow_stack));
  return shadow_stack ? "the thread has a shadow stack" : NULL;
}

_Noreturn static void leave_now(const struct kpk_call *call) {
  __asm__ volatile("jmp *%0" ::"r"(call->leave) : "memory");
  __builtin_unreachable();
}

#elif defined(__aarch64__)

#define ENTER_REGISTER                                                         \
  "ldr x12, [x0, #32]\n"                                                       \
  "msr S3_3_C10_C2_4, x12\n"                                                   \
  "isb\n"
#define OPEN_ORDINARY_MEMORY                                                   \
  "mrs x12, S3_3_C10_C2_4\n"                                                   \
  "orr x12, x12, #7\n"                                                         \
  "msr S3_3_C10_C2_4, x12\n"                                                   \
  "isb\n"
#define LEAVE_REGISTER                                                         \
  "ldr x12, [x0, #40]\n"                                                       \
  "msr S3_3_C10_C2_4, x12\n"                                                   \
  "isb\n"

#define SAVE                                                                   \
  "stp x29, x30, [sp, #-176]!\n"                                               \
  "stp x19, x20, [sp, #16]\n"                                                  \
  "stp x21, x22, [sp, #32]\n"                                                  \
  "stp x23, x24, [sp, #48]\n"                                                  \
  "stp x25, x26, [sp, #64]\n"                                                  \
  "stp x27, x28, [sp, #80]\n"                                                  \
  "stp d8, d9, [sp, #96]\n"                                                    \
  "stp d10, d11, [sp, #112]\n"                                                 \
  "stp d12, d13, [sp, #128]\n"                                                 \
  "stp d14, d15, [sp, #144]\n"                                                 \
  "mrs x9, FPCR\n"                                                             \
  "str x9, [sp, #160]\n"                                                       \
  "mov x9, sp\n"                                                               \
  "str x9, [x0, #0]\n"                                                         \
  "ldp x9, x10, [x0, #8]\n"                                                    \
  "ldr x11, [x0, #24]\n"
#define CALL                                                                   \
  "mov sp, x11\n"                                                              \
  "mov x0, x10\n"                                                              \
  "mov x19, xzr\n"                                                             \
  "mov x20, xzr\n"                                                             \
  "mov x21, xzr\n"                                                             \
  "mov x22, xzr\n"                                                             \
  "mov x23, xzr\n"                                                             \
  "mov x24, xzr\n"                                                             \
  "mov x25, xzr\n"                                                             \
  "mov x26, xzr\n"                                                             \
  "mov x27, xzr\n"                                                             \
  "mov x28, xzr\n"                                                             \
  "mov x29, xzr\n"                                                             \
  "blr x9\n"
#define KEEP_RESULT "mov x9, x0\n"
#define FIND_CALL                                                              \
  "mrs x10, TPIDR_EL0\n"                                                       \
  "adrp x11, :gottprel:kpk_call_current\n"                                     \
  "ldr x11, [x11, #:gottprel_lo12:kpk_call_current]\n"                         \
  "ldr x0, [x10, x11]\n"                                                       \
  "str x9, [x0, #48]\n"                                                        \
  "ldr x9, [x0, #0]\n"                                                         \
  "str xzr, [x0, #0]\n"                                                        \
  "mov sp, x9\n"
#define RESTORE                                                                \
  "ldr x9, [sp, #160]\n"                                                       \
  "msr FPCR, x9\n"                                                             \
  "ldp d14, d15, [sp, #144]\n"                                                 \
  "ldp d12, d13, [sp, #128]\n"                                                 \
  "ldp d10, d11, [sp, #112]\n"                                                 \
  "ldp d8, d9, [sp, #96]\n"                                                    \
  "ldp x27, x28, [sp, #80]\n"                                                  \
  "ldp x25, x26, [sp, #64]\n"                                                  \
  "ldp x23, x24, [sp, #48]\n"                                                  \
  "ldp x21, x22, [sp, #32]\n"                                                  \
  "ldp x19, x20, [sp, #16]\n"                                                  \
  "ldp x29, x30, [sp], #176\n"                                                 \
  "ret\n"
#define LAST_FRAME ".cfi_undefined x30\n"

const char *kpk_call_unsupported(void) {
  /* chkfeat x16, a NOP on older CPUs: clears bit 0 if GCS is on. */
  register uint64_t features __asm__("x16") = 1;
  __asm__ volatile("hint #40" : "+r"(features));
  return features ? NULL : "the thread has a guarded control stack";
}

_Noreturn static void leave_now(const struct kpk_call *call) {
  __asm__ volatile("br %0" ::"r"(call->leave) : "memory");
  __builtin_unreachable();
}

#else
#error "kpkeys_call_at needs a way in and out for this machine"
#endif

#define SWITCH(suffix, enter, open, leave)                                     \
  FUNCTION_BEGIN("kpk_call_enter_" suffix)                                     \
  LAST_FRAME SAVE enter CALL LEAVE_LABEL("kpk_call_leave_" suffix)             \
      KEEP_RESULT open FIND_CALL leave RESTORE FUNCTION_END(                   \
          "kpk_call_enter_" suffix, "kpk_call_end_" suffix)
__asm__(SWITCH("keyed", ENTER_REGISTER, OPEN_ORDINARY_MEMORY, LEAVE_REGISTER));
__asm__(SWITCH("plain", "", "", ""));

void kpk_call_switch(struct kpk_call *call, bool switch_register) {
  call->leave = (uintptr_t)(switch_register ? kpk_call_leave_keyed
                                            : kpk_call_leave_plain);
  if (switch_register)
    kpk_call_enter_keyed(call);
  else
    kpk_call_enter_plain(call);
}

bool kpk_call_in_switch(uintptr_t pc) {
  return (pc >= (uintptr_t)kpk_call_enter_keyed &&
          pc < (uintptr_t)kpk_call_end_keyed) ||
         (pc >= (uintptr_t)kpk_call_enter_plain &&
          pc < (uintptr_t)kpk_call_end_plain);
}

/* Of the C++ runtime, where the program has one. */
extern void *__cxa_begin_catch(void *) __attribute__((weak));
extern void __cxa_end_catch(void) __attribute__((weak));

/* Called from .eh_frame alone, which a compiler does not see. */
_Unwind_Reason_Code kpk_call_personality(int version, int actions,
                                         _Unwind_Exception_Class class,
                                         struct _Unwind_Exception *exception,
                                         struct _Unwind_Context *context)
    __attribute__((used, visibility("hidden")));

/* Runs at the level, on the function's stack, as the unwinder does: so only at
   a level that can write ordinary memory. */
_Unwind_Reason_Code kpk_call_personality(int version, int actions,
                                         _Unwind_Exception_Class class,
                                         struct _Unwind_Exception *exception,
                                         struct _Unwind_Context *context) {
  (void)version, (void)class, (void)context;
  struct kpk_call *call = kpk_call_current;
  if (!call || actions & _UA_FORCE_UNWIND)
    return _URC_CONTINUE_UNWIND;
  if (actions & _UA_SEARCH_PHASE)
    return _URC_HANDLER_FOUND;
  if (__cxa_begin_catch && __cxa_end_catch) {
    __cxa_begin_catch(exception);
    __cxa_end_catch();
  } else if (exception->exception_cleanup) {
    exception->exception_cleanup(_URC_FOREIGN_EXCEPTION_CAUGHT, exception);
  }
  call->outcome = KPK_CALL_UNWOUND;
  leave_now(call);
}
