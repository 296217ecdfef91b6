# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One program: types, objects, functions, and an entry that runs them and
hands every value of every object to fz_out."""

from .helpers import Helpers, INLINING
from .statements import block, indent
from .types import DOMAINS, INTEGERS, Rng, TypeMaker
from .values import Scope
from .writes import write
from .writes.scalars import assign

POOL = 2


class Program:
    def __init__(self, seed):
        self.seed = seed
        self.rng = Rng(seed)
        self.prefix = f"p{seed}_"
        self.counter = 0
        self.types = TypeMaker(self.rng, self.prefix)
        self.types.make()
        self.helpers = Helpers(self)
        self.functions = []  # (name, parameters, recursive)
        self.variables = []
        self.guards = {}
        self.bodies = []
        self.globals = [f"static uint64_t {self.prefix}plain, {self.prefix}fuel;"]
        self.objects()
        for i in range(self.rng.randint(1, 3)):
            self.function(i)
        self.entry()

    # ---- what the other parts ask for

    def fresh(self, stem):
        self.counter += 1
        return f"{stem}{self.counter}"

    def domain(self):
        return self.rng.choice(DOMAINS)

    def pool(self, record, index=0):
        return f"{self.prefix}pool_{record.tag}[{index}]"

    def can_be_secret(self):
        """Not so: a field that is not protected, read in protected memory."""
        return all(r.how != "fields" for r in self.types.protected)

    def has_global(self, record):
        return record.domain and record.how != "fields" and not record.holds("flexible")

    def pointer_to(self, scope, record):
        """A pointer to some object of this type that lives for ever."""
        choices = [self.pool(record, i) for i in range(POOL)]
        choices += [p for p, r in scope.records if r is record and not p.startswith("(&")]
        if self.has_global(record):
            choices.append(f"&{self.prefix}g_{record.tag}")
        return self.rng.choice(choices)

    def guarded(self, scalar, domain):
        """(variable, typedef): a pointer to the protected typedef of a scalar."""
        key = (scalar.name, domain)
        name = f"{self.prefix}guarded_{scalar.name}_{domain}"
        if key not in self.guards:
            self.guards[key] = f"{name}_at"
            self.globals.append(f'typedef {scalar.name} {name} PROTECTED("{domain}");')
            self.globals.append(f"static {name} *{name}_at;")
        return self.guards[key], name

    def call(self, scope):
        """A call of a function that exists, or None."""
        if not self.functions:
            return None
        name, parameters, recursive = self.rng.choice(self.functions)
        arguments = [self.argument(scope, record) for record in parameters]
        if None in arguments:
            return None
        arguments += [scope.value(1)] + (["3"] if recursive else [])
        return f"fz_out({name}({', '.join(arguments)}));"

    def argument(self, scope, record):
        if record.domain:
            return self.pointer_to(scope, record)
        # An ordinary type: also one that lies inside a protected record.
        choices = [self.pool(record)]
        for pointer, holder in scope.records:
            for base, inner, packed in scope.reach(pointer, holder):
                if inner is record and not packed:
                    inside = pointer if holder is inner else "&" + base.rstrip(".")
                    choices.append(inside)
        return self.rng.choice(choices)

    # ---- parts

    def objects(self):
        for record in self.types.protected:
            if self.has_global(record):
                self.globals.append(
                    f'static KEYED("{record.domain}") {record.name} {self.prefix}g_{record.tag};'
                )
        for record in self.types.plain + self.types.protected:
            self.globals.append(f"static {record.name} *{self.prefix}pool_{record.tag}[{POOL}];")
        for i in range(self.rng.randint(1, 3)):
            domain, scalar = self.domain(), self.rng.choice(INTEGERS)
            name = f"{self.prefix}v{i}"
            count = self.rng.choice(["", "", "[8]"])
            self.globals.append(
                f'static KEYED("{domain}") {scalar.name} {name}{count} PROTECTED("{domain}");'
            )
            self.variables.append(name + ("[5]" if count else ""))

    def scope(self, parameters):
        scope = Scope(self, ["v"], [(f"a{i}", r) for i, r in enumerate(parameters)])
        for record in self.types.protected:
            if self.rng.chance(30):
                scope.records.append((self.pool(record, self.rng.randrange(POOL)), record))
            if self.has_global(record) and self.rng.chance(40):
                scope.records.append((f"(&{self.prefix}g_{record.tag})", record))
        return scope

    def function(self, index):
        rng = self.rng
        parameters = rng.choices(
            self.types.protected * 2 + self.types.plain, k=rng.randint(1, 3)
        )
        name = f"{self.prefix}f{index}"
        recursive = rng.chance(20)
        inlining = rng.choice(INLINING[:4])
        if all(r.domain for r in parameters) and rng.chance(25):
            inlining = ""
        listed = ", ".join(
            [f"{r.name} *a{i}" for i, r in enumerate(parameters)]
            + ["uint64_t v"]
            + (["unsigned depth"] if recursive else [])
        )
        scope = self.scope(parameters)
        body = block(scope, rng.randint(3, 8))
        if recursive:
            again = ", ".join([f"a{i}" for i in range(len(parameters))] + ["v + 1", "depth - 1"])
            body.append(f"if (depth) fz_out({name}({again}));")
        head = f"{inlining} uint64_t {name}({listed})".strip()
        guard = f"if (!{self.prefix}fuel) return 0;"
        lines = [guard, f"{self.prefix}fuel--;", *body, f"return {scope.value()};"]
        if not inlining:
            self.bodies.append(head + ";")
        self.bodies.append("\n".join([head + " {", *indent(lines), "}"]))
        self.functions.append((name, parameters, recursive))

    def entry(self):
        lines = [f"uint64_t v = {self.rng.getrandbits(32)}u;", f"{self.prefix}fuel = 100;"]
        records = self.types.plain + self.types.protected
        for record in records:
            domain = f'"{record.domain}"' if record.domain else "0"
            for i in range(POOL):
                lines.append(
                    f"{self.pool(record, i)} = fz_alloc({domain}, sizeof({record.name}) + 64);"
                )
        for record in self.types.protected:
            lines += self.link(record)
        scope = self.scope([])
        for record in self.types.protected:
            scope.records.append((self.pool(record), record))
        lines.append(assign(scope) or write(scope))
        lines += block(scope, self.rng.randint(4, 8))
        for record in self.types.plain + self.types.protected:
            for i in range(POOL):
                lines.append(f"{self.prefix}show_{record.tag}({self.pool(record, i)});")
            if self.has_global(record):
                lines.append(f"{self.prefix}show_{record.tag}(&{self.prefix}g_{record.tag});")
        for name in self.variables:
            lines.append(f"fz_out((uint64_t){name});")
        lines.append(f"fz_out({self.prefix}plain);")
        self.bodies.append(
            "\n".join([f"void {self.prefix}main(void) {{", *indent(lines), "}"])
        )

    def link(self, record):
        """Pointers must lead somewhere before anything runs."""
        for f in record.fields:
            if f.kind == "pointer" and f.writable:
                for i in range(POOL):
                    yield f"{self.pool(record, i)}->{f.name} = {self.pool(f.type, self.rng.randrange(POOL))};"
                if self.has_global(record):
                    yield f"{self.prefix}g_{record.tag}.{f.name} = {self.pool(f.type)};"

    def show(self, record):
        """A function that reads each field."""
        lines = [f"static void {self.prefix}show_{record.tag}(const {record.name} *p) {{"]
        lines += indent(self.show_fields(record, "p->"))
        return "\n".join([*lines, "}"])

    def show_fields(self, record, base):
        for f in record.fields:
            text = base + f.name
            if f.kind in ("scalar", "bits"):
                yield f"fz_out((uint64_t){text});"
            elif f.kind in ("array", "text", "flexible"):
                yield f"for (int i = 0; i < {f.count}; i++) fz_out((uint64_t){text}[i]);"
            elif f.kind == "grid":
                yield (
                    f"for (int i = 0; i < {f.rows * f.count}; i++) "
                    f"fz_out((uint64_t){text}[i / {f.count}][i % {f.count}]);"
                )
            elif f.kind == "anon":
                yield from self.show_fields(f.type, base)
            elif f.kind == "record":
                yield from self.show_fields(f.type, text + ".")
            elif f.kind == "records":
                for i in range(f.count):
                    yield from self.show_fields(f.type, f"{text}[{i}].")

    # ---- the whole

    def policy_types(self):
        return [(r.name, r.domain) for r in self.types.protected if r.how == "policy"]

    def text(self):
        records = self.types.plain + self.types.protected
        parts = [f"/* Generated from seed {self.seed}. */", '#include "fuzz.h"']
        parts += [r.define() for r in records]
        parts += self.globals
        parts += [self.show(r) for r in records]
        parts += self.helpers.text
        parts += self.bodies
        return "\n".join(parts) + "\n"
