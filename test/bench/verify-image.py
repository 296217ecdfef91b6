#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How long kpkeys-verify takes for a large image: objects that the plugin has
compiled, linked many times over.

usage: verify-image.py LLVM-PREFIX VERIFY SCRATCH COPIES OBJECT...
"""

import os
import re
import subprocess
import sys


def main():
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    prefix, verify, scratch, copies, *objects = sys.argv[1:]
    os.makedirs(scratch, exist_ok=True)
    place = lambda name: os.path.join(scratch, name)
    linker = os.path.join(prefix, "bin", "ld.lld")
    objcopy = os.path.join(prefix, "bin", "llvm-objcopy")
    subprocess.run([linker, "-r", *objects, "-o", place("one.o")], check=True)
    # Names that no two copies share.
    subprocess.run([objcopy, "--keep-global-symbol=none", place("one.o")], check=True)
    options = ["--unresolved-symbols=ignore-all", "--entry=0", "-o", place("image")]
    subprocess.run([linker, *[place("one.o")] * int(copies), *options], check=True)

    command = [verify, "--stats", place("image")]
    with open(place("report"), "w") as report, open(place("stats"), "w") as stats:
        run = subprocess.Popen(command, stdout=report, stderr=stats)
        _, status, used = os.wait4(run.pid, 0)
    with open(place("report")) as report, open(place("stats")) as stats:
        lines, text = report.read().splitlines(), stats.read()
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) > 1:
        sys.exit(text)
    numbers = dict(re.findall(r"(\w[\w ]*): +(\d+)", text))
    print(lines[-1])
    print(
        "%.1f MB, %s functions with windows, %s instructions in them"
        % (
            os.path.getsize(place("image")) / 1e6,
            numbers["functions"],
            numbers["instructions"],
        )
    )
    seconds = used.ru_utime + used.ru_stime
    print("%.1f s of CPU, %.0f MB of memory" % (seconds, used.ru_maxrss / 1e3))


if __name__ == "__main__":
    main()
