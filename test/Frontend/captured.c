/* Intent: writes in bodies that Clang keeps apart, of OpenMP regions and of
 * blocks, get windows (or the file is refused), never none. */
// RUN: %kpkeys-pku -fopenmp -O1 -w -S %s -o - | FileCheck %s --check-prefix=OPENMP
// RUN: %kpkeys-pku -fblocks -DBLOCKS -O1 -Werror -S %s -o - | FileCheck %s --check-prefix=BLOCKS
struct record { int a[8]; } __attribute__((kpkeys_protected("protected")));
#ifdef BLOCKS
void write(struct record *r) {
  void (^block)(void) = ^{ r->a[0] = 1; };
  block();
}
// BLOCKS: wrpkru
void (^global)(struct record *) = ^(struct record *r) { r->a[1] = 1; };
// BLOCKS-LABEL: {{^}}global_block_invoke:
// BLOCKS: wrpkru
struct ops { void (^set)(struct record *); };
struct ops table[] = {{.set = ^(struct record *r) { r->a[2] = 1; }}};
// BLOCKS-LABEL: {{^}}table_block_invoke_2:
// BLOCKS: wrpkru
void with_static(void) {
  static void (^local)(struct record *) = ^(struct record *r) { r->a[3] = 1; };
  global = local;
}
// Who calls the block does not know what the function's type says.
struct record *with_result(struct record *r) {
  int *(^block)(struct record *) = ^(struct record *x) { return &x->a[4]; };
  *block(r) = 1;
  return r;
}
// BLOCKS-LABEL: {{^}}table_block_invoke_3:
// BLOCKS: wrpkru
// BLOCKS-LABEL: {{^}}with_result:
// BLOCKS: wrpkru
#else
void write(struct record *r) {
#pragma omp parallel for
  for (int i = 0; i < 8; i++)
    r->a[i] = i;
}
// OPENMP: wrpkru
#endif
