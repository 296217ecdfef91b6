/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A window cannot end behind a tail call: refused. */
char text[8];
char *strcpy(char *, const char *);

__attribute__((noinline)) static char *copy(char *to, const char *from) {
  __attribute__((musttail)) return strcpy(text, from);
}

int main(void) { return copy(0, "five")[0] - 'f'; }
