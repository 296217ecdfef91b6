/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

struct point {
  int x, y;
} points[3];

int main(void) {
  for (int i = 0; i < 3; i++) {
    points[i].x = i;
    points[i].y += points[i].x * 2;
    printf("%d %d\n", points[i].x, points[i].y);
  }
  return 0;
}
