# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A record is written as a whole, or a member by way of a pointer to it."""

from .kinds import kind


def copyable(record):
    return not record.holds("flexible")


def zeroable(record):
    """No byte pattern is a trap or a wild pointer."""
    return copyable(record) and not record.holds("pointer") and not any_odd(record)


def any_odd(record):
    return any(
        any_odd(f.type)
        if f.kind in ("record", "records", "anon")
        else f.type.is_bool or f.type.is_double
        for f in record.fields
        if f.kind != "pointer"
    )


def whole(s, want):
    """(text, Record) of a whole record that may be written."""
    found = []
    for pointer, record in s.records:
        for base, inner, packed in s.reach(pointer, record):
            text = f"(*{pointer})" if inner is record else base.rstrip(".")
            if want(inner) and not packed:
                found.append((text, inner))
    return s.rng.choice(found) if found else None


def initializer(s, record):
    members = [f for f in record.fields if f.writable]
    if record.keyword == "union":
        # Bytes outside the member that is given are unspecified.
        largest = max(members, key=lambda f: f.size)
        if largest.kind == "scalar":
            return f"{{.{largest.name} = {largest.type.convert(s.value(1))}}}"
        return f"{{.{largest.name} = {{{s.atom() if largest.kind == 'array' else '0'}}}}}"
    parts = []
    for f in members:
        if f.kind == "pointer":
            parts.append(f".{f.name} = {s.program.pointer_to(s, f.type)}")
        elif f.kind in ("scalar", "bits") and s.rng.chance(80):
            parts.append(f".{f.name} = {f.type.convert(s.value(1))}")
        elif f.kind == "array" and s.rng.chance(50):
            parts.append(f".{f.name} = {{{f.type.convert(s.atom())}, 2}}")
        elif f.kind == "text" and s.rng.chance(50):
            parts.append(f'.{f.name} = "text"')
        elif f.kind == "record" and not f.type.holds("pointer") and s.rng.chance(50):
            parts.append(f".{f.name} = {initializer(s, f.type)}")
    return "{" + ", ".join(parts) + "}" if parts else "{0}"


@kind("record")
def literal(s):
    found = whole(s, copyable)
    return found and f"{found[0]} = ({found[1].name}){initializer(s, found[1])};"


@kind("record")
def copy(s):
    found = whole(s, copyable)
    if not found:
        return None
    to, record = found
    other = whole(s, lambda r: r is record)[0]
    return s.rng.choice(
        [
            "{to} = {other};",
            "{{ {t} copy = {other}; {to} = copy; }}",
            "{{ {t} copy = {other}; memcpy(&{to}, &copy, sizeof copy); }}",
            "memmove(&{to}, &{other}, sizeof {to});",
            "{{ {t} copy = {to}; {to} = {other}; {other} = copy; }}",
            "{{ {t} *q = &{to}; *q = {other}; }}",
            "{{ void *q = &{to}; *({t} *)q = {other}; }}",
            "*({c} & 1 ? &{to} : &{other}) = {other};",
        ]
    ).format(to=to, other=other, t=record.name, c=s.atom())


@kind("record")
def clear(s):
    found = whole(s, zeroable)
    form = s.rng.choice(
        ["memset(&{0}, {1} & 0xff, sizeof {0});", "explicit_bzero(&{0}, sizeof {0});"]
    )
    return found and form.format(found[0], s.atom())


@kind("record")
def member_pointer(s):
    """A pointer to a record inside another, written through."""
    found = whole(s, lambda r: any(f.kind == "scalar" for f in r.fields if f.writable))
    if not found:
        return None
    to, record = found
    member = s.rng.choice([f for f in record.fields if f.kind == "scalar" and f.writable])
    value = member.type.convert(s.value(1))
    return s.rng.choice(
        [
            "{{ {t} *q = &{to}; q->{m} = {v}; }}",
            "{{ {t} *q[2] = {{&{to}, &{to}}}; q[({c}) & 1]->{m} = {v}; }}",
            "{{ {t} copy = {to}; copy.{m} = {v}; {to} = copy; }}",
            "{{ struct {{ {t} *q; }} h = {{&{to}}}; h.q->{m} = {v}; }}",
            "({{ {t} *q = &{to}; q; }})->{m} = {v};",
        ]
    ).format(t=record.name, to=to, m=member.name, v=value, c=s.atom())


@kind("record")
def container(s):
    """container_of, from the address of a member."""
    found = s.record(lambda r: any(f.kind == "array" for f in r.fields if f.writable) and not r.packed)
    if not found:
        return None
    pointer, record = found
    member = s.rng.choice([f for f in record.fields if f.kind == "array" and f.writable])
    t = member.type.name
    return (
        f"{{ {t} *m = {pointer}->{member.name}; {record.name} *q = ({record.name} *)((char *)m - "
        f"offsetof({record.name}, {member.name})); q->{member.name}[1] = {s.value(1)}; }}"
    )


@kind("record")
def offset(s):
    found = s.record(lambda r: any(f.kind == "array" for f in r.fields if f.writable) and not r.packed)
    if not found:
        return None
    pointer, record = found
    member = s.rng.choice([f for f in record.fields if f.kind == "array" and f.writable])
    return (
        f"*({member.type.name} *)((char *){pointer} + offsetof({record.name}, {member.name}[0])) "
        f"= {s.value(1)};"
    )


@kind("record")
def record_helper(s):
    found = whole(s, copyable)
    return found and s.program.helpers.record(s, *found)


@kind("pointer")
def set_link(s):
    p = s.place(lambda p: p.kind == "pointer")
    return p and f"{p.text} = {s.program.pointer_to(s, p.type)};"


@kind("pointer")
def through_link(s):
    p = s.place(lambda p: p.kind == "pointer")
    members = p and [f for f in p.type.fields if f.kind == "scalar" and f.writable]
    if not members:
        return None
    member = s.rng.choice(members)
    return f"{p.text}->{member.name} = {member.type.convert(s.value(1))};"
