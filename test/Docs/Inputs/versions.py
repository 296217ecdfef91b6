#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check the versions that the documents name.

usage: versions.py SOURCE
"""

import os
import sys


def main():
    root = sys.argv[1]

    def text(name):
        with open(os.path.join(root, name), encoding="utf-8") as stream:
            return stream.read()

    version = text("VERSION").strip()
    majors = " and ".join(text("LLVM_VERSIONS").split())
    choice = " or ".join(text("LLVM_VERSIONS").split())
    wanted = {
        "README.md": ["Version %s" % version, "LLVM %s from" % majors],
        "CHANGELOG.md": ["## [%s]" % version],
        "docs/QuickStart.md": ["Clang %s" % choice],
        "docs/Limitations.md": ["Clang %s from" % majors],
    }
    missing = [
        "%s: no '%s'" % (name, part)
        for name, parts in wanted.items()
        for part in parts
        if part not in text(name)
    ]
    if missing:
        sys.exit("\n".join(missing))


main()
