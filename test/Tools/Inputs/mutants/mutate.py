# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mutates what the plugin writes, and asks that kpkeys-verify finds each mutant
and nothing in what is not mutated.

usage: mutate.py --prefix LLVM --plugin FILE --verify FILE --source FOLDER
                 --scratch FOLDER [--per-kind N] [--only TEXT] [--jobs N]

Programs are compiled to assembly for several targets, levels of optimization
and kinds of windows. Of each kind of mutation (kinds) up to N mutants are
taken from each of these, spread evenly. Names, and what is taken, are always
the same; a mutant that is not found stays in FOLDER.
"""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

import kinds
import machines
from listing import Listing, layout

HERE = os.path.dirname(os.path.abspath(__file__))
TARGETS = {
    "pku": machines.X86,
    "pks": machines.X86,
    "poe-el0": machines.AArch64,
    "poe-el1": machines.AArch64,
}
GATED = ("pks", "poe-el1")  # gates are a kernel's
RED_FORBIDS = ("io", "syscalls", "system_registers", "indirect_calls", "floating_point")


def builds():
    """(name, program, target, options, policy, what its levels forbid)."""
    for target in TARGETS:
        for level in ("-O1", "-O2"):
            strict = ["-fplugin-arg-kpkeys-windows=strict"]
            yield "strict", "windows.c", target, [level, *strict], None, {}
        relaxed = ["-fplugin-arg-kpkeys-windows=relaxed"]
        yield "relaxed", "windows.c", target, ["-O2", *relaxed], None, {}
        if target in GATED:
            yield "gated", "windows.c", target, ["-O2"], "gated.yaml", {}
        yield "scopes", "scopes.c", target, ["-O1"], None, {}
        hardened = (
            "-fcf-protection"
            if TARGETS[target] is machines.X86
            else "-mbranch-protection=standard"
        )
        options = ["-O2", "-ffunction-sections", hardened]
        yield "hardened", "windows.c", target, options, None, {}
        forbids = {2: RED_FORBIDS}
        options = ["-O2", "-mgeneral-regs-only"]
        yield "restricted", "windows.c", target, options, "restricted.yaml", forbids


class Build:
    def __init__(self, name, program, target, options, policy, forbids, args):
        self.name = "%s-%s%s" % (target, name, options[0])
        self.machine = TARGETS[target]
        self.path = os.path.join(args.scratch, self.name + ".s")
        policies = os.path.join(args.source, "test", "Inputs", "policies")
        policy = (
            os.path.join(HERE, policy)
            if policy
            else os.path.join(policies, "two-domains.yaml")
        )
        run(
            [
                os.path.join(args.prefix, "bin", "clang"),
                "--target=" + self.machine.triple,
                "-fplugin=" + args.plugin,
                "-fplugin-arg-kpkeys-target=" + target,
                "-fplugin-arg-kpkeys-policy=" + policy,
                "-fplugin-arg-kpkeys-scope-calls=allow",
                "-I" + os.path.join(args.source, "include"),
                "-Werror",
                *options,
                "-S",
                os.path.join(HERE, program),
                "-o",
                self.path,
            ]
        )
        with open(self.path, encoding="utf-8") as file:
            self.listing = Listing(file.read(), self.machine, args.layout)
        self.listing.restrictions = forbids

    def mutants(self, per_kind, turn):
        """Up to so many of each kind; which, builds take turns at."""
        for kind, generate in kinds.KINDS:
            found = list(generate(self.listing))
            step = max(1, len(found) // per_kind)
            for number in range(turn * 7 % step, len(found), step):
                place, edits, rules = found[number]
                yield Mutant(self, kind, place, edits, rules)


class Mutant:
    def __init__(self, build, kind, place, edits, rules):
        self.build, self.kind, self.edits, self.rules = build, kind, edits, rules
        self.name = "%s/%s/%s" % (build.name, kind.replace(" ", "-"), place)
        self.found = set()

    def text(self):
        lines = []
        for at, line in enumerate(self.build.listing.lines):
            lines += self.edits.get(at, [line])
        return "\n".join(lines)


def run(command, **options):
    result = subprocess.run(
        command, stderr=subprocess.PIPE, universal_newlines=True, **options
    )
    if result.returncode != 0:
        sys.exit("%s\n%s" % (" ".join(command), result.stderr))


def assemble(args, machine, text, path):
    command = [
        os.path.join(args.prefix, "bin", "llvm-mc"),
        "--triple=" + machine.triple,
        "--mattr=" + machine.features,
        "--filetype=obj",
        "-o",
        path,
    ]
    result = subprocess.run(
        command, input=text, stderr=subprocess.PIPE, universal_newlines=True
    )
    return result.stderr if result.returncode else None


def verify(args, paths):
    """Path -> rules of the findings in it; notes are none."""
    result = subprocess.run(
        [args.verify, "--format=json", *paths],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
    )
    found = {path: {} for path in paths}
    # What cannot be read is refused.
    for line in result.stderr.splitlines():
        for path in re.findall(r"error: (.*\.o): ", line):
            found[path][kinds.REFUSED] = line
    for finding in json.loads(result.stdout)["findings"]:
        if finding["level"] == "error":
            found[finding["file"]].setdefault(finding["rule"], finding["message"])
    return found


def table(mutants):
    lines = []
    for kind, _ in kinds.KINDS:
        of_kind = [m for m in mutants if m.kind == kind]
        caught = [m for m in of_kind if m.found & m.rules]
        rules = sorted(set().union(*(m.found & m.rules for m in caught)))
        lines.append((kind, len(of_kind), len(caught), rules))
    print("%-45s %7s %6s  %s" % ("mutation", "mutants", "found", "by rules"))
    for kind, number, caught, rules in lines:
        print("%-45s %7d %6d  %s" % (kind, number, caught, " ".join(map(str, rules))))


def main():
    parser = argparse.ArgumentParser()
    for name in ("prefix", "plugin", "verify", "source", "scratch"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--per-kind", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    begin = time.time()
    os.makedirs(args.scratch, exist_ok=True)

    header = os.path.join(args.source, "include", "kpkeys", "ABI.h")
    with open(header, encoding="utf-8") as file:
        args.layout = layout(file.read())
    all_builds = [Build(*build, args) for build in builds()]
    mutants = [
        mutant
        for turn, build in enumerate(all_builds)
        for mutant in build.mutants(args.per_kind, turn)
        if args.only in mutant.name
    ]
    if len({m.name for m in mutants}) != len(mutants):
        sys.exit("two mutants have one name")
    jobs = []
    for build in all_builds:
        build.object = os.path.join(args.scratch, build.name + ".o")
        jobs.append((build.machine, "\n".join(build.listing.lines), build.object))
    for number, mutant in enumerate(mutants):
        mutant.object = os.path.join(args.scratch, "mutant-%d.o" % number)
        jobs.append((mutant.build.machine, mutant.text(), mutant.object))
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        errors = list(pool.map(lambda job: assemble(args, *job), jobs))
    broken = 0
    for error, name in zip(errors, [b.name for b in all_builds] + [m.name for m in mutants]):
        if error:
            broken += 1
            print("does not assemble: %s\n%s" % (name, error))
    if broken:
        sys.exit(1)

    found = verify(args, [b.object for b in all_builds] + [m.object for m in mutants])
    alarms = missed = 0
    for build in all_builds:
        for rule, message in sorted(found[build.object].items()):
            alarms += 1
            print("alarm: %s: rule %d: %s" % (build.name, rule, message))
    for mutant in mutants:
        mutant.found = set(found[mutant.object])
        if mutant.found & mutant.rules:
            os.remove(mutant.object)
            continue
        missed += 1
        with open(mutant.object[:-1] + "s", "w", encoding="utf-8") as file:
            file.write(mutant.text())
        others = "".join(
            ", but rule %d: %s" % item for item in sorted(found[mutant.object].items())
        )
        print(
            "missed: %s (%s): expected rule %s%s"
            % (
                mutant.name,
                os.path.basename(mutant.object),
                " or ".join(map(str, sorted(mutant.rules))),
                others,
            )
        )
    table(mutants)
    print("%d builds, %d alarms" % (len(all_builds), alarms))
    print(
        "%d mutants, %d missed, in %.0f s"
        % (len(mutants), missed, time.time() - begin)
    )
    sys.exit(1 if alarms or missed else 0)


if __name__ == "__main__":
    main()
