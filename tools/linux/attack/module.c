// SPDX-License-Identifier: GPL-2.0
/* clang-format off */
/*
 * A hole in the kernel, for tests: /dev/kpkeys_attack writes any value to any
 * address, from the context that is asked for. Never load it where it matters.
 *
 * What an exploit would have to find out, it tells as well: addresses of
 * credentials and page-table entries. The writes go through pointers to
 * integers, as those of an exploit do: no compiler takes them for writes to
 * protected data.
 */
#include "attack.h"
#include "protection.h"
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <asm/tlbflush.h>

static char *state_page;	/* two pages: the second is protected */
static char *secret_page;

#define STATE (state_page + PAGE_SIZE)
#define ENFORCING 1

/* Barrier-like, so that the compiler knows nothing about them. */
noinline void attack_now(const struct attack_write *w)
{
	volatile void *p = (volatile void *)w->address;
	const void *from = (const void *)w->value;
	void *to = (void *)w->address;
	unsigned long n = w->size;

	switch (w->method) {
	case ATTACK_STORE:
		if (n == 1)
			*(volatile u8 *)p = w->value;
		else if (n == 2)
			*(volatile u16 *)p = w->value;
		else if (n == 4)
			*(volatile u32 *)p = w->value;
		else
			*(volatile u64 *)p = w->value;
		break;
	case ATTACK_XCHG: {
		u64 value = w->value;

		if (n == 4)
			asm volatile("xchgl %k0, %1" : "+r" (value), "+m" (*(volatile u32 *)p));
		else
			asm volatile("xchgq %0, %1" : "+r" (value), "+m" (*(volatile u64 *)p));
		break;
	}
	case ATTACK_OR:
		asm volatile("lock orq %1, %0" : "+m" (*(volatile u64 *)p) : "r" (w->value));
		break;
	case ATTACK_STRING:
		asm volatile("rep stosb" : "+D" (to), "+c" (n) : "a" (w->value) : "memory");
		break;
	case ATTACK_COPY:
		asm volatile("rep movsb" : "+D" (to), "+S" (from), "+c" (n) : : "memory");
		break;
	}
}

/* An oops in an interrupt is a panic, so here the fault is caught. */
noinline void attack_caught(struct attack_write *w)
{
	if (w->size == 4) {
		u32 value = w->value;

		__put_kernel_nofault((u32 *)w->address, &value, u32, denied);
	} else {
		__put_kernel_nofault((u64 *)w->address, &w->value, u64, denied);
	}
	w->done++;
	return;
denied:
	w->denied++;
}

static struct task_struct *task_of(u64 number)
{
	struct task_struct *task;

