// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Phases that change page tables: mapping, unmapping, protecting, moving,
// faulting, copying on write, huge pages, migration.
#define _GNU_SOURCE
#include "workload.h"
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 64, HUGE_SIZE = 2 << 20 };

static char *map_as(size_t pages, int flags) {
  char *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
                 MAP_ANONYMOUS | flags, -1, 0);
  check(p != MAP_FAILED);
  return p;
}

static char *map(size_t pages, int flags) {
  return map_as(pages, MAP_PRIVATE | flags);
}

static void fill(char *p, size_t pages, unsigned seed) {
  for (size_t i = 0; i < pages; ++i)
    *(volatile unsigned *)(p + i * PAGE) = seed + (unsigned)i;
}

static void expect_filled(char *p, size_t pages, unsigned seed) {
  for (size_t i = 0; i < pages; ++i)
    check(*(volatile unsigned *)(p + i * PAGE) == seed + i, "page %zu", i);
}

static void run_mmap(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    char *p = map(PAGES, 0);
    fill(p, PAGES, i);
    expect_filled(p, PAGES, i);
    check(munmap(p, PAGES * PAGE) == 0);
  }
  mark_end();
}

// Only the unmapping of pages that are there is counted.
static void run_munmap(unsigned times) {
  static char *maps[512];
  check(times <= 512);
  for (unsigned i = 0; i < times; ++i) {
    maps[i] = map_as(PAGES, i % 2 ? MAP_SHARED : MAP_PRIVATE);
    fill(maps[i], PAGES, i);
    // No two of them become one.
    check(mprotect(map(1, 0), PAGE, PROT_NONE) == 0);
  }
  mark_begin();
  for (unsigned i = 0; i < times; ++i)
    check(munmap(maps[i], PAGES * PAGE) == 0);
  mark_end();
  for (unsigned i = 0; i < times; ++i)
    check(msync(maps[i], PAGE, MS_ASYNC) == -1 && errno == ENOMEM);
}

static sigjmp_buf out;
static void caught(int number) { siglongjmp(out, number); }

static bool can_write(volatile char *p) {
  if (sigsetjmp(out, 1))
    return false;
  *p = *p;
  return true;
}

static void run_mprotect(unsigned times) {
  struct sigaction action = {.sa_handler = caught};
  check(sigaction(SIGSEGV, &action, NULL) == 0);
  char *p = map(PAGES, 0);
  fill(p, PAGES, 1);
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    check(mprotect(p, PAGES * PAGE, PROT_READ) == 0);
    check(mprotect(p, PAGES * PAGE, PROT_READ | PROT_WRITE) == 0);
  }
  mark_end();
  expect_filled(p, PAGES, 1);
  for (unsigned i = 0; i < 10; ++i) {
    check(mprotect(p + i * PAGE, PAGE, i % 2 ? PROT_READ : PROT_NONE) == 0);
    check(!can_write(p + i * PAGE));
    check(can_write(p + 20 * PAGE));
  }
}

static void run_mremap(unsigned times) {
  char *p = map(PAGES, 0);
  fill(p, PAGES, 5);
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    char *target = map(PAGES, 0);
    char *q = mremap(p, PAGES * PAGE, PAGES * PAGE,
                     MREMAP_MAYMOVE | MREMAP_FIXED, target);
    check(q == target);
    p = q;
  }
  mark_end();
  expect_filled(p, PAGES, 5);
  // Over whole tables: their entries are moved, not their contents.
  char *big = map(3 * HUGE_SIZE / PAGE, MAP_NORESERVE);
  fill(big, 3 * HUGE_SIZE / PAGE, 6);
  char *room = map(8 * HUGE_SIZE / PAGE, MAP_NORESERVE);
  big = mremap(big, 3 * HUGE_SIZE, 3 * HUGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
               room + HUGE_SIZE);
  check(big == room + HUGE_SIZE);
  expect_filled(big, 3 * HUGE_SIZE / PAGE, 6);
}

// First touches, throwing away, first touches again.
static void run_faults(unsigned times) {
  char *p = map(PAGES, 0);
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    fill(p, PAGES, i);
    check(madvise(p, PAGES * PAGE, MADV_DONTNEED) == 0);
    check(*(volatile char *)p == 0);
  }
  mark_end();
}

