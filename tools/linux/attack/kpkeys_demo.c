// SPDX-License-Identifier: GPL-2.0
/* clang-format off */
/*
 * A module that does what modules may: it changes credentials of its own, and
 * maps memory. The plugin gives it its windows. Its guard by hand is nothing
 * but where the kernel has such.
 */
#include <linux/cred.h>
#include <linux/kpkeys_hand.h>
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
	{
		kpkeys_hand_cred();
		cred->fsuid = KUIDT_INIT(4711);
		cred->cap_effective = CAP_EMPTY_SET;
	}
	if (!uid_eq(READ_ONCE(cred->fsuid), KUIDT_INIT(4711)) ||
	    !cap_isclear(cred->cap_effective))
		wrong = -EIO;
	abort_creds(cred);
	return wrong;
}

/* A second address for a page, and its entries in the kernel's tables. */
static int map_page(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	char *other = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) : NULL;
	int wrong = -ENOMEM;

	if (other) {
		*other = 'x';
		wrong = *(char *)page_address(page) == 'x' ? 0 : -EIO;
		vunmap(other);
	}
	if (page)
		__free_page(page);
	return wrong;
}

static int __init demo_init(void)
{
	return change_credentials() ?: map_page();
}

static void __exit demo_exit(void) { }

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Changes credentials and maps memory");
