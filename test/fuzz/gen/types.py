# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Types of a generated program: scalars, records, and where they can be
written.

A Record knows its domain (None: not protected), how it says so, and its
fields. A Place is an lvalue of a program: its text and what may be done with
it.
"""

from dataclasses import dataclass, field
from random import Random


class Rng(Random):
    """Randomness with the words the generator uses."""

    def chance(self, percent):
        return self.randrange(100) < percent


@dataclass(frozen=True)
class Scalar:
    name: str
    bits: int
    signed: bool = False

    @property
    def is_bool(self):
        return self.name == "_Bool"

    @property
    def is_double(self):
        return self.name == "double"

    @property
    def is_integer(self):
        return not self.is_bool and not self.is_double

    def convert(self, value):
        """A value of this type, made of a uint64_t expression."""
        if self.is_double:
            return f"(double)(({value}) & 0xffff)"
        return f"({self.name})({value})"


INTEGERS = [
    Scalar(f"{'' if signed else 'u'}int{bits}_t", bits, signed)
    for bits in (8, 16, 32, 64)
    for signed in (True, False)
]
BYTE = Scalar("char", 8, True)
SCALARS = INTEGERS + [Scalar("_Bool", 8), Scalar("double", 64)]
DOMAINS = ["alpha", "beta", "gamma"]


@dataclass
class Field:
    name: str
    kind: str  # scalar bits array grid text record records anon pointer flexible
    type: object = None  # Scalar or Record
    count: int = 1
    rows: int = 1
    width: int = 0
    qualifier: str = ""  # "", "volatile ", "_Atomic "
    domain: str = None  # of the field's own attribute
    writable: bool = True

    @property
    def size(self):
        """In bytes, of a union's members."""
        return self.type.bits // 8 * self.count * self.rows

    def declare(self):
        own = f' PROTECTED("{self.domain}")' if self.domain else ""
        base = f"{self.qualifier}{self.type.name}" if self.type else ""
        if self.kind == "anon":
            inner = " ".join(f.declare() for f in self.type.fields)
            return f"{self.type.keyword} {{ {inner} }};"
        suffix = {
            "bits": f" : {self.width}",
            "array": f"[{self.count}]",
            "text": f"[{self.count}]",
            "records": f"[{self.count}]",
            "grid": f"[{self.rows}][{self.count}]",
            "flexible": "[]",
        }.get(self.kind, "")
        star = "*" if self.kind == "pointer" else ""
        return f"{base} {star}{self.name}{suffix}{own};"


@dataclass
class Record:
    name: str  # as a type: "struct p1_s0" or a typedef's name
    keyword: str = "struct"
    fields: list = field(default_factory=list)
    domain: str = None
    how: str = "attribute"  # attribute, behind, typedef, policy, fields
    packed: bool = False
    aligned: int = 0

    @property
    def tag(self):
        """The name as a part of other names."""
        return self.name.split()[-1]

    def holds(self, *kinds):
        return any(
            f.kind in kinds
            or (f.kind in ("record", "records", "anon") and f.type.holds(*kinds))
            for f in self.fields
        )

    def define(self):
        attributes = []
        if self.packed:
            attributes.append("packed")
        if self.aligned:
            attributes.append(f"aligned({self.aligned})")
        shape = f" __attribute__(({', '.join(attributes)}))" if attributes else ""
        protected = f'PROTECTED("{self.domain}")' if self.domain else ""
        body = "\n".join("  " + f.declare() for f in self.fields)
        body = f"{{\n{body}\n}}{shape}"
        if not self.domain or self.how in ("policy", "fields"):
            if " " not in self.name:
                return f"typedef {self.keyword} {body} {self.name};"
            return f"{self.name} {body};"
        if self.how == "typedef":
            return f"typedef {self.keyword} {body} {self.name} {protected};"
        if self.how == "behind":
            return f"{self.name} {body} {protected};"
        return f"{self.keyword} {protected} {self.tag} {body};"


@dataclass
class Place:
    """An lvalue that may be written."""

    text: str
    kind: str  # a Field's kind
    type: object
    count: int = 1
    rows: int = 1
    width: int = 0
    qualifier: str = ""
    packed: bool = False
    domain: str = None  # of the record it was reached from; None: not known

    @property
    def plain(self):
        """An ordinary object whose address may be taken."""
        bytewise = self.kind == "text" or (
            isinstance(self.type, Scalar) and self.type.bits == 8
        )
        return (
            not self.qualifier
            and self.kind != "bits"
            and (not self.packed or bytewise)
        )

    def element(self, index):
        return Place(
            f"{self.text}[{index}]",
            "record" if isinstance(self.type, Record) else "scalar",
            self.type,
            packed=self.packed,
            domain=self.domain,
        )


