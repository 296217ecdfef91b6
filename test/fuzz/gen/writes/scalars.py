# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One scalar is written: a variable, a member, an element."""

from .kinds import integer, kind, plain

ASM = {8: "b", 16: "w", 32: "l", 64: "q"}


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
