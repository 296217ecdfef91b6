# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Switches that are dropped, moved or doubled, or that do something else."""

from listing import MANUAL

from .common import (
    before,
    behind,
    code,
    copied,
    differs,
    drop,
    is_reset,
    is_straight,
    kind,
    neighbours,
    switches,
)


@kind("drop the code of a switch")
def drop_code(listing):
    for _, switch, name in switches(listing):
        yield name, {at: [] for at in switch.code}, {3, 6}


@kind("drop a switch")
def drop_switch(listing):
    for function, switch, name in switches(listing):
        following = listing.switches_behind(function, switch)
        # Where all that follow set their level whatever it was, nothing is left
        # to say that there was one.
        if not is_reset(switch) and not (following and all(map(is_reset, following))):
            yield name, drop(switch.begin, switch.end + 1), {3, 5, 6}


@kind("drop a record")
def drop_record(listing):
    for _, switch, name in switches(listing):
        yield name, drop(*switch.range), {1}


@kind("duplicate a switch")
def duplicate(listing):
    for _, switch, name in switches(listing):
        fields = switch.fields
        # Setting a level twice is harmless where its origin is not said.
        if not is_reset(switch) and fields["kind"] != MANUAL:
            yield name, behind(listing, switch.end, copied(listing, switch, True)), {3}


@kind("duplicate the code of a switch")
def duplicate_code(listing):
    for _, switch, name in switches(listing):
        yield name, behind(listing, switch.end, copied(listing, switch, False)), {1}


@kind("move a switch over an access")
def move_over_access(listing):
    for function, switch, name in switches(listing):
        for step, at in neighbours(listing, function, switch):
            if not listing.machine.is_store(*listing.ops[at]):
                continue
            # The window has one instruction less to count, or has one more.
            inside = function.window_of.get(at, [])
            if not all(is_straight(listing, function, s) for s in inside) or not inside:
                continue
            if not all(s.record_is_exact() for s in inside):
                continue
            yield "%s.%+d" % (name, step), moved(listing, switch, step, at), {3, 5}


def moved(listing, switch, step, at):
    block = listing.lines[switch.begin : switch.end + 1]
    edits = drop(switch.begin, switch.end + 1)
    line = listing.lines[at]
    edits[at] = block + [line] if step < 0 else [line] + block
    return edits


@kind("move a switch over a jump or return")
def move_over_jump(listing):
    machine = listing.machine
    for function, switch, name in switches(listing):
        for step, at in neighbours(listing, function, switch):
            op, args = listing.ops[at]
            if not machine.is_return(listing.ops[at]) and not machine.branch_target(op, args):
                continue
            if is_reset(switch):
                continue
            yield "%s.%+d" % (name, step), moved(listing, switch, step, at), {3}


@kind("drop an instruction of a switch")
def drop_instruction(listing):
    for _, switch, name in switches(listing):
        for number, at in enumerate(switch.code):
            if listing.machine.is_synchronization(listing.ops[at][0]):
                continue
            edits = {at: []}
            if differs(listing, switch, edits):
                yield "%s.%d" % (name, number), edits, {1, 2, 3, 6}


@kind("drop the synchronization")
def drop_synchronization(listing):
    for _, switch, name in switches(listing):
        for at in switch.code:
            if listing.machine.is_synchronization(listing.ops[at][0]):
                yield name, {at: []}, {4}


@kind("move the synchronization away")
def move_synchronization(listing):
    for function, switch, name in switches(listing):
        for at in switch.code:
            if not listing.machine.is_synchronization(listing.ops[at][0]):
                continue
            following = [x for x in function.code if x > switch.end]
            for other in following[:1]:
                op, args = listing.ops[other]
                if listing.machine.is_store(op, args) or op in ("ret", "cbz", "cbnz", "b"):
                    yield name, {
                        at: [],
                        other: [listing.lines[other], listing.lines[at]],
                    }, {4}


@kind("change a constant")
def constant(listing):
    for _, switch, name in switches(listing):
        for number, at in enumerate(switch.code):
            op, args = listing.ops[at]
            changes = listing.machine.other_constants(op, args)
            for variant, line in enumerate(changes):
                edits = {at: ["\t" + line]}
                # Some bits are decided by another instruction.
                if differs(listing, switch, edits):
                    yield "%s.%d.%d" % (name, number, variant), edits, {1, 2, 6}


@kind("change an operation")
def operation(listing):
    for _, switch, name in switches(listing):
        for number, at in enumerate(switch.code):
            op, args = listing.ops[at]
            for line in listing.machine.other_operations(op, args):
                edits = {at: ["\t" + line]}
                if differs(listing, switch, edits):
                    yield "%s.%d.%s" % (name, number, line.split()[0]), edits, {2}


@kind("write another register")
def other_register(listing):
    for _, switch, name in switches(listing):
        edits = {}
        for at in switch.code:
            line = listing.machine.other_register(listing.lines[at])
            if line:
                edits[at] = [line]
        if edits:
            yield name, edits, {1, 2, 3, 6}


def value_register(listing, switch):
    """What the key register is written from."""
    for at in reversed(switch.code):
        op, args = listing.ops[at]
        if listing.machine.is_key_write(op, args):
            return at, (args.split(",")[-1].strip() if args else "%eax")
    return None, None


@kind("spill the value")
def spill(listing):
    for _, switch, name in switches(listing):
        at, register = value_register(listing, switch)
        if at:
            lines = [x.replace("x8", register) for x in listing.machine.spill]
            yield name, before(listing, at, code(*lines)), {2}


@kind("take the value from memory")
def from_memory(listing):
    for _, switch, name in switches(listing):
        at, register = value_register(listing, switch)
        if at:
            lines = [x.replace("x8", register) for x in listing.machine.from_memory]
            yield name + ".value", before(listing, at, code(*lines)), {2}
        for number, read in enumerate(switch.code):
            op, args = listing.ops[read]
            if listing.machine.is_key_read(op, args):
                register = args.split(",")[0] if args else "%eax"
                lines = [x.replace("x8", register) for x in listing.machine.from_memory]
                edits = {read: code(*lines)}
                # PKRU's reader also makes a zero for its writer.
                yield "%s.%d" % (name, number), edits, {2}


@kind("take the value from a register")
def from_register(listing):
    for _, switch, name in switches(listing):
        at, register = value_register(listing, switch)
        if at:
            lines = [x.replace("x8", register) for x in listing.machine.from_register]
            yield name, before(listing, at, code(*lines)), {2}
