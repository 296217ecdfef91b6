# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Statements that write: one function for each kind of write, grouped by what
is written. Each returns C text, or None where it does not fit."""

KINDS = {"scalar": [], "array": [], "text": [], "record": [], "pointer": []}
ASM = {8: "b", 16: "w", 32: "l", 64: "q"}


def kind(what):
    def register(function):
        KINDS[what].append(function)
        return function

    return register


def write(scope):
    """One random write statement."""
    rng = scope.rng
    while True:
        what = rng.choice(["scalar"] * 5 + ["array", "array", "text"] + ["record"] * 3 + ["pointer"])
        text = rng.choice(KINDS[what])(scope)
        if text:
            return text


def integer(place):
    return place.type.is_integer


def plain(place):
    return place.plain and place.type.is_integer and place.type.name != "char"


# ---- one scalar


@kind("scalar")
def assign(s):
    p = s.scalar()
    return p and f"{p.text} = {p.type.convert(s.value())};"


@kind("scalar")
def assign_unconverted(s):
    p = s.scalar(integer)
    return p and f"{p.text} = {s.value()};"


@kind("scalar")
def compound(s):
    p = s.scalar(integer)
    operator = s.rng.choice(["+=", "-=", "*=", "^=", "|=", "&="])
    return p and f"{p.text} {operator} {s.value(1)};"


@kind("scalar")
def shift(s):
    p = s.scalar(lambda p: integer(p) and not p.type.signed and p.kind == "scalar")
    return p and f"{p.text} {s.rng.choice(['<<=', '>>='])} ({s.atom()}) & 7;"


@kind("scalar")
def step(s):
    p = s.scalar(lambda p: integer(p) and not (p.type.signed and p.type.bits > 16))
    return p and s.rng.choice(["{0}++;", "{0}--;", "++{0};", "--{0};"]).format(p.text)


@kind("scalar")
def chained(s):
    p, q = s.scalar(integer), s.scalar(integer)
    return p and q and f"{p.text} = {q.text} = {s.value(1)};"


@kind("scalar")
def comma(s):
    p, q = s.scalar(integer), s.scalar(integer)
    return p and q and f"{p.text} = {s.value(1)}, {q.text} ^= {s.value(1)};"


@kind("scalar")
def short_circuit(s):
    p = s.scalar(integer)
    return p and f"(void)({s.condition()} && ({p.text} = {s.value(1)}));"


@kind("scalar")
def used_value(s):
    p = s.scalar(integer)
    return p and f"fz_out((uint64_t)({p.text} += {s.value(1)}));"


@kind("scalar")
def through_condition(s):
    p = s.scalar(plain)
    q = p and s.scalar(lambda o: plain(o) and o.type == p.type)
    return q and f"*({s.condition()} ? &{p.text} : &{q.text}) = {s.value(1)};"


@kind("scalar")
def through_local(s):
    p = s.scalar(plain)
    if not p:
        return None
    t, v = p.type.name, s.value(1)
    return s.rng.choice(
        [
            "{{ {t} *q = &{p}; *q = {v}; }}",
            "{{ {t} *q = &{p}; {t} **qq = &q; **qq += {v}; }}",
            "{{ {t} *volatile q = &{p}; *q = {v}; }}",
            "{{ void *q = &{p}; *({t} *)q ^= {v}; }}",
            "{{ char *q = (char *)&{p}; *({t} *)q = {v}; }}",
            "{{ unsigned char *q = (unsigned char *)&{p}; q[sizeof({t}) - 1] = {v}; }}",
            "{{ uintptr_t q = (uintptr_t)&{p}; *({t} *)q = {v}; }}",
            "{{ uintptr_t q = (uintptr_t)&{p} | {k}; *({t} *)(q & ~(uintptr_t){k}) = {v}; }}",
            "{{ uintptr_t k = {c}, q = (uintptr_t)&{p} ^ k; *({t} *)(q ^ k) = {v}; }}",
            "{{ struct {{ int n; {t} *q; }} h = {{1, &{p}}}; *h.q = {v}; }}",
            "{{ struct {{ {t} *q[2]; }} h, g; h.q[0] = h.q[1] = &{p}; g = h; *g.q[{c} & 1] = {v}; }}",
            "{{ {t} other = 0; {t} *q[2] = {{&other, &{p}}}; *q[{c} & 1] = {v}; fz_out((uint64_t)other); }}",
            "{{ union {{ {t} *q; uintptr_t n; }} u; u.n = (uintptr_t)&{p}; *u.q = {v}; }}",
            "{{ {t} *q = &{p}, *r; memcpy(&r, &q, sizeof r); *r = {v}; }}",
            "{{ {t} other = 1, *q; if ({c} & 2) q = &{p}; else q = &other; *q += {v}; fz_out((uint64_t)other); }}",
            "{{ const {t} *q = &{p}; *({t} *)q = {v}; }}",
            "{{ __auto_type q = &{p}; *q = {v}; }}",
            "*({{ {t} *q = &{p}; q; }}) = {v};",
            "*({t} *){{&{p}}} = {v};",
            "{{ {t} *q; *(q = &{p}) = {v}; }}",
            "_Generic({p}, {t}: {p}, default: *({t} *)0) = {v};",
            "__builtin_choose_expr(1, {p}, 0) = {v};",
        ]
    ).format(t=t, p=p.text, v=v, c=s.atom(), k=max(1, p.type.bits // 8 - 1))


@kind("scalar")
def through_cast_volatile(s):
    p = s.scalar(plain)
    return p and f"*(volatile {p.type.name} *)&{p.text} = {s.value(1)};"


@kind("scalar")
def volatile_pointer(s):
    p = s.scalar(lambda p: p.qualifier == "volatile ")
    if not p or p.packed:
        return None
    return f"{{ volatile {p.type.name} *q = &{p.text}; *q ^= {s.value(1)}; }}"


@kind("scalar")
def by_function(s):
    p = s.scalar(lambda p: p.plain and p.type.is_integer)
    if not p:
        return None
    t, v = p.type.name, s.value(1)
    return s.rng.choice(
        [
            "{{ {t} from = {v}; memcpy(&{p}, &from, sizeof from); }}",
            "{{ {t} from = {v}; memmove(&{p}, &from, sizeof from); }}",
            "{{ {t} from = {v}; __builtin_memcpy_inline(&{p}, &from, sizeof from); }}",
            "memset(&{p}, {v} & 0xff, sizeof {p});",
            "memset(&{p}, {v} & 0xff, {c} % (sizeof {p} + 1));",
            "(void)__builtin_add_overflow({v}, {c}, &{p});",
            "(void)__builtin_mul_overflow({v}, {c}, &{p});",
            "__builtin_nontemporal_store(({t})({v}), &{p});",
        ]
    ).format(t=t, p=p.text, v=v, c=s.atom())


@kind("scalar")
def atomic_builtin(s):
    p = s.scalar(plain)
    if not p or p.packed:
        return None
    order = s.rng.choice(["__ATOMIC_RELAXED", "__ATOMIC_SEQ_CST"])
    t, v = p.type.name, f"({p.type.name})({s.value(1)})"
    return s.rng.choice(
        [
            "__atomic_store_n(&{p}, {v}, {o});",
            "{{ {t} from = {v}; __atomic_store(&{p}, &from, {o}); }}",
            "fz_out((uint64_t)__atomic_fetch_add(&{p}, {v}, {o}));",
            "(void)__atomic_fetch_or(&{p}, {v}, {o});",
            "fz_out((uint64_t)__atomic_nand_fetch(&{p}, {v}, {o}));",
            "fz_out((uint64_t)__atomic_exchange_n(&{p}, {v}, {o}));",
            "{{ {t} old = {p}; fz_out(__atomic_compare_exchange_n(&{p}, &old, {v}, 0, {o}, __ATOMIC_RELAXED)); }}",
            "{{ {t} other = {v}, old = {v}; (void)__atomic_compare_exchange_n(&other, &{p}, old, 0, {o}, __ATOMIC_RELAXED); fz_out((uint64_t)other); }}",
            "{{ {t} from = {v}; __atomic_load(&from, &{p}, __ATOMIC_RELAXED); }}",
            "(void)__sync_fetch_and_xor(&{p}, {v});",
            "fz_out(__sync_bool_compare_and_swap(&{p}, {p}, {v}));",
            "fz_out((uint64_t)__sync_lock_test_and_set(&{p}, {v}));",
        ]
    ).format(t=t, p=p.text, v=v, o=order)


@kind("scalar")
def atomic_member(s):
    p = s.scalar(lambda p: p.qualifier == "_Atomic ")
    if not p:
        return None
    return s.rng.choice(
        [
            "{p} = {v};",
            "{p} += {v};",
            "{p} *= {v};",
            "{p} |= {v};",
            "__c11_atomic_store(&{p}, ({t})({v}), __ATOMIC_RELEASE);",
            "fz_out((uint64_t)__c11_atomic_exchange(&{p}, ({t})({v}), __ATOMIC_SEQ_CST));",
            "{{ {t} old = 3; fz_out(__c11_atomic_compare_exchange_strong(&{p}, &old, ({t})({v}), __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)); }}",
            "{{ _Atomic {t} *q = &{p}; *q ^= {v}; }}",
        ]
    ).format(t=p.type.name, p=p.text, v=s.value(1))


@kind("scalar")
def assembly(s):
    p = s.scalar(plain)
    if not p:
        return None
    form = s.rng.choice(
        [
            '__asm__("mov{x} %1, %0" : "=m"({p}) : "r"({v}));',
            '__asm__ volatile("add{x} %1, %0" : "+m"({p}) : "r"({v}) : "cc");',
            '__asm__ volatile("mov{x} %1, (%0)" : : "r"(&{p}), "r"({v}) : "memory");',
            '__asm__ volatile("xor{x} %1, (%0)" : : "r"((uintptr_t)&{p}), "r"({v}) : "memory", "cc");',
            '__asm__ ("mov{x} %1, %0" : "=r"({p}) : "r"({v}));',
            '{{ void *q; __asm__ volatile("mov{x} %2, (%0)" : "=r"(q) : "0"(&{p}), "r"({v}) : "memory"); }}',
            '{{ {t} *q; __asm__("" : "=r"(q) : "0"(&{p})); *q = {v}; }}',
        ]
    )
    v = f"({p.type.name})({s.value(1)})"
    return form.format(t=p.type.name, x=ASM[p.type.bits], p=p.text, v=v)


@kind("scalar")
def by_helper(s):
    p = s.scalar(plain)
    if not p or p.packed:
        return None
    q = s.scalar(lambda o: plain(o) and not o.packed and o.type == p.type)
    return s.program.helpers.call(s, p, q)


@kind("scalar")
def guarded_pointer(s):
    """Through a pointer to a protected typedef that is kept in memory."""
    p = s.scalar(lambda p: plain(p) and p.domain)
    if not p or p.packed:
        return None
    slot, name = s.program.guarded(p.type, p.domain)
    return f"{slot} = ({name} *)&{p.text}; fz_touch(); *{slot} = {s.value(1)};"


@kind("scalar")
def global_variable(s):
    name = s.rng.choice(s.program.variables) if s.program.variables else None
    if not name:
        return None
    return s.rng.choice(
        ["{0} = {1};", "{0} += {1};", "{0}++;", "*&{0} ^= {1};", "memset(&{0}, {1} & 7, sizeof {0});"]
    ).format(name, s.value(1))


@kind("scalar")
def static_local(s):
    domain = s.program.domain()
    return (
        f'{{ static KEYED("{domain}") uint32_t calls PROTECTED("{domain}"); '
        f"calls += {s.value(1)}; fz_out(calls); }}"
    )


# ---- arrays


def whole_array(s):
    return s.place(lambda p: p.kind in ("array", "flexible") and plain(p))


@kind("array")
def loop(s):
    p = whole_array(s)
    if not p or p.packed:
        return None
    i = s.program.fresh("i")
    return s.rng.choice(
        [
            "for (unsigned {i} = 0; {i} < {n}; {i}++) {p}[{i}] = {v} + {i};",
            "for (unsigned {i} = 0; {i} < {n}; {i}++) {p}[{i}] = 0;",
            "for (unsigned {i} = 0; {i} < {n}; {i}++) {p}[{i}] += {p}[({i} + 1) % {n}] ^ {v};",
            "for (unsigned {i} = {n}; {i}-- > 0;) {p}[{i}] ^= {v};",
            "for (unsigned {i} = 0; {i} < {n}; {i}++) if ({p}[{i}] & 1) {p}[{i}] = {v};",
            "for (unsigned {i} = 0, n = ({c}) % {n}; {i} < n; {i}++) {p}[{i}] = {v};",
            "{{ unsigned {i} = 0; do {p}[{i}]++; while (++{i} < {n}); }}",
            "{{ {t} *{i} = {p}; while ({i} != {p} + {n}) *{i}++ = {v}; }}",
            "{{ {t} *restrict q = {p}; for (unsigned {i} = 0; {i} < {n}; {i}++) q[0] += {i}; }}",
            "{{ {t} from[{n}]; for (unsigned {i} = 0; {i} < {n}; {i}++) from[{i}] = {v} * {i}; memcpy({p}, from, sizeof from); }}",
            "{{ {t} from[{n}]; for (unsigned {i} = 0; {i} < {n}; {i}++) from[{i}] = {v} ^ {i}; for (unsigned {i} = 0; {i} < {n}; {i}++) {p}[{i}] = from[{i}]; }}",
            "{{ unsigned n = ({c}) % {n} + 1; {t} *vla[n]; for (unsigned {i} = 0; {i} < n; {i}++) vla[{i}] = &{p}[{i}]; *vla[n - 1] = {v}; }}",
            "{{ unsigned {i} = 0; {i}_again: {p}[{i}] = {v}; if (++{i} < {n}) goto {i}_again; }}",
            "{{ {t} (*q)[{n}] = ({t} (*)[{n}])&{p}; (*q)[({c}) % {n}] = {v}; }}",
            "memmove({p} + 1, {p}, ({n} - 1) * sizeof *{p});",
            "memset({p}, {v} & 0xff, {n} * sizeof *{p});",
            "memset({p}, 0, ({c}) % {n} * sizeof *{p});",
        ]
    ).format(i=i, n=p.count, p=p.text, t=p.type.name, v=s.value(1), c=s.atom())


@kind("array")
def grid(s):
    p = s.place(lambda p: p.kind == "grid" and plain(p))
    if not p or p.packed:
        return None
    return s.rng.choice(
        [
            "for (unsigned y = 0; y < {r}; y++) for (unsigned x = 0; x < {n}; x++) {p}[y][x] = {v} + x * y;",
            "{{ {t} (*row)[{n}] = {p}; row[({c}) % {r}][{k}] = {v}; }}",
            "memset({p}, {v} & 0xff, sizeof {p});",
            "*(*({p} + ({c}) % {r}) + {k}) -= {v};",
        ]
    ).format(r=p.rows, n=p.count, p=p.text, t=p.type.name, v=s.value(1), c=s.atom(), k=p.count - 1)


@kind("array")
def fill_helper(s):
    p = s.place(lambda p: p.kind in ("array", "grid", "flexible") and plain(p))
    if not p or p.packed:
        return None
    return s.program.helpers.fill(s, p)


# ---- text


@kind("text")
def text(s):
    p = s.place(lambda p: p.kind == "text")
    if not p:
        return None
    return s.rng.choice(
        [
            'strcpy({p}, "window");',
            'strncpy({p}, "protected data of a program that is long", {n} - 1);',
            'snprintf({p}, {n}, "%u", (unsigned)({v}));',
            'snprintf({p}, sizeof {p}, "%s-%d", "a", (int)(({v}) & 0xff));',
            'sprintf({p}, "%u", (unsigned)({v}) & 0xffff);',
            '{{ {p}[0] = 0; strcat({p}, "ab"); strncat({p}, "cdefgh", 3); }}',
            "{{ strcpy({p}, \"xyz\"); *strchr({p}, 'y') = 'q'; }}",
            '{{ char *end = stpcpy({p}, "abc"); *end = (char)({v}); }}',
            '*(char *)mempcpy({p}, "12345", 5) = (char)({v});',
            "memset({p}, 'a' + ({v}) % 26, {n});",
            "for (unsigned i = 0; i < {n}; i++) {p}[i] = (char)({v} + i);",
            "{{ char *q = {p}; for (unsigned n = {n}; n--;) *q++ ^= 1; }}",
            "{{ char from[{n}]; memset(from, (int)(({v}) & 0xff), sizeof from); memcpy({p}, from, ({c}) % {n}); }}",
            "{p}[({c}) % {n}] = 'z';",
            "__builtin___memset_chk({p}, (int)(({v}) & 0xff), ({c}) % {n}, __builtin_object_size({p}, 1));",
            "{{ char *q = {p}; unsigned long n = {n}; __asm__ volatile(\"rep stosb\" : \"+D\"(q), \"+c\"(n) : \"a\"((char)({v})) : \"memory\"); }}",
        ]
    ).format(p=p.text, n=p.count, v=s.value(1), c=s.atom())


# ---- records


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


# ---- pointers to records


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
