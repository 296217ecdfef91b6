# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Takes one window out of a program that is right, to see that the runner
notices. The window is taken from the assembly; where the program goes on as
before, the same place gets an invalid instruction, which tells whether it is
ever run."""

import re

from gen.types import Rng

from .batch import Tally

ROUNDS = 8


def sites(lines):
    """program name -> numbers of the lines that open a window in it."""
    found, program, entering = {}, None, False
    for number, line in enumerate(lines):
        label = re.match(r'"?(p\d+)_[\w.]*"?:', line)
        if label:
            program = label[1]
        elif "# kpkeys: enter" in line:
            entering = True
        elif "__kpkeys_enter" in line or (entering and "wrpkru" in line):
            entering = False
            found.setdefault(program, []).append(number)
    return found


def build(batch, toolchain, lines, replaced):
    """The program with some lines replaced; its ends."""
    changed = list(lines)
    for number, text in replaced.items():
        changed[number] = text
    with open(batch.path("mutant.s"), "w") as out:
        out.write("\n".join(changed) + "\n")
    toolchain.compile(batch.path("mutant.s"), batch.path("mutant.o"))
    toolchain.link_windows(batch.path("mutant.o"), batch.path("mutant"))
    return batch.execute(batch.path("mutant"), "windows")


def mutate(batch, toolchain, level):
    """Fills batch.result; returns the tally."""
    tally = Tally()
    batch.find_reference(toolchain)
    flags = toolchain.plugin_flags(*batch.settings(batch.variation.windows[-1]))
    flags += [*batch.variation.flags, "-S"]
    built, names = batch.compile(batch.reference, toolchain, level, "whole", flags)
    if not built:
        return tally
    with open(built) as file:
        lines = file.read().split("\n")
    entries = sites(lines)
    rng = Rng(min(seed for seed, _, _ in batch.programs.values()))
    waiting = [name for name in names if entries.get(name)]
    for _ in range(ROUNDS):
        chosen = {name: rng.choice(entries[name]) for name in waiting}
        drop = build(batch, toolchain, lines, {n: "" for n in chosen.values()})
        trap = build(batch, toolchain, lines, {n: "\tud2" for n in chosen.values()})
        for name in list(waiting):
            executed = trap.get(name, ("none",))[0] == "illegal"
            noticed = drop.get(name, ("none",))[0] == "key"
            tally.tried += 1
            tally.executed += executed
            tally.noticed += noticed
            batch.result.runs += 1
            if noticed:
                waiting.remove(name)
    for name in waiting:
        detail = f"none of {ROUNDS} lost windows was noticed"
        batch.fail(name, toolchain, level, "mutation", detail)
    return tally
