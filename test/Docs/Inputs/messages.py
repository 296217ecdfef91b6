#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check that a document shows every message that source files can print.

usage: messages.py DOCUMENT SOURCE...

A message is a run of adjacent string literals with at least three words. What
the program fills in (%0, and what stands between two literals) may be
anything in the document; the words around it must be there, whatever the line
breaks. Prints how many messages it found, so that a test can see it look.
"""

import re
import sys

LITERAL = r'"(?:[^"\\\n]|\\.)*"'
# Not messages to users: statistics, registration, what cannot happen.
OTHER = re.compile(r"\b(STATISTIC|\w*Registration|llvm_unreachable)\s*\([^;]*;")
RUN = re.compile(LITERAL + r"(?:\s*" + LITERAL + r")*")


def messages(source):
    code = "\n".join(
        line
        for line in source.split("\n")
        if not line.lstrip().startswith(("//", "#include"))
    )
    for run in RUN.findall(OTHER.sub("", code)):
        parts = (part[1:-1] for part in re.findall(LITERAL, run))
        yield "".join(parts).replace('\\"', '"')


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        document = " ".join(stream.read().split())
    count, missing = 0, []
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as stream:
            for message in messages(stream.read()):
                if len(message.split()) < 3:
                    continue
                count += 1
                for part in re.split(r"%\d", message):
                    if len(part.split()) > 1 and " ".join(part.split()) not in document:
                        missing.append("%s: %s" % (path, message))
                        break
    print("%d messages" % count)
    if missing:
        sys.exit("not in %s:\n%s" % (sys.argv[1], "\n".join(missing)))


main()
