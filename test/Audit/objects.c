// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: an object is prepared without guards, and must be committed before it
// gets out; what was moved is a copy.
//
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit -plugin-arg-kpkeys policy=%S/Inputs/policy.yaml -I%S/Inputs -fsyntax-only -verify -verify-ignore-unexpected=note %s
#include "guards.h"

struct task {
  struct cred *cred;
  pte_t *table;
} current;

struct cred *committed(int uid) {
  struct cred *new = prepare_cred();
  if (!new)
    return new;
  new->uid = uid;
  return protect_cred(new);
}
struct cred *forgotten(int uid) {
  struct cred *new = prepare_cred();
  if (!new)
    return 0;
  new->uid = uid;
  return new; // expected-warning {{an object of domain 'cred' from 'prepare_cred' is returned and was not committed [uncommitted]}}
}
struct cred *copy_returned(void) {
  struct cred *new = prepare_cred();
  struct cred *safe = protect_cred(new);
  current.cred = safe;
  return new; // expected-warning {{is returned after it was committed: this is the unprotected copy, the protected object is what the commit returned [uncommitted]}}
}
void written_late(void) {
  struct cred *safe = protect_cred(prepare_cred());
  safe->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
struct cred *failing(int error) {
  struct cred *new = prepare_cred();
  if (IS_ERR(new))
    return new;
  if (error) {
    drop_cred(new);
    return 0;
  }
  return protect_cred(new);
}
struct cred *one_path(int fast) {
  struct cred *new = prepare_cred();
  if (fast)
    return new; // expected-warning {{is returned and was not committed}}
  return protect_cred(new);
}

void page(void) {
  void *table = alloc_page();
  current.table = table;
  protect_page(table);
}
void page_forgotten(void) {
  current.table = alloc_page(); // expected-warning {{an object of domain 'pgtable' from 'alloc_page' gets out here and is not committed before the function returns [uncommitted]}}
}
void page_failed(void) {
  pte_t *table = alloc_page();
  table->v = 0;
  free_page(table);
}

// Helpers that prepare, of this file, and who calls them otherwise.
static void fill(struct cred *c, int uid) { c->uid = uid; }
static void fill_deep(int n, struct cred *c) { fill(c, n); }
struct cred *filled(int uid) {
  struct cred *new = prepare_cred();
  fill_deep(uid, new);
  return protect_cred(new);
}
static void fill_any(struct cred *c, int uid) {
  c->uid = uid; // expected-warning {{write to domain 'cred' with no guard}}
}
struct cred *filled_with(struct cred *other) {
  struct cred *new = prepare_cred();
  fill_any(new, 1);
  fill_any(other, 1);
  return protect_cred(new);
}
// What is listed as giving objects makes them itself.
void *get_memory(unsigned long size);
struct cred *prepare_cred(void) {
  struct cred *new = get_memory(sizeof *new);
  new->uid = 0;
  return new;
}

// Helpers of the file.
static struct cred *make(void) {
  struct cred *new = prepare_cred();
  new->uid = 7;
  return new;
}
static void commit(void *page, int n) { protect_page(page); }
struct cred *made(void) { return protect_cred(make()); }
struct cred *made_forgotten(void) {
  return make(); // expected-warning {{from 'make' is returned and was not committed}}
}
void by_helper(void) {
  void *table = alloc_page();
  current.table = table;
  commit(table, 1);
}

// What is stored before the commit moves the object is the copy.
void stored_early(void) {
  struct cred *new = prepare_cred();
  current.cred = new; // expected-warning {{is stored before it is committed: this is the unprotected copy, the protected object is what the commit returns [uncommitted]}}
  protect_cred(new);
}
void stored_early_atomic(void) {
  struct cred *new = prepare_cred();
  __atomic_exchange_n(&current.cred, new, __ATOMIC_RELEASE); // expected-warning {{is stored before it is committed}}
  new = protect_cred(new);
}
void written_to_copy(void) {
  struct cred *new = prepare_cred();
  current.cred = protect_cred(new);
  new->gid = 3; // expected-warning {{is written after it was committed: this is the unprotected copy, the protected object is what the commit returned [uncommitted]}}
}
void page_stored_early(void) { // the object itself is protected
  void *table = alloc_page();
  current.table = table;
  protect_page(table);
}

// Helpers that commit on some paths, or on all.
int fails(void);
static struct cred *tries(struct cred *new) {
  if (fails())
    return 0;
  return protect_cred(new);
}
int tried(void) {
  struct cred *new = prepare_cred();
  struct cred *safe = tries(new); // expected-warning {{gets out here and is not committed before the function returns}}
  current.cred = safe ? safe : new; // expected-warning {{gets out here and is not committed before the function returns}}
  return 0;
}
static void commits(struct cred *new, int twice) {
  if (!new)
    return;
  if (twice) {
    drop_cred(new);
    return;
  }
  current.cred = protect_cred(new);
}
void committed_by_helper(int twice) {
  struct cred *new = prepare_cred();
  commits(new, twice);
}
struct cred *copy_of_helper(void) {
  struct cred *new = prepare_cred();
  commits(new, 0);
  return new; // expected-warning {{is returned after it was committed}}
}

// A function that writes to protected objects under guards of its own may be
// passed one; that it is listed says nothing of its guards.
void link_cred(void *), link_other(void *);
void gives(struct cred *c) {
  link_cred(c);
  link_other(c); // expected-warning {{call of 'link_other', which may write to domain 'cred'}}
}
void link_cred(void *p) {
  struct cred *c = p;
  unsigned long old = set_level(LEVEL_CRED); // expected-warning {{the guard of 'set_level' is open where 'link_cred' returns}}
  c->uid = 1;
  if (c->gid)
    return;
  restore_level(old);
}

// A helper that gives a new object or another one gives no object in preparation.
static struct cred *other_or_new(struct cred *c, int any) {
  if (any)
    return c;
  return prepare_cred(); // expected-warning {{is returned and was not committed}}
}
void writes_other(struct cred *c, int any) {
  struct cred *new = other_or_new(c, any);
  new->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
  drop_cred(new);
}
static struct cred *current_or_new(int any) {
  return any ? current.cred : prepare_cred(); // expected-warning {{is returned and was not committed}}
}
void writes_current(int any) {
  struct cred *new = current_or_new(any);
  new->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
  drop_cred(new);
}
static void *error(long number) { return (void *)number; }
static struct cred *error_or_new(int any) {
  if (any)
    return error(-12);
  struct cred *new = prepare_cred();
  if (!new)
    return (void *)-1l;
  return new;
}
struct cred *writes_new(int any) {
  struct cred *new = error_or_new(any);
  if (IS_ERR(new))
    return new;
  new->uid = 1;
  return protect_cred(new);
}

// A helper elsewhere gets the new object, and another in a variable.
struct both {
  int *where;
};
void fill_both(int *new, struct both *b), fill_one(int *new, struct both *b);
struct cred *passes_both(struct cred *other) {
  struct cred *new = prepare_cred();
  struct both b = {&other->uid}, none = {0};
  fill_one(&new->uid, &none);
  fill_both(&new->uid, &b); // expected-warning {{call of 'fill_both', which may write to domain 'cred' through what it is passed, with no guard}}
  return protect_cred(new);
}

// In a loop the object of the turn before is another one.
void pages_in_turn(int n) {
  pte_t *before = 0;
  for (int i = 0; i < n; i++) {
    pte_t *page = alloc_page();
    page->v = i;
    if (before)
      before->v = 1; // expected-warning {{write to domain 'pgtable' with no guard}}
    current.table = page;
    protect_page(page);
    before = page;
  }
}
void pages_together(int n) {
  pte_t *before = 0;
  for (int i = 0; i < n; i++) {
    pte_t *page = alloc_page();
    if (!page)
      break;
    if (before)
      before->v = 1;
    before = page;
  }
  current.table = before;
  protect_page(before);
}
void page_again(int n) {
  pte_t *page = alloc_page();
  while (!page && n--)
    page = alloc_page();
  if (!page)
    return;
  page->v = 1;
  free_page(page);
}

// Calls through a pointer do not see what a helper gives.
static struct cred *make_by_table(void) {
  struct cred *new = prepare_cred();
  new->uid = 7;
  return new; // expected-warning {{is returned and was not committed}}
}
struct cred *(*maker)(void) = make_by_table;
void made_by_pointer(void) { current.cred = maker(); }

// A helper of a copy.
static void fill_copy(struct cred *c) {
  c->uid = 1; // expected-warning {{write to domain 'cred' with no guard}}
}
void fills_copy(void) {
  struct cred *new = prepare_cred();
  current.cred = protect_cred(new);
  fill_copy(new);
}
static void fill_new(struct cred *c) { c->uid = 1; }
void fills_new(void) {
  struct cred *new = prepare_cred();
  fill_new(new);
  current.cred = protect_cred(new);
}

// Written by the helper that has committed it.
static void finish(void *page) {
  protect_page(page);
  ((pte_t *)page)->v = 1; // expected-warning {{write to domain 'pgtable' with no guard}}
}
void finished(void) {
  pte_t *page = alloc_page();
  page->v = 0;
  finish(page);
}
static void write_page(pte_t *page) {
  page->v = 2; // expected-warning {{write to domain 'pgtable' with no guard}}
}
static void finish_deep(void *page) {
  write_page(page);
  protect_page(page);
  write_page(page);
}
void finished_deep(void) { finish_deep(alloc_page()); }

// Out before the maker returns it, or makes the next one.
struct cred *latest;
static struct cred *make_and_tell(void) {
  struct cred *new = prepare_cred();
  latest = new;
  return new;
}
void told_then_written(void) {
  make_and_tell()->uid = 0; // expected-warning {{gets out here and is not committed before the function returns}}
}
int bad(const struct cred *);
struct cred *again(struct cred **log) {
  for (;;) {
    struct cred *new = prepare_cred();
    if (bad(new)) {
      *log = new; // expected-warning {{gets out here and is not committed before there is another one}}
      continue;
    }
    return protect_cred(new);
  }
}
