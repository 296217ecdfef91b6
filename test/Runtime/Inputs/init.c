/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Calls kpkeys_init on whatever records the command line asks for, twice, and
 * says how it ended. After a failure nothing may be left half done: the page
 * must be writable and all pkeys free.
 */
#define _GNU_SOURCE
#ifdef TWO_RECORDS
#include "records.h"
#define TEST_RECORD second_record
#ifdef SECOND_NAME
#define TEST_NAME SECOND_NAME
#endif
#ifdef SECOND_DIGEST
#define TEST_DIGEST SECOND_DIGEST
#endif
#ifdef SECOND_TARGET
#undef TEST_TARGET
#define TEST_TARGET SECOND_TARGET
#endif
#include "records.h"
#elif defined(NO_RECORD)
#define TEST_PAGE 4096
#else
#include "records.h"
#endif

#include "kpkeys_rt.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef NO_RECORD
struct {
  char bytes[TEST_PAGE];
} page;
#else
TEST_REGION(page, "cred");
#endif
#ifdef BAD_DOMAIN
TEST_REGION_AT(bad, "nowhere", page.bytes, page.bytes + TEST_PAGE);
#endif
#ifdef BAD_ALIGNMENT
TEST_REGION_AT(bad, "cred", page.bytes + 8, page.bytes + TEST_PAGE);
#endif
#ifdef BAD_ORDER
TEST_REGION_AT(bad, "cred", page.bytes + TEST_PAGE, page.bytes);
#endif
#ifdef BAD_OVERLAP
TEST_REGION_AT(bad, "pgtable", page.bytes, page.bytes + TEST_PAGE);
#endif
#ifdef BAD_PAGES /* where nothing is mapped: keying fails */
TEST_REGION_AT(bad, "cred", (void *)0x10000, (void *)0x11000);
#endif
#ifdef EMPTY_REGION
TEST_REGION_AT(bad, "cred", page.bytes + TEST_PAGE, page.bytes + TEST_PAGE);
#endif

static const char *error_name(int error) {
  switch (error) {
  case EINVAL:
    return "EINVAL";
  case ENOENT:
    return "ENOENT";
  case ENOMEM:
    return "ENOMEM";
  case EBUSY:
    return "EBUSY";
  case ENOTSUP:
    return "ENOTSUP";
  case ENODEV:
    return "ENODEV";
  }
  return strerror(error);
}

static void report_nothing_left(void) {
  page.bytes[0] = 1; /* dies if the page was left protected */
  printf("backend %s, level %d\n", kpkeys_backend_name(),
         kpkeys_level("default"));
  printf("first free pkey %ld\n", syscall(SYS_pkey_alloc, 0ul, 0ul));
}

int main(void) {
#ifdef TAKE_KEYS /* so many lowest pkeys are gone when the runtime comes */
  for (int i = 0; i < TAKE_KEYS; ++i)
    if (syscall(SYS_pkey_alloc, 0ul, 0ul) < 0)
      return 2;
#endif
  for (int i = 0; i < 2; ++i) {
    errno = 0;
    int status = kpkeys_init();
    printf("kpkeys_init: %d %s\n", status, status ? error_name(errno) : "");
    fflush(stdout);
    if (status && i) {
      report_nothing_left();
      return 1;
    }
  }
  printf("backend %s, next free pkey %ld\n", kpkeys_backend_name(),
         syscall(SYS_pkey_alloc, 0ul, 0ul));
  return 0;
}
