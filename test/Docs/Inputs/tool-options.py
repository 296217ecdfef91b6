#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check that a document's table has each option of a program's --help, and no
other.

usage: tool-options.py DOCUMENT < help
"""

import re
import sys


def main():
    said = set(re.findall(r"^  --?(\w[\w-]*)[ =]", sys.stdin.read(), re.M))
    said -= {"help", "help-list", "version"}
    with open(sys.argv[1], encoding="utf-8") as stream:
        shown = set(re.findall(r"^\| `--(\w[\w-]*)", stream.read(), re.M))
    if not said or said != shown:
        sys.exit("help and document differ: %s" % sorted(said ^ shown))
    print("%d options" % len(said))


main()
