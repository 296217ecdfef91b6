// SPDX-License-Identifier: GPL-2.0
/* clang-format off */
/*
 * The contexts from which the module writes: threads, interrupts of several
 * kinds that hit a thread in a window, threads that preempt one in a window,
 * and code on other CPUs meanwhile.
 *
 * Windows are opened by hand here, so that they last. A thread that dies of its
 * write never says that it has ended, so its end is waited for.
 */
#include "attack.h"
#include "protection.h"
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <asm/msr.h>

#define PATIENCE_MS 3000

/* Shared by a thread in a window and who writes meanwhile. */
struct meeting {
	struct attack_write *write;
	struct hrtimer timer;
	struct timer_list soft_timer;
	struct irq_work work;
	bool open;		/* the window is */
	bool over;		/* the window may end */
	bool ended;		/* a thread came to its end alive */
	bool late;		/* nobody came */
};

static void write_and_end(struct meeting *m)
{
	attack_caught(m->write);
	WRITE_ONCE(m->over, true);
}

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	write_and_end(container_of(timer, struct meeting, timer));
	return HRTIMER_NORESTART;
}

static void on_soft_timer(struct timer_list *timer)
{
	write_and_end(container_of(timer, struct meeting, soft_timer));
}

static void on_work(struct irq_work *work)
{
	write_and_end(container_of(work, struct meeting, work));
}

static void on_call(void *meeting)
{
	write_and_end(meeting);
}

/* Ends by itself, whatever happens. No calls: it is in a window. */
static __always_inline void stay(struct meeting *m)
{
	u64 end = rdtsc() + (u64)tsc_khz * PATIENCE_MS;

	WRITE_ONCE(m->open, true);
	while (!READ_ONCE(m->over)) {
		if (rdtsc() > end) {
			m->late = true;
			break;
		}
		cpu_relax();
	}
}

/* The level is a constant, so there are two of these. */
static noinline void stay_in_window(struct meeting *m)
{
	u64 old;

	if (m->write->domain == ATTACK_CRED) {
		old = kpkeys_set_level(KPKEYS_LVL_CRED);
		stay(m);
		kpkeys_restore(old);
	} else {
		old = kpkeys_set_level(KPKEYS_LVL_PGTABLE);
		stay(m);
		kpkeys_restore(old);
	}
}

/* Something is started that interrupts the window that is opened then. */
static void arrange(struct meeting *m)
{
	switch (m->write->context) {
	case ATTACK_TIMER:
		hrtimer_init(&m->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
		m->timer.function = on_timer;
		hrtimer_start(&m->timer, ms_to_ktime(20), HRTIMER_MODE_REL_PINNED_HARD);
		break;
	case ATTACK_SOFTIRQ:
		timer_setup(&m->soft_timer, on_soft_timer, TIMER_PINNED);
		mod_timer(&m->soft_timer, jiffies + msecs_to_jiffies(20));
		break;
	default:
		break;
	}
}

static int holder(void *meeting)
{
	struct meeting *m = meeting;

	arrange(m);
	stay_in_window(m);
	if (m->write->context == ATTACK_TIMER)
		hrtimer_cancel(&m->timer);
	if (m->write->context == ATTACK_SOFTIRQ)
		timer_delete_sync(&m->soft_timer);
	WRITE_ONCE(m->ended, true);
	return 0;
}

/* The interrupt is raised with interrupts off and comes in the window. */
static int holder_with_work(void *meeting)
{
	struct meeting *m = meeting;
	unsigned long flags;
	u64 old;

	init_irq_work(&m->work, on_work);
	local_irq_save(flags);
	irq_work_queue(&m->work);
	if (m->write->domain == ATTACK_CRED)
		old = kpkeys_set_level(KPKEYS_LVL_CRED);
	else
		old = kpkeys_set_level(KPKEYS_LVL_PGTABLE);
	local_irq_restore(flags);
	stay(m);
	kpkeys_restore(old);
	irq_work_sync(&m->work);
	WRITE_ONCE(m->ended, true);
	return 0;
}

static int writer(void *meeting)
{
	struct meeting *m = meeting;

	attack_now(m->write);
	m->write->done++;
	WRITE_ONCE(m->ended, true);
	return 0;
}

/* The window of the other domain does not let this write through. */
static int writer_in_window(void *meeting)
{
	struct meeting *m = meeting;
	u64 old;

	if (m->write->domain == ATTACK_CRED)
		old = kpkeys_set_level(KPKEYS_LVL_CRED);
	else
		old = kpkeys_set_level(KPKEYS_LVL_PGTABLE);
	attack_now(m->write);
	kpkeys_restore(old);
	m->write->done++;
	WRITE_ONCE(m->ended, true);
	return 0;
}

/*
 * Who may write memory may change the number of a register in a driver's table,
 * and the value. What the driver writes next would open all keys.
 */
static int writer_by_number(void *meeting)
{
	struct meeting *m = meeting;

	wrmsrl_safe_on_cpu(smp_processor_id(), MSR_IA32_PKRS, 0);
	attack_now(m->write);
	m->write->done++;
	WRITE_ONCE(m->ended, true);
	return 0;
}

static int looper(void *meeting)
{
	struct meeting *m = meeting;
	u32 i;

	for (i = 0; i < m->write->times; i++) {
		attack_caught(m->write);
		usleep_range(200, 1000);
	}
	WRITE_ONCE(m->ended, true);
	return 0;
}

/* Wakes while the other thread is in its window, and wants its CPU. */
static int preempter(void *meeting)
{
	struct meeting *m = meeting;

	sched_set_fifo(current);
	while (!READ_ONCE(m->open) && !READ_ONCE(m->late))
		usleep_range(500, 1000);
	usleep_range(500, 1000);
	write_and_end(m);
	return 0;
}

static struct task_struct *start(int (*body)(void *), struct meeting *m, int cpu)
{
	struct task_struct *task = kthread_create(body, m, "attack/%d", cpu);

	if (IS_ERR(task))
		return task;
	get_task_struct(task);
	kthread_bind(task, cpu);
	wake_up_process(task);
	return task;
}

/* Waits for its end, of whatever kind. False: it does not end. */
static bool ended(struct task_struct *task, struct meeting *m, u32 *died)
{
	int ms;

	for (ms = 0; ms < 4 * PATIENCE_MS; ms += 5) {
		if (READ_ONCE(task->exit_state) || READ_ONCE(m->ended))
			break;
		msleep(5);
	}
	*died = !READ_ONCE(m->ended);
	put_task_struct(task);
	return ms < 4 * PATIENCE_MS;
}

static bool opened(struct meeting *m)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && !READ_ONCE(m->open); ms++)
		msleep(1);
	return READ_ONCE(m->open);
}

