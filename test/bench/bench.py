# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures what windows cost; run.sh is what users call. See --help."""

import argparse
import dataclasses
import json
import os
import sys
import tempfile
import time

from statistics import median

from driver import compiletime, kernels, programs, report, workloads
from driver.machine import described, machine
from driver.plot import dot_plot
from driver.tools import ROOT, Failed, Tools
from driver.variants import BASE, COMPILED, MODES, OF_KERNELS, OF_PROGRAMS


def options():
    parser = argparse.ArgumentParser(
        prog="run.sh",
        description="Counts and times windows: kernels in the compiler's modes, with guards "
        "written by hand and with mprotect; real programs; the compiler itself. Tables go to "
        "standard output, and with the plot to --output.",
    )
    add = parser.add_argument
    add("--llvm", type=int, required=True, help="the LLVM to measure (default: the newest)")
    add("--build", help="its build tree (default: build/llvm-N)")
    add("--only", action="append", choices=PARTS, help="only this part; may be repeated")
    add("--kernel", action="append", choices=kernels.sources(), help="only this; may be repeated")
    add("--source", help="a kernel of your own in the place of all; see kernels/harness/bench.h")
    add("--program", action="append", choices=[p.name for p in programs.RUN], help="only this")
    add("--add", action="store_true", help="keep the other parts that --output has")
    add("--quick", action="store_true", help="few rounds: the counts hold, the times do not")
    add("--output", default=os.path.join(ROOT, "build", "bench"), help="a folder")
    chosen = parser.parse_args()
    chosen.build = chosen.build or os.path.join(ROOT, "build", f"llvm-{chosen.llvm}")
    return chosen


def say(text):
    print(text, file=sys.stderr, flush=True)


def measure_kernels(chosen, tools, scratch):
    """Numbers by kernel and variant, and what keeps windows apart."""
    effort = (1, 3, 200) if chosen.quick else (7, 25, 1000)
    result, splits = {}, {}
    every = {"own": os.path.abspath(chosen.source)} if chosen.source else kernels.sources()
    for name in chosen.kernel or every:
        say(f"kernel {name}")
        kernel = kernels.Kernel(name, every[name], tools, scratch)
        kernel.build()
        kernel.control()
        numbers = kernel.measure(*effort)
        result[name] = {v: dataclasses.asdict(n) for v, n in numbers.items()}
        splits[name] = {v.name: kernel.splits(v) for v in COMPILED if v.name != "per-access"}
    return {"kernels": result, "splits": splits}


def measure_programs(chosen, tools, scratch):
    builds = {}
    for program in programs.RUN:
        if chosen.program and program.name not in chosen.program:
            continue
        say(f"building {program.name}")
        builds[program.name] = programs.Builds(program, tools, scratch)
        builds[program.name].build_all(OF_PROGRAMS)
    result = {}
    for workload in workloads.workloads(chosen.quick, builds):
        say(workload.name)
        rounds = 1 if chosen.quick else 5
        workloads.control(workload, builds)
        result[workload.name] = workloads.measure(workload, builds, rounds, scratch)
    return {"programs": result}


def measure_compiler(chosen, tools, scratch):
    return {"compile": compiletime.measure(chosen.quick, tools, scratch, say)}


PARTS = {
    "kernels": measure_kernels,
    "programs": measure_programs,
    "compile": measure_compiler,
}


def plot(results):
    rows = [
        (name, {v: median(n.ratios) for v, n in numbers.items() if v != BASE.name})
        for name, numbers in report.numbers_of(results).items()
    ]
    rows += [
        (name, {v: median(r["ratios"]) for v, r in ran.items() if v != BASE.name})
        for name, ran in results.get("programs", {}).items()
    ]
    names = [v.name for v in OF_KERNELS if v is not BASE]
    return dot_plot("What protection costs", "time over unprotected", names, rows)


def write(folder, results):
    """All files, from what has been measured so far; the table's text."""
    heading = described(results["machine"], results["llvm"]) + "\n"
    tables = report.tables(results)
    texts = {
        "results.json": json.dumps(results, indent=1) + "\n",
        "table.txt": "\n".join([heading, *(table.text() for table in tables)]),
        "table.md": "\n".join([heading, *(table.markdown() for table in tables)]),
    }
    if "kernels" in results or "programs" in results:
        texts["plot.svg"] = plot(results)
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    return texts["table.txt"]


def former(chosen):
    """What --add keeps, if it is of the same LLVM and modes."""
    path = os.path.join(chosen.output, "results.json")
    if not chosen.add or not os.path.exists(path):
        return {}
    with open(path) as file:
        found = json.load(file)
    same = found["llvm"] == chosen.llvm and found["modes"] == list(MODES)
    return found if same else {}


def main():
    chosen = options()
    parts = chosen.only or list(PARTS)
    start = time.monotonic()
    os.makedirs(chosen.output, exist_ok=True)
    tools = Tools(chosen.llvm, chosen.build)
    results = {**former(chosen), "machine": machine(), "llvm": chosen.llvm, "modes": list(MODES)}
    with tempfile.TemporaryDirectory() as scratch:
        for part in parts:
            results.update(PARTS[part](chosen, tools, scratch))
            text = write(chosen.output, results)
    print(text)
    say(f"{time.monotonic() - start:.0f} s; table.txt, table.md, plot.svg in {chosen.output}")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"run.sh: error: {failure}")
