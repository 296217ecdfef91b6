#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares who wrote protected data in a running kernel with the windows that
the build has, and lists these windows.

usage: completeness.py [--llvm-major N] [--report FILE] [--log CONSOLE]...
                       VMLINUX [MODULE.ko...]

CONSOLE is what a guest said that was booted with kpkeys=oracle: protected
memory is keyed, but switches are skipped, so that every write to it faults, is
noted and done; the workload prints the list. Each noted instruction must lie,
in the same VMLINUX, where its domain is open on every path that leads there.
A library function's write (memcpy) counts for the call in its caller.

Without --log only the list of windows is printed: per function and domain, how
many write instructions are in its windows (stores, locked and string
instructions, calls of library functions), and whether their code came from the
file itself or from an inline function in a header.

Exit status: 0 all writers covered, 1 some are not, 2 wrong usage.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, namedtuple

# Write-disable bits in the key register.
BITS = {"pgtable": 0x08, "cred": 0x20}
ALL = frozenset(BITS)

LINE = re.compile(r"^\s*([0-9a-f]+):\s+(.*?)(?:\s+#.*)?$")
HEADER = re.compile(r"^([0-9a-f]+) <(.*)>:$")
TARGET = re.compile(r"^(j\w+)\s+0x([0-9a-f]+)")
ENDS = re.compile(r"^(ret|iret|sysret|ud2|ud1|int3|hlt|jmpq?\s+\*)")
NO_WRITE = re.compile(r"^(cmp|test|lea|nop|prefetch|push|bt[lqw]? |clflush|j|call|f?xrstor)")
WRITES = re.compile(r"^(?:(?:lock|rep|notrack)\s+)*\w+\s+(?:.*, ?)?([^,]*\([^)]*\))$")
SITE = re.compile(
    r"kpkeys sites: (\S+?)\+0x([0-9a-f]+)/0x[0-9a-f]+(?: \[(\w+)\])? [0-9a-f]+ (\w+)"
    r"\s+(\d+)(?: from (\S+?)\+0x([0-9a-f]+)/0x[0-9a-f]+)?"
)

Code = namedtuple("Code", "name addresses texts")
Site = namedtuple("Site", "count domain function offset module caller caller_offset")


def disassemble(objdump, path):
    """Functions in order; a name may be there more than once."""
    process = subprocess.Popen(
        [objdump, "-d", "--no-show-raw-insn", path], stdout=subprocess.PIPE, text=True
    )
    current = None
    for line in process.stdout:
        found = LINE.match(line)
        if found and current:
            current.addresses.append(int(found.group(1), 16))
            current.texts.append(found.group(2).replace("\t", " "))
            continue
        header = HEADER.match(line)
        if header:
            if current:
                yield current
            current = Code(header.group(2), [], [])
    if current:
        yield current
    if process.wait():
        sys.exit(2)


class Function:
    """Which domains are open before each instruction: on every path (sure) and
    on some (maybe)."""

    def __init__(self, code):
        self.code = code
        self.at = {a: n for n, a in enumerate(code.addresses)}
        level = code.name.partition(".kpkeys.at.")[2]
        entry = ALL & set(level.split(".")) if level else frozenset()
        self.switches = self.find_switches()
        self.state = {}
        work = [(0, entry)] if code.texts else []
        for start in range(len(code.texts)):
            if start and start not in self.state:
                # Reached by a patched branch or a table, outside of windows.
                work = [(start, entry)]
            while work:
                n, state = work.pop()
                known = self.state.get(n)
                merged = state if known is None else known & state
                if known is not None and merged == known:
                    continue
                self.state[n] = merged
                work += self.after(n, merged)

    def find_switches(self):
        """Index of each WRMSR to the key register -> (bits kept, bits set)."""
        found = {}
        for n, text in enumerate(self.code.texts):
            if not text.startswith("wrmsr"):
                continue
            keep, put = 0xFFFFFFFF, 0
            for before in reversed(self.code.texts[max(0, n - 10) : n]):
                change = re.match(r"(and|or|mov)l? \$(-?0x[0-9a-f]+|-?\d+), %eax", before)
                if change:
                    value = int(change.group(2), 0) & 0xFFFFFFFF
                    if change.group(1) == "and":
                        keep &= value
                    elif change.group(1) == "or":
                        put |= value & keep
                    else:
                        put |= value & keep
                        keep = 0
                elif re.match(r"xorl? %eax, %eax", before):
                    keep = 0
                elif re.match(r"movl \$0x6e1, %ecx", before):
                    found[n] = (keep, put)
                    break
        return found

    def is_gate(self, n, to):
        """A jump over a switch, which a nop takes the place of."""
        return any(n < s < to <= s + 2 for s in self.switches if s > n and s - n < 8)

    def after(self, n, state):
        text = self.code.texts[n]
        if n in self.switches:
            keep, put = self.switches[n]
            opened = {d for d, bit in BITS.items() if not keep & bit and not put & bit}
            closed = {d for d, bit in BITS.items() if put & bit}
            state = frozenset((state | opened) - closed)
        if ENDS.match(text):
            return []
        following = [(n + 1, state)] if n + 1 < len(self.code.texts) else []
        jump = TARGET.match(text)
        if not jump:
            return following
        to = self.at.get(int(jump.group(2), 16))
        if to is not None and jump.group(1).startswith("jmp") and self.is_gate(n, to):
            return following
        if jump.group(1).startswith("jmp"):
            following = []
        return following + ([(to, state)] if to is not None else [])

    def open_at(self, address):
        n = self.at.get(address)
        return None if n is None else self.state.get(n, frozenset())

    def open_before_return(self, address):
        """At the call that returns to the address."""
        n = self.at.get(address)
        return None if not n else self.state.get(n - 1, frozenset())

    def writes(self):
        """Domain -> Counter of kinds, of what is written in its windows."""
        result = {}
        for n, text in enumerate(self.code.texts):
            for domain in self.state.get(n, ()):
                kind = write_kind(text)
                if kind:
                    result.setdefault(domain, Counter())[kind] += 1
        return result


