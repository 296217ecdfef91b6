/* What the target tests compile: a protected write and a plain one. */
struct record { int a; } __attribute__((kpkeys_protected("red")));
struct plain { int a; };
void write_protected(struct record *r, int value) { r->a = value; }
void write_plain(struct plain *r, int value) { r->a = value; }
