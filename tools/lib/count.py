#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts a runner's results and refuses runs that tested nothing.

  count.py lit FILE.json TOTALS [--allow-skipped-rings]
  count.py gtest FILE.json TOTALS

FILE.json is what `lit --output` or `--gtest_output=json:` wrote. Prints one
line for each ring (lit only), the tests that took longest and those that
failed; appends "PASSED FAILED SKIPPED" to TOTALS, and "failed: NAME" for each
that failed. Exits 1 if a test failed, if there was none, or if a whole ring was
skipped.
"""

import collections
import json
import sys

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


SLOWEST = 8


def lit_results(report):
    """(ring, name, passed/failed/skipped, seconds) of each lit test."""
    for test in report["tests"]:
        ring = test["name"].split(" :: ", 1)[1].split("/", 1)[0]
        code = test["code"]
        # Anything not known to be harmless is a failure.
        yield ring, test["name"], (
            "passed" if code in PASSED else "skipped" if code in SKIPPED else "failed"
        ), test.get("elapsed") or 0


def gtest_results(report):
    """The same of each GoogleTest test."""
    for suite in report["testsuites"]:
        for test in suite["testsuite"]:
            name = "%s.%s" % (suite["name"], test["name"])
            if test.get("failures"):
                yield "unit", name, "failed", 0
            elif test.get("result") == "COMPLETED":
                yield "unit", name, "passed", 0
            else:
                yield "unit", name, "skipped", 0


def main(arguments):
    readers = {"lit": lit_results, "gtest": gtest_results}
    if len(arguments) < 3 or arguments[0] not in readers:
        sys.exit(__doc__)
    kind, path, totals = arguments[:3]
    with open(path) as file:
        report = json.load(file)
    rings = collections.defaultdict(collections.Counter)
    times, failed = [], []
    for ring, name, outcome, seconds in readers[kind](report):
        rings[ring][outcome] += 1
        times.append((seconds, name))
        if outcome == "failed":
            failed.append("failed: " + name)

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
    for seconds, name in sorted(times, reverse=True)[:SLOWEST]:
        if seconds >= 1:
            print("  %4.0f s  %s" % (seconds, name))
    print(*failed, sep="\n", end="\n" if failed else "")
    with open(totals, "a") as file:
        print("%(passed)d %(failed)d %(skipped)d" % total, *failed, sep="\n", file=file)
    sys.exit(bad)


if __name__ == "__main__":
    main(sys.argv[1:])
