/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the code under test (protected.c) and the guests that run it share: the
 * protected record and the list of functions that write to it.
 *
 * protected.c is compiled more than once into one guest. GUEST_PREFIX tells the
 * copies apart: `tested_` is the copy under test, `plain_` the copy without the
 * plugin that says what the record must hold afterwards.
 */
#ifndef KPKEYS_GUESTS_PROTECTED_H
#define KPKEYS_GUESTS_PROTECTED_H

#include "kpkeys.h"

/* Ordinary types: only as members of the record are they protected. */
struct list {
  struct list *next, *prev;
};
struct triple {
  long first, second, third;
};
struct entry {
  unsigned long value;
};

/* Without padding: the checks compare every byte. */
struct __kpkeys_protected("protected") record {
  long word;
  int count;
  unsigned low : 3, middle : 11, high : 18;
  long array[16];
  char bytes[64];
  struct list head, node, own;
  struct triple triples[2];
  struct entry entry;
  _Atomic long atomic;
  long shared;
  unsigned char flags[8];
  union {
    long whole;
    short half[4];
  };
  struct {
    long inner;
    struct {
      long innermost;
    };
  };
};

/* The only record there is, in a page of its own. */
extern struct record guest_record;

/* Ordinary memory that the code under test uses beside the record. */
extern struct list guest_head;
extern volatile long guest_ordinary;
extern long *volatile guest_pointer;
extern const char guest_source[64];

/* Notes whether it was called at the default level. */
void guest_call_out(void);

/* Each writes to the record at least once, whatever `v` is. */
#define GUEST_WRITES(X)                                                        \
  X(direct_store)                                                              \
  X(compound_assignment)                                                       \
  X(increment)                                                                 \
  X(bit_field)                                                                 \
  X(anonymous_member)                                                          \
  X(union_member)                                                              \
  X(nested_member)                                                             \
  X(array_fill)                                                                \
  X(array_variable_length)                                                     \
  X(whole_record)                                                              \
  X(compound_literal)                                                          \
  X(function_result)                                                           \
  X(member_copy)                                                               \
  X(volatile_member_record)                                                    \
  X(copy_small)                                                                \
  X(copy_variable_length)                                                      \
  X(fill_small)                                                                \
  X(fill_variable_length)                                                      \
  X(move_overlapping)                                                          \
  X(volatile_store)                                                            \
  X(atomic_store)                                                              \
  X(atomic_add)                                                                \
  X(atomic_exchange)                                                           \
  X(atomic_type)                                                               \
  X(sync_or)                                                                   \
  X(test_and_set)                                                              \
  X(compare_exchange_loop)                                                     \
  X(overflow_builtin)                                                          \
  X(asm_memory_output)                                                         \
  X(asm_pointer_in_register)                                                   \
  X(list_add_to_protected)                                                     \
  X(list_add_between_protected)                                                \
  X(list_add_to_ordinary)                                                      \
  X(helper_called)                                                             \
  X(helper_called_twice)                                                       \
  X(container_of_member)                                                       \
  X(pointer_in_local)                                                          \
  X(integer_cast)                                                              \
  X(either_branch)                                                             \
  X(early_return)                                                              \
  X(switch_cases)                                                              \
  X(backward_goto)                                                             \
  X(ordinary_store_between)                                                    \
  X(call_between)                                                              \
  X(call_in_loop)                                                              \
  X(global_member)                                                             \
  X(global_array)                                                              \
  X(pointer_in_local_array)                                                    \
  X(pointer_in_local_record)                                                   \
  X(pointer_stepped)                                                           \
  X(conditional_target)                                                        \
  X(statement_expression)                                                      \
  X(call_in_value)                                                             \
  X(asm_pointer_updated)                                                       \
  X(computed_goto)                                                             \
  X(helper_recursive)                                                          \
  X(ordinary_and_protected_pointer)

/* Each only reads the record. */
#define GUEST_READS(X)                                                         \
  X(read_members)                                                              \
  X(read_volatile)                                                             \
  X(read_atomic)                                                               \
  X(read_atomic_type)                                                          \
  X(read_through_pointer)                                                      \
  X(read_copy)                                                                 \
  X(read_loop)

/* Each writes through a pointer that it kept in ordinary memory: the plugin
   warns where the pointer is stored, and the write must fault. */
#define GUEST_ESCAPES(X) X(pointer_in_ordinary_memory)

#define GUEST_PASTE_(a, b) a##b
#define GUEST_PASTE(a, b) GUEST_PASTE_(a, b)
#define GUEST_NAME(function) GUEST_PASTE(GUEST_PREFIX, function)

#endif
