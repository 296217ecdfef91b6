/* Intent: declarations of one thing that say different domains of what its
 * pointers lead to are refused: which of the types an expression gets is up to
 * the compiler, and a write by the plain one would get no window. */
// RUN: %kpkeys_cc1 -std=gnu11 -fsyntax-only -verify=both,c %s
// RUN: %kpkeys_cc1 -x c++ -fsyntax-only -verify=both,cxx %s
typedef int guarded __attribute__((kpkeys_protected("protected")));
typedef int *leading __attribute__((kpkeys_pointee("protected"))); // cxx-error {{supported in C only}}

extern guarded **deep; // both-note {{the other declaration is here}}
extern int **deep;     // both-error {{declared as 'int **' here and as 'guarded **' (aka 'int **') before, and only one of the two says that it is in domain 'protected'; writes by the other would get no window, so write the same typedef in each}}
extern guarded *heads[]; // both-note {{here}}
int *heads[2];           // both-error {{declared as 'int *[2]' here}}
extern int *(*callee)(void);     // both-note {{here}}
extern guarded *(*callee)(void); // both-error {{declared as 'guarded *(*)(}}

int *returned(void);     // both-note {{here}}
guarded *returned(void); // both-error {{declared as 'guarded *(}}
guarded value(void);
int value(void);

void parameter(guarded **p); // both-note {{here}}
void parameter(int **p);     // both-error {{declared as 'int **' here}}

typedef guarded type; // both-note {{here}}
typedef int type;     // both-error {{declared as 'int' here}}

/* One declaration is enough if nothing was written before it. */
extern guarded *known;
extern int *known;
extern int *soon;
extern guarded *soon;
extern int *late;                // both-note {{here}}
void writes(void) { *late = 1; }
extern guarded *late;            // both-error {{declared as 'guarded *'}}
int counter;                     // both-note {{here}}
void counts(void) { ++counter; }
extern guarded counter;          // both-error {{declared as 'guarded'}}
void header(guarded *p);
void header(int *p) { *p = 1; }
void defined(int *p) { *p = 1; } // both-note {{here}}
void defined(guarded *p);        // both-error {{declared as 'guarded *'}}
void source(int *p);
void source(guarded *p) { *p = 1; }

#ifndef __cplusplus
extern _Atomic(guarded *) kept; // c-note {{here}}
extern _Atomic(int *) kept;     // c-error {{declared as '_Atomic(int *)' here}}

/* By another attribute. */
extern leading *by_pointee;
extern guarded **by_pointee;
int *told(void) __attribute__((kpkeys_pointee("protected")));
guarded *told(void);
extern int *said __attribute__((kpkeys_pointee("protected")));
extern guarded *said;
#endif

#ifdef __cplusplus
struct Holder {
  int *held(); // cxx-note {{here}}
};
guarded *Holder::held() { return nullptr; } // cxx-error {{declared as 'guarded *()'}}
#endif
