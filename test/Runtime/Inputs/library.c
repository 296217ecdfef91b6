/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Library functions and system calls that write protected memory. Without
 * windows each faults, or fails with EFAULT; the program then does not get to
 * its end. */
#include "kpkeys.h"
#include "kpkeys_rt.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

struct state {
  char name[32];
  int number, counted;
  int sorted[4];
  struct stat status;
  struct timespec now;
  pthread_mutex_t lock;
  sigset_t signals;
} __kpkeys_protected("protected");

static int failures;
static void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

static int ascending(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}

static void system_calls(struct state *s, const int ends[2]) {
  check(write(ends[1], "read", 5) == 5 && read(ends[0], s->name, 5) == 5 &&
            !strcmp(s->name, "read"),
        "read");
  check(write(ends[1], "recv", 5) == 5 && recv(ends[0], s->name, 5, 0) == 5 &&
            !strcmp(s->name, "recv"),
        "recv");
  struct iovec parts[2] = {{s->name, 2}, {&s->number, sizeof s->number}};
  check(write(ends[1], "hi\1\0\0\0", 6) == 6 && readv(ends[0], parts, 2) == 6 &&
            s->number == 1,
        "readv");
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  check(write(ends[1], "ho\2\0\0\0", 6) == 6 &&
            recvmsg(ends[0], &message, 0) == 6 && s->number == 2,
        "recvmsg");
  check(fstat(ends[0], &s->status) == 0 && S_ISSOCK(s->status.st_mode),
        "fstat");
  check(clock_gettime(CLOCK_MONOTONIC, &s->now) == 0 && s->now.tv_nsec >= 0,
        "clock_gettime");
  check(sigemptyset(&s->signals) == 0, "sigemptyset");
}

static void formats(struct state *s, const char *format) {
  check(sscanf("42", "%d", &s->number) == 1 && s->number == 42, "sscanf");
  char text[32];
  check(snprintf(text, sizeof text, "abc%n", &s->counted) == 3 &&
            s->counted == 3,
        "snprintf with %n");
  check(snprintf(text, sizeof text, format, "abcd", &s->counted) == 4 &&
            s->counted == 4,
        "snprintf with a format from elsewhere");
  strcpy(s->name, "12x");
  char *end;
  s->number = (int)strtol(s->name, &end, 10);
  *end = 'y';
  check(!strcmp(s->name, "12y"), "strtol's end is followed");
  strcpy(s->name, "a,b");
  char *next = s->name, *first = strsep(&next, ",");
  *next = 'c';
  check(!strcmp(first, "a") && s->name[2] == 'c', "strsep");
}

static void others(struct state *s) {
  for (int i = 0; i < 4; i++)
    s->sorted[i] = 3 - i;
  qsort(s->sorted, 4, sizeof s->sorted[0], ascending);
  check(s->sorted[0] == 0 && s->sorted[3] == 3, "qsort");
  check(pthread_mutex_init(&s->lock, 0) == 0 &&
            pthread_mutex_lock(&s->lock) == 0 &&
            pthread_mutex_unlock(&s->lock) == 0,
        "pthread_mutex");
  wchar_t text[8];
  check(swprintf(text, 8, L"ab%n", &s->counted) == 2 && s->counted == 2,
        "swprintf with %n");
}

int main(int argc, char **argv) {
  if (kpkeys_init() != 0)
    return 1;
  setvbuf(stdout, 0, _IONBF, 0);
  struct state *s = kpkeys_alloc("protected", sizeof *s);
  int ends[2];
  if (!s || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    return 1;
  system_calls(s, ends);
  formats(s, argc > 1 ? argv[1] : "%s%n");
  others(s);
  printf("%d failed\n", failures);
  return failures != 0;
}
