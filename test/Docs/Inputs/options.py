#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check a document's tables against the text of -fplugin-arg-kpkeys-help.

usage: options.py options|targets DOCUMENT < help

options: the table behind <!-- options: ... --> is the help, row by row.
targets: the table behind <!-- targets: ... --> names the help's targets, in
order.
"""

import difflib
import re
import sys


def from_help(text):
    """(option, meaning) pairs."""
    pairs = re.findall(r"^  (\S+)\n      (.+)$", text, re.M)
    if not pairs:
        sys.exit("no options in the help")
    return pairs


def table(document, kind):
    """The table's rows, as lists of cells."""
    with open(document, encoding="utf-8") as stream:
        text = stream.read()
    marker = "<!-- %s:" % kind
    if marker not in text:
        sys.exit("no %s in %s" % (marker, document))
    rows = []
    for line in text.split(marker, 1)[1].splitlines()[1:]:
        if not line.startswith("|"):
            break
        cells = re.split(r"(?<!\\)\|", line)[1:-1]
        rows.append([c.strip().strip("`").replace("\\|", "|") for c in cells])
    return rows[2:]


def main():
    kind, document = sys.argv[1:]
    pairs = from_help(sys.stdin.read())
    rows = table(document, kind)
    if kind == "options":
        want = ["%s: %s" % pair for pair in pairs]
        have = ["%s: %s" % tuple(row) for row in rows]
    else:
        want = dict(p.split("=", 1) for p, _ in pairs if "=" in p)["target"].split("|")
        have = [row[0] for row in rows]
    print("%d rows" % len(have))
    if want != have:
        sys.exit("\n".join(difflib.unified_diff(want, have, "help", document, "")))


main()
