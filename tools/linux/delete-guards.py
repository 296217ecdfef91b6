#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Deletes each guard kpkeys_hand_LEVEL() of a tree in turn and audits what is left.

The source tree is not changed: the compiler sees an edited copy of one file
through an overlay. Files that the deletion touches are compiled in audit mode,
their summaries replace those of the whole program, and the findings are compared
with those of the program with all guards. A guard whose deletion changes nothing is
redundant if all calls of its function are made at its level, and then the table says
by whom. Exit status 1 if a deletion was not found.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

GUARD = re.compile(r"\bkpkeys_hand_(\w+)\s*\(\)\s*;")
BATCH = re.compile(r"\barch_(enter|leave)_lazy_mmu_mode\s*\(\)\s*;")


def options():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--tree", required=True, help="source tree, of a kernel or of another program")
    p.add_argument("--level", action="append", help="level that guards enter (default: cred and pgtable)")
    p.add_argument("--policy", required=True)
    p.add_argument("--plugin", required=True)
    p.add_argument("--audit", required=True, help="the program kpkeys-audit")
    p.add_argument("--target", default="pks")
    p.add_argument("--summaries", required=True, help="folder; kept, and used again")
    p.add_argument("--files", action="append", help="files of the list whose path has this text; may be repeated")
    p.add_argument("--only", help="guards whose place has this text")
    p.add_argument("--batch", action="store_true", help="also begins and ends of lazy MMU sections")
    p.add_argument("--users", type=int, default=3, help="files to compile first for a guard in a header")
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--json", help="write the table here as well")
    p.add_argument("commands", help="compile_commands.json")
    opt = p.parse_args()
    opt.level = opt.level or ["cred", "pgtable"]
    return opt


