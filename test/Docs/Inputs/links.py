#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check that each link to a file or heading of the project leads somewhere.

usage: links.py DOCUMENT...

Web addresses are not looked at. Prints the number of links.
"""

import os
import re
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.M | re.S)


def prose(path):
    with open(path, encoding="utf-8") as stream:
        return FENCED.sub("", stream.read())


def anchors(path):
    """The anchors that a heading gets on the common hosts."""
    found = set()
    for title in re.findall(r"^#+ (.+)$", prose(path), re.M):
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        found.add(re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-"))
    return found


def problems(document):
    """Yields (link, what is wrong with it, or None)."""
    folder = os.path.dirname(document)
    for link in LINK.findall(prose(document)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = os.path.join(folder, path) if path else document
        if not os.path.exists(target):
            yield link, "no such file"
        elif anchor and anchor not in anchors(target):
            yield link, "no such heading"
        else:
            yield link, None


def main():
    count, bad = 0, []
    for document in sys.argv[1:]:
        for link, problem in problems(document):
            count += 1
            if problem:
                bad.append("%s: %s: %s" % (document, link, problem))
    print("%d links" % count)
    if bad:
        sys.exit("\n".join(bad))


main()
