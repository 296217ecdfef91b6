#include "kpkeys_hand.h"
#include "set.h"
void set_uid(struct cred *c, int uid)
{
	kpkeys_hand_cred();
	c->uid = uid;
}
static void both(struct cred *c)
{
	set_gid(c, 0);
	set_gid(c, 1);
}
void section(struct cred *c)
{
	section_begin();
	both(c);
	section_end();
}
