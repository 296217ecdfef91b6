# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What runs in a window, and how control comes into it and out of it."""

import itertools

from listing import ENTRY, SCOPE

from .common import (
    before,
    behind,
    code,
    drop,
    inserted,
    is_in_switch,
    is_reset,
    is_straight,
    kind,
    switch_called,
    switches,
    windows,
)


@kind("call in a window")
def insert_call(listing):
    for name, edits, rules in inserted(listing, listing.machine.leaving["call"], {3}):
        if not allows_calls(listing, name):
            yield name, edits, rules


def allows_calls(listing, name):
    names = switch_called(listing, name).callees
    return "*" in names or "bystander" in names


@kind("return from a window")
def insert_return(listing):
    yield from inserted(listing, listing.machine.leaving["return"], {3})


@kind("jump out of a window")
def insert_jump(listing):
    yield from inserted(listing, listing.machine.leaving["jump"], {3})
    for function, switch, name, _ in windows(listing):
        outside = [
            at
            for at in function.code
            if at in function.ordinary
            and at not in function.window_of
            and not is_in_switch(function, at)
        ]
        for number, at in enumerate(outside[-2:]):
            for jump in (listing.machine.jump, listing.machine.jump_if):
                edits = behind(listing, switch.end, code(jump(".Lmutant")))
                edits[at] = [".Lmutant:", listing.lines[at]]
                yield "%s.out.%d%s" % (name, number, jump("").split("\t")[0]), edits, {3}


@kind("trap in a window")
def insert_trap(listing):
    for name, edits, rules in inserted(listing, listing.machine.leaving["trap"], {3, 8}):
        # The source puts all that it likes into a scope, system calls included.
        if switch_called(listing, name).fields["kind"] != SCOPE:
            yield name, edits, rules


@kind("fall out of a function with a window open")
def fall_out(listing):
    for function, switch, name in switches(listing):
        if switch.opens() or is_reset(switch) or switch.fields["to"] != 0:
            continue
        following = [at for at in function.code if at > switch.end]
        last = [at for at in function.code if at < switch.begin][-1:]
        if last and listing.machine.is_call(*listing.ops[last[0]]):
            continue  # a call at the end of a function is one that does not return
        if following and listing.machine.is_return(listing.ops[following[-1]]):
            edits = drop(switch.begin, switch.end + 1)
            edits.update({at: [] for at in following})
            # Another function must follow, and nothing jump to here.
            if function is not listing.functions[-1] and all(
                label < switch.begin or not text.startswith(".LBB")
                for text, label in function.labels.items()
            ):
                yield name, edits, {3}


@kind("foreign store in a window")
def insert_store(listing):
    turns = itertools.cycle(listing.machine.stores)
    for function, switch, name, _ in windows(listing):
        if switch.bytes() is None or not switch.record_is_exact():
            continue  # the record bounds nothing, or no more than a way through
        for number in range(6):
            store = next(turns)
            edits = behind(listing, switch.end, code(store))
            yield "%s.%d.%s" % (name, number, store.split("\t")[0].strip()), edits, {5}


@kind("many foreign stores in a relaxed window")
def insert_stores(listing):
    for function, switch, name, _ in windows(listing):
        if switch.bytes() is None or switch.record_is_exact():
            continue
        number = switch.bytes() // 8 + 1
        if listing.machine.__name__ == "X86":
            lines = ["movq\t%%rax, %d(%%r11)" % (8 * n) for n in range(number)]
        else:
            lines = ["str\tx9, [x17, #%d]" % (8 * n) for n in range(number)]
        yield name, behind(listing, switch.end, code(*lines)), {5}


def single_stores(listing):
    """Stores on the only way through a window whose record is exact."""
    for function, switch, name, inside in windows(listing):
        if not switch.record_is_exact() or not is_straight(listing, function, switch):
            continue
        for number, at in enumerate(inside):
            if listing.machine.is_store(*listing.ops[at]):
                yield function, switch, "%s.%d" % (name, number), at


@kind("move an access out of its window")
def move_out(listing):
    for function, switch, name, at in single_stores(listing):
        edits = before(listing, switch.begin, [listing.lines[at]])
        edits[at] = []
        yield name + ".before", edits, {5}
        leaves = [s for s in function.switches if s.begin > at and s.has_code()]
        if leaves:
            edits = behind(listing, leaves[0].end, [listing.lines[at]])
            edits[at] = []
            yield name + ".behind", edits, {5}


@kind("drop an access")
def drop_access(listing):
    for _, _, name, at in single_stores(listing):
        yield name, {at: []}, {5}


@kind("jump into a window")
def jump_in(listing):
    machine = listing.machine
    for function, switch, name, inside in windows(listing):
        if not inside or is_in_switch(function, inside[-1]):
            continue
        target = {inside[-1]: [".Lmutant:", listing.lines[inside[-1]]]}
        entered = any(s.fields["kind"] == ENTRY for s in function.switches)
        if not entered:
            first = function.code[0]
            if first in function.ordinary and first != inside[-1]:
                for jump in (machine.jump_if, machine.jump):
                    edits = dict(target)
                    edits[function.begin] = [
                        listing.lines[function.begin],
                        "\t" + jump(".Lmutant"),
                    ]
                    yield "%s.%s" % (name, jump("").strip()), edits, {3, 6}
        for other in listing.functions:
            if other is not function and other.name == "plain":
                edits = dict(target)
                edits[other.begin] = [
                    listing.lines[other.begin],
                    "\t" + machine.jump_if(".Lmutant"),
                ]
                yield name + ".plain", edits, {3, 6}
