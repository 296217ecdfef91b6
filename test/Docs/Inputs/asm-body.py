#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Print the instructions of one function, the way the documents show them.

usage: asm-body.py FUNCTION < compiler's assembly

Drops directives but .inst, labels and comments other than the plugin's own; one space
between an instruction and its operands.
"""

import sys


def main():
    function = sys.argv[1]
    inside = seen = False
    for line in sys.stdin:
        word = line.split()
        if not word:
            continue
        if word[0] == function + ":":
            inside = seen = True
        elif word[0].startswith(".Lfunc_end"):
            inside = False
        elif inside and "kpkeys:" in word:
            print(" ".join(word))
        elif inside and line[0].isspace() and (word[0] == ".inst" or word[0][0] not in ".#/"):
            for comment in (" # ", " // "):
                line = line.split(comment)[0]
            print("    " + " ".join(line.split()))
    if not seen:
        sys.exit("no function " + function)


main()
