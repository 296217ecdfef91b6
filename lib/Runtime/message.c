/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Messages of the runtime.
 *
 * Each message is formatted in a buffer on the stack and leaves in one
 * write(2), so it is whole even when threads report at once. No stdio, no
 * locks, no allocation: usable in a signal handler. A text longer than the
 * buffer is cut. Decides nothing about what is an error.
 */
#include "internal.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct text {
  size_t used;
  char bytes[1024];
};

static void add_char(struct text *t, char c) {
  if (t->used < sizeof t->bytes - 1) /* one is kept for the newline */
    t->bytes[t->used++] = c;
}

static void add_string(struct text *t, const char *s) {
  for (s = s ? s : "(null)"; *s; ++s)
    add_char(t, *s);
}

static void add_number(struct text *t, unsigned long value, unsigned base) {
  char digits[24];
  size_t n = 0;
  do
    digits[n++] = "0123456789abcdef"[value % base];
  while (value /= base);
  while (n)
    add_char(t, digits[--n]);
}

static void add_int(struct text *t, int value) {
  if (value < 0)
    add_char(t, '-');
  add_number(t, value < 0 ? 0ul - (unsigned long)value : (unsigned long)value,
             10);
}

static void add_format(struct text *t, const char *format, va_list args) {
  for (; *format; ++format) {
    if (*format != '%') {
      add_char(t, *format);
      continue;
    }
    switch (*++format) {
    case 's':
      add_string(t, va_arg(args, const char *));
      break;
    case 'd':
      add_int(t, va_arg(args, int));
      break;
    case 'u':
      add_number(t, va_arg(args, unsigned), 10);
      break;
    case 'l':
      add_number(t, va_arg(args, unsigned long), *++format == 'x' ? 16 : 10);
      break;
    default:
      add_char(t, *format);
    }
  }
}

static void emit(const char *prefix, const char *format, va_list args) {
  int saved_errno = errno;
  struct text t;
  t.used = 0;
  add_string(&t, prefix);
  add_format(&t, format, args);
  t.bytes[t.used++] = '\n';
  for (size_t done = 0; done < t.used;) {
    ssize_t n = write(STDERR_FILENO, t.bytes + done, t.used - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break; /* no one is listening: there is nowhere else to say it */
    done += (size_t)n;
  }
  errno = saved_errno;
}

void kpk_error(const char *format, ...) {
  va_list args;
  va_start(args, format);
  emit("kpkeys: error: ", format, args);
  va_end(args);
}

void kpk_note(const char *format, ...) {
  va_list args;
  va_start(args, format);
  emit("kpkeys: note: ", format, args);
  va_end(args);
}

void kpk_line(const char *format, ...) {
  va_list args;
  va_start(args, format);
  emit("kpkeys: ", format, args);
  va_end(args);
}

_Noreturn void kpk_fatal(const char *format, ...) {
  va_list args;
  va_start(args, format);
  emit("kpkeys: fatal: ", format, args);
  va_end(args);
  abort();
}

const char *kpk_hex(char *buffer, const uint8_t *data, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) {
    buffer[2 * i] = "0123456789abcdef"[data[i] >> 4];
    buffer[2 * i + 1] = "0123456789abcdef"[data[i] & 15];
  }
  buffer[2 * bytes] = 0;
  return buffer;
}
