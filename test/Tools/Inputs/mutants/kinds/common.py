# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What mutations are made with."""

import itertools
import random
import re

from listing import UNKNOWN_LEVEL

KINDS = []
# Instead of a rule: the records contradict themselves, so the file is damaged.
REFUSED = 0


def kind(name):
    def add(function):
        KINDS.append((name, function))
        return function

    return add


def code(*lines):
    return ["\t" + line for line in lines]


def switches(listing):
    """(function, switch, name) of those that have code."""
    for function in listing.functions:
        for number, switch in enumerate(function.switches):
            if switch.has_code():
                yield function, switch, "%s.%d" % (function.name, number)


def drop(first, end):
    return {at: [] for at in range(first, end)}


def before(listing, at, lines):
    return {at: lines + [listing.lines[at]]}


def behind(listing, at, lines):
    return {at: [listing.lines[at]] + lines}


def is_reset(switch):
    """One that sets a level again where it may be lost: what it does to a level
    that is not lost is nothing."""
    return switch.fields["from"] == UNKNOWN_LEVEL


def effect(listing, lines, level):
    """What these instructions do to key registers, tried on values that have the
    fields of the level, if it is known."""
    machine = listing.machine
    generate = random.Random(1)
    results = []
    for _ in range(8):
        registers = {name: generate.getrandbits(32) for name in machine.names}
        registers.update(key=generate.getrandbits(32), high=generate.getrandbits(32))
        if level in machine.levels:
            registers["key"] &= ~machine.managed
            registers["key"] |= machine.levels[level]
        # Zero, as the instructions ask, and as it is before the block on PKU.
        registers.update({"%ecx": 0})
        results.append(machine.run(lines, registers))
    return None if None in results else results


def parsed(lines):
    return [
        tuple(line.strip().split("\t", 1)) if "\t" in line.strip() else (line.strip(), "")
        for line in lines
    ]


def differs(listing, switch, edits):
    """The edited switch does something else; not known counts as the same. Its
    gate is open."""
    inside = [at for at in switch.code if at != switch.gate]
    old = [listing.lines[at] for at in inside]
    new = list(
        itertools.chain.from_iterable(
            edits.get(at, [listing.lines[at]]) for at in inside
        )
    )
    bare = lambda lines: parsed([re.sub(r"\s*(#\s|//).*", "", line) for line in lines])
    level = switch.fields["from"]
    first, second = effect(listing, bare(old), level), effect(listing, bare(new), level)
    return first is not None and second is not None and first != second


def copied(listing, switch, with_record):
    """The block once more, with labels of its own."""
    lines = listing.lines[switch.begin : switch.end + 1]
    if not with_record:
        lines = [listing.lines[at] for at in switch.code if at != switch.gate]
    return [re.sub(r"(\.L(kpkeys_|tmp)\w+)", r"\1_again", line) for line in lines]


def neighbours(listing, function, switch):
    """The instruction before the block and the one behind it, if no label or
    other block stands between."""
    for step, start in ((-1, switch.begin), (1, switch.end)):
        at = start + step
        while 0 < at < len(listing.lines):
            text = listing.lines[at].strip()
            if at in listing.ops:
                yield step, at
                break
            if text.endswith(":") or "APP" in text:
                break
            at += step


def windows(listing):
    """(function, switch, name, instructions) of each window that is opened."""
    for function, switch, name in switches(listing):
        if switch.opens():
            yield function, switch, name, listing.inside(function, switch)


def is_straight(listing, function, switch):
    """No jump in the window: all of it runs, once."""
    machine = listing.machine
    lines = listing.inside(function, switch)
    if not lines or any(
        machine.branch_target(*listing.ops[at]) for at in lines
    ):
        return False
    labels = [at for at in function.labels.values() if min(lines) < at < max(lines)]
    return not labels and len(window_openers(function, switch)) == 1


def window_openers(function, switch):
    number = switch.fields["window"]
    return [s for s in function.switches if s.fields["window"] == number]


def places(listing, function, switch, inside):
    """Where in a window something is put: its begin, middle and end."""
    yield "first", behind, switch.end
    if len(inside) > 2:
        yield "middle", before, inside[len(inside) // 2]
    if inside:
        yield "last", behind, inside[-1]


def is_in_switch(function, at):
    return any(s.begin <= at <= s.end for s in function.switches)


def inserted(listing, variants, rules):
    """Each variant once for each window, at places that take turns."""
    turns = itertools.count()
    for function, switch, name, inside in windows(listing):
        spots = [
            spot
            for spot in places(listing, function, switch, inside)
            if spot[2] == switch.end or falls_on(listing, spot)
        ]
        for number, variant in enumerate(variants):
            place, put, at = spots[next(turns) % len(spots)]
            lines = variant if isinstance(variant, list) else [variant]
            yield "%s.%s.%d" % (name, place, number), put(
                listing, at, code(*lines)
            ), rules


def falls_on(listing, spot):
    """What is put behind a jump would not run."""
    _, put, at = spot
    return put is before or listing.machine.falls_through(listing.ops[at][0])


def switch_called(listing, name):
    function, number = name.split(".")[:2]
    (found,) = [f for f in listing.functions if f.name == function]
    return found.switches[int(number)]
