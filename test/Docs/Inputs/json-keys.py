#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check that a document's section "JSON" names the keys of a JSON file.

usage: json-keys.py DOCUMENT FILE

Each key of the file must be there in backquotes; of the first column's keys, each
must be in the file.
"""

import json
import re
import sys

# Their keys are names of the program's own.
MAPS = {"levels", "domains", "files"}


def keys(value, is_map=False):
    if isinstance(value, dict):
        for key, inner in value.items():
            if not is_map:
                yield key
            yield from keys(inner, key in MAPS)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        section = stream.read().split("\n## JSON\n")[1].split("\n## ")[0]
    with open(sys.argv[2], encoding="utf-8") as stream:
        used = set(keys(json.load(stream)))
    named = set()
    for text in re.findall(r"`([^`]*)`", section):
        named.update(text.split("."))
    # Sums and advice are as on the page; their names are not repeated.
    hidden = {"old", "new"}
    missing = sorted(used - named - hidden)
    if missing:
        sys.exit("not in the document: " + ", ".join(missing))
    rows = re.findall(r"^\| ((?:`[^`]*`(?:, )?)+) \|", section, re.MULTILINE)
    for row in rows:
        for name in re.findall(r"`([^`]*)`", row):
            if name.split(".")[-1] not in used:
                sys.exit("not in the file: " + name)
    if not rows:
        sys.exit("no table of keys")


main()
