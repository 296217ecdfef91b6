/* What the target tests compile for more than one level: writes to two domains
 * with a write level each, one behind the other. */
struct red { int a; } __attribute__((kpkeys_protected("red")));
struct blue { int a; } __attribute__((kpkeys_protected("blue")));
void write_both(struct red *r, struct blue *b, int value) {
  r->a = value;
  b->a = value;
}
