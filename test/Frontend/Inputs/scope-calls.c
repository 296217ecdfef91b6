/* What the begins and ends of scopes call when no pass has replaced them: keeps
 * the levels on a stack, and stops when an end has no begin. Compiled without
 * the plugin. */
#include <stdio.h>
#include <stdlib.h>

#define BEGIN(level) __asm__("__kpkeys_scope.begin." #level)
#define END(level) __asm__("__kpkeys_scope.end." #level)
void begin_red(void) BEGIN(red);
void begin_blue(void) BEGIN(blue);
void begin_default(void) BEGIN(default);
void end_red(void *) END(red);
void end_blue(void *) END(blue);
void end_default(void *) END(default);

static char stack[64];
static int depth;
static char now(void) { return depth ? stack[depth - 1] : '-'; }

static void begin(char level) {
  if (depth == sizeof stack)
    abort();
  stack[depth++] = level;
}
static void end(char level) {
  if (now() != level) {
    printf("end of %c at %c\n", level, now());
    exit(1);
  }
  depth--;
}
void begin_red(void) { begin('r'); }
void begin_blue(void) { begin('b'); }
void begin_default(void) { begin('d'); }
void end_red(void *p) { (void)p, end('r'); }
void end_blue(void *p) { (void)p, end('b'); }
void end_default(void *p) { (void)p, end('d'); }

/* At which level it is called, and n. */
int at(char level, int n) {
  if (now() != level) {
    printf("at %c, not %c: %d\n", now(), level, n);
    exit(1);
  }
  return n;
}
