# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs generated programs; run.sh is what users call. See --help."""

import argparse
import collections
import concurrent.futures
import itertools
import os
import shutil
import sys
import tempfile
import time

from driver.batch import Batch, Result
from driver.mutate import mutate
from driver.reduce import reduce
from driver.toolchain import LEVELS, ROOT, Failed, Toolchain, Variation
from gen.csmith import CsmithProgram
from gen.program import Program

GROUP = 40  # programs in one translation unit; they share a variation


def options():
    parser = argparse.ArgumentParser(
        prog="run.sh",
        description="Generates C programs that write protected data in many ways and "
        "compares what they compute with and without windows, on protection keys "
        "where the machine has them. Without windows, each must fault.",
    )
    add = parser.add_argument
    add("--seed", type=int, default=1, help="the first program's (default: 1)")
    add("--count", type=int, default=200, help="programs (default: 200)")
    add("--forever", action="store_true", help="go on until interrupted or --seconds")
    add("--seconds", type=int, help="start no new group after this time")
    add("--llvm", type=int, action="append", help="only this LLVM; may be repeated")
    add("--generator", choices=["own", "csmith", "both"], default="both")
    add("--build", help="this build tree, for the one --llvm")
    add("--level", action="append", choices=LEVELS, help="only this; may be repeated")
    add("--windows", choices=["strict", "per-access"], help="only this (default: both)")
    add("--register", choices=["shared", "owned"], help="only this (default: both)")
    add("--secret", action="store_true", help="reads of protected data fault, too")
    add("--target", choices=["pku", "call", "sim"], help="only this (default: all)")
    add("--emulate", action="store_true", help="WRPKRU, on a machine without keys")
    add("--mutate", action="store_true", help="take single windows out; each program must notice")
    add("--all-twins", action="store_true", help="run each without windows at each level, not at one")
    add("--jobs", type=int, default=os.cpu_count())
    add("--keep", default=os.path.join(ROOT, "build", "fuzz"), help="failures go here")
    add("--reduce", action="store_true", help="make the program of --seed small, with cvise")
    add("--program", help="this file in the place of the program of --seed")
    add("--expect", help="exit with 0 if a program fails in this way")
    add("--print", action="store_true", help="print the program of --seed and stop")
    chosen = parser.parse_args()
    if chosen.generator != "own" and not shutil.which("csmith"):
        if chosen.generator == "csmith":
            sys.exit("run.sh: error: csmith is missing: install csmith and libcsmith-dev")
        print("fuzz: csmith is missing: only programs of the own generator", file=sys.stderr)
        chosen.generator = "own"
    chosen.text = None
    if chosen.program:
        with open(chosen.program) as file:
            chosen.text = file.read()
    if chosen.program or chosen.reduce:
        chosen.count, chosen.forever = 1, False
    return chosen


def generated(seed, generator):
    """Every fifth group is csmith's, where both are asked for."""
    if generator == "csmith" or (generator == "both" and group_of(seed) % 5 == 4):
        return CsmithProgram(seed)
    return Program(seed)


def group_of(seed):
    return seed // GROUP


def groups(chosen):
    """Lists of seeds of one group."""
    seeds = itertools.count(chosen.seed)
    if not chosen.forever:
        seeds = range(chosen.seed, chosen.seed + chosen.count)
    for _, group in itertools.groupby(seeds, group_of):
        yield list(group)


def variation(chosen, seed):
    made = Variation.of_group(group_of(seed))
    return Variation(
        (chosen.windows,) if chosen.windows else made.windows,
        chosen.register or made.register,
        chosen.target or made.target,
        made.flags,
        chosen.secret,
    )


def check_group(seeds, chosen, toolchains, scratch):
    programs = {}
    for seed in seeds:
        made = generated(seed, chosen.generator)
        if chosen.secret and not made.can_be_secret():
            continue
        text = chosen.text or made.text()
        programs[f"p{seed}"] = (seed, text, made.policy_types())
    folder = os.path.join(scratch, f"group-{seeds[0]}")
    strict = chosen.text is not None
    batch = Batch(programs, variation(chosen, seeds[0]), folder, strict)
    levels = chosen.level or LEVELS
    one = levels[group_of(seeds[0]) % len(levels)]
    if chosen.mutate:
        batch.result.tally = mutate(batch, toolchains[0], one)
    else:
        batch.check(toolchains, levels, levels if chosen.all_twins else [one])
    result = batch.result
    for failure in result.failures:
        keep(chosen.keep, batch, failure)
    batch.remove()
    return result


