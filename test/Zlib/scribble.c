/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Writes one byte to a zlib state, as a stray write elsewhere in a program
 * would: made without the plugin, in both builds. */
#include "zlib.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  const char *what = argc == 2 ? argv[1] : "";
  if ((strcmp(what, "deflate") == 0 ? deflateInit(&stream, 6)
                                    : inflateInit(&stream)) != Z_OK)
    return 1;
  volatile unsigned char *state = (volatile unsigned char *)stream.state;
  printf("before %s\n", what);
  fflush(stdout);
  state[16] = state[16];
  printf("survived\n");
  return 0;
}
