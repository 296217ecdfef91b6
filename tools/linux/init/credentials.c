// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Phases that change credentials: ids, groups, capabilities, keyrings, user
// namespaces. A wrong id is an error, never silence.
#define _GNU_SOURCE
#include "workload.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void expect_uids(uid_t real, uid_t effective, uid_t saved) {
  uid_t r, e, s;
  check(getresuid(&r, &e, &s) == 0);
  check(r == real && e == effective && s == saved,
        "uids %u %u %u, not %u %u %u", r, e, s, real, effective, saved);
}

static void expect_gids(gid_t real, gid_t effective, gid_t saved) {
  gid_t r, e, s;
  check(getresgid(&r, &e, &s) == 0);
  check(r == real && e == effective && s == saved,
        "gids %u %u %u, not %u %u %u", r, e, s, real, effective, saved);
}

// A user id for good: nothing may bring root back.
static int drop(unsigned id) {
  check(setgid(id + 1) == 0 && setuid(id) == 0);
  expect_uids(id, id, id);
  expect_gids(id + 1, id + 1, id + 1);
  check(setuid(0) == -1 && errno == EPERM);
  check(setgid(0) == -1 && errno == EPERM);
  expect_uids(id, id, id);
  check(open("/proc/sys/kernel/hostname", O_WRONLY) == -1 && errno == EACCES);
  return 0;
}

static void run_setuid(unsigned times) {
  mark_begin();
  for (unsigned i = 1; i <= times; ++i) {
    check(setresuid(i, i, 0) == 0);
    expect_uids(i, i, 0);
    check(setresuid(0, 0, 0) == 0);
    expect_uids(0, 0, 0);
  }
  mark_end();
  for (unsigned i = 0; i < 20; ++i)
    in_child(drop, 1000 + i);
  check(setfsuid(7) == 0 && setfsuid(0) == 7);
  check(seteuid(5) == 0 && getuid() == 0 && geteuid() == 5);
  check(setreuid(5, 0) == 0);
  expect_uids(5, 0, 0);
}

static void run_setgid(unsigned times) {
  mark_begin();
  for (unsigned i = 1; i <= times; ++i) {
    check(setresgid(i, i + 1, i + 2) == 0);
    expect_gids(i, i + 1, i + 2);
  }
  mark_end();
  check(setfsgid(9) >= 0 && setfsgid(0) == 9);
}

static void run_setgroups(unsigned times) {
  gid_t groups[64], got[64];
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    unsigned count = i % 64;
    for (unsigned g = 0; g < count; ++g)
      groups[g] = i + g;
    check(setgroups(count, groups) == 0);
    check(getgroups(64, got) == (int)count);
    check(memcmp(groups, got, count * sizeof(gid_t)) == 0);
  }
  mark_end();
}

static void get_caps(struct __user_cap_data_struct data[2]) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  check(syscall(SYS_capget, &header, data) == 0);
}

static long set_caps(const struct __user_cap_data_struct data[2]) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  return syscall(SYS_capset, &header, data);
}

static int drop_caps(unsigned unused) {
  (void)unused;
  struct __user_cap_data_struct caps[2];
  memset(caps, 0, sizeof(caps));
  check(set_caps(caps) == 0);
  caps[0].effective = caps[0].permitted = 1U << CAP_SYS_ADMIN;
  check(set_caps(caps) == -1 && errno == EPERM);
  get_caps(caps);
  check(caps[0].effective == 0 && caps[0].permitted == 0);
  check(sethostname("evil", 4) == -1 && errno == EPERM);
  return 0;
}

static int secure_bits(unsigned unused) {
  (void)unused;
  check(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0);
  check(prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0) == 1);
  check(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) == 0);
  check(prctl(PR_GET_SECUREBITS, 0, 0, 0, 0) == SECBIT_NO_SETUID_FIXUP);
  check(prctl(PR_CAPBSET_DROP, CAP_SYS_BOOT, 0, 0, 0) == 0);
  check(prctl(PR_CAPBSET_READ, CAP_SYS_BOOT, 0, 0, 0) == 0);
  check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  check(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  return 0;
}

