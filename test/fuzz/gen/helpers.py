# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that write through their parameters, made when they are first
called. One helper serves protected and ordinary data alike."""

INLINING = [
    "static",
    "static inline",
    "static __attribute__((noinline))",
    "static __attribute__((noinline))",
    "static inline __attribute__((always_inline))",
]

# Two functions of a type, for calls through pointers.
SETTERS = (
    "void {n}({T} *to, uint64_t v) {{ *to = ({T})v; }}\n"
    "static void {n}_add({T} *to, uint64_t v) {{ *to += ({T})v; }}\n"
)

# name -> (definition, call). {T} is the type, {n} the helper's name, {p} and
# {q} places, {v} a value, {c} another.
SCALAR = {
    "put": ("void {n}({T} *to, uint64_t v) {{ *to = ({T})v; }}", "{n}(&{p}, {v});"),
    "put_void": (
        "void {n}(void *to, uint64_t v) {{ *({T} *)to = ({T})v; }}",
        "{n}(&{p}, {v});",
    ),
    "put_bytes": (
        "void {n}(unsigned char *to, uint64_t v) "
        "{{ for (unsigned i = 0; i < sizeof({T}); i++) to[i] = (unsigned char)(v >> 8 * i); }}",
        "{n}((unsigned char *)&{p}, {v});",
    ),
    "add": (
        "{T} {n}({T} *to, uint64_t v) {{ return *to += v; }}",
        "fz_out((uint64_t){n}(&{p}, {v}));",
    ),
    "exchange": (
        "void {n}({T} *a, {T} *b) {{ {T} t = *a; *a = *b; *b = t; }}",
        "{n}(&{p}, &{q});",
    ),
    "pick": (
        "{T} *{n}({T} *a, {T} *b, uint64_t c) {{ return c & 1 ? a : b; }}",
        "*{n}(&{p}, &{q}, {c}) = {v};",
    ),
    "same": ("{T} *{n}({T} *a) {{ return a; }}", "*{n}(&{p}) ^= {v};"),
    "drop": ("{T} *{n}(const {T} *a) {{ return ({T} *)a; }}", "*{n}(&{p}) = {v};"),
    "down": (
        "void {n}({T} *to, unsigned n) {{ *to ^= n; if (n) {n}(to, n - 1); }}",
        "{n}(&{p}, ({c}) % 5);",
    ),
    "held": (
        "void {n}(struct {n}_holder h, uint64_t v) {{ *h.where[v & 1] = ({T})v; }}",
        "{n}((struct {n}_holder){{{{&{p}, &{q}}}}}, {v});",
    ),
    "local": (
        "void {n}({T} *to, uint64_t v) {{ {T} other = 0; {T} *at[2] = {{to, &other}}; "
        "*at[v & 1] = ({T})v; fz_out((uint64_t)other); }}",
        "{n}(&{p}, {v});",
    ),
    "either": (
        "void {n}({T} *a, {T} *b, uint64_t v) {{ {T} *to = v & 1 ? a : b; *to = ({T})v; }}",
        "{{ {T} other = 0; {n}(&{p}, &other, {v}); fz_out((uint64_t)other); }}",
    ),
    "copy": (
        "void {n}({T} *to, const {T} *from) {{ memcpy(to, from, sizeof *to); }}",
        "{n}(&{p}, &{q});",
    ),
    "const_in": (
        "uint64_t {n}(const {T} *from) {{ return (uint64_t)*from + 1; }}",
        "{p} = ({T}){n}(&{q});",
    ),
    "by_table": (
        SETTERS + "static void (*const {n}_table[])({T} *, uint64_t) = {{{n}, {n}_add}};",
        "{n}_table[({c}) & 1](&{p}, {v});",
    ),
    "by_variable": (
        SETTERS + "static void (*{n}_hook)({T} *, uint64_t);",
        "{{ {n}_hook = ({c}) & 1 ? {n} : {n}_add; {n}_hook(&{p}, {v}); }}",
    ),
    "by_record": (
        SETTERS + "struct {n}_ops {{ int which; void (*run)({T} *, uint64_t); }};\n"
        "static const struct {n}_ops {n}_one = {{1, {n}}}, {n}_two = {{2, {n}_add}};\n"
        "static const struct {n}_ops *{n}_now = &{n}_one;",
        "{{ {n}_now = ({c}) & 1 ? &{n}_one : &{n}_two; struct {n}_ops copy = *{n}_now; "
        "copy.run(&{p}, {v}); {n}_now->run(&{p}, {c}); }}",
    ),
    "by_parameter": (
        SETTERS + "static __attribute__((noinline)) void {n}_call({T} *to, uint64_t v, "
        "void (*f)({T} *, uint64_t)) {{ f(to, v); }}",
        "{{ {n}_call(&{p}, {v}, {n}); {n}_call(&{p}, {c}, {n}_add); }}",
    ),
}

FILL = {
    "fill": (
        "void {n}(void *to, unsigned long n, uint64_t v) "
        "{{ for (char *p = to; n--;) *p++ = (char)v; }}",
        "{n}({a}, sizeof *{a} * {k}, {v});",
    ),
    "fill_set": (
        "void *{n}(void *to, unsigned long n, uint64_t v) {{ return memset(to, (int)v & 0xff, n); }}",
        "(void){n}({a}, sizeof *{a} * (({c}) % {k}), {v});",
    ),
    "fill_end": (
        "char *{n}(char *p, unsigned long n) {{ while (n--) *p++ = 1; return p; }}",
        "*({n}((char *)({a}), sizeof *{a} * {k}) - 1) = (char)({v});",
    ),
    "fill_add": (
        "void {n}(uint8_t *to, const uint8_t *from, unsigned long n) "
        "{{ while (n--) to[n] += from[n]; }}",
        "{n}((uint8_t *)({a}), (uint8_t *)({a}), sizeof *{a} * {k});",
    ),
}

RECORD = {
    "set": (
        "void {n}({R} *to, uint64_t v) {{ ({R} *)to; {set} }}".replace("({R} *)to; ", ""),
        "{n}(&{p}, {v});",
    ),
    "make": (
        "{R} {n}(uint64_t v) {{ {R} made; memset(&made, 0, sizeof made); {R} *to = &made; "
        "{set} {links} return made; }}",
        "{p} = {n}({v});",
    ),
    "store": ("void {n}({R} *to, {R} from) {{ *to = from; }}", "{n}(&{p}, {p});"),
    "change": (
        "{R} {n}({R} from, uint64_t v) {{ {R} *to = &from; {set} return from; }}",
        "{p} = {n}({p}, {v});",
    ),
    "same": ("{R} *{n}({R} *to) {{ return to; }}", "*{n}(&{p}) = {p};"),
    "down": (
        "void {n}({R} *to, unsigned v) {{ {set} if (v) {n}(to, v - 1); }}",
        "{n}(&{p}, ({c}) % 4);",
    ),
}

# Only where the parameter's type says that it is protected.
TYPED = {
    "pointed": (
        "void {n}({R} *to, uint64_t v) {{ {set} }}",
        "{{ void (*volatile f)({R} *, uint64_t) = {n}; f(&{p}, {v}); }}",
    ),
    "table": (
        "void {n}({R} *to, uint64_t v) {{ {set} }}",
        "{{ static void (*const table[])({R} *, uint64_t) = {{{n}, {n}}}; table[({c}) & 1](&{p}, {v}); }}",
    ),
    "variadic": (
        "void {n}(int n, ...) {{ va_list list; va_start(list, n); while (n--) {{ {R} *to = "
        "va_arg(list, {R} *); uint64_t v = va_arg(list, uint64_t); {set} }} va_end(list); }}\n"
        "static void {n}_call({R} *to, uint64_t v, "
        "uint64_t w) {{ {n}(2, to, v, to, w); }}",
        "{n}_call(&{p}, {v}, {c});",
    ),
    "slot": ("void {n}({R} **slot, uint64_t v) {{ {R} *to = *slot; {set} }}",
             "{{ {R} *to = &{p}; {n}(&to, {v}); }}"),
}


class Helpers:
    def __init__(self, program):
        self.program = program
        self.made = {}  # (form, type name) -> name
        self.text = []

    def _use(self, forms, form, type_name, tag, fields, prologue=""):
        program = self.program
        key = (form, type_name)
        if key not in self.made:
            name = f"{program.prefix}{form}_{tag}"
            self.made[key] = name
            inlining = program.rng.choice(INLINING)
            if form in ("down", "pointed", "table", "variadic"):
                inlining = program.rng.choice(INLINING[:4])
            body = forms[form][0].format(n=name, T=type_name, R=type_name, **prologue_of(form, fields))
            if form == "held":
                self.text.append(f"struct {name}_holder {{ {type_name} *where[2]; }};")
            self.text.append(f"{inlining} {body}")
        call = forms[form][1]
        return call.format(n=self.made[key], T=type_name, R=type_name, **fields)

    def call(self, s, p, q):
        form = s.rng.choice(list(SCALAR))
        fields = dict(p=p.text, q=(q or p).text, v=s.value(1), c=s.atom())
        return self._use(SCALAR, form, p.type.name, p.type.name, fields)

    def fill(self, s, p):
        form = s.rng.choice(list(FILL))
        fields = dict(a=p.text, k=p.rows if p.kind == "grid" else p.count, v=s.value(1), c=s.atom())
        return self._use(FILL, form, "", "bytes", fields)

    def record(self, s, text, record):
        setting = self.setting(record)
        if not setting:
            return None
        forms = dict(RECORD)
        if record.domain and record.how != "fields":
            forms.update(TYPED)
        form = s.rng.choice(list(forms))
        fields = dict(p=text, v=s.value(1), c=s.atom(), set=setting, links=self.links(record))
        return self._use(forms, form, record.name, record.tag, fields)

    def setting(self, record):
        """Statements that write *to from v."""
        lines = []
        for f in record.fields:
            if not f.writable:
                continue
            if f.kind in ("scalar", "bits"):
                lines.append(f"to->{f.name} = {f.type.convert('v')};")
            elif f.kind == "array":
                lines.append(f"to->{f.name}[v % {f.count}] += {f.type.convert('v')};")
            elif f.kind == "text":
                lines.append(f"to->{f.name}[v % {f.count}] = (char)v;")
        return " ".join(lines[:3])

    def links(self, record):
        """A made record's pointers must lead somewhere."""
        return " ".join(
            f"made.{f.name} = {self.program.pool(f.type)};"
            for f in record.fields
            if f.kind == "pointer"
        )


def prologue_of(form, fields):
    return {key: fields[key] for key in ("set", "links") if key in fields}
