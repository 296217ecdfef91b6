# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A C program with argv[1] protected variables, that writes to each as no
annotated code does and counts the writes that are stopped."""
import sys

count = int(sys.argv[1])
print(
    """#include <kpkeys.h>
#include <kpkeys_rt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
"""
)
for n in range(count):
    print(f'long v{n}[40] __kpkeys_protected("protected");')
    print(f"__attribute__((noinline)) void set{n}(int i) {{ v{n}[i] = i; }}")
addresses = ", ".join(f"&v{n}[3]" for n in range(count))
calls = " ".join(f"set{n}(argc);" for n in range(count))
print(
    f"""
int main(int argc, char **argv) {{
  if (kpkeys_init())
    return 1;
  {calls}
  const long *address[] = {{{addresses}}};
  int stopped = 0;
  for (int n = 0; n < {count}; n++) {{
    char text[32];
    snprintf(text, sizeof text, "%p", (const void *)address[n]);
    pid_t child = fork();
    if (!child) {{
      *(volatile long *)strtoul(text, NULL, 16) = 1;
      _exit(0);
    }}
    int status;
    waitpid(child, &status, 0);
    stopped += WIFSIGNALED(status);
  }}
  printf("%d of {count} writes were stopped\\n", stopped);
}}"""
)
