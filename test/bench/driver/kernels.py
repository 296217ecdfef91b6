# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds the kernels, counts what one run of each variant executes, and times
them in turn."""

import glob
import json
import os
import re
import signal
from dataclasses import dataclass
from statistics import median

from driver.tools import HERE, ROOT, Failed, run
from driver.variants import BASE, MPROTECT, OF_KERNELS

SOURCES = os.path.join(HERE, "kernels")
HARNESS = os.path.join(SOURCES, "harness")
FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-ffunction-sections"]
FLAGS += [f"-I{ROOT}/include", f"-I{SOURCES}"]


def sources():
    """{name: path} of the kernels that are here."""
    found = glob.glob(os.path.join(SOURCES, "*.c"))
    return {os.path.splitext(os.path.basename(path))[0]: path for path in sorted(found)}


@dataclass
class Numbers:
    """Of one kernel in one variant."""

    switches: int
    instructions: int
    stores: int  # in windows
    foreign: int  # of these
    calls: int  # in windows
    size: int  # bytes of code
    times: list  # nanoseconds of one run, one median for each process
    ratios: list  # the same as parts of the unprotected variant's


class Kernel:
    def __init__(self, name, source, tools, folder):
        self.name = name
        self.source = source
        self.tools = tools
        self.folder = os.path.join(folder, name)
        self.program = os.path.join(self.folder, "kernel")
        os.makedirs(self.folder, exist_ok=True)

    def object_of(self, variant):
        return os.path.join(self.folder, variant.symbol + ".o")

    def compile_command(self, variant):
        # Links in lists are reported where they are stored. Here all code that
        # walks them starts at a protected record.
        options = variant.options and ("escape=allow", *variant.options)
        plugin = self.tools.plugin_flags(options, os.path.join(SOURCES, "policy.yaml"))
        names = [f"-DVARIANT={variant.symbol}", f"-DGUARDS={variant.guards}"]
        output = ["-c", self.source, "-o", self.object_of(variant)]
        return [self.tools.tool("clang"), *FLAGS, *plugin, *names, *output]

    def splits(self, variant):
        """What keeps windows apart, as the remarks say: [(line, text)], each once."""
        command = [*self.compile_command(variant), "-Rpass-missed=kpkeys"]
        said = run(command).stderr
        found = re.findall(r":(\d+):\d+: remark: (.*) \[-Rpass-missed=kpkeys\]", said)
        return sorted({(int(line), text) for line, text in found})

    def build(self):
        for v in OF_KERNELS:
            run(self.compile_command(v))
        listed = " ".join(f"X({v.symbol}, {v.memory})" for v in OF_KERNELS)
        main = os.path.join(HARNESS, "main.c")
        objects = [self.object_of(v) for v in OF_KERNELS]
        clang = self.tools.tool("clang")
        run([clang, *FLAGS, f"-DVARIANTS={listed}", main, *objects, "-o", self.program])

    def control(self):
        """Without windows the kernel must die of its first protected write."""
        done = run([self.program, "control"], statuses=(0, -signal.SIGSEGV))
        if done.returncode == 0:
            raise Failed(f"{self.name}: nothing stops its writes outside of windows")

    def counted(self, variant):
        """(what kpkeys-count says of one run, the checksum it leaves)."""
        report = os.path.join(self.folder, variant.symbol + ".json")
        done = run(
            [self.tools.count, "--function", f"run_{variant.symbol}", "--json"]
            + ["--output", report, "--", self.program, "count", variant.symbol]
        )
        with open(report) as file:
            return json.load(file), int(done.stdout)

    def size(self, variant):
        lines = run([self.tools.tool("llvm-size"), "-A", self.object_of(variant)]).stdout
        sections = [line.split() for line in lines.splitlines() if line.startswith(".text")]
        return sum(int(s[1]) for s in sections if s[0] != ".text.unmeasured")

    def times(self, processes, rounds, microseconds):
        """For each variant the median time of a run in each process."""
        medians = {v.symbol: [] for v in OF_KERNELS}
        for _ in range(processes):
            taken = {v.symbol: [] for v in OF_KERNELS}
            out = run([self.program, "time", str(rounds), str(microseconds)]).stdout
            for line in out.splitlines():
                symbol, nanoseconds = line.split()
                taken[symbol].append(float(nanoseconds))
            for symbol, samples in taken.items():
                medians[symbol].append(median(samples))
        return medians

    def measure(self, processes, rounds, microseconds):
        """Numbers for each variant, by name."""
        times = self.times(processes, rounds, microseconds)
        result, expected = {}, None
        for v in OF_KERNELS:
            counts, checksum = self.counted(v)
            expected = checksum if v is BASE else expected
            if checksum != expected:
                raise Failed(f"{self.name}: {v.name} computes something else")
            inside = counts["inside"]
            own, base = times[v.symbol], times[BASE.symbol]
            result[v.name] = Numbers(
                counts["system-calls" if v is MPROTECT else "switches"],
                counts["instructions"],
                inside["stores"],
                inside["foreign-stores"],
                inside["calls"],
                self.size(v),
                own,
                [mine / theirs for mine, theirs in zip(own, base)],
            )
        return result