def keep(folder, batch, failure):
    os.makedirs(folder, exist_ok=True)
    shutil.copy(batch.path(failure.name + ".c"), folder)
    shutil.copy(batch.policy, os.path.join(folder, failure.name + ".yaml"))


def tell(failure, generator):
    print(f"FAIL {failure.name}, LLVM {failure.major}, -{failure.level}: {failure.what}")
    print(f"     {failure.detail}")
    print(
        f"     again: test/fuzz/run.sh --seed {failure.seed} --count 1 "
        f"--llvm {failure.major} --level {failure.level} --generator {generator}",
        flush=True,
    )


def add_up(total, result):
    total.programs += result.programs
    total.endless += result.endless
    total.runs += result.runs
    total.twins += result.twins
    total.failures += result.failures
    total.tally.tried += result.tally.tried
    total.tally.executed += result.tally.executed
    total.tally.noticed += result.tally.noticed


def run_groups(chosen, toolchains, scratch):
    total, start = Result(), time.monotonic()
    waiting = groups(chosen)
    with concurrent.futures.ProcessPoolExecutor(chosen.jobs) as pool:
        running = set()
        while True:
            late = chosen.seconds and time.monotonic() - start > chosen.seconds
            while not late and len(running) < chosen.jobs:
                seeds = next(waiting, None)
                if seeds is None:
                    break
                running.add(
                    pool.submit(check_group, seeds, chosen, toolchains, scratch)
                )
            if not running:
                return total
            done, running = concurrent.futures.wait(
                running, return_when=concurrent.futures.FIRST_COMPLETED
            )
            for future in done:
                result = future.result()
                for failure in result.failures:
                    tell(failure, chosen.generator)
                add_up(total, result)


def start_reducing(chosen, total):
    if not total.failures:
        sys.exit("run.sh: error: the program does not fail: nothing to reduce")
    failure = total.failures[0]
    arguments = ["--seed", str(failure.seed), "--generator", chosen.generator]
    arguments += ["--llvm", str(failure.major), "--level", failure.level]
    for option in ("build", "windows", "register", "target"):
        if getattr(chosen, option):
            arguments += [f"--{option}", getattr(chosen, option)]
    arguments += [f"--{flag}" for flag in ("emulate", "secret") if getattr(chosen, flag)]
    folder = os.path.join(chosen.keep, f"reduce-{failure.seed}")
    text = chosen.text or generated(failure.seed, chosen.generator).text()
    name = failure.name + ".c"
    return reduce(folder, name, text, failure.what, arguments, chosen.jobs)


def main():
    chosen = options()
    if chosen.print:
        print(generated(chosen.seed, chosen.generator).text(), end="")
        return 0
    with tempfile.TemporaryDirectory(prefix="kpkeys-fuzz-") as scratch:
        try:
            toolchains = [
                Toolchain(major, chosen.emulate, scratch, chosen.build)
                for major in chosen.llvm
            ]
            for toolchain in toolchains:
                toolchain.prepare()
        except Failed as failed:
            sys.exit(f"run.sh: error: {failed}")
        total = run_groups(chosen, toolchains, scratch)
    if chosen.reduce:
        return start_reducing(chosen, total)
    if chosen.expect:
        found = any(failure.what == chosen.expect for failure in total.failures)
        return 0 if found else 1
    kinds = collections.Counter(failure.what for failure in total.failures)
    for what, number in sorted(kinds.items()):
        print(f"{number} times: {what}")
    if chosen.mutate:
        tally = total.tally
        print(
            f"fuzz: seeds from {chosen.seed}, {total.programs} programs: {tally.tried} windows "
            f"taken out, {tally.executed} of them were run, {tally.noticed} noticed; "
            f"{len(total.failures)} programs noticed none"
        )
        return 1 if total.failures or not tally.noticed else 0
    if total.endless:
        print(f"fuzz: {total.endless} more programs ran for too long to be used")
    majors = " and ".join(str(major) for major in chosen.llvm)
    print(
        f"fuzz: seeds from {chosen.seed}, {total.programs} programs, LLVM {majors}, "
        f"{' '.join(chosen.level or LEVELS)}: {total.runs} runs with windows, "
        f"{total.twins} faulted without, {len(total.failures)} failed"
    )
    if total.endless * 4 > total.programs:
        sys.exit("run.sh: error: too many programs were not used")
    return 1 if total.failures or not total.runs else 0


if __name__ == "__main__":
    sys.exit(main())
