#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs kpkeys-verify over all that the tests have built.

usage: verify-objects.py VERIFY FOLDER EXPECTED [--partial]

Checks each ELF file and archive in FOLDER, machines that kpkeys-verify does not
know left out. EXPECTED lists findings that are right, one a line:

  PATH-PATTERN FUNCTION-PATTERN RULE   # why
  skip PATH-PATTERN                    # why: files that are not looked at

Each other one is an error, and so is a file that cannot be read, and a line of
EXPECTED that nothing matches (--partial: some tests did not run).
"""

import fnmatch
import hashlib
import json
import os
import struct
import subprocess
import sys

X86_64, AARCH64 = 62, 183
CORE = 4
BATCH = 250


def is_checked(path):
    """An ELF file of a machine that is checked, or an archive of such."""
    with open(path, "rb") as file:
        head = file.read(64)
    if head.startswith((b"!<arch>\n", b"!<thin>\n")):
        return True
    if len(head) < 64 or head[:6] != b"\x7fELF\x02\x01":
        return False
    kind, machine = struct.unpack_from("<HH", head, 16)
    return machine in (X86_64, AARCH64) and kind != CORE


def find(folder, skipped):
    """One path for each content, sorted."""
    found, seen = [], set()
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            place = os.path.relpath(path, folder)
            if any(fnmatch.fnmatchcase(place, pattern) for pattern in skipped):
                continue
            if not is_checked(path):
                continue
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).digest()
            if digest not in seen:
                seen.add(digest)
                found.append(path)
    return sorted(found)


def read_expected(path):
    rows, skipped = [], []
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words and words[0] == "skip":
                skipped.append(words[1])
            elif words:
                rows.append((words[0], words[1], int(words[2])))
    return rows, skipped


def main():
    arguments = [word for word in sys.argv[1:] if word != "--partial"]
    if len(arguments) != 3:
        sys.exit(__doc__)
    verify, folder, expected_path = arguments
    expected, skipped = read_expected(expected_path)
    paths = find(folder, skipped)
    unmatched = set(expected)
    errors = objects = windows = right = 0
    for begin in range(0, len(paths), BATCH):
        run = subprocess.run(
            [verify, "--format=json", *paths[begin : begin + BATCH]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        # Bitcode in archives is what tests of LTO link.
        unreadable = [x for x in run.stderr.splitlines() if "LLVM bitcode" not in x]
        errors += len(unreadable) + (run.returncode not in (0, 1, 2))
        print("\n".join(unreadable), end="\n" if unreadable else "")
        report = json.loads(run.stdout)
        objects += report["objects"]
        windows += report["windows"]
        for finding in report["findings"]:
            if finding["level"] != "error":
                continue
            place = os.path.relpath(finding["file"], folder)
            rows = [
                row
                for row in expected
                if fnmatch.fnmatchcase(place, row[0])
                and fnmatch.fnmatchcase(finding["symbol"], row[1])
                and finding["rule"] == row[2]
            ]
            unmatched -= set(rows)
            if rows:
                right += 1
                continue
            errors += 1
            print(
                "%s: %s+%#x: %s [rule %d]"
                % (
                    place,
                    finding["symbol"],
                    finding["symbol-offset"],
                    finding["message"],
                    finding["rule"],
                )
            )
    for row in [] if "--partial" in sys.argv else sorted(unmatched):
        errors += 1
        print("%s: nothing is like '%s %s %d'" % (expected_path, *row))
    print(
        "%d files, %d objects, %d windows: %d alarms, %d findings that are right"
        % (len(paths), objects, windows, errors, right)
    )
    sys.exit(1 if errors or not windows else 0)


if __name__ == "__main__":
    main()
