# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Assembly that the plugin has written, as far as mutations need it: functions,
instructions, switches with their records, and what lies in which window."""

import re

NO_WINDOW = 0
RECORD = "kpkeys_windows"
GATES = "kpkeys_gates"
UNBOUNDED = 0xFFFFFFFF
UNKNOWN_LEVEL, SAVED_LEVEL = 0xFFFF, 0xFFFE
WINDOW, SCOPE, MANUAL, ENTRY = range(4)
# What all records of one window say alike.
CONTENTS = ("writes", "reads", "calls", "write_bytes", "least_bytes",
            "foreign_stores", "foreign_bytes", "instructions", "longest_path")  # fmt: skip


SIZES = {".byte": 1, ".short": 2, ".hword": 2, ".2byte": 2, ".long": 4, ".word": 4,
         ".4byte": 4, ".quad": 8, ".xword": 8, ".8byte": 8}  # fmt: skip
DIRECTIVES = {1: ".byte", 2: ".2byte", 4: ".4byte", 8: ".8byte"}


def layout(header):
    """Fields of a record, in order, with their sizes, as ABI.h has them."""
    body = re.search(r"struct kpkeys_window_record \{(.*?)\};", header, re.S)[1]
    fields = re.findall(r"uint(\d+)_t (\w+);", body)
    return [(name, int(bits) // 8) for bits, name in fields]


def unescaped(text):
    """The bytes of an assembler's string."""
    short = {"n": 10, "t": 9, "b": 8, "r": 13, "f": 12}

    def byte(match):
        escape = match[1]
        return chr(int(escape, 8) if escape[0].isdigit() else short.get(escape, ord(escape)))

    return re.sub(r"\\([0-7]{1,3}|.)", byte, text).encode("latin-1")


class Record:
    """A record's data: pieces of (size, number or expression)."""

    def __init__(self, fields):
        self.layout = fields
        self.pieces = []
        self.lines = []  # that hold it

    def add(self, at, directive, operands):
        self.lines.append(at)
        if directive in (".ascii", ".asciz", ".string"):
            text = unescaped(operands[operands.index('"') + 1 : operands.rindex('"')])
            text += b"" if directive == ".ascii" else b"\0"
            self.pieces += [(1, byte) for byte in text]
        else:
            for operand in operands.split(","):
                operand = operand.strip()
                value = int(operand, 0) if re.match(r"-?\d", operand) else operand
                self.pieces.append((SIZES[directive], value))

    def split(self):
        """(fields by name, bytes behind them). Numbers of several pieces are put
        together."""
        fields, pieces = {}, list(self.pieces)
        for name, size in self.layout:
            value, shift = 0, 0
            while shift < 8 * size:
                width, piece = pieces.pop(0)
                if isinstance(piece, str):
                    value = piece
                else:
                    value |= piece << shift
                shift += 8 * width
            fields[name] = value
        return fields, bytes(value for _, value in pieces)

    def written(self, changes):
        """Lines of assembly, with other values of some fields."""
        fields, rest = self.split()
        fields.update(changes)
        lines = [
            "\t%s\t%s" % (DIRECTIVES[size], fields[name]) for name, size in self.layout
        ]
        return lines + ["\t.byte\t" + ", ".join(map(str, rest))]


class Switch:
    """One asm block of the plugin. All numbers are indices of lines."""

    def __init__(self, begin):
        self.begin = begin  # #APP
        self.end = None  # #NO_APP
        self.code = []  # instructions
        self.range = None  # of the record: first line, line behind the last
        self.record = None
        self.gate_range = None  # the same of the gate's, if it has one
        self.fields = {}
        self.callees = []

    def with_fields(self, changes):
        """Edits of lines that change the record."""
        edits = {at: [] for at in self.record.lines}
        edits[self.record.lines[0]] = self.record.written(changes)
        return edits

    @property
    def gate(self):
        """The jump over the switch."""
        return self.code[0] if self.gate_range else None

    def has_code(self):
        return bool(self.code)

    def opens(self):
        return self.fields["window"] != NO_WINDOW and self.has_code()

    def record_is_exact(self):
        least = self.fields["least_bytes"]
        return least != 0 and least == self.bytes()

    def bytes(self):
        """The most that the record allows stores to write; None: any number."""
        values = self.fields["write_bytes"], self.fields["foreign_bytes"]
        return None if UNBOUNDED in values else sum(values)


