/* A missed write that nothing reports: two names for one variable. */
static KEYED("alpha") int p1_shut PROTECTED("alpha");
extern int p1_other __asm__("p1_same");
void p1_main(void) {
  __asm__ volatile(".set p1_same, %c0" : : "i"(&p1_shut));
  p1_shut = 1;
  fz_touch();
  p1_other = 2;
}