static int other_cpu(void)
{
	return cpumask_any_but(cpu_online_mask, raw_smp_processor_id());
}

/* A thread alone: it writes, or it is interrupted by who writes. */
static int alone(struct attack_write *w, struct meeting *m, int (*body)(void *))
{
	struct task_struct *task = start(body, m, raw_smp_processor_id());

	if (IS_ERR(task))
		return PTR_ERR(task);
	return ended(task, m, &w->died) && !m->late ? 0 : -ETIMEDOUT;
}

/*
 * A window is open on another CPU. The caller writes here, or interrupts the
 * window. If the caller dies, the window ends by its own patience, and the
 * meeting stays allocated.
 */
static int meanwhile(struct attack_write *w, struct meeting *m)
{
	int cpu = other_cpu();
	struct task_struct *task;

	if (cpu >= nr_cpu_ids)
		return -ENODEV;
	task = start(holder, m, cpu);
	if (IS_ERR(task))
		return PTR_ERR(task);
	if (!opened(m)) {
		put_task_struct(task);
		return -ETIMEDOUT;
	}
	if (w->context == ATTACK_IPI) {
		smp_call_function_single(cpu, on_call, m, 1);
	} else {
		attack_caught(w);
		WRITE_ONCE(m->over, true);
	}
	return ended(task, m, &w->died) ? 0 : -ETIMEDOUT;
}

static int preempted(struct attack_write *w, struct meeting *m)
{
	int cpu = raw_smp_processor_id();
	struct task_struct *first, *second;
	bool ok;
	int ms;

	if (!IS_ENABLED(CONFIG_PREEMPTION))
		return -EOPNOTSUPP;
	second = start(preempter, m, cpu);
	if (IS_ERR(second))
		return PTR_ERR(second);
	first = start(holder, m, cpu);
	if (IS_ERR(first)) {
		WRITE_ONCE(m->late, true);
		put_task_struct(second);
		return PTR_ERR(first);
	}
	ok = ended(first, m, &w->died);
	/* Windows are not preempted: it comes behind this one. */
	for (ms = 0; ms < PATIENCE_MS && !READ_ONCE(m->over); ms += 5)
		msleep(5);
	put_task_struct(second);
	return ok && READ_ONCE(m->over) ? 0 : -ETIMEDOUT;
}

static int meet(struct attack_write *w, struct meeting *m)
{
	switch (w->context) {
	case ATTACK_CALLER:
		attack_now(w);
		w->done++;
		return 0;
	case ATTACK_THREAD:
		return alone(w, m, writer);
	case ATTACK_OTHER_DOMAIN:
		return alone(w, m, writer_in_window);
	case ATTACK_NUMBER:
		return alone(w, m, writer_by_number);
	case ATTACK_LOOP:
		return alone(w, m, looper);
	case ATTACK_TIMER:
	case ATTACK_SOFTIRQ:
		return alone(w, m, holder);
	case ATTACK_IRQ_WORK:
		return alone(w, m, holder_with_work);
	case ATTACK_OTHER_CPU:
	case ATTACK_IPI:
		return meanwhile(w, m);
	case ATTACK_PREEMPT:
		return preempted(w, m);
	}
	return -EINVAL;
}

/* The caller may not come back: nothing of it may lie on its stack. */
int attack_in_context(struct attack_write *w)
{
	struct meeting *m = kzalloc(sizeof(*m), GFP_KERNEL);
	struct attack_write *copy = kmemdup(w, sizeof(*w), GFP_KERNEL);
	int ret = -ENOMEM;

	if (m && copy) {
		m->write = copy;
		ret = meet(copy, m);
		*w = *copy;
	}
	/* Threads that are late may still look at them: a leak, in a test. */
	if (ret != -ETIMEDOUT) {
		kfree(m);
		kfree(copy);
	}
	return ret;
}
