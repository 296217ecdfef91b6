# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Control flow and locals around the writes."""

from .writes import write


def indent(lines):
    return ["  " + line for line in lines]


def block(scope, count):
    """`count` statements, as lines."""
    lines = []
    for _ in range(count):
        lines += statement(scope)
    return lines


def statement(scope):
    rng = scope.rng
    if rng.chance(15):
        return local(scope)
    if rng.chance(12):
        call = scope.program.call(scope)
        if call:
            return [call]
    if scope.depth < 2 and rng.chance(25):
        return rng.choice([branch, loop, switch, goto, computed, nested])(scope)
    if rng.chance(8):
        return [f"{scope.program.prefix}plain += {scope.value(1)};"]
    return [write(scope)]


def local(scope):
    name = scope.program.fresh("x")
    if scope.depth == 0 and scope.rng.chance(30):
        pointed = scope.record(lambda r: not r.holds("flexible"))
        if pointed:
            pointer, record = pointed
            scope.records.append((f"(&{name})", record))
            return [f"{record.name} {name} = *{pointer};"]
    if scope.depth == 0 and scope.rng.chance(30) and scope.records:
        pointer, record = scope.rng.choice(scope.records)
        scope.records.append((name, record))
        return [f"{record.name} *{name} = {pointer};"]
    line = f"uint64_t {name} = {scope.value()};"
    if scope.depth == 0:
        scope.integers.append(name)
        return [line]
    return ["{", *indent([line, *block(scope.inside(name), 1)]), "}"]


def branch(scope):
    lines = [f"if ({scope.condition()}) {{", *indent(block(scope.inside(), 2))]
    if scope.rng.chance(60):
        lines += ["} else {", *indent(block(scope.inside(), scope.rng.randint(1, 2)))]
    return [*lines, "}"]


def loop(scope):
    i = scope.program.fresh("i")
    count = scope.rng.choice([str(scope.rng.randint(1, 5)), f"({scope.atom()}) % 5"])
    body = indent(block(scope.inside(i), scope.rng.randint(1, 2)))
    leave = []
    if scope.rng.chance(30):
        word = scope.rng.choice(["break", "continue"])
        leave = [f"  if ({scope.condition()}) {word};"]
    form = scope.rng.randrange(3)
    if form == 0:
        return [f"for (uint64_t {i} = 0; {i} < {count}; {i}++) {{", *body, *leave, "}"]
    if form == 1:
        head = f"while ({i}++ < n) {{"
        tail = "}"
    else:
        head, tail = "do {", f"}} while (++{i} < n);"
    start = f"uint64_t {i} = 0, n = {count};"
    return ["{", "  " + start, *indent([head, *body, *leave, tail]), "  (void)n;", "}"]


def switch(scope):
    lines = [f"switch (({scope.value(1)}) & 3) {{"]
    for case in ("case 0", "case 1", "case 2", "default"):
        lines += [f"{case}: {{", *indent(block(scope.inside(), 1)), "}"]
        if scope.rng.chance(70):
            lines.append("  break;")
        else:
            lines.append("  __attribute__((fallthrough));" if case != "default" else "  break;")
    return [*lines, "}"]


def goto(scope):
    label = scope.program.fresh("l")
    body = indent(block(scope.inside(), 2))
    return [f"if ({scope.condition()}) goto {label};", "{", *body, "}", f"{label}:;"]


def computed(scope):
    """A computed goto. A function with labels' addresses cannot be cloned, so
    only where parameters say what they lead into. Only one, since each might
    jump to the labels of all."""
    if scope.shared["computed"] or any(
        not record.domain for _, record in scope.records
    ):
        return branch(scope)
    scope.shared["computed"] = True
    one, two = scope.program.fresh("l"), scope.program.fresh("l")
    to = scope.program.fresh("to")
    return [
        f"static const void *const {to}[] = {{&&{one}, &&{two}}};",
        f"goto *{to}[({scope.atom()}) & 1];",
        f"{one}: {{",
        *indent(block(scope.inside(), 1)),
        "}",
        f"{two}: {{",
        *indent(block(scope.inside(), 1)),
        "}",
    ]


def nested(scope):
    """A statement expression with writes in it."""
    name = scope.program.fresh("x")
    body = " ".join(block(scope.inside(), 1))
    value = scope.value(1)
    if scope.depth == 0:
        scope.integers.append(name)
    return [f"uint64_t {name} = ({{ {body} {value}; }});", f"fz_out({name});"]