static char *shared_by_copy;
static int writes_copies(unsigned seed) {
  expect_filled(shared_by_copy, PAGES, 3);
  fill(shared_by_copy, PAGES, seed);
  expect_filled(shared_by_copy, PAGES, seed);
  return 0;
}

static void run_cow(unsigned times) {
  shared_by_copy = map(PAGES, 0);
  fill(shared_by_copy, PAGES, 3);
  mark_begin();
  for (unsigned i = 0; i < times; ++i)
    in_child(writes_copies, 100 + i);
  mark_end();
  expect_filled(shared_by_copy, PAGES, 3);
}

// A file in memory, seen through two maps, cut while it is mapped.
static void run_files(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    int file = memfd_create("file", 0);
    check(file >= 0 && ftruncate(file, PAGES * PAGE) == 0);
    char *a =
        mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    char *b = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, file, 0);
    check(a != MAP_FAILED && b != MAP_FAILED);
    fill(a, PAGES, i);
    expect_filled(b, PAGES, i);
    check(ftruncate(file, PAGE) == 0);
    expect_filled(b, 1, i);
    check(munmap(a, PAGES * PAGE) == 0 && munmap(b, PAGES * PAGE) == 0);
    close(file);
  }
  mark_end();
}

// Huge pages: made at the first touch, split by unmapping a part.
static void run_huge(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    char *p = map(2 * HUGE_SIZE / PAGE, MAP_NORESERVE);
    char *huge =
        (char *)(((uintptr_t)p + HUGE_SIZE - 1) & ~(uintptr_t)(HUGE_SIZE - 1));
    (void)madvise(huge, HUGE_SIZE, MADV_HUGEPAGE); // not in every kernel
    fill(huge, HUGE_SIZE / PAGE, i);
    check(mprotect(huge, HUGE_SIZE, PROT_READ) == 0);
    check(mprotect(huge, HUGE_SIZE, PROT_READ | PROT_WRITE) == 0);
    check(madvise(huge + 16 * PAGE, PAGE, MADV_DONTNEED) == 0);
    expect_filled(huge, 16, i);
    check(huge[16 * PAGE] == 0);
    check(munmap(p, 2 * HUGE_SIZE) == 0);
  }
  mark_end();
}

static void tell_kernel(const char *path) {
  int file = open(path, O_WRONLY);
  if (file < 0)
    return; // not in every kernel
  check(write(file, "1", 1) == 1, "%s", path);
  close(file);
}

// Pages that the kernel moves and looks through meanwhile.
static void run_migrate(unsigned times) {
  char *p = map(16 * PAGES, 0);
  fill(p, 16 * PAGES, 8);
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    check(madvise(p, PAGE * PAGES, MADV_COLD) == 0);
    check(madvise(p + PAGE * PAGES, PAGE * PAGES, MADV_FREE) == 0);
    fill(p + PAGE * PAGES, PAGES, 8 + PAGES);
    tell_kernel("/proc/sys/vm/compact_memory");
    tell_kernel("/proc/self/clear_refs");
    check(mlock(p, PAGE) == 0 && munlock(p, PAGE) == 0);
    expect_filled(p, 16 * PAGES, 8);
  }
  mark_end();
}

// Far apart: each needs tables of its own.
static void run_tables(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    char *place = (char *)((uintptr_t)(i % 60 + 1) << 40);
    char *p = mmap(place, PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    check(p == place);
    fill(p, 1, i);
    expect_filled(p, 1, i);
    check(munmap(p, PAGE) == 0);
  }
  mark_end();
}

const struct phase memory_phases[] = {
    {"mmap", run_mmap, 100},
    {"munmap", run_munmap, 100},
    {"mprotect", run_mprotect, 100},
    {"mremap", run_mremap, 100},
    {"faults", run_faults, 100},
    {"cow", run_cow, 50},
    {"files", run_files, 50},
    {"huge", run_huge, 5},
    {"migrate", run_migrate, 3},
    {"tables", run_tables, 100},
    {NULL, NULL, 0},
};
