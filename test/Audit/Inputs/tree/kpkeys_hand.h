unsigned long kpkeys_hand_enter_cred(void);
void kpkeys_hand_leave_cred(unsigned long *old);
void section_begin(void), section_end(void);
#define kpkeys_hand_cred() \
	unsigned long old __attribute__((cleanup(kpkeys_hand_leave_cred))) = kpkeys_hand_enter_cred()
struct cred { int uid, gid; };
