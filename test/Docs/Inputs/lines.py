#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check that the lines of a file occur, in order, in what a program printed.

usage: lines.py FILE < output

Hexadecimal numbers and the folder of a file may differ.
"""

import re
import sys


def plain(line):
    line = re.sub(r"0x[0-9a-f]+", "0x-", line.strip())
    return re.sub(r"[^\s(]*/", "", line)


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        expected = [line for line in stream if line.strip()]
    output = sys.stdin.read()
    actual = iter(map(plain, output.splitlines()))
    for line in expected:
        if plain(line) not in actual:
            sys.exit("not printed, or not here: %s\nin:\n%s" % (line.strip(), output))
    if not expected:
        sys.exit("nothing to expect in " + sys.argv[1])


main()
