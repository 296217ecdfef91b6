# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gates that are wrong: jumps over a switch, which boot code makes no-operations
where section kpkeys_gates says so.

To list a gate twice is no error: it is opened twice."""

import re

from .common import behind, code, drop, is_in_switch, kind, switches


def gated(listing):
    for function, switch, name in switches(listing):
        if switch.gate_range:
            yield function, switch, name


def begin_of(switch):
    return switch.fields["place"]


def end_of(listing, switch):
    return listing.machine.branch_target(*listing.ops[switch.gate])


def with_gate(listing, switch, lines):
    return {switch.gate: code(*lines)}


def with_record(listing, switch, pattern, text):
    """The gate's record, with what is like the pattern replaced."""
    first, last = switch.gate_range
    edits = {}
    for at in range(first, last):
        line = re.sub(pattern, text, listing.lines[at])
        if line != listing.lines[at]:
            edits[at] = [line]
    return edits


@kind("drop a gate")
def drop_gate(listing):
    for _, switch, name in gated(listing):
        yield name, {switch.gate: [], **drop(*switch.gate_range)}, {6}


@kind("drop a gate's jump")
def drop_jump(listing):
    for _, switch, name in gated(listing):
        yield name, {switch.gate: []}, {6}


@kind("drop a gate's record")
def drop_gate_record(listing):
    for _, switch, name in gated(listing):
        yield name, drop(*switch.gate_range), {6}


@kind("gate that is open in the file")
def open_gate(listing):
    for _, switch, name in gated(listing):
        for number, lines in enumerate(listing.machine.open_gates):
            yield "%s.%d" % (name, number), with_gate(listing, switch, lines), {6}


@kind("gate that leads elsewhere")
def lead_elsewhere(listing):
    machine = listing.machine
    for function, switch, name in gated(listing):
        begin, end = begin_of(switch), end_of(listing, switch)
        others = [s for s in function.switches if s.gate_range and s is not switch]
        targets = {
            "itself": begin,
            "behind": "%s+%d" % (begin, machine.gate_length),
            "middle": "%s+%d" % (begin, machine.gate_length + 4),
            "short": "%s-%d" % (end, machine.gate_length),
            "beyond": "%s+4" % end,
        }
        if others:
            targets["other"] = end_of(listing, others[0])
        for where, target in targets.items():
            lines = [machine.jump(target)]
            yield "%s.%s" % (name, where), with_gate(listing, switch, lines), {6}
        # What the linker makes of it counts.
        lines = [machine.jump(end), machine.relocated(begin, "bystander")]
        yield name + ".relocated", with_gate(listing, switch, lines), {6}


@kind("gate of another form")
def other_form(listing):
    for _, switch, name in gated(listing):
        for number, form in enumerate(listing.machine.no_gates):
            lines = [form.replace("END", end_of(listing, switch))]
            yield "%s.%d" % (name, number), with_gate(listing, switch, lines), {6}


@kind("gate at another place of its switch")
def move_gate(listing):
    for _, switch, name in gated(listing):
        gate = listing.lines[switch.gate]
        yield name + ".before", {switch.begin: [gate], switch.gate: []}, {6}
        yield name + ".twice", behind(listing, switch.gate, [gate]), {6}
        for number, at in enumerate(switch.code[1:]):
            edits = {switch.gate: [], at: [listing.lines[at], gate]}
            yield "%s.%d" % (name, number), edits, {6}


@kind("gate's record of another place")
def list_elsewhere(listing):
    for function, switch, name in gated(listing):
        begin, end = begin_of(switch), end_of(listing, switch)
        places = [begin + "+1", begin + "-4", end, function.name, "bystander_data"]
        if function.code[0] == switch.code[0]:
            places.remove(function.name)
        for place in places:
            edits = with_record(listing, switch, re.escape(begin), place)
            yield "%s.%s" % (name, place), edits, {6}
        edits = with_record(listing, switch, r"-\.\w+", "")
        yield name + ".absolute", edits, {6}


@kind("gates' records that are not loaded")
def not_loaded(listing):
    edits = {}
    for _, switch, _ in gated(listing):
        edits.update(with_record(listing, switch, '"ao', '"o'))
    if edits:
        yield "all", edits, {6}


@kind("gate that is no switch's")
def gate_of_nothing(listing):
    for function, switch, name in gated(listing):
        ordinary = [
            at
            for at in function.code
            if at in function.ordinary and not is_in_switch(function, at)
        ]
        first, last = switch.gate_range
        record = [
            re.sub(r"\.L(tmp|kpkeys)\w+", r".Lmutant_\1", line)
            for line in listing.lines[first:last]
        ]
        label = ".Lmutant_kpkeys:"
        jump = listing.machine.jump(".Lmutant_behind")
        for at in ordinary[:1]:
            line = listing.lines[at]
            yield name, {at: [label, line, *record]}, {6}
            lines = [label, "\t" + jump, line, ".Lmutant_behind:", *record]
            yield name + ".jump", {at: lines}, {6}