def is_written_to_be_read(f, packed):
    """True if the field has an atomic that may be misaligned: libatomic loads
    it by writing."""
    if f.kind in ("record", "records", "anon"):
        packed = packed or f.type.packed
        return any(is_written_to_be_read(g, packed) for g in f.type.fields)
    return packed and "_Atomic" in f.qualifier


def places(record, base, packed=False):
    """The writable places of a record at `base` ('p->' or 'g.')."""
    packed = packed or record.packed
    for f in record.fields:
        if not f.writable:
            continue
        if f.kind == "anon":
            yield from places(f.type, base, packed)
            continue
        yield Place(
            base + f.name,
            f.kind,
            f.type,
            f.count,
            f.rows,
            f.width,
            f.qualifier,
            packed,
        )


class TypeMaker:
    """Random records for one program."""

    def __init__(self, rng, prefix):
        self.rng = rng
        self.prefix = prefix
        self.plain = []
        self.protected = []

    def make(self):
        rng = self.rng
        for i in range(rng.randint(1, 2)):
            self.plain.append(self.record(f"n{i}", None))
        for i in range(rng.randint(1, 3)):
            self.protected.append(self.record(f"s{i}", rng.choice(DOMAINS)))

    def record(self, name, domain):
        rng = self.rng
        how = "attribute"
        if domain:
            how = rng.choice(
                ["attribute", "attribute", "behind", "typedef", "policy", "fields"]
            )
        keyword = "union" if rng.chance(12) and how != "fields" else "struct"
        full = f"{self.prefix}{name}"
        made = Record(
            full if how == "typedef" else f"{keyword} {full}", keyword, [], domain, how
        )
        if rng.chance(10):
            made.packed = True
        elif rng.chance(10):
            made.aligned = rng.choice([16, 32, 64])
        count = rng.randint(2, 7)
        for i in range(count):
            made.fields.append(self.field(f"f{i}", made, count - 1 == i))
        if how == "fields":
            self.protect_fields(made)
        return made

    def protect_fields(self, made):
        """Only some fields are protected; the others are never written."""
        for i, f in enumerate(made.fields):
            if f.kind == "anon" or f.kind == "flexible":
                made.fields[i] = f = Field(f.name, "scalar", INTEGERS[4])
            if i == 0 or self.rng.chance(60):
                f.domain = made.domain
            else:
                if is_written_to_be_read(f, made.packed):
                    made.fields[i] = f = Field(f.name, "scalar", INTEGERS[4])
                f.writable = False

    def field(self, name, holder, last):
        rng = self.rng
        struct = holder.keyword == "struct"
        plain = self.plain
        kinds = ["scalar"] * 6 + ["array"] * 3 + ["grid", "text", "text"]
        if struct:
            kinds += ["bits"] * 4 + ["anon"] * 2
            if plain:
                kinds += ["record"] * 3 + ["records"] * 2
            if holder.domain and holder.how != "typedef" and holder.keyword == "struct":
                kinds += ["pointer"] * 3
            if last and holder.domain and not holder.packed:
                kinds += ["flexible"]
        kind = rng.choice(kinds)
        if kind == "scalar":
            # A union's members overlay each other: no traps, no NaN.
            scalar = rng.choice(SCALARS if struct else INTEGERS)
            qualifier = ""
            if rng.chance(15) and scalar.is_integer:
                qualifier = "volatile "
            elif rng.chance(15) and scalar.is_integer:
                qualifier = "_Atomic "
            return Field(name, kind, scalar, qualifier=qualifier)
        if kind == "bits":
            scalar = rng.choice(INTEGERS)
            return Field(name, kind, scalar, width=rng.randint(1, scalar.bits))
        if kind == "text":
            return Field(name, kind, BYTE, rng.choice([8, 16, 24, 40]))
        if kind == "array":
            return Field(name, kind, rng.choice(INTEGERS), rng.choice([2, 4, 7, 16, 33]))
        if kind == "grid":
            return Field(
                name, kind, rng.choice(INTEGERS), rng.randint(2, 5), rng.randint(2, 4)
            )
        if kind in ("record", "records"):
            inner = rng.choice(plain)
            return Field(name, kind, inner, rng.randint(2, 5) if kind == "records" else 1)
        if kind == "anon":
            keyword = rng.choice(["struct", "union"])
            inner = Record("", keyword)
            for i in range(rng.randint(1, 3)):
                inner.fields.append(
                    Field(
                        f"{name}{'abc'[i]}",
                        *rng.choice(
                            [
                                ("scalar", rng.choice(INTEGERS)),
                                ("array", rng.choice(INTEGERS), 4),
                                ("text", BYTE, 8),
                            ]
                        ),
                    )
                )
            return Field(name, kind, inner)
        if kind == "flexible":
            return Field(name, kind, rng.choice(INTEGERS), 6)
        # A pointer to a protected record made before, or to the holder's own.
        to = rng.choice([r for r in self.protected if r.how != "fields"] + [holder])
        return Field(name, kind, to)
