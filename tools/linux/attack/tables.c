// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attempts on page tables: an ordinary user wants to write a file that it may
// only read, to see kernel memory, to run data; and to take the protection away
// from protected pages. What was changed is put back: the kernel would complain
// about the tables when the process ends.
#define _GNU_SOURCE
#include "attacker.h"
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PRESENT 0x001ULL
#define WRITABLE 0x002ULL
#define USER_PAGE 0x004ULL
#define USED 0x060ULL // accessed, dirty
#define LARGE 0x080ULL
#define NO_EXEC (1ULL << 63)
#define KEY (0xfULL << 59)
#define FRAME 0x000ffffffffff000ULL

enum { PAGE = 4096 };
static const uint64_t LARGE_2M = 2 << 20, LARGE_1G = 1 << 30;

static sigjmp_buf out;
static void caught(int number) { siglongjmp(out, number); }

static void catch_faults(void) {
  struct sigaction action = {.sa_handler = caught};
  must(sigaction(SIGSEGV, &action, NULL) == 0);
  must(sigaction(SIGBUS, &action, NULL) == 0);
}

static bool stores(volatile char *p, char value) {
  catch_faults();
  if (sigsetjmp(out, 1))
    return false;
  *p = value;
  return true;
}

// Does the kernel's secret show up here?
static bool shows_secret(const char *p) {
  catch_faults();
  if (sigsetjmp(out, 1))
    return false;
  return memcmp(p, ATTACK_SECRET_TEXT, sizeof(ATTACK_SECRET_TEXT)) == 0;
}

struct entry {
  uint64_t address, old;
};

static struct entry entry_of(enum attack_what what, const void *p) {
  struct entry e = {.address = find(what, (uint64_t)p)};
  must(e.address && read_kernel(e.address, &e.old));
  return e;
}

static void put_back(const struct entry *e, const struct attack_write *w) {
  if (w->done)
    must(write_word(e->address, e->old));
  flush_tlb();
}

static char *fresh_page(void) {
  char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(p != MAP_FAILED);
  *(volatile char *)p = 'p';
  return p;
}

// A file of root's that others may only read, mapped.
static const char *locked_file(int *file) {
  static const char path[] = "/tmp/locked";
  unlink(path);
  int maker = open(path, O_RDWR | O_CREAT, 0644);
  must(maker >= 0 && write(maker, "locked", 6) == 6);
  close(maker);
  drop_privileges();
  must(open(path, O_RDWR) == -1);
  *file = open(path, O_RDONLY);
  must(*file >= 0);
  char *p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, *file, 0);
  must(p != MAP_FAILED && p[0] == 'l' && !stores(p, 'L'));
  return p;
}

static bool file_changed(int file) {
  char byte;
  must(pread(file, &byte, 1, 0) == 1);
  return byte != 'l';
}

static enum verdict make_writable(enum attack_context context,
                                  enum attack_domain window,
                                  enum attack_method method) {
  int file;
  const char *p = locked_file(&file);
  struct entry e = entry_of(ATTACK_PTE, p);
  struct attack_write w = {
      .address = e.address, .value = e.old | WRITABLE | USED, .method = method};
  if (!write_from(context, window, &w))
    return NOT_POSSIBLE;
  flush_tlb();
  (void)stores((char *)p, 'X');
  enum verdict verdict = judge(&w, file_changed(file));
  put_back(&e, &w);
  return verdict;
}

static enum verdict writable(void) {
  return make_writable(ATTACK_CALLER, ATTACK_PGTABLE, ATTACK_STORE);
}
static enum verdict writable_by_or(void) {
  return make_writable(ATTACK_THREAD, ATTACK_PGTABLE, ATTACK_OR);
}
static enum verdict writable_by_timer(void) {
  return make_writable(ATTACK_TIMER, ATTACK_PGTABLE, ATTACK_STORE);
}
static enum verdict writable_by_ipi(void) {
  return make_writable(ATTACK_IPI, ATTACK_PGTABLE, ATTACK_STORE);
}
static enum verdict writable_beside_window(void) {
  return make_writable(ATTACK_OTHER_CPU, ATTACK_PGTABLE, ATTACK_STORE);
}
static enum verdict writable_in_cred_window(void) {
  return make_writable(ATTACK_OTHER_DOMAIN, ATTACK_CRED, ATTACK_STORE);
}

// Another page behind one's own address.
static enum verdict swap(void) {
  drop_privileges();
  char *p = fresh_page();
  uint64_t frame = find(ATTACK_FRAME, find(ATTACK_SECRET, 0));
  must(frame && !shows_secret(p));
  struct entry e = entry_of(ATTACK_PTE, p);
  struct attack_write w = {.address = e.address,
                           .value = (e.old & ~FRAME) | frame,
                           .method = ATTACK_XCHG};
  write_from(ATTACK_THREAD, ATTACK_PGTABLE, &w);
  flush_tlb();
  enum verdict verdict = judge(&w, shows_secret(p));
  put_back(&e, &w);
  return verdict;
}

static enum verdict executable(void) {
  static const unsigned char code[] = {0xb8, 0x2a, 0, 0, 0, 0xc3}; // return 42
  drop_privileges();
  char *p = fresh_page();
  memcpy(p, code, sizeof(code));
  struct entry e = entry_of(ATTACK_PTE, p);
  if (!(e.old & NO_EXEC))
    return NOT_POSSIBLE;
  struct attack_write w = {.address = e.address, .value = e.old & ~NO_EXEC};
  write_from(ATTACK_THREAD, ATTACK_PGTABLE, &w);
  flush_tlb();
  volatile int result = 0;
  catch_faults();
  if (sigsetjmp(out, 1) == 0)
    result = ((int (*)(void))p)();
  enum verdict verdict = judge(&w, result == 42);
  put_back(&e, &w);
  return verdict;
}

