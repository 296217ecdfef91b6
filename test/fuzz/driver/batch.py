# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds and runs a group of programs in every way that is asked for, and
says which program failed how."""

import os
import re
import shutil
from dataclasses import dataclass, field

from .toolchain import Failed, policy_text, run


@dataclass
class Failure:
    name: str  # the program's
    seed: int
    major: int
    level: str
    what: str  # compile, crash, escape, missed write, ...
    detail: str


@dataclass
class Tally:
    """Of windows that were taken out."""

    tried: int = 0
    executed: int = 0
    noticed: int = 0


@dataclass
class Result:
    programs: int = 0
    endless: int = 0  # programs that do not end of their own, and are not used
    runs: int = 0  # of programs with windows, each at one level of one LLVM
    twins: int = 0  # programs without windows that faulted
    failures: list = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


class Batch:
    """`programs` maps names to (seed, text, policy types)."""

    def __init__(self, programs, variation, folder, strict=False):
        self.programs = programs
        self.variation = variation
        self.folder = folder
        self.strict = strict  # undefined behaviour fails, too
        self.result = Result(programs=len(programs))
        self.reference = {}
        os.makedirs(folder, exist_ok=True)
        for name, (_, text, _) in programs.items():
            with open(self.path(name + ".c"), "w") as out:
                out.write(text)
        self.policy = self.path("policy.yaml")
        types = [pair for _, _, pairs in programs.values() for pair in pairs]
        with open(self.policy, "w") as out:
            out.write(policy_text(variation.register, types, variation.secret))

    def path(self, name):
        return os.path.join(self.folder, name)

    def fail(self, name, toolchain, level, what, detail):
        seed = self.programs[name][0]
        self.result.failures.append(
            Failure(name, seed, toolchain.major, level, what, detail)
        )

    def table(self, names, stem):
        """A translation unit of the named programs."""
        path = self.path(stem + ".c")
        with open(path, "w") as out:
            out.write('#include "fuzz.h"\n')
            out.writelines(f'#include "{name}.c"\n' for name in names)
            out.write("struct program { const char *name; void (*run)(void); };\n")
            out.write("const struct program programs[] = {\n")
            out.writelines(f'  {{"{name}", {name}_main}},\n' for name in names)
            out.write(f"}};\nconst unsigned num_programs = {len(names)};\n")
        return path

    def compile(self, names, toolchain, level, stem, flags):
        """The object of all programs that compile, and their names. Those that
        do not are failures."""
        names = list(names)
        output = self.path(f"{stem}.o")
        while names:
            try:
                source = self.table(names, stem)
                toolchain.compile(source, output, f"-{level}", *flags)
                return output, names
            except Failed as failed:
                guilty = self.guilty(names, str(failed)) or self.bisect(
                    names, toolchain, level, stem, flags
                )
                for name, (what, detail) in guilty.items():
                    self.fail(name, toolchain, level, what, detail)
                    names.remove(name)
        return None, []

    @staticmethod
    def classify(text):
        if "PLEASE submit a bug report" in text or "Stack dump" in text:
            return "crash"
        if "window verification failed" in text:
            return "verification"
        if "a pointer into domain" in text or "straight into domain" in text:
            return "escape"
        return "compile"

    def guilty(self, names, text):
        """Programs that error messages name, unless the compiler died."""
        if self.classify(text) == "crash":
            return {}
        found = {}
        for line in text.splitlines():
            match = re.search(r"(?:^|/)(\w+)\.c:\d+(?::\d+)?: (?:fatal )?error: (.*)", line)
            if match and match[1] in names:
                found.setdefault(match[1], (self.classify(line), line[-300:]))
        return found

    def bisect(self, names, toolchain, level, stem, flags):
        """Each on its own, when no message tells."""
        found = {}
        for name in names:
            source = self.table([name], stem + "-one")
            try:
                toolchain.compile(source, self.path(stem + "-one.o"), f"-{level}", *flags)
            except Failed as failed:
                text = str(failed)
                line = next(
                    (l for l in text.splitlines() if "error" in l or "Assert" in l), ""
                )
                found[name] = (self.classify(text), line[-300:])
        if not found:
            found[names[0]] = ("compile", "the group fails, but no program on its own")
        return found

    def execute(self, program, mode, only=None):
        """name -> (end, result)."""
        _, text = run([program, mode] + ([only] if only else []))
        ends = {}
        for line in text.splitlines():
            words = line.split()
            if len(words) == 3 and words[0] in self.programs:
                ends[words[0]] = (words[1], words[2])
        return ends

    def settings(self, windows):
        """For the plugin."""
        return self.policy, windows, self.variation.target

    # ---- the ways

    def find_reference(self, toolchain):
        """What the programs compute, built plainly and without optimisation."""
        sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
        extra = sanitizers if self.strict else []
        flags = ["-DFUZZ_PLAIN", *extra]
        built, names = self.compile(self.programs, toolchain, "O0", "reference", flags)
        if not built:
            return
        program = self.path("reference")
        toolchain.link([built, toolchain.object("runner"), *extra], program)
        ends = self.execute(program, "brief")
        for name in names:
            end = ends.get(name, ("none", ""))
            if end[0] == "ok":
                self.reference[name] = end
            elif end[0] == "timeout":
                self.result.programs -= 1
                self.result.endless += 1
            else:
                self.fail(name, toolchain, "O0", "generator", f"ends with '{end[0]}'")

    def check_twin(self, toolchain, level):
        """Without windows: the same result on ordinary memory, or the program
        is no test; and a key fault on protected memory."""
        flags = ["-DFUZZ_PLAIN", *self.variation.flags]
        built, names = self.compile(self.reference, toolchain, level, "twin", flags)
        if not built:
            return
        program = self.path("twin")
        toolchain.link_twin(built, program)
        plain, twin = self.execute(program, "plain"), self.execute(program, "twin")
        for name in names:
            if plain.get(name) != self.reference[name]:
                self.fail(name, toolchain, level, "generator", "the plain build differs")
                del self.reference[name]
            elif twin.get(name, ("none",))[0] != "key":
                detail = f"ends with '{twin.get(name, ('none',))[0]}' without windows"
                self.fail(name, toolchain, level, "twin", detail)
            else:
                self.result.twins += 1

    def check_windows(self, toolchain, level, windows):
        flags = [
            *toolchain.plugin_flags(*self.settings(windows)),
            *self.variation.flags,
        ]
        known = len(self.result.failures)
        built, names = self.compile(self.reference, toolchain, level, "windows", flags)
        for failure in self.result.failures[known:]:
            failure.detail = f"windows={windows}: {failure.detail}"
        if not built:
            return
        self.check_machine_code(toolchain, level, windows, built)
        program = self.path("windows")
        toolchain.link_windows(built, program)
        ends = self.execute(program, "windows")
        for name in names:
            end = ends.get(name, ("none", ""))
            self.result.runs += 1
            if end == self.reference[name]:
                continue
            if end[0] == "ok" and self.differs_plainly(name, toolchain, level):
                self.fail(name, toolchain, level, "generator", "the plain build differs")
                continue
            what = {
                "key": "missed write",
                "ok": "wrong result",
                "open": "window left open",
            }.get(end[0], "run")
            detail = f"windows={windows}: ends with '{end[0]}' {end[1]}"
            self.fail(name, toolchain, level, what, detail)

    def check_machine_code(self, toolchain, level, windows, built):
        """kpkeys-verify finds nothing."""
        told = set()
        for line in toolchain.verify(built):
            match = re.search(r"\b(p\d+)_", line)
            name = match[1] if match else next(iter(self.programs))
            if name not in told:
                told.add(name)
                detail = f"windows={windows}: {line[-300:]}"
                self.fail(name, toolchain, level, "machine code", detail)

    def differs_plainly(self, name, toolchain, level):
        """Whether the program is wrong already without the plugin."""
        flags = ["-DFUZZ_PLAIN", *self.variation.flags]
        source = self.table([name], "plain")
        toolchain.compile(source, self.path("plain.o"), f"-{level}", *flags)
        toolchain.link_windows(self.path("plain.o"), self.path("plain"))
        return self.execute(self.path("plain"), "plain").get(name) != self.reference[name]

    def check(self, toolchains, levels, twin_levels):
        self.find_reference(toolchains[0])
        for toolchain in toolchains:
            for level in levels:
                if level in twin_levels:
                    self.check_twin(toolchain, level)
                for windows in self.variation.windows:
                    self.check_windows(toolchain, level, windows)
        return self.result

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