static void run_capset(unsigned times) {
  struct __user_cap_data_struct all[2], less[2], got[2];
  get_caps(all);
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    memcpy(less, all, sizeof(less));
    less[0].effective &= ~(1U << (i % 32));
    check(set_caps(less) == 0);
    get_caps(got);
    check(got[0].effective == less[0].effective, "%#x", got[0].effective);
    check(set_caps(all) == 0);
  }
  mark_end();
  in_child(drop_caps, 0);
  in_child(secure_bits, 0);
}

static long keyctl(int operation, long a, long b, long c) {
  return syscall(SYS_keyctl, operation, a, b, c, 0);
}

// A session keyring, a key in it, read back, revoked.
static void run_keyrings(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    char name[30], text[30], got[30];
    snprintf(name, sizeof(name), "ring%u", i);
    check(keyctl(KEYCTL_JOIN_SESSION_KEYRING, (long)name, 0, 0) > 0);
    int length = snprintf(text, sizeof(text), "secret %u", i);
    long key = syscall(SYS_add_key, "user", name, text, length,
                       KEY_SPEC_SESSION_KEYRING);
    check(key > 0);
    check(keyctl(KEYCTL_READ, key, (long)got, sizeof(got)) == length);
    check(memcmp(text, got, (size_t)length) == 0);
    check(keyctl(KEYCTL_REVOKE, key, 0, 0) == 0);
    check(keyctl(KEYCTL_READ, key, (long)got, sizeof(got)) == -1);
    check(syscall(SYS_add_key, "keyring", name, NULL, 0,
                  KEY_SPEC_PROCESS_KEYRING) > 0);
    check(syscall(SYS_add_key, "keyring", name, NULL, 0,
                  KEY_SPEC_THREAD_KEYRING) > 0);
  }
  mark_end();
}

static void write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY);
  check(file >= 0, "%s", path);
  check(write(file, text, strlen(text)) == (ssize_t)strlen(text), "%s", path);
  close(file);
}

// An ordinary user becomes root in a namespace of its own, and only there.
static int namespace_of_own(unsigned id) {
  char map[40];
  check(setresuid(id, id, id) == 0);
  check(unshare(CLONE_NEWUSER) == 0);
  check(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0); // its files in /proc are its
  snprintf(map, sizeof(map), "0 %u 1", id);
  write_file("/proc/self/uid_map", map);
  expect_uids(0, 0, 0);
  check(unshare(CLONE_NEWNS) == 0);
  check(open("/proc/sys/kernel/hostname", O_WRONLY) == -1 && errno == EACCES);
  return 0;
}

static void run_userns(unsigned times) {
  mark_begin();
  for (unsigned i = 0; i < times; ++i)
    in_child(namespace_of_own, 2000 + i);
  mark_end();
}

// Credentials that travel through a socket.
static void run_sockets(unsigned times) {
  int pair[2], yes = 1;
  check(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
  check(setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)) == 0);
  mark_begin();
  for (unsigned i = 0; i < times; ++i) {
    check(setresuid(i, i, 0) == 0);
    check(send(pair[0], "x", 1, 0) == 1);
    check(setresuid(0, 0, 0) == 0);
    char byte, control[CMSG_SPACE(sizeof(struct ucred))];
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    check(recvmsg(pair[1], &message, 0) == 1);
    struct ucred from;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    check(header && header->cmsg_type == SCM_CREDENTIALS);
    memcpy(&from, CMSG_DATA(header), sizeof(from));
    check(from.uid == i && from.pid == getpid(), "uid %u", from.uid);
  }
  mark_end();
}

const struct phase credential_phases[] = {
    {"setuid", run_setuid, 200},       {"setgid", run_setgid, 200},
    {"setgroups", run_setgroups, 200}, {"capset", run_capset, 200},
    {"keyrings", run_keyrings, 50},    {"userns", run_userns, 20},
    {"sockets", run_sockets, 100},     {NULL, NULL, 0},
};
