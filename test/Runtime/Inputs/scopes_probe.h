#include <setjmp.h>
#ifdef __cplusplus
extern "C" {
#endif
enum { NOTHING = 0, RED = 1, BLUE = 2 };
extern int failures;
/* Which domains the register lets the thread write. */
unsigned open_now(void);
void expect_at(unsigned wanted, int line);
#define EXPECT(wanted) expect_at(wanted, __LINE__)
void call_back(void (*f)(void *), void *data);
/* The same address; whoever asks for it drops the const unseen. */
int *hidden(const void *where);
/* A write that no compiler of ours has seen. */
void poke(int *where, int value);
__attribute__((noreturn)) void leap(jmp_buf where);
void leap_unseen(jmp_buf where);
#ifdef __cplusplus
}
#endif
