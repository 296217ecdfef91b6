#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts the windows in objects built with kernel.yaml, from machine code.

usage: windows.py OBJDUMP pks|poe-el1 PLAIN-FOLDER PROTECTED-FOLDER OBJECT...

Knows nothing of the plugin: a switch is a write to the key register, and the
bits that the instructions before it clear or set say which domain it opens or
closes. Follows every path through each function, prints how often each domain
is opened in its code, and how many calls are inside windows. Fails if paths
meet with different domains open, if one is opened that is open or closed that
is closed, if control leaves a function otherwise than it came (a copy that is
entered in a window has `.kpkeys.at.LEVEL` in its name), or branches
indirectly in a window; if a switch is not understood, or if the two builds
have different functions. Reports the functions without a window whose code
differs from the plain build.

Does not prove that a window covers a write.
"""

import re
import subprocess
import sys
from collections import namedtuple

# kernel.yaml: hardware index of each domain's pkey.
PKEYS = {"cred": 2, "pgtable": 1}


class Pks:
    """movl $0x6e1, %ecx; rdmsr; andl/orl fields, %eax; wrmsr"""

    SWITCH = re.compile(r"^wrmsr\b")
    CLEAR = re.compile(r"^and[lq]?\s+\$(-?(?:0x)?[0-9a-f]+), %eax")
    SET = re.compile(r"^or[lq]?\s+\$(-?(?:0x)?[0-9a-f]+), %eax")
    LEADS = re.compile(r"^movl\s+\$0x6e1, %ecx")
    FOLLOWED_BY = None
    WIDTH = 32
    # Write-disable: set is closed.
    OPENS_BY_CLEARING = True
    BRANCH = re.compile(r"^j(?!mp)\w+ (0x[0-9a-f]+)")
    JUMP = re.compile(r"^jmpq? (0x[0-9a-f]+)")
    INDIRECT = re.compile(r"^jmpq? \*")
    CALL = re.compile(r"^call")
    END = re.compile(r"^(ret|iret|sysret|ud2|ud1|int3|hlt)")
    LEAVES = re.compile(r"^(ret|iret|sysret)")

    @staticmethod
    def write_bit(pkey):
        return 1 << (2 * pkey + 1)


class PoeEl1:
    """mrs x, POR_EL1; and/orr x, x, #fields; msr POR_EL1, x; isb"""

    SWITCH = re.compile(r"^msr\s+(?:S3_0_C10_C2_4|POR_EL1),", re.I)
    CLEAR = re.compile(r"^and\s+x\d+, x\d+, #(-?(?:0x)?[0-9a-f]+)")
    SET = re.compile(r"^orr\s+x\d+, x\d+, #(-?(?:0x)?[0-9a-f]+)")
    LEADS = re.compile(r"^mrs\s+x\d+, (?:S3_0_C10_C2_4|POR_EL1)", re.I)
    FOLLOWED_BY = re.compile(r"^isb")
    WIDTH = 64
    # Write-enable: set is open.
    OPENS_BY_CLEARING = False
    BRANCH = re.compile(r"^(?:b\.\w+|cbn?z [wx]\d+,|tbn?z [wx]\d+, #\w+,) (0x[0-9a-f]+)")
    JUMP = re.compile(r"^b (0x[0-9a-f]+)")
    INDIRECT = re.compile(r"^br[a-z]* ")
    CALL = re.compile(r"^bl")
    END = re.compile(r"^(ret|eret|brk|udf)")
    LEAVES = re.compile(r"^(ret|eret)")

    @staticmethod
    def write_bit(pkey):
        return 4 << (4 * pkey)


TARGETS = {"pks": Pks, "poe-el1": PoeEl1}


class Failure(Exception):
    pass


Instruction = namedtuple("Instruction", "address text relocations")


def disassemble(objdump, path):
    """{function: [Instruction, ...]}"""
    text = subprocess.run(
        [objdump, "-d", "-r", "--no-show-raw-insn", path],
        check=True, capture_output=True, text=True).stdout
    functions, current = {}, None
    for line in text.splitlines():
        header = re.match(r"^[0-9a-f]+ <(.*)>:$", line)
        found = re.match(r"^\s*([0-9a-f]+):\s+(.*)$", line)
        if header:
            # Cold parts and duplicate static names must not hide each other.
            name = header.group(1)
            while name in functions:
                name += "'"
            current = functions.setdefault(name, [])
        elif current is not None and found:
            words = re.sub(r"\s+", " ", found.group(2).strip())
            if words.startswith("R_"):
                current[-1].relocations.append(words)
            else:
                current.append(Instruction(int(found.group(1), 16), words, []))
    return functions


def normalized(code):
    """Code without what moves when a neighbour grows: addresses and offsets
    into sections."""
    out = []
    for instruction in code:
        for line in [instruction.text, *instruction.relocations]:
            line = re.sub(r"0x[0-9a-f]+ <", "<", line)
            line = re.sub(r"^(adrp x\d+,).*", r"\1", line)
            line = re.sub(r"(\s\.[\w.$]+)[+-]0x[0-9a-f]+", r"\1", line)
            out.append(line)
    return out


def domains_opened(target, before):
    """The switch after instructions `before`: (opened, closed) domains."""
    cleared = changed = 0
    mask = (1 << target.WIDTH) - 1
    for line in reversed(before):
        clear, put = target.CLEAR.match(line), target.SET.match(line)
        if clear:
            cleared |= ~int(clear.group(1), 0) & mask
        elif put:
            changed |= int(put.group(1), 0) & mask
        elif target.LEADS.match(line):
            break
    else:
        raise Failure("no read of the key register before the switch")
    low, high = cleared & ~changed, changed
    if target.OPENS_BY_CLEARING:
        low, high = high, low
    opened = [d for d, k in PKEYS.items() if high & target.write_bit(k)]
    closed = [d for d, k in PKEYS.items() if low & target.write_bit(k)]
    if not opened and not closed:
        raise Failure("a switch that changes no domain's permission")
    return opened, closed


