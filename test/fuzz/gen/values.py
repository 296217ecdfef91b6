# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Expressions without side effects: each is a uint64_t, and no operand can
make one undefined."""

from .types import Record, places


class Scope:
    """What a statement may use: integers, and pointers to records."""

    def __init__(self, program, integers=(), records=(), depth=0, shared=None):
        self.program = program
        self.rng = program.rng
        self.integers = list(integers)
        self.records = list(records)
        self.depth = depth  # of loops and branches
        # What all scopes of a function share.
        self.shared = {"computed": False} if shared is None else shared

    def inside(self, *integers):
        return Scope(
            self.program,
            [*self.integers, *integers],
            self.records,
            self.depth + 1,
            self.shared,
        )

    # ---- places

    def record(self, want=lambda r: True):
        """(pointer expression, Record) of one that `want` accepts, or None."""
        found = [pair for pair in self.records if want(pair[1])]
        return self.rng.choice(found) if found else None

    def reach(self, pointer, record):
        """A record and all records inside it, as (base text, record, packed)."""
        base = self.rng.choice([f"{pointer}->", f"{pointer}->", f"(*{pointer})."])
        yield from self._reach(base, record, False)

    def _reach(self, base, record, packed):
        yield base, record, packed
        packed = packed or record.packed
        for place in places(record, base, packed):
            if place.kind == "record":
                yield from self._reach(place.text + ".", place.type, packed)
            elif place.kind == "records":
                index = self.index(place.count)
                yield from self._reach(f"{place.text}[{index}].", place.type, packed)

    def all_places(self, want):
        """All wanted places of one random record that has any."""
        candidates = list(self.records)
        self.rng.shuffle(candidates)
        for pointer, record in candidates:
            found = [
                place
                for base, inner, packed in self.reach(pointer, record)
                for place in places(inner, base, packed)
                if want(place)
            ]
            if found:
                for place in found:
                    place.domain = record.domain
                return found
        return []

    def place(self, want):
        found = self.all_places(want)
        return self.rng.choice(found) if found else None

    def scalar(self, want=lambda p: True):
        """A place of one scalar: a member or an element."""

        def element_of(place):
            if place.kind in ("scalar", "bits"):
                return place
            if place.kind in ("array", "text", "flexible"):
                return place.element(self.index(place.count))
            if place.kind == "grid":
                row = self.index(place.rows)
                inner = place.element(row)
                return inner.element(self.index(place.count))
            return None

        found = [element_of(p) for p in self.all_places(lambda p: element_of(p))]
        found = [p for p in found if want(p)]
        return self.rng.choice(found) if found else None

    # ---- values

    def index(self, count):
        if self.rng.chance(50):
            return str(self.rng.randrange(count))
        return f"({self.atom()}) % {count}"

    def constant(self):
        rng = self.rng
        return rng.choice(
            [
                str(rng.randrange(10)),
                str(rng.randrange(10)),
                f"{rng.getrandbits(16):#x}u",
                f"{rng.getrandbits(64):#x}ull",
            ]
        )

    def atom(self):
        if self.integers and self.rng.chance(70):
            return f"(uint64_t){self.rng.choice(self.integers)}"
        return f"(uint64_t){self.constant()}"

    def read(self):
        place = self.scalar() if self.records else None
        if place is None or isinstance(place.type, Record):
            return self.atom()
        return f"(uint64_t){place.text}"

    def value(self, depth=2):
        rng = self.rng
        if depth == 0 or rng.chance(25):
            return self.read() if rng.chance(40) else self.atom()
        a, b = self.value(depth - 1), self.value(depth - 1)
        form = rng.choice(
            [
                "{a} + {b}",
                "{a} - {b}",
                "{a} * {b}",
                "{a} ^ {b}",
                "{a} & {b}",
                "{a} | {b}",
                "{a} << ({b} & 31)",
                "{a} >> ({b} & 63)",
                "{a} / ({b} | 1)",
                "{a} % ({b} | 1)",
                "{a} < {b} ? {a} : {b}",
                "({a}) == ({b})",
            ]
        )
        return f"(uint64_t)({form.format(a='(' + a + ')', b='(' + b + ')')})"

    def condition(self):
        return f"({self.value(1)}) & {self.rng.choice([1, 3, 4, 0xffff])}"
