#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tables of executed key-register writes by phase of the workload.

usage: count.py [--sites PHASE] NAME=FOLDER...

Each FOLDER holds what one kernel did: counts.json (of switches.c's plugin),
console.log (of boot.sh) and System.map. The first is what the others are
compared with: guards by hand, usually.

Prints, for each phase, the writes per operation of each kernel and the ratio to
the first: all but those of entry and context switch code, and of these the ones
for credentials and for page tables; those of entry and context switch code; the
exposure: instructions executed in an average window; and the ratios of the sums.
With --sites: the functions that switch most in that phase.
"""

import argparse
import bisect
import json
import re
import sys
from pathlib import Path

# Saves, resets and restores the register for what is interrupted.
ENTRY = re.compile(
    r"^(irqentry_|exc_|sysvec_|asm_|__switch_to|kpkeys_|fred_|common_interrupt|"
    r"handle_bug|idtentry_|dotraplinkage)"
)
DOMAINS = ("page tables", "credentials")  # as a site's counts
COUNTED = (
    "setuid setgid setgroups capset keyrings userns sockets fork exec exit "
    "processes storm mmap munmap mprotect mremap faults cow files huge tables"
).split()


class Kernel:
    def __init__(self, name, folder):
        self.name = name
        log = (folder / "console.log").read_text(errors="replace")
        self.phases = {}
        numbers = {}
        for phase, number, times in re.findall(
            r"phase (\S+) is (\d+), (\d+) times", log
        ):
            numbers[int(number)] = (phase, int(times))
        for counts in json.loads((folder / "counts.json").read_text()):
            if counts["phase"] in numbers:
                phase, counts["times"] = numbers[counts["phase"]]
                self.phases[phase] = counts
        symbols = []
        for line in (folder / "System.map").read_text().splitlines():
            address, kind, symbol = line.split()
            if kind in "tTwW":
                symbols.append((int(address, 16), symbol))
        symbols.sort()
        self.addresses = [address for address, _ in symbols]
        self.symbols = [symbol for _, symbol in symbols]

    def function(self, address):
        at = bisect.bisect_right(self.addresses, address) - 1
        # Modules lie above the kernel's text.
        if at < 0 or at == len(self.addresses) - 1:
            return "[module]"
        return self.symbols[at]

    def functions(self, phase, domains=DOMAINS):
        """Function -> executed writes."""
        result = {}
        for address, counts in self.phases[phase]["sites"].items():
            function = self.function(int(address, 16))
            count = sum(counts[DOMAINS.index(domain)] for domain in domains)
            result[function] = result.get(function, 0) + count
        return result

    def entry(self, phase):
        return sum(n for f, n in self.functions(phase).items() if ENTRY.match(f))

    def windows(self, phase, domains=DOMAINS):
        of = self.functions(phase, domains)
        return sum(n for f, n in of.items() if not ENTRY.match(f))


def per(count, times):
    value = count / times
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def ratio(count, base):
    if base == 0:
        return "-" if count == 0 else "new"
    return f"{count / base:.2f}x"


def print_table(title, rows):
    print(f"\n{title}")
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  " + "  ".join(cells).rstrip())


def compared(kernels, phases, value):
    base = kernels[0]
    rows = [["phase"] + [k.name for k in kernels] + [f"{k.name}/{base.name}" for k in kernels[1:]]]
    totals = [0] * len(kernels)
    for phase in phases:
        times = base.phases[phase]["times"]
        values = [value(k, phase) for k in kernels]
        totals = [t + v / times for t, v in zip(totals, values)]
        rows.append(
            [phase]
            + [per(v, times) for v in values]
            + [ratio(v, values[0]) for v in values[1:]]
        )
    rows.append(
        ["all, each once"]
        + [per(t, 1) for t in totals]
        + [ratio(t, totals[0]) for t in totals[1:]]
    )
    return rows


def exposure(kernels, phases):
    rows = [["phase"] + [k.name for k in kernels]]
    for phase in phases:
        row = [phase]
        for k in kernels:
            p = k.phases[phase]
            if not p["opened"]:
                row.append("-")
                continue
            text = f"{p['open-instructions'] / p['opened']:.1f}"
            if p["open-stores"]:
                text += f" ({p['open-stores'] / p['opened']:.1f} stores)"
            row.append(text)
        rows.append(row)
    return rows


def print_sites(kernel, phase):
    times = kernel.phases[phase]["times"]
    rows = [["function", "writes", f"per {phase}"]]
    ordered = sorted(kernel.functions(phase).items(), key=lambda e: -e[1])
    rows += [[f, str(n), per(n, times)] for f, n in ordered[:25]]
    print_table(f"{kernel.name}: where {phase} switches", rows)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", metavar="PHASE", action="append", default=[])
    parser.add_argument("kernels", nargs="+", metavar="NAME=FOLDER")
    arguments = parser.parse_args()
    kernels = []
    for text in arguments.kernels:
        name, equals, folder = text.partition("=")
        if not equals:
            parser.error(f"{text} is not NAME=FOLDER")
        kernels.append(Kernel(name, Path(folder)))
    phases = [p for p in COUNTED if all(p in k.phases for k in kernels)]
    if not phases:
        print("count.py: error: no phase was counted", file=sys.stderr)
        return 1
    for kernel in kernels:
        if not any(p["switches"] for p in kernel.phases.values()):
            print(f"count.py: error: {kernel.name} switches never", file=sys.stderr)
            return 1

    summary = [["all phases, each once"]]
    summary[0] += [f"{k.name}/{kernels[0].name}" for k in kernels[1:]]
    for title, domains in [
        ("Key-register writes per operation, without entry code", DOMAINS),
        ("... for credentials", ["credentials"]),
        ("... for page tables", ["page tables"]),
    ]:
        rows = compared(kernels, phases, lambda k, p, d=domains: k.windows(p, d))
        print_table(title, rows)
        summary.append([" and ".join(domains)] + rows[-1][len(kernels) + 1 :])
    print_table(
        "Key-register writes of entry and context switch code per operation",
        compared(kernels, phases, Kernel.entry),
    )
    print_table("Instructions in an average window", exposure(kernels, phases))
    print_table("Ratios", summary)
    for phase in arguments.sites:
        for kernel in kernels:
            print_sites(kernel, phase)
    return 0


if __name__ == "__main__":
    sys.exit(main())