	rcu_read_lock();
	task = pid_task(find_vpid(number), PIDTYPE_PID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

static u64 find_cred(u64 number, bool pointer)
{
	struct task_struct *task = task_of(number);
	u64 address;

	if (!task)
		return 0;
	address = pointer ? (u64)&task->cred : (u64)rcu_access_pointer(task->cred);
	put_task_struct(task);
	return address;
}

/*
 * The cache says where, in the first word of what SLUB keeps for each CPU, which
 * the cache's first word points to. The slab of an object names its cache.
 */
static u64 find_free_creds(void)
{
	struct page *slab = virt_to_head_page(current->cred);
	void *cache = ((void **)slab)[1];

	return (u64)raw_cpu_ptr(*(void __percpu **)cache);
}

/* The caller's entry for an address; 0 if there is none. */
static u64 find_entry(enum attack_what what, unsigned long address)
{
	pgd_t *pgd = pgd_offset(current->mm, address);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;

	if (pgd_none(*pgd))
		return 0;
	p4d = p4d_offset(pgd, address);
	if (what == ATTACK_TOP)
		return (u64)p4d;
	if (p4d_none(*p4d))
		return 0;
	pud = pud_offset(p4d, address);
	if (what == ATTACK_PUD)
		return (u64)pud;
	if (pud_none(*pud))
		return 0;
	pmd = pmd_offset(pud, address);
	if (what == ATTACK_PMD)
		return (u64)pmd;
	if (pmd_none(*pmd) || pmd_leaf(*pmd))
		return 0;
	return (u64)pte_offset_kernel(pmd, address);
}

static u64 find(struct attack_find *f)
{
	unsigned int level = 0;
	const struct cred *init_cred = rcu_access_pointer(init_task.cred);
	u64 address;

	switch (f->what) {
	case ATTACK_TASK_CRED:
	case ATTACK_TASK_CRED_POINTER:
		return find_cred(f->argument, f->what == ATTACK_TASK_CRED_POINTER);
	case ATTACK_INIT_CRED:
		return (u64)init_cred;
	case ATTACK_INIT_CRED_ALIAS:
		return (u64)__va(slow_virt_to_phys((void *)init_cred));
	case ATTACK_FREE_CREDS:
		return find_free_creds();
	case ATTACK_KERNEL_PTE:
		address = (u64)lookup_address(f->argument, &level);
		f->level = level;
		return address;
	case ATTACK_STATE:
		return (u64)STATE;
	case ATTACK_SECRET:
		return (u64)secret_page;
	case ATTACK_FRAME:
		return slow_virt_to_phys((void *)f->argument);
	default:
		return find_entry(f->what, f->argument);
	}
}

static long do_find(void __user *user)
{
	struct attack_find f;

	if (copy_from_user(&f, user, sizeof(f)))
		return -EFAULT;
	f.address = find(&f);
	if (!f.address)
		return -ENOENT;
	return copy_to_user(user, &f, sizeof(f)) ? -EFAULT : 0;
}

static long do_layout(void __user *user)
{
	struct attack_layout l = {
		.uid		= offsetof(struct cred, uid),
		.euid		= offsetof(struct cred, euid),
		.gid		= offsetof(struct cred, gid),
		.securebits	= offsetof(struct cred, securebits),
		.cap_effective	= offsetof(struct cred, cap_effective),
		.cap_ambient	= offsetof(struct cred, cap_ambient),
		.user_ns	= offsetof(struct cred, user_ns),
		.cred_size	= sizeof(struct cred),
		.init_user_ns	= (u64)&init_user_ns,
		.preemptible	= IS_ENABLED(CONFIG_PREEMPTION),
		.cpus		= num_online_cpus(),
	};

	return copy_to_user(user, &l, sizeof(l)) ? -EFAULT : 0;
}

static long do_read(void __user *user)
{
	struct attack_read r;

	if (copy_from_user(&r, user, sizeof(r)))
		return -EFAULT;
	if (copy_from_kernel_nofault(&r.value, (void *)r.address, sizeof(r.value)))
		return -EFAULT;
	return copy_to_user(user, &r, sizeof(r)) ? -EFAULT : 0;
}

static long do_write(void __user *user)
{
	struct attack_write w;
	long ret;

	if (copy_from_user(&w, user, sizeof(w)))
		return -EFAULT;
	w.done = w.denied = w.died = 0;
	ret = attack_in_context(&w);
	if (ret)
		return ret;
	return copy_to_user(user, &w, sizeof(w)) ? -EFAULT : 0;
}

static long attack_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *user = (void __user *)argument;

	switch (command) {
	case ATTACK_WRITE:
		return do_write(user);
	case ATTACK_FIND:
		return do_find(user);
	case ATTACK_LAYOUT:
		return do_layout(user);
	case ATTACK_READ:
		return do_read(user);
	case ATTACK_FLUSH:
		/* Reloads CR3, as the next context switch would. */
		asm volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" : : : "rax", "memory");
		return 0;
	}
	return -ENOTTY;
}

static const struct file_operations attack_operations = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= attack_ioctl,
};

static struct miscdevice attack_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "kpkeys_attack",
	.mode	= 0666,
	.fops	= &attack_operations,
};

static int __init attack_init(void)
{
	int ret = -ENOMEM;

	state_page = (char *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 1);
	secret_page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!state_page || !secret_page)
		goto free;
	strscpy(secret_page, ATTACK_SECRET_TEXT, PAGE_SIZE);
	*(u64 *)STATE = ENFORCING;
	ret = kpkeys_protect_pages(STATE, 1, KPKEYS_PKEY_CRED);
	if (ret)
		goto free;
	ret = misc_register(&attack_device);
	if (ret)
		kpkeys_protect_pages(STATE, 1, 0);
free:
	if (ret) {
		free_pages((unsigned long)state_page, 1);
		free_page((unsigned long)secret_page);
	}
	return ret;
}

static void __exit attack_exit(void)
{
	misc_deregister(&attack_device);
	kpkeys_protect_pages(STATE, 1, 0);
	free_pages((unsigned long)state_page, 1);
	free_page((unsigned long)secret_page);
}

module_init(attack_init);
module_exit(attack_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Arbitrary write, for tests of kpkeys");
