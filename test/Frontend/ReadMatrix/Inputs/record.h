/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The secret record of the read matrix, and what a kind of read is.
 *
 * kinds.c is compiled with the plugin, and for the twin without it: then the
 * attribute is empty and TWIN puts its static data into a section that the
 * driver keys by hand.
 */
#ifndef READ_MATRIX_RECORD_H
#define READ_MATRIX_RECORD_H

#include "kpkeys.h"
#include <stddef.h>
#include <stdint.h>

#ifdef TWIN
#define KEYED __attribute__((section("twin_keyed")))
#else
#define KEYED
#endif

#define DOMAIN __kpkeys_protected("key")
#define PAGE 4096

struct node {
  struct node *next, *prev;
};
struct point {
  int x, y;
};
struct triple {
  int i[3];
};
struct large {
  int i[40];
};
typedef int four __attribute__((vector_size(16)));
typedef int secret_int DOMAIN;

/* All numbers are 5, and the name has five letters. */
struct key {
  int a, b;
  unsigned bits : 5;
  int sbits : 7;
  unsigned flag : 1;
  uint64_t wide : 40;
  int array[16];
  int grid[4][4];
  struct point inner;
  struct triple triple;
  struct large large;
  struct {
    int anon_x;
    union {
      int anon_i;
      float anon_f;
    };
  };
  union {
    uint32_t word;
    uint8_t byte[4];
  } u;
  char name[32];
  _Atomic int atom;
  int plain_atom;
  __attribute__((aligned(16))) unsigned __int128 wide16;
  struct node link;
  uint64_t big[64];
  struct point points[8];
  double d;
  long double ld;
  _Bool truth;
  _Complex double z;
  four v;
  void *pointer; /* to an ordinary 5 */
  struct key *self;
} DOMAIN;

/* Whole pages, so that static data of this type shares them with nothing. */
struct paged {
  struct key k;
} DOMAIN __attribute__((aligned(PAGE)));

enum outcome { READ, WRONG_VALUE, LEVEL_LEFT_OPEN, KEY_FAULT, OTHER_END };

struct kind {
  const char *name;
  int (*read)(struct key *k);
};
extern const struct kind kinds[];
extern const unsigned num_kinds;
/* Static data that the driver fills: kinds.c's own. */
extern struct key *const static_keys[];
extern const unsigned num_static_keys;

#endif
