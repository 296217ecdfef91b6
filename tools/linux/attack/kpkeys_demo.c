// SPDX-License-Identifier: GPL-2.0
/*
 * A module that does what modules may: it changes credentials of its own, and
 * walks page tables. It says nothing about windows: where the kernel has them,
 * the plugin gives it its own.
 */
#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uidgid.h>
#include <linux/vmalloc.h>

/* Credentials that nobody gets. */
static int change_credentials(void)
{
	struct cred *cred = prepare_creds();
	int wrong = 0;

	if (!cred)
		return -ENOMEM;
	cred->fsuid = KUIDT_INIT(4711);
	cred->cap_effective = CAP_EMPTY_SET;
	if (!uid_eq(READ_ONCE(cred->fsuid), KUIDT_INIT(4711)) ||
	    !cap_isclear(cred->cap_effective))
		wrong = -EIO;
	abort_creds(cred);
	return wrong;
}

/* Reads entries of the kernel's page tables; apply_to_page_range makes them. */
static int count_entry(pte_t *pte, unsigned long addr, void *data)
{
	*(int *)data += pte_present(ptep_get(pte));
	return 0;
}

static int walk_tables(void)
{
	int present = 0, ret;
	void *area = vmalloc(4 * PAGE_SIZE);

	if (!area)
		return -ENOMEM;
	ret = apply_to_page_range(current->mm, (unsigned long)area, 4 * PAGE_SIZE,
				  count_entry, &present);
	vfree(area);
	return ret ?: (present == 4 ? 0 : -EIO);
}

static int __init demo_init(void)
{
	return change_credentials() ?: walk_tables();
}

static void __exit demo_exit(void) { }

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Changes credentials and walks page tables");
