#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Check kpkeys-oracle's status on a machine with or without protection keys.

usage: oracle-status.py ORACLE
"""

import subprocess
import sys


def run(*program):
    done = subprocess.run(
        [sys.argv[1], "--", *program], stderr=subprocess.PIPE, text=True
    )
    return done.returncode, done.stderr


with open("/proc/cpuinfo", encoding="ascii") as stream:
    keys = "ospke" in stream.read().split()
for program, status, text in (
    ("true", 0, "faults: 0 at 0 places"),
    ("/no/such/program", 2, "cannot run '/no/such/program'"),
):
    if not keys:
        status, text = 3, "no protection keys"
    got = run(program)
    if got[0] != status or text not in got[1]:
        sys.exit("%s: status %d, not %d with '%s': %s" % (program, got[0], status, text, got[1]))
