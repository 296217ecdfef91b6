/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The protected record of the matrix test, and what a kind of write is.
 *
 * kinds.c is compiled with the plugin, and for the twin without it: then the
 * attribute is empty and TWIN puts its static data into a section that the
 * driver keys by hand.
 */
#ifndef MATRIX_RECORD_H
#define MATRIX_RECORD_H

#include "kpkeys.h"
#include <stddef.h>
#include <stdint.h>

#ifdef TWIN
#define KEYED __attribute__((section("twin_keyed")))
#else
#define KEYED
#endif

#define DOMAIN __kpkeys_protected("protected")
#define PAGE 4096

struct node {
  struct node *next, *prev;
};
struct point {
  int x, y;
};
typedef struct {
  uint64_t v;
} entry; /* a page-table entry: one member, assigned whole */
typedef int four __attribute__((vector_size(16)));
typedef int counter_t DOMAIN;
typedef int counters_t[4] DOMAIN;
/* Only some of it is protected, unless it lies in a record that is. */
struct header {
  counter_t refs;
  int other;
};

struct rec {
  int a, b;
  unsigned bits : 5;
  int sbits : 7;
  unsigned flag : 1;
  uint64_t wide : 40;
  int array[16];
  int grid[4][4];
  struct point inner;
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
  long total;
  __attribute__((aligned(16))) unsigned __int128 wide16;
  struct node link;
  entry pte;
  uint64_t big[64];
  struct point points[8];
  struct header header, headers[4];
  double d;
  long double ld;
  _Bool truth;
  _Complex double z;
  four v;
  void *pointer;
} DOMAIN;

/* Whole pages, so that static data of this type shares them with nothing. */
struct paged {
  struct rec r;
} DOMAIN __attribute__((aligned(PAGE)));

/* Only some of it is protected. */
struct mixed {
  int open;
  int shut DOMAIN;
};

struct kind {
  const char *name;
  void (*write)(struct rec *r);
  int (*check)(const struct rec *r);
};
extern const struct kind kinds[];
extern const unsigned num_kinds;

#endif
