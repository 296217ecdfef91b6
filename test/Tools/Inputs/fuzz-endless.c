/* Never ends. */
void p1_main(void) { for (;;) fz_touch(); }
