/* Writes no protected memory: the twin does not fault. */
int p1_open;
void p1_main(void) { p1_open = 1; }
