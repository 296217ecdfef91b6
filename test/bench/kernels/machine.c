/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A state machine reads words and numbers. Its state is protected; for what it
 * has read it calls functions that keep their results in ordinary memory. The
 * guard is at the scope of one step, calls included. */
#include "harness/bench.h"

enum state { BETWEEN, WORD, NUMBER };

struct __kpkeys_protected("cred") machine {
  enum state state;
  unsigned line, column, depth;
  unsigned long number, length;
};

struct result {
  unsigned long words, letters, numbers, sum, errors;
  char text[256];
};

UNMEASURED static void prepare(struct arena *a) {
  static const char text[] =
      "set (alpha 10) (beta 2500)\nwhile alpha (inc alpha 3)\n"
      "send (beta alpha 77) to 192 168 1 7\nend\n";
  struct result *r = a->plain;
  struct machine *m = a->cred;
  *r = (struct result){0};
  *m = (struct machine){0};
  for (unsigned i = 0; i < sizeof text; ++i)
    r->text[i] = text[i];
}

__attribute__((noinline)) static void add_word(struct result *r,
                                               unsigned long length) {
  r->words++;
  r->letters += length;
}

__attribute__((noinline)) static void add_number(struct result *r,
                                                 unsigned long number) {
  r->numbers++;
  r->sum += number;
}

__attribute__((noinline)) static void add_error(struct result *r) {
  r->errors++;
}

static inline int is_digit(char c) { return c >= '0' && c <= '9'; }
static inline int is_letter(char c) { return c >= 'a' && c <= 'z'; }

static inline void between(struct machine *m, struct result *r, char c) {
  if (is_letter(c)) {
    m->state = WORD;
    m->length = 1;
  } else if (is_digit(c)) {
    m->state = NUMBER;
    m->number = (unsigned long)(c - '0');
  } else if (c == '(') {
    m->depth++;
  } else if (c == ')') {
    if (m->depth == 0)
      add_error(r);
    else
      m->depth--;
  }
}

static inline void step(struct machine *m, struct result *r, char c) {
  GUARDED(cred) {
    m->column++;
    if (c == '\n') {
      m->line++;
      m->column = 0;
    }
    switch (m->state) {
    case BETWEEN:
      between(m, r, c);
      break;
    case WORD:
      if (is_letter(c)) {
        m->length++;
        break;
      }
      add_word(r, m->length);
      m->state = BETWEEN;
      between(m, r, c);
      break;
    case NUMBER:
      if (is_digit(c)) {
        m->number = m->number * 10 + (unsigned long)(c - '0');
        break;
      }
      add_number(r, m->number);
      m->state = BETWEEN;
      between(m, r, c);
      break;
    }
  }
}

void run(struct arena *a) {
  struct machine *m = a->cred;
  struct result *r = a->plain;
  for (const char *c = r->text; *c; ++c)
    step(m, r, *c);
}

UNMEASURED static unsigned long check(const struct arena *a) {
  const struct machine *m = a->cred;
  const struct result *r = a->plain;
  unsigned long sum = mix(mix(r->words, r->letters), mix(r->numbers, r->sum));
  return mix(mix(sum, m->line), mix(m->column, m->depth + r->errors));
}

KERNEL;