def write_kind(text):
    if text.startswith("call"):
        return "call"
    if re.match(r"^(rep )?(stos|movs)[bwlq]? ", text):
        return "asm"
    written = WRITES.match(text)
    if not written or NO_WRITE.match(text) or "%rsp" in written.group(1):
        return None
    # The kernel's atomics, set_bit and so on are asm statements.
    return "asm" if re.match(r"^(lock|xchg|xadd|cmpxchg)", text) else "store"


def read_sites(paths):
    sites = {}
    for path in paths:
        with open(path, errors="replace") as file:
            for match in filter(None, map(SITE.search, file)):
                function, offset, module, domain, count, caller, at = match.groups()
                key = Site(0, domain, function, int(offset, 16), module, caller,
                           int(at, 16) if at else 0)
                sites[key] = sites.get(key, 0) + int(count)
    return [key._replace(count=count) for key, count in sites.items()]


def covered(site, functions):
    """True, or why not. The caller counts for functions without windows, like
    memcpy: of others the kernel may have taken any word of the stack for it."""
    own = functions.get(site.function, [])
    callers = functions.get(site.caller, []) if site.caller else []
    if not own and not callers:
        return f"no function {site.caller or site.function} in the files"
    for function in own:
        state = function.open_at(function.code.addresses[0] + site.offset)
        if state is not None and site.domain in state:
            return True
    for function in callers if not any(f.switches for f in own) else ():
        state = function.open_before_return(
            function.code.addresses[0] + site.caller_offset)
        if state is not None and site.domain in state:
            return True
    return "no window is open there"


def check(sites, functions):
    missing = 0
    counts = Counter()
    for site in sorted(sites, key=lambda s: (s.domain, s.function, s.offset)):
        verdict = covered(site, functions)
        counts[site.domain, verdict is True] += 1
        if verdict is not True:
            missing += 1
            caller = f" from {site.caller}+{site.caller_offset:#x}" if site.caller else ""
            module = f" [{site.module}]" if site.module else ""
            print(f"not covered: {site.domain} written by {site.function}"
                  f"+{site.offset:#x}{module}{caller}, {site.count} times: {verdict}")
    for domain in BITS:
        yes, no = counts[domain, True], counts[domain, False]
        print(f"completeness: {domain}: {yes} of {yes + no} writers that ran "
              f"are in windows")
    return missing


def where_from(report, files):
    """(function, domain) -> Counter of windows by origin, from the records."""
    text = subprocess.run([report, "--format=json", *files], check=True,
                          capture_output=True, text=True).stdout
    origins, totals = {}, Counter()
    for function in json.loads(text)["functions"]:
        for window in function["windows"]:
            header = window["at"]["file"].endswith(".h")
            for domain in window["domains"]:
                key = (function["name"], domain)
                origins.setdefault(key, Counter())["inline" if header else "direct"] += 1
            totals["windows"] += 1
            totals["foreign"] += window["foreign-stores"]
            totals["calls"] += window["calls"]
    return origins, totals


def print_static(functions, origins):
    print(f"{'function':44} {'domain':8} {'windows':>7} {'direct':>6} {'inline':>6} "
          f"{'stores':>6} {'asm':>4} {'calls':>5}")
    sums = {domain: Counter() for domain in BITS}
    for name in sorted(functions):
        kinds = {}
        for function in functions[name]:
            for domain, counter in function.writes().items():
                kinds.setdefault(domain, Counter()).update(counter)
        for domain in sorted(set(kinds) | {d for n, d in origins if n == name}):
            origin = origins.get((name, domain), Counter())
            row = kinds.get(domain, Counter())
            sums[domain].update(origin)
            sums[domain].update(row)
            sums[domain]["functions"] += 1
            print(f"{name:44} {domain:8} {sum(origin.values()):7} {origin['direct']:6} "
                  f"{origin['inline']:6} {row['store']:6} {row['asm']:4} {row['call']:5}")
    for domain, s in sums.items():
        print(f"static: {domain}: {s['functions']} functions, "
              f"{s['direct'] + s['inline']} windows ({s['direct']} direct, {s['inline']} "
              f"through inline helpers), {s['store']} stores, {s['asm']} asm, "
              f"{s['call']} calls")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llvm-major", default="22")
    parser.add_argument("--report", default="kpkeys-report")
    parser.add_argument("--log", action="append", default=[])
    parser.add_argument("files", nargs="+", metavar="FILE")
    arguments = parser.parse_args()

    sites = read_sites(arguments.log)
    if arguments.log and not sites:
        print("completeness.py: error: the console lists no writers", file=sys.stderr)
        return 2
    wanted = {s.function for s in sites} | {s.caller for s in sites if s.caller}
    functions = {}
    for path in arguments.files:
        for code in disassemble(f"llvm-objdump-{arguments.llvm_major}", path):
            if code.name in wanted or any("$0x6e1, %ecx" in t for t in code.texts):
                functions.setdefault(code.name, []).append(Function(code))
    origins, totals = where_from(arguments.report, arguments.files)
    print_static(functions, origins)
    print(f"static: {totals['windows']} windows in all, {totals['foreign']} foreign "
          f"stores and {totals['calls']} calls in them")
    return 1 if sites and check(sites, functions) else 0


if __name__ == "__main__":
    sys.exit(main())