class Walk:
    """Follows the paths of one function; `opens` counts what its switches
    open, `calls` the calls in windows."""

    def __init__(self, target, name, code):
        self.target, self.name, self.code = target, name, code
        self.opens = dict.fromkeys(PKEYS, 0)
        self.calls = 0
        self.at = {i.address: n for n, i in enumerate(code)}
        self.state = {}  # index of an instruction: domains open before it
        level = name.partition(".kpkeys.at.")[2].rstrip("'")
        self.entry = frozenset([level] if level in PKEYS else [])
        self.switches = {}
        for n, instruction in enumerate(code):
            if target.SWITCH.match(instruction.text):
                self.switches[n] = self.switch(n)
        # What is reached by nothing is reached by a patched branch, or after a
        # fault: from outside of windows.
        for start in range(len(code)):
            if start not in self.state:
                self.follow(start, self.entry if start == 0 else frozenset())

    def fail(self, what):
        raise Failure(f"{self.name}: {what}")

    def switch(self, n):
        before = [i.text for i in self.code[max(0, n - 8):n]]
        try:
            opened, closed = domains_opened(self.target, before)
        except Failure as problem:
            self.fail(problem)
        if self.target.FOLLOWED_BY:
            after = self.code[n + 1].text if n + 1 < len(self.code) else ""
            if not self.target.FOLLOWED_BY.match(after):
                self.fail(f"'{after}' instead of an ISB")
        for domain in opened:
            self.opens[domain] += 1
        return frozenset(opened), frozenset(closed)

    def follow(self, start, state):
        work = [(start, state)]
        while work:
            n, state = work.pop()
            if n in self.state:
                if self.state[n] != state:
                    self.fail(f"paths meet at {self.code[n].text!r} with "
                              f"{sorted(self.state[n])} and {sorted(state)} open")
                continue
            self.state[n] = state
            work += self.step(n, state)

    def step(self, n, state):
        """[(index, state), ...] of what may run after instruction n."""
        target, text = self.target, self.code[n].text
        if n in self.switches:
            opened, closed = self.switches[n]
            if opened & state or closed - state:
                self.fail(f"with {sorted(state)} open, {sorted(opened)} is "
                          f"opened and {sorted(closed)} closed")
            state = (state - closed) | opened
        if target.LEAVES.match(text):
            self.leave(state)
        if target.INDIRECT.match(text) and state:
            self.fail(f"an indirect branch with {sorted(state)} open")
        if target.END.match(text) or target.INDIRECT.match(text):
            return []
        if target.CALL.match(text) and state:
            self.calls += 1
        jump, branch = target.JUMP.match(text), target.BRANCH.match(text)
        nexts = []
        for found in filter(None, (jump, branch)):
            to = self.at.get(int(found.group(1), 16))
            if to is None or self.code[n].relocations:
                self.leave(state)
            else:
                nexts.append((to, state))
        if not jump and n + 1 < len(self.code):
            nexts.append((n + 1, state))
        return nexts

    def leave(self, state):
        if state != self.entry:
            self.fail(f"control leaves with {sorted(state)} open, and came "
                      f"with {sorted(self.entry)}")


def report(objdump, target, plain_path, protected_path, name):
    plain = disassemble(objdump, plain_path)
    protected = disassemble(objdump, protected_path)
    for function, code in plain.items():
        if any(target.LEADS.match(i.text) for i in code):
            raise Failure(f"{name}: {function}: a switch in the plain build")
    # The plugin's specialised copies for callers with protected pointers.
    ours = {f for f in protected if ".kpkeys." in f}
    missing = sorted(set(plain) ^ (set(protected) - ours))
    if missing:
        raise Failure(f"{name}: in one build only: {', '.join(missing)}")
    rows, changed, same = [], [], 0
    for function, code in sorted(protected.items()):
        walk = Walk(target, function, code)
        if any(walk.opens.values()):
            rows.append((function, walk))
        elif normalized(code) == normalized(plain.get(function, [])):
            same += 1
        else:
            changed.append(function)
    print(f"{name}: {len(protected)} functions")
    for function, walk in rows:
        counts = "".join(f"{walk.opens[d]:9}" for d in sorted(PKEYS))
        print(f"  {function:42}{counts}{walk.calls:9}")
    totals = {d: sum(w.opens[d] for _, w in rows) for d in PKEYS}
    counts = "".join(f"{totals[d]:9}" for d in sorted(PKEYS))
    counts += f"{sum(w.calls for _, w in rows):9}"
    print(f"  {f'total in {len(rows)} functions':42}{counts}")
    print(f"  functions without a window: {same} unchanged, "
          f"{len(changed)} changed{': ' if changed else ''}"
          f"{', '.join(changed)}")
    return totals


def main(arguments):
    if len(arguments) < 5 or arguments[1] not in TARGETS:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    objdump, target_name, plain, protected = arguments[:4]
    header = "".join(f"{d:>9}" for d in [*sorted(PKEYS), "calls"])
    print(f"{'windows per function, target ' + target_name:44}{header}")
    try:
        for name in arguments[4:]:
            totals = report(objdump, TARGETS[target_name], f"{plain}/{name}",
                            f"{protected}/{name}", name)
            if not any(totals.values()):
                raise Failure(f"{name}: no window at all")
    except (Failure, subprocess.CalledProcessError) as problem:
        print(f"windows.py: error: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
