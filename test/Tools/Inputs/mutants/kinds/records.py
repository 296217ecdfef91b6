# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Records that are wrong."""

import re

from listing import CONTENTS, ENTRY, UNKNOWN_LEVEL

from .common import (
    REFUSED,
    before,
    code,
    copied,
    is_in_switch,
    kind,
    neighbours,
    switches,
    window_openers,
)


def record_field(field, rules, values):
    @kind("change a record's " + field)
    def change(listing):
        for function, switch, name in switches(listing):
            old = switch.fields[field]
            for value in values(listing, function, switch):
                if value is not None and value != old:
                    edits = switch.with_fields({field: value})
                    yield "%s.%s" % (name, value), edits, rules


def place_values(listing, function, switch):
    label = switch.fields["place"]
    values = [label + "+1", label + "+4"]
    # Arithmetic that happens to stand before it does no harm in it.
    for step, at in neighbours(listing, function, switch):
        if step < 0 and listing.machine.is_store(*listing.ops[at]):
            values.append(label + "-4")
    return values


def level_values(field):
    def values(listing, function, switch):
        if switch.fields[field] >= UNKNOWN_LEVEL - 1:
            return []  # what stands there is not in the code
        return [level for level in range(3) if level != switch.fields[field]]

    return values


def write_bytes_values(listing, function, switch):
    """Less than the code stores. More is no error: the record is a bound."""
    if not switch.opens() or not switch.record_is_exact():
        return []
    return [switch.fields["write_bytes"] - 1, 0]


def least_bytes_values(listing, function, switch):
    """More than the code stores."""
    old = switch.fields["least_bytes"]
    return [old + 1, old + 8] if switch.opens() and switch.record_is_exact() else []


record_field("place", {1, 2, 6}, place_values)
record_field("length", {1, 2, 6}, lambda l, f, s: [
    s.fields["length"] + "-1", s.fields["length"] + "+1", "0",
])  # fmt: skip
record_field("target", {1, 2, 3, 6, REFUSED}, lambda l, f, s: [
    target for target in (0, 1, 2, 3) if target != s.fields["target"]
])  # fmt: skip
record_field("kind", {1, 3, 6}, lambda l, f, s: [ENTRY])
record_field("from", {2, 3, 6}, level_values("from"))
record_field("to", {2, 3, 6}, level_values("to"))
record_field("window", {3, 5, 6, REFUSED}, lambda l, f, s: [0] if s.opens() else [])
record_field("write_bytes", {5, 6}, write_bytes_values)
record_field("least_bytes", {5, 6, REFUSED}, least_bytes_values)


@kind("record of a switch that is not there")
def record_of_nothing(listing):
    for function, switch, name in switches(listing):
        ordinary = [
            at
            for at in function.code
            if at in function.ordinary and not is_in_switch(function, at)
        ]
        if not ordinary:
            continue
        at = ordinary[0]
        lines = copied(listing, switch, True)
        first, last = switch.range
        record = lines[first - switch.begin : last - switch.begin]
        text = [".Lkpkeys_switch_mutant:", listing.lines[at], ".Lkpkeys_end_mutant:"]
        record = [
            re.sub(r"\.Lkpkeys_switch\w+", ".Lkpkeys_switch_mutant", line)
            for line in record
        ]
        record = [
            re.sub(r"\.Lkpkeys_end\w+", ".Lkpkeys_end_mutant", line) for line in record
        ]
        yield name, {at: text + record}, {1, 3, 6}


@kind("two records of one switch")
def record_twice(listing):
    for _, switch, name in switches(listing):
        first, last = switch.range
        record = listing.lines[first:last]
        yield name, before(listing, last, record), {6}


@kind("records that disagree on a window")
def record_disagrees(listing):
    for function, switch, name in switches(listing):
        if not switch.opens():
            continue
        openers = window_openers(function, switch)
        others = [s for s in function.switches if s.opens() and s not in openers]
        if others:
            number = others[0].fields["window"]
            if any(
                others[0].fields[field] != switch.fields[field]
                for field in CONTENTS
            ):
                yield name, switch.with_fields({"window": number}), {6}
