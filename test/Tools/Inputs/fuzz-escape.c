/* A pointer that is given away. */
static KEYED("alpha") int p1_shut PROTECTED("alpha");
int *p1_kept;
void p1_main(void) {
  p1_shut = 1;
  p1_kept = &p1_shut;
}
