# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Several elements are written, or text."""

from .kinds import kind, plain


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
