/* Intent: writes in bodies that Clang keeps apart, of OpenMP regions and of
 * blocks, get windows (or the file is refused), never none. */
// RUN: %kpkeys-pku -fopenmp -O1 -w -S %s -o - | FileCheck %s --check-prefix=OPENMP
// RUN: %kpkeys-pku -fblocks -DBLOCKS -O1 -w -S %s -o - | FileCheck %s --check-prefix=BLOCKS
struct record { int a[8]; } __attribute__((kpkeys_protected("protected")));
#ifdef BLOCKS
void write(struct record *r) {
  void (^block)(void) = ^{ r->a[0] = 1; };
  block();
}
// BLOCKS: wrpkru
#else
void write(struct record *r) {
#pragma omp parallel for
  for (int i = 0; i < 8; i++)
    r->a[i] = i;
}
// OPENMP: wrpkru
#endif
