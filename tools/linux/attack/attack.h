/* SPDX-License-Identifier: GPL-2.0 */
/* clang-format off */
/* What the attacker asks of the module: the arbitrary write, and addresses. */
#ifndef KPKEYS_ATTACK_H
#define KPKEYS_ATTACK_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* The instruction that writes. */
enum attack_method {
	ATTACK_STORE,		/* mov */
	ATTACK_XCHG,		/* xchg */
	ATTACK_OR,		/* lock or */
	ATTACK_STRING,		/* rep stosb */
	ATTACK_COPY,		/* rep movsb, from the address in value */
};

/* Where it runs. */
enum attack_context {
	ATTACK_CALLER,		/* the attacker's own system call */
	ATTACK_THREAD,		/* a kernel thread */
	ATTACK_OTHER_CPU,	/* the caller, while a window is open on another CPU */
	ATTACK_OTHER_DOMAIN,	/* a thread that is in a window of another domain */
	ATTACK_TIMER,		/* hard interrupt that interrupts a window */
	ATTACK_IPI,		/* another CPU's call that interrupts a window */
	ATTACK_IRQ_WORK,	/* own interrupt that interrupts a window */
	ATTACK_SOFTIRQ,		/* after an interrupt that interrupts a window */
	ATTACK_PREEMPT,		/* a thread that wants to preempt one in a window */
	ATTACK_NUMBER,		/* a thread, after a write of the key register by a
				   number that is data */
	ATTACK_LOOP,		/* a thread that tries again and again */
};

/* Whose window is open meanwhile. */
enum attack_domain { ATTACK_CRED, ATTACK_PGTABLE };

struct attack_write {
	__u64 address;
	__u64 value;
	__u32 size;		/* 1, 2, 4, 8; any for STRING and COPY */
	__u32 method;
	__u32 context;
	__u32 domain;
	__u32 times;		/* of LOOP */
	__u32 done;		/* out: writes that went through */
	__u32 denied;		/* out: writes that faulted where faults can be caught */
	__u32 died;		/* out: 1 if the writing thread is dead */
};

/* What an attacker would have leaked: addresses in kernel memory. */
enum attack_what {
	ATTACK_TASK_CRED,	/* argument: process; result: its struct cred */
	ATTACK_TASK_CRED_POINTER, /* ... where task->cred is stored */
	ATTACK_INIT_CRED,
	ATTACK_INIT_CRED_ALIAS,	/* the same through the direct map */
	ATTACK_FREE_CREDS,	/* where this CPU's list of free ones begins */
	ATTACK_PTE,		/* argument: address of the caller's memory */
	ATTACK_PMD,
	ATTACK_PUD,
	ATTACK_TOP,		/* maps 512 GiB: the PGD's or the P4D's */
	ATTACK_KERNEL_PTE,	/* argument: address of kernel memory */
	ATTACK_STATE,		/* a protected switch like SELinux's enforcing */
	ATTACK_FRAME,		/* argument: kernel address; result: physical */
	ATTACK_SECRET,		/* a page of the kernel with a secret in it */
};

struct attack_find {
	__u32 what;
	__u32 level;		/* out, for KERNEL_PTE: 1 is a page */
	__u64 argument;
	__u64 address;		/* out */
};

/* Offsets in struct cred. */
struct attack_layout {
	__u32 uid, euid, gid, securebits, cap_effective, cap_ambient, user_ns;
	__u32 cred_size;
	__u64 init_user_ns;
	__u32 preemptible, cpus;
};

struct attack_read {
	__u64 address;
	__u64 value;		/* out */
};

#define ATTACK_WRITE	_IOWR('k', 1, struct attack_write)
#define ATTACK_FIND	_IOWR('k', 2, struct attack_find)
#define ATTACK_LAYOUT	_IOR('k', 3, struct attack_layout)
#define ATTACK_READ	_IOWR('k', 4, struct attack_read)
#define ATTACK_FLUSH	_IO('k', 5)	/* this address space's TLB entries */

#define ATTACK_SECRET_TEXT "kpkeys: the kernel's secret"

#ifdef __KERNEL__
struct task_struct;

/* The write itself: faults end the thread. */
void attack_now(const struct attack_write *w);
/* Where a fault must not end the thread: counts in done and denied. */
void attack_caught(struct attack_write *w);
int attack_in_context(struct attack_write *w);
#endif

#endif
