//===- Helpers.cpp - Functions that code generators call ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Helpers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys::verify {

/// Arithmetic of compiler-rt and libgcc: __udivti3, __addtf3, __popcountdi2.
static bool isArithmetic(StringRef Name) {
  if (!Name.consume_front("__"))
    return false;
  static constexpr StringLiteral Operations[] = {
      "add",   "sub",     "mul",    "div",    "mod",   "udiv", "umod",
      "ashl",  "ashr",    "lshr",   "neg",    "cmp",   "ucmp", "popcount",
      "clz",   "ctz",     "ffs",    "parity", "bswap", "fix",  "fixuns",
      "float", "floatun", "extend", "trunc",  "eq",    "ne",   "lt",
      "le",    "gt",      "ge",     "unord",  "pow"};
  return Name.size() >= 4 && isDigit(Name.back()) &&
         any_of(Operations, [&](StringRef O) { return Name.starts_with(O); });
}

HelperKind helperKind(StringRef Name) {
  if (Name == "memcpy" || Name == "memmove" || Name == "memset" ||
      Name == "__memcpy" || Name == "__memmove" || Name == "__memset")
    return HelperKind::CopiesBlock;
  if (Name == "memcmp" || Name == "bcmp" || isArithmetic(Name))
    return HelperKind::Computes;
  if (Name == "__atomic_store" || Name == "__atomic_exchange" ||
      Name == "__atomic_compare_exchange")
    return HelperKind::AtomicOfAnySize;
  if (helperSize(Name) != UnknownSize)
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
         (Name.starts_with("__ubsan_handle_") && Name.ends_with("_abort"));
}

} // namespace kpkeys::verify