// An empty entry of an upper table becomes a large page of physical memory.
static enum verdict large_page(enum attack_what what, uint64_t size) {
  drop_privileges();
  char *area = mmap(NULL, 3 * size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  must(area != MAP_FAILED);
  char *p = (char *)(((uintptr_t)area + size - 1) / size * size);
  p[0] = 1; // so that there is a table
  char *empty = p + size;
  uint64_t frame = find(ATTACK_FRAME, find(ATTACK_SECRET, 0));
  struct entry e = entry_of(what, empty);
  must(frame && e.old == 0);
  struct attack_write w = {.address = e.address,
                           .value = frame / size * size | PRESENT | WRITABLE |
                                    USER_PAGE | USED | LARGE};
  write_from(ATTACK_THREAD, ATTACK_PGTABLE, &w);
  flush_tlb();
  enum verdict verdict =
      judge(&w, w.done && shows_secret(empty + frame % size));
  put_back(&e, &w);
  return verdict;
}

static enum verdict middle(void) { return large_page(ATTACK_PMD, LARGE_2M); }
static enum verdict upper(void) { return large_page(ATTACK_PUD, LARGE_1G); }

// The top table's entry for the stack, a second time.
static enum verdict top(void) {
  drop_privileges();
  char mine = 'm';
  const uint64_t span = 1ULL << 39;
  char *other = (char *)((77 * span) | ((uint64_t)&mine & (span - 1)));
  struct entry e = entry_of(ATTACK_TOP, other);
  struct entry stack = entry_of(ATTACK_TOP, &mine);
  must(e.old == 0);
  struct attack_write w = {.address = e.address, .value = stack.old};
  write_from(ATTACK_THREAD, ATTACK_PGTABLE, &w);
  flush_tlb();
  enum verdict verdict =
      judge(&w, w.done && stores(other, 'n') && *(volatile char *)&mine == 'n');
  put_back(&e, &w);
  return verdict;
}

// Constants of the kernel become variables.
static enum verdict kernel_constants(void) {
  uint64_t constant = symbol("linux_banner"), value;
  must(constant && read_kernel(constant, &value));
  struct entry e = entry_of(ATTACK_KERNEL_PTE, (void *)constant);
  if (e.old & WRITABLE)
    return NOT_POSSIBLE;
  struct attack_write w = {.address = e.address, .value = e.old | WRITABLE};
  write_from(ATTACK_THREAD, ATTACK_PGTABLE, &w);
  struct attack_write second = {
      .address = constant, .value = value, .times = 1};
  write_from(ATTACK_LOOP, ATTACK_PGTABLE, &second);
  enum verdict verdict = judge(&w, second.done == 1);
  put_back(&e, &w);
  return verdict;
}

// The key of the page of one's credentials, taken out of its entry.
static enum verdict without_key(void) {
  drop_privileges();
  uint64_t euid = find(ATTACK_TASK_CRED, (uint64_t)getpid()) + layout.euid;
  struct entry e = entry_of(ATTACK_KERNEL_PTE, (void *)euid);
  struct attack_write w = {.address = e.address, .value = e.old & ~KEY};
  write_from(ATTACK_THREAD, ATTACK_PGTABLE, &w);
  struct attack_write second = {.address = euid, .times = 1};
  write_from(ATTACK_LOOP, ATTACK_PGTABLE, &second);
  enum verdict verdict = judge(&w, geteuid() == 0);
  put_back(&e, &w);
  return verdict;
}

// A page is protected and unprotected all the time, on each side of windows.
static enum verdict race(void) {
  drop_privileges();
  char *p = fresh_page();
  struct entry e = entry_of(ATTACK_PTE, p);
  volatile int *stop = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t writer = fork();
  must(writer >= 0);
  if (writer == 0) {
    struct attack_write w = {
        .address = e.address, .value = e.old | WRITABLE | USED, .times = 300};
    write_from(ATTACK_LOOP, ATTACK_PGTABLE, &w);
    *stop = 1;
    _exit(judge(&w, w.done > 0));
  }
  while (!*stop) {
    must(mprotect(p, PAGE, PROT_READ) == 0);
    must(mprotect(p, PAGE, PROT_READ | PROT_WRITE) == 0);
  }
  int status;
  must(waitpid(writer, &status, 0) == writer && WIFEXITED(status));
  return (enum verdict)WEXITSTATUS(status);
}

const struct attempt table_attempts[] = {
    {"pte-writable", writable, false},
    {"pte-writable-by-atomic-or", writable_by_or, false},
    {"pte-writable-while-other-cpu-in-window", writable_beside_window, false},
    {"pte-writable-in-cred-window", writable_in_cred_window, false},
    {"pte-writable-from-timer-interrupt-in-window", writable_by_timer, false},
    {"pte-writable-from-ipi-in-window", writable_by_ipi, false},
    {"pte-swapped-for-kernel-page", swap, false},
    {"pte-executable", executable, false},
    {"pmd-large-page", middle, false},
    {"pud-large-page", upper, false},
    {"top-table-second-view", top, false},
    {"kernel-constants-writable", kernel_constants, false},
    {"key-of-credentials-removed", without_key, false},
    {"race-with-mprotect", race, false},
    {NULL, NULL, false},
};