class Function:
    def __init__(self, name, begin):
        self.name = name
        self.begin = begin  # the label
        self.end = None  # .Lfunc_end
        self.switches = []
        self.labels = {}
        self.code = []  # instructions, those of switches included
        self.window_of = {}  # instruction -> the switches that open its window
        self.ordinary = set()  # instructions reached with no window open

    def returns(self, machine):
        return [at for at in self.code if machine.is_return(self.ops[at])]


class Listing:
    def __init__(self, text, machine, fields):
        self.machine = machine
        self.layout = fields
        self.lines = text.split("\n")
        self.functions = []
        self.ops = {}  # instruction -> (mnemonic, operands)
        self._split()
        for function in self.functions:
            function.ops = self.ops
            self._walk(function)

    # ---- lines ------------------------------------------------------------

    def _split(self):
        function = switch = None
        in_record = False
        names = {
            match[1]
            for line in self.lines
            if (match := re.match(r"\s*\.type\s+([\w.$]+),[@%]function", line))
        }
        for at, line in enumerate(self.lines):
            text = line.strip()
            label = re.match(r"([\w.$]+):", line)
            if label and label[1] in names:
                function = Function(label[1], at)
                self.functions.append(function)
            if function is None:
                continue
            if label:
                function.labels[label[1]] = at
                if label[1].startswith(".Lfunc_end"):
                    function.end = at
                    function = None
            elif text in ("#APP", "//APP"):
                switch = Switch(at)
            elif text in ("#NO_APP", "//NO_APP"):
                switch.end = at
                if switch.range:
                    function.switches.append(switch)
                switch, in_record = None, False
            elif text.startswith(".section\t" + RECORD):
                in_record = True
                switch.range = [at, None]
                switch.record = Record(self.layout)
            elif text.startswith(".section\t" + GATES):
                switch.gate_range = [at, None]
            elif switch and switch.gate_range and not switch.gate_range[1]:
                if re.match(r"\.(text|section|previous)", text):
                    switch.gate_range[1] = at + 1
            elif in_record and re.match(r"\.(text|section|previous)", text):
                switch.range[1] = at + 1
                in_record = False
                switch.fields, rest = switch.record.split()
                callees = rest.decode().split("\0")[3:]
                switch.callees = callees[: callees.index("")]
            elif in_record and text.split()[0] in (*SIZES, ".ascii", ".asciz", ".string"):
                switch.record.add(at, *self._bare(text).split(None, 1))
            elif text and text[0] not in ".#/" and not in_record:
                op, *args = self._bare(text).split(None, 1)
                self.ops[at] = (op, args[0] if args else "")
                function.code.append(at)
                if switch:
                    switch.code.append(at)

    def _bare(self, text):
        return re.sub(r"\s*(//|#\s|##).*", "", text).strip()

    # ---- paths --------------------------------------------------------------

    def _walk(self, function):
        """Which windows are open at each instruction. A path ends where the next
        switch begins."""
        order = function.code
        position = {at: n for n, at in enumerate(order)}
        first_of = {s.code[0]: s for s in function.switches if s.has_code()}

        function.next_switches = {}

        def at_label(name):
            line = function.labels.get(name)
            return next((at for at in order if line is not None and at > line), None)

        def successors(at):
            op, args = self.ops[at]
            found = []
            target = self.machine.branch_target(op, args)
            if target:
                found.append(at_label(target))
            if self.machine.falls_through(op) and position[at] + 1 < len(order):
                found.append(order[position[at] + 1])
            return [x for x in found if x is not None]

        def spread(start, mark, behind=None):
            waiting = [start]
            while waiting:
                at = waiting.pop()
                if at in first_of and behind is not None:
                    behind.append(first_of[at])
                if at in first_of or not mark(at):
                    continue
                waiting += successors(at)

        def mark_ordinary(at):
            if at in function.ordinary:
                return False
            function.ordinary.add(at)
            return True

        is_entered = any(s.fields["kind"] == ENTRY for s in function.switches)
        if order and not is_entered:
            spread(order[0], mark_ordinary)
        for switch in function.switches:
            if not switch.has_code():
                continue

            def mark(at, switch=switch):
                opened = function.window_of.setdefault(at, [])
                if switch in opened:
                    return False
                opened.append(switch)
                return True

            behind = function.next_switches[switch] = []
            for at in successors(switch.code[-1]):
                if switch.opens():
                    spread(at, mark, behind)
                elif switch.fields["to"] == 0:
                    spread(at, mark_ordinary)

    def switches_behind(self, function, switch):
        """Which may be met next, of a switch that opens a window."""
        return function.next_switches[switch]

    def inside(self, function, switch):
        """The instructions of the window that the switch opens."""
        return [at for at in function.code if switch in function.window_of.get(at, [])]
