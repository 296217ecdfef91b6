# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Switches that nobody recorded, and instructions that a level forbids."""

from .common import behind, code, inserted, kind, switches, windows


# By target (ABI.h). A kernel's user space has a register of its own.
OF_USERS = {1: {"wrpkru", "xrstor", "xrstors"}, 3: {"por_el0"}}


def unrecorded_writes(listing):
    target = next(switch for _, switch, _ in switches(listing)).fields["target"]
    return {
        name: lines
        for name, lines in listing.machine.unrecorded.items()
        if name not in OF_USERS.get(target, ())
    }


@kind("key write without a record")
def unrecorded(listing):
    for name, lines in unrecorded_writes(listing).items():
        for function in listing.functions:
            edits = behind(listing, function.begin, code(*lines))
            yield "%s.begin.%s" % (function.name, name), edits, {1}
    for name, edits, rules in inserted(
        listing, list(unrecorded_writes(listing).values()), {1}
    ):
        yield name, edits, rules


@kind("key write in a function of its own")
def unrecorded_function(listing):
    end = next(
        at for at, line in enumerate(listing.lines) if line.strip() == ".text"
    )
    for name, lines in unrecorded_writes(listing).items():
        for symbol in ("\t.type\tmutant,%function", "\t.globl\tmutant"):
            ret = "ret"
            text = [symbol, "mutant:", *code(*lines, ret)]
            yield "%s.%s" % (name, symbol.split()[0]), behind(listing, end, text), {1}


@kind("instruction that the level forbids")
def restricted(listing):
    for function, switch, name, inside in windows(listing):
        for word, variants in listing.machine.privileged.items():
            if word not in listing.restrictions.get(switch.fields["to"], ()):
                continue
            for number, line in enumerate(variants):
                edits = behind(listing, switch.end, code(line))
                yield "%s.%s.%d" % (name, word, number), edits, {8}
