#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Give kpkeys-report damaged copies of an object.

usage: report-damaged.py COUNT OBJECT [OPTION]...

Each is reported, or is one error and status 2; none crashes or takes long.
"""

import random
import subprocess
import sys


def damaged(data, seed):
    """A few bytes changed, near one end or anywhere; or cut off."""
    rng = random.Random(seed)
    data = bytearray(data)
    if rng.random() < 0.1:
        return data[: rng.randrange(len(data))]
    first, last = rng.choice(
        [(0, 64), (0, len(data)), (max(0, len(data) - 4096), len(data))]
    )
    for _ in range(rng.choice([1, 2, 4, 16])):
        place = rng.randrange(first, last)
        data[place] = rng.choice(
            [0, 255, rng.randrange(256), data[place] ^ 1 << rng.randrange(8)]
        )
    return data


def main():
    count, path, options = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with open(path, "rb") as stream:
        whole = stream.read()
    statuses = {0: 0, 2: 0}
    for seed in range(count):
        copy = path + ".damaged"
        with open(copy, "wb") as stream:
            stream.write(damaged(whole, seed))
        run = subprocess.run(
            ["kpkeys-report", copy, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=60,
        )
        if run.returncode not in statuses:
            sys.exit("copy %d: status %d: %s" % (seed, run.returncode, run.stderr))
        if run.returncode == 2 and run.stderr.count(b"error:") != 1:
            sys.exit("copy %d: not one error: %s" % (seed, run.stderr))
        statuses[run.returncode] += 1
    print("%d reported, %d refused" % (statuses[0], statuses[2]))
    if not all(statuses.values()):
        sys.exit("the damage is always of one kind")


main()