class Kernel:
    def __init__(self, opt):
        self.opt = opt
        self.tree = os.path.realpath(opt.tree)
        self.units = {}
        for e in json.load(open(opt.commands)):
            path = os.path.realpath(os.path.join(e["directory"], e["file"]))
            wanted = not opt.files or any(text in os.path.relpath(path, self.tree) for text in opt.files)
            if path.endswith(".c") and wanted:
                self.units.setdefault(path, e)

    def has(self, name):
        """Is a header's architecture the kernel's?"""
        arch = re.match(r"arch/\w+/", name)
        return not arch or any(os.path.relpath(p, self.tree).startswith(arch.group(0)) for p in self.units)

    def summary(self, path):
        return os.path.join(self.opt.summaries, hashlib.sha1(path.encode()).hexdigest()[:16] + ".json")

    def compile(self, path, out, overlay=None):
        """Audits one file into a summary. Returns what went wrong, or ''."""
        e = self.units[path]
        args = e.get("arguments") or shlex.split(e["command"])
        while os.path.basename(args[0]) in ("ccache", "sccache"):
            args = args[1:]
        keep, skip = [], False
        for a in args:
            if skip:
                skip = False
            elif a == "-o":
                skip = True
            elif a != "-c" and not a.startswith(("-Wp,-M", "-fplugin")):
                keep.append(a)
        keep += ["-fsyntax-only", "-w", "-fplugin=" + self.opt.plugin]
        for k, v in (
            ("mode", "audit"),
            ("target", self.opt.target),
            ("policy", self.opt.policy),
            ("audit-summary", out),
        ):
            keep.append(f"-fplugin-arg-kpkeys-{k}={v}")
        if overlay:
            keep += ["-ivfsoverlay", overlay]
        r = subprocess.run(keep, cwd=e["directory"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if r.returncode or not os.path.exists(out):
            return r.stderr.strip().splitlines()[0] if r.stderr.strip() else f"exit status {r.returncode}"
        return ""

    def judge(self, folder):
        """All findings of a folder of summaries."""
        r = subprocess.run([self.opt.audit, "--format=json", folder], capture_output=True, text=True, check=False)
        if r.returncode not in (0, 1, 2) or not r.stdout:
            sys.exit(f"kpkeys-audit: {r.stderr}")
        return json.loads(r.stdout)["findings"]

    def place(self, place):
        return f"{os.path.relpath(place['file'], self.tree)}:{place['line']}" if place else "?"


def key(finding):
    """What a finding and the same one of the kernel with all guards share."""
    p = finding.get("place") or {}
    text = finding["message"].split("; reached from ")[0]
    return (finding["kind"], p.get("file"), p.get("line"), finding.get("function"), finding.get("origin"), text)


def guards(tree, levels, batch):
    """(file, line number, text, kind) of each guard."""
    found = []
    pattern = rf"kpkeys_hand_({'|'.join(levels)})\(\)|arch_(enter|leave)_lazy_mmu_mode\(\);"
    names = subprocess.run(
        ["grep", "-rlE", "--include=*.[ch]", pattern, "."],
        cwd=tree, capture_output=True, text=True, check=False,
    ).stdout.split()
    for name in sorted(os.path.normpath(n) for n in names):
        if name.endswith("kpkeys_hand.h"):
            continue
        for number, line in enumerate(open(os.path.join(tree, name), encoding="utf-8"), 1):
            m = GUARD.search(line)
            if m and m.group(1) in levels and "#define" not in line:
                found.append((name, number, line, m.group(1)))
            elif batch and BATCH.search(line):
                found.append((name, number, line, "batch"))
    return found


def function_at(path, number):
    """Name of the function round a line: the last one that begins in column 1."""
    name = "?"
    for i, line in enumerate(open(path, encoding="utf-8"), 1):
        if i > number:
            break
        m = re.match(r"^(?!#|typedef|struct \w+ \{|/|\s)(?:[\w*]+[\s*]+)*\**(\w+)\s*\(", line)
        if m and not line.rstrip().endswith(";"):
            name = m.group(1)
            m = re.match(r"^SYSCALL_DEFINE\d\((\w+)", line)
            if m:
                name = m.group(1)
    return name


def users(kernel, header, name):
    """Files whose summary knows a function of a header."""
    text = re.compile(r'"' + re.escape(name) + r'"')
    found = []
    for path in kernel.units:
        s = kernel.summary(path)
        if os.path.exists(s) and text.search(open(s, encoding="utf-8").read()):
            found.append(path)
    # those beside the header's subject first: small ones are quick
    found.sort(key=lambda p: os.path.getsize(kernel.summary(p)))
    return found


def try_guard(kernel, guard, before):
    name, number, line, kind = guard
    path = os.path.join(kernel.tree, name)
    function = function_at(path, number)
    row = {"file": name, "line": number, "function": function, "level": kind, "found": [], "held": [], "note": ""}
    if path in kernel.units:
        files = [path]
    elif name.endswith(".h") and kernel.has(name):
        files = users(kernel, path, function)
    else:
        files = []
    if not files:
        row["note"] = "not compiled in this configuration"
        return row
    with tempfile.TemporaryDirectory() as work:
        edited = os.path.join(work, "edited" + os.path.splitext(name)[1])
        lines = open(path, encoding="utf-8").readlines()
        lines[number - 1] = (BATCH if kind == "batch" else GUARD).sub("", line)
        open(edited, "w", encoding="utf-8").writelines(lines)
        overlay = os.path.join(work, "overlay.yaml")
        json.dump(
            {
                "version": 0,
                "use-external-names": False,
                "roots": [{"type": "file", "name": path, "external-contents": edited}],
            },
            open(overlay, "w", encoding="utf-8"),
        )
        sums = os.path.join(work, "sums")
        os.mkdir(sums)
        for p in kernel.units:
            s = kernel.summary(p)
            if os.path.exists(s):
                os.symlink(os.path.abspath(s), os.path.join(sums, os.path.basename(s)))
        # A few users of a header mostly tell; that nothing is found, all must.
        for some in (files[: kernel.opt.users], files[kernel.opt.users :]):
            for p in some:
                out = os.path.join(sums, os.path.basename(kernel.summary(p)))
                os.unlink(out)
                error = kernel.compile(p, out, overlay)
                if error:
                    row["note"] = error
                    return row
            for f in kernel.judge(sums) if some else []:
                if key(f) not in before:
                    row["found"].append({"kind": f["kind"], "place": kernel.place(f.get("place")), "message": f["message"]})
            if row["found"]:
                return row
        row["held"] = Calls(kernel, sums).holders(function, kind)
    return row


class Calls:
    """All calls that a folder of summaries knows."""

    def __init__(self, kernel, folder):
        self.kernel = kernel
        self.calls = {}  # by file (of a function that is local to it) and name
        self.taken = set()
        self.homes = {}
        summaries = []
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="utf-8") as stream:
                summaries.append(json.load(stream))
        for s in summaries:
            own = {f["name"] for f in s.get("functions", []) if f.get("linkage") == "local"}

            def home(name, own=own, file=s["file"]):
                return (file if name in own else "", name)

            self.taken |= {self.plain(home(t["name"])) for t in s.get("addresses", [])}
            for f in s.get("functions", []):
                self.homes.setdefault(self.plain(home(f["name"]))[1], set()).add(self.plain(home(f["name"])))
                for c in f.get("calls", []):
                    if c.get("callee"):
                        self.calls.setdefault(self.plain(home(c["callee"])), []).append((home(f["name"]), c))

    @staticmethod
    def plain(function):
        """Of a clone: what it was made from."""
        return (function[0], function[1].split(".kpkeys.")[0])

    def holders(self, name, level):
        """Who holds a level for all calls of a function; nobody if one is made without."""
        found, seen = set(), set()
        waiting = list(self.homes.get(name, []))
        while waiting:
            function = waiting.pop()
            if function in seen:
                continue
            seen.add(function)
            if function in self.taken or function not in self.calls:
                return []
            for caller, call in self.calls[function]:
                held = call.get("held", [])
                if held and (held[-1] != level or call.get("distrusted")):
                    return []
                if held:
                    found.add(f"{caller[1]} at {self.kernel.place(call['place'])}")
                else:
                    waiting.append(self.plain(caller))
        return sorted(found)


def main():
    opt = options()
    kernel = Kernel(opt)
    if not kernel.units:
        sys.exit(f"{opt.commands} compiles no such file")
    os.makedirs(opt.summaries, exist_ok=True)
    pool = concurrent.futures.ThreadPoolExecutor(opt.jobs)

    missing = [p for p in kernel.units if not os.path.exists(kernel.summary(p))]
    for path, error in zip(missing, pool.map(lambda p: kernel.compile(p, kernel.summary(p)), missing)):
        if error:
            print(f"{path}: not audited: {error}", file=sys.stderr)

    before = {key(f) for f in kernel.judge(opt.summaries)}
    print(f"{len(kernel.units)} files, {len(before)} findings with all guards")
    deletions = guards(kernel.tree, opt.level, opt.batch)
    if opt.only:
        deletions = [g for g in deletions if opt.only in f"{g[0]}:{g[1]}"]

    rows, missed, redundant = [], 0, 0
    for row in pool.map(lambda g: try_guard(kernel, g, before), deletions):
        rows.append(row)
        if row["note"]:
            what = row["note"]
        elif row["found"]:
            f = row["found"][0]
            what = f"{f['kind']} at {f['place']}" + (f", and {len(row['found']) - 1} more" if len(row["found"]) > 1 else "")
        elif row["held"]:
            what, redundant = f"redundant: held by {'; '.join(row['held'])}", redundant + 1
        else:
            what, missed = "NOT FOUND", missed + 1
        print(f"{row['file']}:{row['line']:<5} {row['level']:8} {row['function']:32} {what}", flush=True)
    tried = sum(1 for r in rows if not r["note"])
    if not tried:
        sys.exit(f"error: {opt.tree} has no guard that can be deleted")
    print(f"{len(rows)} guards, {tried} tried, {tried - missed - redundant} found, {redundant} redundant, {missed} not found")
    if opt.json:
        json.dump(rows, open(opt.json, "w", encoding="utf-8"), indent=1)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
