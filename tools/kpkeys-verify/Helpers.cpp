//===- Helpers.cpp - Functions that code generators call ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Helpers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace kpkeys::verify {

/// Arithmetic of compiler-rt and libgcc: of integers (si, di, ti) and floating
/// point (hf, sf, df, xf, tf), by the number of arguments and result.
static bool isArithmetic(StringRef Name) {
  static const Regex Pattern(
      "^__((mul|div|mod|udiv|umod|ashl|ashr|lshr|addv|subv|mulv)[sdt]i3|"
      "(divmod|udivmod|mulo)[sdt]i4|"
      "(neg|negv|abs|absv|cmp|ucmp|popcount|clz|ctz|ffs|parity|bswap|clrsb)"
      "[sdt]i2|"
      "(add|sub|mul|div)([hsdxt]|b)f3|neg[hsdxt]f2|(mul|div)[hsdxt]c3|"
      "(cmp|eq|ne|lt|le|gt|ge|unord)[hsdxt]f2|powi[sdxt]f2|"
      "(extend|trunc)([hsdxt]|b)f([hsdxt]|b)f2|"
      "(fix|fixuns)([hsdxt]|b)f[sdt]i|(float|floatun)[sdt]i([hsdxt]|b)f)$");
  return Pattern.match(Name);
}

/// Of libatomic; outlined ones of AArch64.
static bool isAtomic(StringRef Name) {
  static const Regex Pattern(
      "^(__atomic_(load|store|exchange|compare_exchange|"
      "fetch_(add|sub|and|or|xor|nand)|(add|sub|and|or|xor|nand)_fetch)"
      "_(1|2|4|8|16)|__atomic_load|__atomic_is_lock_free|"
      "__aarch64_(cas|swp|ldadd|ldclr|ldeor|ldset)(1|2|4|8|16)"
      "_(relax|acq|rel|acq_rel|sync))$");
  return Pattern.match(Name);
}

bool isRuntime(StringRef Name) {
  static constexpr StringLiteral Names[] = {
      "kpk_write_register", "kpk_call_enter_keyed", "kpk_call_leave_keyed"};
  return is_contained(Names, Name);
}

bool isSanitizer(StringRef Name) {
  return Name.starts_with("__asan_") || Name.starts_with("__hwasan_") ||
         Name.starts_with("__ubsan_handle_") || Name.starts_with("__tsan_") ||
         Name.starts_with("__msan_") || Name.starts_with("__kasan_") ||
         Name.starts_with("__sanitizer_");
}

HelperKind helperKind(StringRef Name) {
  if (Name == "memcpy" || Name == "memmove" || Name == "memset" ||
      Name == "__memcpy" || Name == "__memmove" || Name == "__memset")
    return HelperKind::CopiesBlock;
  if (Name == "memcmp" || Name == "bcmp")
    return HelperKind::Computes;
  if (!Name.starts_with("__"))
    return HelperKind::None;
  if (isArithmetic(Name))
    return HelperKind::Computes;
  if (Name == "__atomic_store" || Name == "__atomic_exchange" ||
      Name == "__atomic_compare_exchange")
    return HelperKind::AtomicOfAnySize;
  if (isAtomic(Name))
    return HelperKind::Atomic;
  return HelperKind::None;
}

/// __aarch64_ldadd4_acq_rel; of libatomic, __atomic_store_16.
uint64_t helperSize(StringRef Name) {
  uint64_t Size = 0;
  if (Name.consume_front("__atomic_")) {
    if (Name.starts_with("load") || Name.starts_with("is_lock_free"))
      return 0;
    auto [Operation, Suffix] = Name.rsplit('_');
    return Suffix.getAsInteger(10, Size) ? UnknownSize : Size;
  }
  if (!Name.consume_front("__aarch64_"))
    return UnknownSize;
  for (StringRef Operation :
       {"cas", "swp", "ldadd", "ldclr", "ldeor", "ldset"}) {
    StringRef Rest = Name;
    if (Rest.consume_front(Operation) && !Rest.consumeInteger(10, Size) &&
        Rest.starts_with("_"))
      return Size;
  }
  return UnknownSize;
}

bool neverReturns(StringRef Name) {
  static constexpr StringLiteral Names[] = {
      "abort",
      "exit",
      "_exit",
      "_Exit",
      "quick_exit",
      "longjmp",
      "_longjmp",
      "siglongjmp",
      "__longjmp_chk",
      "__assert_fail",
      "__assert",
      "__stack_chk_fail",
      "__chk_fail",
      "__fortify_fail",
      "_Unwind_Resume",
      "__cxa_throw",
      "__cxa_rethrow",
      "__cxa_bad_cast",
      "__cxa_throw_bad_array_new_length",
      "_ZSt9terminatev",
      "__clang_call_terminate",
      "panic",
      "pthread_exit",
      "err",
      "errx",
      "__ubsan_handle_builtin_unreachable",
      "do_exit",
      "do_group_exit",
      "kthread_exit",
      "usercopy_abort",
      "fortify_panic",
      "__fortify_panic",
      "rewind_stack_and_make_dead",
      "make_task_dead"};
  return is_contained(Names, Name) || Name.starts_with("_ZSt20__throw_") ||
         Name.starts_with("_ZSt17__throw_") ||
         Name.starts_with("_ZSt19__throw_") ||
         (Name.starts_with("__ubsan_handle_") && Name.ends_with("_abort")) ||
         (Name.starts_with("__asan_report_") && !Name.ends_with("_noabort"));
}

} // namespace kpkeys::verify
