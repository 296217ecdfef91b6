// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attempts on credentials: an ordinary user wants to be root, by the kernel's
// write to its own credentials, to others', to freed ones.
#define _GNU_SOURCE
#include "attacker.h"
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USER = 1000 };

static uint64_t own(uint32_t offset) {
  uint64_t cred = find(ATTACK_TASK_CRED, (uint64_t)getpid());
  must(cred);
  return cred + offset;
}

static bool is_root(void) { return geteuid() == 0; }

// euid and egid become 0, by whatever instruction from wherever.
static enum verdict become_root(enum attack_context context,
                                enum attack_domain window,
                                enum attack_method method) {
  drop_privileges();
  struct attack_write w = {.address = own(layout.euid), .method = method};
  if (!write_from(context, window, &w))
    return NOT_POSSIBLE;
  return judge(&w, is_root());
}

static enum verdict by_own_call(void) {
  return become_root(ATTACK_CALLER, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict by_thread(void) {
  return become_root(ATTACK_THREAD, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict by_xchg(void) {
  return become_root(ATTACK_THREAD, ATTACK_CRED, ATTACK_XCHG);
}
static enum verdict by_timer(void) {
  return become_root(ATTACK_TIMER, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict by_ipi(void) {
  return become_root(ATTACK_IPI, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict by_irq_work(void) {
  return become_root(ATTACK_IRQ_WORK, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict by_softirq(void) {
  return become_root(ATTACK_SOFTIRQ, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict by_preemption(void) {
  return become_root(ATTACK_PREEMPT, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict by_number(void) {
  return become_root(ATTACK_NUMBER, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict beside_window(void) {
  return become_root(ATTACK_OTHER_CPU, ATTACK_CRED, ATTACK_STORE);
}
static enum verdict in_table_window(void) {
  return become_root(ATTACK_OTHER_DOMAIN, ATTACK_PGTABLE, ATTACK_STORE);
}

static enum verdict real_uid(void) {
  drop_privileges();
  struct attack_write w = {.address = own(layout.uid), .size = 4};
  write_from(ATTACK_CALLER, ATTACK_CRED, &w);
  return judge(&w, getuid() == 0);
}

// All ids at once, as an exploit's memset would.
static enum verdict all_ids(void) {
  drop_privileges();
  struct attack_write w = {
      .address = own(layout.uid), .size = 32, .method = ATTACK_STRING};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  return judge(&w, is_root() && getuid() == 0 && setgid(0) == 0);
}

// Ids and capabilities of init_cred over one's own.
static enum verdict copied(void) {
  drop_privileges();
  uint64_t init_cred = find(ATTACK_INIT_CRED, 0);
  struct attack_write w = {.address = own(layout.uid),
                           .value = init_cred + layout.uid,
                           .size = layout.cap_ambient - layout.uid,
                           .method = ATTACK_COPY};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  return judge(&w, is_root() && sethostname("copied", 6) == 0);
}

// No ids: a capability is enough.
static enum verdict capabilities(void) {
  drop_privileges();
  must(sethostname("no", 2) == -1);
  struct attack_write w = {.address = own(layout.cap_effective),
                           .value = 0x1ffffffffffULL,
                           .method = ATTACK_OR};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  return judge(&w, sethostname("capable", 7) == 0);
}

// Root of a namespace of one's own becomes root of all.
static enum verdict namespace(void) {
  drop_privileges();
  if (unshare(CLONE_NEWUSER) != 0)
    return NOT_POSSIBLE;
  must(sethostname("no", 2) == -1);
  uint64_t old, at = own(layout.user_ns);
  must(read_kernel(at, &old));
  struct attack_write w = {.address = at, .value = layout.init_user_ns};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  enum verdict verdict = judge(&w, sethostname("ns", 2) == 0);
  if (w.done)
    must(write_word(at, old)); // who holds which namespace is counted
  return verdict;
}

// Writes a word and takes it back. A value that is neither the old one nor the
// wanted one is somebody else's: a freed object has a new owner any time.
static enum verdict edit(uint64_t address, uint64_t change,
                         enum attack_method method) {
  uint64_t old, now;
  must(address && read_kernel(address, &old));
  struct attack_write w = {.address = address,
                           .value = method == ATTACK_OR ? change : old ^ change,
                           .method = method};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  must(read_kernel(address, &now));
  bool is_there = method == ATTACK_OR ? now & change : now == w.value;
  enum verdict verdict = judge(&w, is_there);
  if (w.done)
    must(write_word(address, old));
  return verdict;
}

static enum verdict init_cred(void) {
  return edit(find(ATTACK_INIT_CRED, 0) + layout.cap_ambient, 1, ATTACK_STORE);
}
// The same memory at its other address.
static enum verdict init_cred_alias(void) {
  return edit(find(ATTACK_INIT_CRED_ALIAS, 0) + layout.cap_ambient, 1,
              ATTACK_STORE);
}
// Its count of users: from there to a use after free.
static enum verdict usage(void) {
  return edit(find(ATTACK_INIT_CRED, 0), 1 << 20, ATTACK_OR);
}

// A process that says what it is when asked.
struct victim {
  pid_t pid;
  int ask, answer;
  uint64_t cred;
};

static struct victim start_victim(void) {
  int to[2], from[2];
  must(pipe(to) == 0 && pipe(from) == 0);
  struct victim v = {.ask = to[1], .answer = from[0]};
  v.pid = fork();
  must(v.pid >= 0);
  if (v.pid == 0) {
    char byte;
    close(to[1]);
    drop_privileges();
    must(write(from[1], "r", 1) == 1);
    while (read(to[0], &byte, 1) == 1) {
      byte = is_root() ? 'y' : 'n';
      must(write(from[1], &byte, 1) == 1);
    }
    _exit(0);
  }
  close(to[0]);
  close(from[1]);
  char ready;
  must(read(v.answer, &ready, 1) == 1);
  v.cred = find(ATTACK_TASK_CRED, (uint64_t)v.pid);
  must(v.cred);
  return v;
}

static bool victim_is_root(struct victim *v) {
  char byte;
  must(write(v->ask, "?", 1) == 1 && read(v->answer, &byte, 1) == 1);
  return byte == 'y';
}

static void end_victim(struct victim *v) {
  close(v->ask);
  close(v->answer);
  kill(v->pid, SIGKILL);
  must(waitpid(v->pid, NULL, 0) == v->pid);
}

static enum verdict other_process(void) {
  struct victim v = start_victim();
  struct attack_write w = {.address = v.cred + layout.euid};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  enum verdict verdict = judge(&w, victim_is_root(&v));
  end_victim(&v);
  return verdict;
}

static void stay_on(int cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(cpu, &cpus);
  must(sched_setaffinity(0, sizeof(cpus), &cpus) == 0);
}

// Credentials that were freed, with neighbours that keep their page in use. On
// one CPU: each keeps free objects of its own.
static uint64_t freed_cred(void) {
  stay_on(0);
  struct victim v[5];
  for (int i = 0; i < 5; ++i)
    v[i] = start_victim();
  uint64_t cred = v[2].cred;
  end_victim(&v[2]);
  usleep(300000); // RCU
  return cred;
}

static enum verdict stale(void) {
  return edit(freed_cred() + layout.uid, 77, ATTACK_STORE);
}

// Where SLUB keeps the list of free objects: a classic. The same value again,
// so that the list stays whole where nothing protects it.
static enum verdict free_list(void) {
  uint64_t value, at = freed_cred() + layout.cred_size / 2 / 8 * 8;
  must(read_kernel(at, &value));
  struct attack_write w = {.address = at, .value = value};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  return judge(&w, w.done == 1);
}

// The list begins in memory that nobody protects: the next credentials shall
// lie where everybody may write.
static enum verdict misplaced(void) {
  drop_privileges();
  stay_on(0);
  uint64_t old, list = find(ATTACK_FREE_CREDS, 0);
  uint64_t page = find(ATTACK_STATE, 0) - 4096;
  must(list && read_kernel(list, &old));
  if (old == 0)
    return NOT_POSSIBLE; // slub_debug has no such lists
  must(write_word(list, page));
  // What is freed meanwhile is given away before.
  for (int i = 0; own(0) != page; ++i) {
    if (setgid(USER) != 0)
      return BLOCKED;
    if (i == 100)
      return NOT_POSSIBLE;
  }
  must(write_word(page, 1 << 20)); // users: it must never be freed
  struct attack_write w = {.address = page + layout.euid};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  return judge(&w, is_root());
}

// The pointer is old, and its object belongs to somebody by now.
static enum verdict stale_reused(void) {
  uint64_t old = freed_cred();
  for (int i = 0; i < 20000; ++i) {
    must(setresuid(USER, USER, 0) == 0);
    if (own(0) != old) {
      must(setresuid(0, 0, 0) == 0);
      continue;
    }
    struct attack_write w = {.address = old + layout.euid};
    write_from(ATTACK_THREAD, ATTACK_CRED, &w);
    return judge(&w, is_root());
  }
  return NOT_POSSIBLE;
}

// A process that changes its credentials all the time, so that windows open
// and close; the writer does not wait for the right moment. Errors of the
// switcher are seen in what it writes to shared memory.
static enum verdict race(bool same_cpu) {
  int *wrong = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  must(wrong != MAP_FAILED);
  if (!same_cpu && layout.cpus < 2)
    return NOT_POSSIBLE;
  stay_on(0);
  pid_t switcher = fork();
  must(switcher >= 0);
  if (switcher == 0) {
    stay_on(same_cpu ? 0 : 1);
    for (;;) {
      if (setresuid(USER, USER, 0) != 0 || geteuid() != USER)
        ++*wrong;
      if (setresuid(0, 0, 0) != 0)
        ++*wrong;
    }
  }
  usleep(20000);
  uint64_t cred = find(ATTACK_TASK_CRED, (uint64_t)switcher);
  must(cred);
  struct attack_write w = {
      .address = cred + layout.euid, .size = 4, .value = 4711, .times = 300};
  write_from(ATTACK_LOOP, ATTACK_CRED, &w);
  kill(switcher, SIGKILL);
  must(waitpid(switcher, NULL, 0) == switcher);
  if (w.done == 0 && *wrong)
    return CONFUSED;
  return judge(&w, w.done > 0);
}

static enum verdict race_there(void) { return race(false); }
static enum verdict race_here(void) { return race(true); }

// task_struct is not protected, and it says which credentials a task has.
static enum verdict task_pointer(void) {
  drop_privileges();
  uint64_t old, at = find(ATTACK_TASK_CRED_POINTER, (uint64_t)getpid());
  must(at && read_kernel(at, &old));
  struct attack_write w = {.address = at, .value = find(ATTACK_INIT_CRED, 0)};
  write_from(ATTACK_THREAD, ATTACK_CRED, &w);
  enum verdict verdict = judge(&w, is_root());
  if (w.done)
    must(write_word(at, old));
  return verdict;
}

const struct attempt credential_attempts[] = {
    {"uid", real_uid, false},
    {"euid", by_own_call, false},
    {"euid-from-thread", by_thread, false},
    {"euid-of-other-process", other_process, false},
    {"euid-by-xchg", by_xchg, false},
    {"all-ids-by-memset", all_ids, false},
    {"ids-and-capabilities-copied-from-init", copied, false},
    {"capabilities-by-atomic-or", capabilities, false},
    {"user-namespace", namespace, false},
    {"init-cred", init_cred, false},
    {"init-cred-through-its-alias", init_cred_alias, false},
    {"init-cred-usage", usage, false},
    {"freed-cred", stale, false},
    {"freed-cred-free-list", free_list, false},
    {"freed-cred-used-again", stale_reused, false},
    {"cred-in-memory-without-key", misplaced, false},
    {"euid-while-other-cpu-in-window", beside_window, false},
    {"euid-in-page-table-window", in_table_window, false},
    {"euid-from-timer-interrupt-in-window", by_timer, false},
    {"euid-from-ipi-in-window", by_ipi, false},
    {"euid-from-irq-work-in-window", by_irq_work, false},
    {"euid-from-softirq-in-window", by_softirq, false},
    {"euid-from-thread-that-preempts-window", by_preemption, false},
    {"euid-after-key-register-by-number", by_number, false},
    {"race-with-setresuid-on-other-cpu", race_there, false},
    {"race-with-setresuid-on-same-cpu", race_here, false},
    {"task-cred-pointer", task_pointer, true},
    {NULL, NULL, false},
};
