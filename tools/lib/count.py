#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts a runner's results and refuses runs that tested nothing.

  count.py lit FILE.json TOTALS [--allow-skipped-rings]
  count.py gtest FILE.json TOTALS

FILE.json is what `lit --output` or `--gtest_output=json:` wrote. Prints one
line for each ring (lit only) and appends "PASSED FAILED SKIPPED" to TOTALS.
Exits 1 if a test failed, if there was none, or if a whole ring was skipped.
"""

import collections
import json
import sys

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def lit_results(report):
    """(ring, passed/failed/skipped) of each lit test."""
    for test in report["tests"]:
        ring = test["name"].split(" :: ", 1)[1].split("/", 1)[0]
        code = test["code"]
        # Anything not known to be harmless is a failure.
        yield ring, (
            "passed" if code in PASSED else "skipped" if code in SKIPPED else "failed"
        )


def gtest_results(report):
    """The same of each GoogleTest test."""
    for suite in report["testsuites"]:
        for test in suite["testsuite"]:
            if test.get("failures"):
                yield "unit", "failed"
            elif test.get("result") == "COMPLETED":
                yield "unit", "passed"
            else:
                yield "unit", "skipped"


def main(arguments):
    readers = {"lit": lit_results, "gtest": gtest_results}
    if len(arguments) < 3 or arguments[0] not in readers:
        sys.exit(__doc__)
    kind, path, totals = arguments[:3]
    with open(path) as file:
        report = json.load(file)
    rings = collections.defaultdict(collections.Counter)
    for ring, outcome in readers[kind](report):
        rings[ring][outcome] += 1

    total = sum(rings.values(), collections.Counter())
    bad = total["failed"] > 0
    if not rings:
        print("error: no test ran")
        bad, total["failed"] = True, 1
    for ring, count in sorted(rings.items()):
        if kind == "lit":
            print("  %-12s" % ring, end=" ")
            print("%(passed)4d passed %(failed)4d failed %(skipped)4d skipped" % count)
        if count["skipped"] == sum(count.values()):
            allowed = "--allow-skipped-rings" in arguments
            print("%s: all of %s was skipped" % ("warning" if allowed else "error", ring))
            if not allowed:
                bad = True
                total["failed"] += 1
    with open(totals, "a") as file:
        print("%(passed)d %(failed)d %(skipped)d" % total, file=file)
    sys.exit(bad)


if __name__ == "__main__":
    main(sys.argv[1:])
