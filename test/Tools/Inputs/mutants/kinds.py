# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The mutations. Each is a function that yields, for one listing, mutants as
(place, edits, rules): edits maps numbers of lines to what stands there instead,
and one of the rules must be what is found.

What would be no error is left out, where it is generated, and the reason said.
"""

import itertools
import random
import re

from listing import CONTENTS, ENTRY, MANUAL, SCOPE, UNKNOWN_LEVEL

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
    """The edited switch does something else; not known counts as the same."""
    old = [listing.lines[at] for at in switch.code]
    new = list(
        itertools.chain.from_iterable(
            edits.get(at, [listing.lines[at]]) for at in switch.code
        )
    )
    bare = lambda lines: parsed([re.sub(r"\s*(#\s|//).*", "", line) for line in lines])
    level = switch.fields["from"]
    first, second = effect(listing, bare(old), level), effect(listing, bare(new), level)
    return first is not None and second is not None and first != second


# ---- whole switches ---------------------------------------------------------


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


def copied(listing, switch, with_record):
    """The block once more, with labels of its own."""
    lines = listing.lines[switch.begin : switch.end + 1]
    if not with_record:
        lines = [listing.lines[at] for at in switch.code]
    return [re.sub(r"(\.Lkpkeys_\w+)", r"\1_again", line) for line in lines]


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


# ---- what a switch does -----------------------------------------------------


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


# ---- what runs in a window --------------------------------------------------


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


@kind("call in a window")
def insert_call(listing):
    for name, edits, rules in inserted(listing, listing.machine.leaving["call"], {3}):
        if not allows_calls(listing, name):
            yield name, edits, rules


def switch_called(listing, name):
    function, number = name.split(".")[:2]
    (found,) = [f for f in listing.functions if f.name == function]
    return found.switches[int(number)]


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


# ---- switches that nobody recorded ------------------------------------------


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


# ---- records ----------------------------------------------------------------


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
