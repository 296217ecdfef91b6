static inline void set_gid(struct cred *c, int gid)
{
	kpkeys_hand_cred();
	c->gid = gid;
}
