/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Old C in a folder below, as much of the suite. Passes. */
double value;

store(v)
double v;
{
  value = v;
  return 1;
}

main() {
  if (!store(2.5) || value != 2.5)
    abort();
  exit(0);
}
