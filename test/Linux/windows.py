#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts the windows in objects built with kernel.yaml, from machine code.

usage: windows.py OBJDUMP pks|poe-el1 PLAIN-FOLDER PROTECTED-FOLDER OBJECT...

Knows nothing of the plugin: a switch is a write to the key register, and the
bits that the instructions before it clear or set say which domain it opens or
closes. Prints a table of functions with windows. Fails if a function opens
more or less often than it closes, if a switch is not understood, or if the
two builds have different functions. Reports the functions without a window
whose code differs from the plain build.

Does not prove that a window covers a write.
"""

import re
import subprocess
import sys

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

    @staticmethod
    def write_bit(pkey):
        return 4 << (4 * pkey)


TARGETS = {"pks": Pks, "poe-el1": PoeEl1}


class Failure(Exception):
    pass


def disassemble(objdump, path):
    """{function: [instruction or relocation, ...]}, without addresses."""
    text = subprocess.run(
        [objdump, "-d", "-r", "--no-show-raw-insn", "--no-addresses", path],
        check=True, capture_output=True, text=True).stdout
    functions, current = {}, None
    for line in text.splitlines():
        header = re.match(r"^<(.*)>:$", line)
        if header:
            # Cold parts and duplicate static names must not hide each other.
            name = header.group(1)
            while name in functions:
                name += "'"
            current = functions.setdefault(name, [])
        elif current is not None and line.strip():
            current.append(re.sub(r"\s+", " ", line.strip()))
    return functions


def normalized(code):
    """Code without what moves when a neighbour grows: addresses and offsets
    into sections."""
    out = []
    for line in code:
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


def count(target, name, code):
    """{domain: windows} of one function."""
    opens = dict.fromkeys(PKEYS, 0)
    closes = dict.fromkeys(PKEYS, 0)
    instructions = [l for l in code if not re.match(r"^R_[A-Z]", l)]
    for at, line in enumerate(instructions):
        if not target.SWITCH.match(line):
            continue
        try:
            opened, closed = domains_opened(
                target, instructions[max(0, at - 8):at])
        except Failure as problem:
            raise Failure(f"{name}: {problem}") from problem
        if target.FOLLOWED_BY:
            after = instructions[at + 1] if at + 1 < len(instructions) else ""
            if not target.FOLLOWED_BY.match(after):
                raise Failure(f"{name}: '{after}' instead of an ISB")
        for domain in opened:
            opens[domain] += 1
        for domain in closed:
            closes[domain] += 1
    for domain in PKEYS:
        if opens[domain] != closes[domain]:
            raise Failure(f"{name}: {domain} is opened {opens[domain]} times "
                          f"and closed {closes[domain]} times")
    return opens


def report(objdump, target, plain_path, protected_path, name):
    plain = disassemble(objdump, plain_path)
    protected = disassemble(objdump, protected_path)
    for function, code in plain.items():
        if any(target.LEADS.match(l) for l in code):
            raise Failure(f"{name}: {function}: a switch in the plain build")
    # The plugin's specialised copies for callers with protected pointers.
    ours = {f for f in protected if ".kpkeys." in f}
    missing = sorted(set(plain) ^ (set(protected) - ours))
    if missing:
        raise Failure(f"{name}: in one build only: {', '.join(missing)}")
    rows, changed, same = [], [], 0
    for function, code in sorted(protected.items()):
        windows = count(target, function, code)
        if any(windows.values()):
            rows.append((function, windows))
        elif normalized(code) == normalized(plain.get(function, [])):
            same += 1
        else:
            changed.append(function)
    print(f"{name}: {len(protected)} functions")
    for function, windows in rows:
        counts = "".join(f"{windows[d]:9}" for d in sorted(PKEYS))
        print(f"  {function:42}{counts}")
    totals = {d: sum(w[d] for _, w in rows) for d in PKEYS}
    counts = "".join(f"{totals[d]:9}" for d in sorted(PKEYS))
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
    header = "".join(f"{d:>9}" for d in sorted(PKEYS))
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
