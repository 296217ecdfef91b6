// A small kernel's worth of declarations for the audit's tests.
#ifndef GUARDS_H
#define GUARDS_H
typedef struct {
  unsigned long v;
} pte_t;
struct cred {
  int uid, gid;
  struct cred *next;
};

enum { LEVEL_CRED = 1, LEVEL_PGTABLE = 2 };
unsigned long set_level(int level);
void restore_level(unsigned long old);
void end_level(int level);
int try_cred(void);
void lock_cred(void);

struct pgtable_guard {
  unsigned long old;
};
void pgtable_guard_init(struct pgtable_guard *g);
void pgtable_guard_exit(struct pgtable_guard *g);

void lazy_begin(void);
void lazy_end(void);
int lazy_active(void);
int in_interrupt(void);
void schedule(void);

struct cred *prepare_cred(void);
struct cred *protect_cred(struct cred *new);
void drop_cred(struct cred *new);
int IS_ERR(const void *p);
void *alloc_page(void);
void protect_page(void *page);
void free_page(void *page);
#endif
