/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Writes one byte to a SQLite connection, as a stray write elsewhere in a
 * program would: made without the plugin, in both builds. */
#include "sqlite3.h"
#include <stdio.h>

int main(void) {
  sqlite3 *db;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK)
    return 1;
  volatile unsigned char *byte = (volatile unsigned char *)db;
  printf("before connection\n");
  fflush(stdout);
  byte[16] = byte[16];
  printf("survived\n");
  return 0;
}
